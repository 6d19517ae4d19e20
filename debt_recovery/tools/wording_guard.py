"""The last look at a text for one customer: what may not be said to this one, now, and
by which rule. No clock, no database."""

import re

from . import wording_words as words
from .wording_lint import language, plain

# The rule of the packs that a remark comes from, the universal one where there is one.
RULES = {
    "language": "ZZ.language.01",
    "open": "ZZ.third_party_disclosure_ban.01",
    "barred": "ZZ.time_barred.01",
    "charge": "FR.fee_ban.01",
    "detail": "ZZ.third_party_disclosure_ban.01",
    "amount": "ZZ.third_party_disclosure_ban.01",
    "paper": "ZZ.third_party_disclosure_ban.01",
    "enforcement": "FR.placement_ban.01",
    "no_company": "ZZ.identification.01",
    "no_contact": "ZZ.identification.01",
    "no_reference": "ZZ.identification.01",
    "no_total": "ZZ.identification.01",
    "no_way_to_pay": "ZZ.identification.01",
    "no_problem": "ZZ.identification.01",
    "stop": "ZZ.opt_out_processing.01",
    "no_preferences": "ZZ.opt_out_processing.01",
}
_BLOCK = re.compile(r"<(p|li)\b[^>]*>.*?</\1>", re.I | re.S)
_STATED = re.compile(r"\{(?:items|total|transfer|schedule|itemization|costs)\}")


def rule_of(code):
    """Return the code of the rule that a remark comes from, "" for one of our own.

    >>> rule_of("amount"), rule_of("familiar")
    ('ZZ.third_party_disclosure_ban.01', '')
    """
    return RULES.get(code, "")


def found(text, patterns):
    """Return the first of ``patterns`` (by language) in ``text``, phrases that use such
    a word honestly left aside; "" without one.

    >>> found("We ask you for no fee of any kind.", words.CHARGES)
    ''
    >>> found("Une indemnité de 40\xa0€ est due.", words.CHARGES)
    '40 €'
    """
    lang = language(text)
    read = text.replace("’", "'").replace("\xa0", " ").replace("\u202f", " ").lower()
    for phrase in words.FINE[lang]:
        read = re.sub(rf"\b{phrase}\b", "", read)
    for pattern in patterns[lang]:
        match = re.search(rf"(?<!\w)(?:{pattern})(?!\w)", read)
        if match:
            return match[0]
    return ""


def without_charges(body):
    """Return ``body`` (HTML, not filled) without the paragraphs that speak of fees,
    penalties or late-payment interest, and the first such word that is still there:
    what also states the claim is no paragraph to leave out.

    >>> without_charges("<p>Pay {total}.</p><p>A fee of €40 is due.</p>")
    ('<p>Pay {total}.</p>', '')
    >>> without_charges("<p>Pay {total} and a fee.</p>")
    ('<p>Pay {total} and a fee.</p>', 'fee')
    """

    def kept(match):
        block = match[0]
        if _STATED.search(block) or not found(plain(block), words.CHARGES):
            return block
        return ""

    left = _BLOCK.sub(kept, body or "")
    return left, found(plain(left), words.CHARGES)


def threat_in(text):
    """Return the word by which a text announces legal steps, "" without one.

    >>> threat_in("Formal notice: we may go to court."), threat_in("A reminder")
    ('court', '')
    """
    lang = language(text)
    lists = {code: (*words.LEGAL[code], *words.NOTICE[code]) for code in words.LEGAL}
    return found(text, lists) if lang in lists else ""


def hints(text):
    """Return the word by which a line hints at an account to those who share the
    address, "" without one.

    >>> hints("Your invoice FA/12"), hints("A message from Lemaire")
    ('invoice', '')
    """
    return found(text, words.REVEALING) or found(text, words.HINTS)
