"""Bank lines that take money back: a direct debit returned, a cheque unpaid, a card
payment disputed. Read from the bank's words alone."""

import re

from .retry_reasons import UNKNOWN, code_in, reason_of

_WORDS = re.compile(
    r"(?<!\w)(?:rejet\w*|impay[ée]e?s?|retour (?:de )?(?:pr[ée]l\w*|ch[eè]que|lcr|avis)"
    r"|prlv (?:rejet\w*|impay\w*)|ch(?:eque|[eè]que|q)? (?:impay\w*|sans provision)"
    r"|return(?:ed)?|unpaid|reversal|charge ?back|contre-?passation"
    r"|r[üu]cklastschrift|retoure)(?!\w)",
    re.IGNORECASE,
)


def says_return(text):
    """Tell whether a bank's words say that a payment came back.

    >>> says_return("PRLV REJETE LECOQ AM04"), says_return("Chèque impayé 0012345")
    (True, True)
    >>> says_return("VIR REMBOURSEMENT AVOIR 12"), says_return(""), says_return("AM04")
    (False, False, True)
    """
    if not text:
        return False
    return bool(_WORDS.search(text) or code_in(text))


def reason_in(text):
    """Return why, one of ``retry_reasons.REASONS``; empty where nothing is said.

    >>> reason_in("PRLV REJETE LECOQ AM04"), reason_in("REJET PRLV")
    ('funds', '')
    """
    reason = reason_of(text)
    return "" if reason == UNKNOWN else reason
