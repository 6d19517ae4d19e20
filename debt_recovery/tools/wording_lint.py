"""Remarks on a text before it is saved: what it must never say, what it lacks, what
strangers could read, and how French is set. No clock, no database.

What blocks is an ``error``; what a person should look at is a ``warning``.
"""

import re
from dataclasses import dataclass, field
from html import unescape

from . import wording_words as words
from .notice_codes import lifted_by
from .wording import WordingError, placeholders

ERROR, WARNING = "error", "warning"
BUSINESS, CONSUMER, PUBLIC, ANY = "business", "consumer", "public", "any"
WRITTEN = ("email", "letter")
SHORT = ("sms", "whatsapp")
# Seen or heard by whoever holds the phone; what follows a key is for its owner.
OPEN_PLACES = ("text", "voicemail")
AMOUNTS = frozenset({"total", "upcoming", "discount", "count"})
AMOUNTS |= {"instalment", "plan_left"}
PAPERS = frozenset({"invoice", "invoice_date", "due_date", "days_late", "reference"})

_BLOCK = re.compile(r"</?(?:p|div|br|li|ul|ol|tr|td|table|h\d)\b[^>]*>", re.I)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as it is checked.

    ``places`` is ``{place: plain text}``: ``subject``, ``text``, and for a call also
    ``details`` (after a key is pressed) and ``voicemail``; ``lang`` is ``fr`` or
    ``en``; ``hears`` tells whether an answer to an SMS arrives anywhere; ``notice`` is
    the code of the statutory text that it is.
    """

    channel: str
    places: dict = field(default_factory=dict)
    lang: str = "en"
    audience: str = ANY
    purpose: str = "collection"
    hears: bool = True
    notice: str = ""

    @property
    def whole(self):
        return "\n".join(self.places.values())


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding: ``code`` says what, ``word`` is the text's own, ``place`` where it
    stands, ``around`` the words beside it."""

    level: str
    code: str
    word: str = ""
    place: str = "text"
    around: str = ""


def plain(html):
    """Return the text of ``html``, non-breaking spaces kept.

    >>> plain("<p>Montant&nbsp;: <b>{total}</b></p><p>Merci</p>").split("\\n")
    ['Montant\\xa0: {total}', 'Merci']
    """
    text = unescape(_TAG.sub("", _BLOCK.sub("\n", str(html or ""))))
    lines = (re.sub(r"[ \t\r\f]+", " ", line).strip(" ") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def language(text, otherwise="en"):
    """Return the language in which ``text`` is written, ``fr`` or ``en``: what stands
    in a language is not always translated.

    >>> language("Votre compte est à jour"), language("Your account is in order")
    ('fr', 'en')
    >>> language("{company} – {invoice}", "fr")
    'fr'
    """
    read = text.lower()
    found = {
        lang: len(re.findall(rf"(?<!\w)(?:{common})(?!\w)", read))
        for lang, common in words.COMMON.items()
    }
    if found["fr"] == found["en"]:
        return otherwise
    return max(found, key=found.get)


def lint(draft):
    """Return the remarks on ``draft``, errors first.

    >>> nudge = Draft("sms", {"text": "{company}: you owe {total}"}, audience=CONSUMER)
    >>> [(r.level, r.code, r.word) for r in lint(nudge)]
    [('error', 'detail', 'owe'), ('error', 'amount', '{total}'), \
('warning', 'no_link', '')]
    """
    if draft.channel == "task":
        return []
    found = [*_said(draft), *_revealed(draft), *_unheard(draft), *_missing(draft)]
    lifted = lifted_by(draft.notice)
    found = [remark for remark in found if remark.code not in lifted]
    if draft.lang == "fr":
        found += _typography(draft)
    return sorted(dict.fromkeys(found), key=lambda remark: remark.level != ERROR)


def errors(remarks):
    """Return the remarks that block."""
    return [remark for remark in remarks if remark.level == ERROR]


# --- what is said ------------------------------------------------------------------


def _said(draft):
    lang, before = draft.lang, draft.purpose == "collection"
    lists = [(ERROR, "threat", words.THREATS[lang])]
    if before:
        lists.append((ERROR, "legal", words.LEGAL[lang]))
        lists.append((ERROR, "trade", words.TRADE[lang]))
        if draft.audience != CONSUMER:
            lists.append((ERROR, "debt", words.DEBT[lang]))
    if draft.audience == CONSUMER:
        lists.append((ERROR, "charge", words.CHARGES[lang]))
    if draft.audience == PUBLIC:
        lists.append((ERROR, "enforcement", words.ENFORCEMENT[lang]))
    lists.append((ERROR, "claim", words.CLAIMS[lang]))
    if draft.purpose == "statutory":
        lists.append((WARNING, "certain", words.CERTAIN[lang]))
    for place, text in draft.places.items():
        for level, code, patterns in lists:
            yield from _matches(text, place, level, code, patterns, words.FINE[lang])


def _matches(text, place, level, code, patterns, fine=()):
    """Yield a remark for each of ``patterns`` in ``text``, once a word."""
    read = text.replace("’", "'").replace("\xa0", " ").replace("\u202f", " ").lower()
    for phrase in fine:
        read = re.sub(rf"\b{phrase}\b", lambda m: "." * len(m[0]), read)
    for pattern in patterns:
        for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", read):
            word = text[match.start() : match.end()].strip()
            yield Remark(level, code, word, place, _around(text, match))


def _around(text, match, reach=28):
    """Return the words on both sides of a match, cut at spaces."""
    start, end = max(0, match.start() - reach), min(len(text), match.end() + reach)
    before, after = text[start : match.start()], text[match.end() : end]
    if start:
        before = "…" + before.partition(" ")[2]
    if end < len(text):
        after = after.rpartition(" ")[0] + "…"
    return " ".join((before + text[match.start() : match.end()] + after).split())


# --- what strangers could read -------------------------------------------------------


def _revealed(draft):
    """What tells of a debt where others may read or hear it."""
    if draft.channel in WRITTEN:
        if draft.channel == "email" and draft.audience in (CONSUMER, ANY):
            level = ERROR if draft.audience == CONSUMER else WARNING
            yield from _details(draft, "subject", level, level, AMOUNTS)
        return
    strict = draft.audience not in (BUSINESS, PUBLIC) or draft.channel == "voice"
    level = ERROR if strict else WARNING
    for place in OPEN_PLACES:
        yield from _details(draft, place, level, level, AMOUNTS | PAPERS)


def _details(draft, place, said, shown, names):
    text = draft.places.get(place, "")
    lists = words.REVEALING[draft.lang]
    yield from _matches(text, place, said, "detail", lists, words.FINE[draft.lang])
    for name in sorted(_names(text) & names):
        code = "amount" if name in AMOUNTS else "paper"
        yield Remark(shown, code, "{%s}" % name, place)


def _names(text):
    try:
        return placeholders(text)
    except WordingError:  # said elsewhere
        return set()


def _unheard(draft):
    """What asks for an answer that nobody would get."""
    if draft.channel != "sms" or draft.hears:
        return
    text = draft.places.get("text", "")
    for code, pattern in (("stop", words.STOP), ("reply", words.REPLY[draft.lang])):
        match = re.search(pattern, text, 0 if code == "stop" else re.I)
        if match:
            yield Remark(ERROR, code, match[0].strip(), "text", _around(text, match))
    asked = draft.purpose == "service"  # what the customer asked for needs no way out
    if not asked and draft.audience != BUSINESS and "preferences" not in _names(text):
        yield Remark(WARNING, "no_preferences")


# --- what is missing -----------------------------------------------------------------


def _missing(draft):
    names = _names(draft.whole)
    if draft.purpose == "service":
        return
    if draft.channel in SHORT:
        yield from _missing_short(names)
    elif draft.channel == "voice":
        yield from _missing_spoken(draft)
    elif draft.purpose == "statutory":
        yield from _missing_formal(draft, names)
    else:
        yield from _missing_written(draft, names)


def _missing_short(names):
    if "company" not in names:
        yield Remark(ERROR, "no_company")
    if "link" not in names:
        yield Remark(WARNING, "no_link")


def _missing_spoken(draft):
    for place in OPEN_PLACES:
        text = draft.places.get(place, "")
        if text and "company" not in _names(text):
            yield Remark(ERROR, "no_company", place=place)
    if not draft.places.get("voicemail"):
        yield Remark(WARNING, "no_voicemail", place="voicemail")


def _missing_formal(draft, names):
    text = draft.whole.replace("’", "'").replace("\xa0", " ").lower()
    if "deadline" not in names and not re.search(words.TERM[draft.lang], text):
        yield Remark(ERROR, "no_deadline")
    if not names & {"items", "total"}:
        yield Remark(ERROR, "no_total")
    if not names & {"transfer", "link", "reference"}:
        yield Remark(WARNING, "no_way_to_pay")
    if not names & {"contact", "link"}:
        yield Remark(WARNING, "no_contact")


def _missing_written(draft, names):
    text = draft.whole.replace("’", "'").replace("\xa0", " ").lower()
    wanted = {
        "no_company": {"company"},
        "no_reference": {"items", "invoice", "reference"},
        "no_total": {"items", "total"},
        "no_way_to_pay": {"transfer", "link", "reference"},
        "no_contact": {"contact", "link"},
    }
    for code, any_of in wanted.items():
        if not names & any_of:
            yield Remark(WARNING, code)
    if not re.search(words.PROBLEM[draft.lang], text):
        yield Remark(WARNING, "no_problem")
    if not re.search(words.THANKS[draft.lang], text):
        yield Remark(WARNING, "no_thanks")


# --- how French is set ---------------------------------------------------------------

_SPACE = re.compile(r"\S*[^\s\xa0\u202f:;?!»] ?[;:?!»](?=\s|$)|«(?![\xa0\u202f])\S*")
_APOSTROPHE = re.compile(r"\w+'\w+")


def _typography(draft):
    """An SMS keeps plain spaces and apostrophes: others more than double its price."""
    familiar = ("familiar", re.compile(words.FAMILIAR, re.I))
    set_so = (("space", _SPACE), ("apostrophe", _APOSTROPHE))
    checks = (familiar,) if draft.channel == "sms" else (*set_so, familiar)
    for place, text in draft.places.items():
        for code, pattern in checks:
            read = _straight(text) if code == "familiar" else text
            match = pattern.search(read)
            if match:
                word = text[match.start() : match.end()].strip()
                yield Remark(WARNING, code, word, place, _around(text, match))


def _straight(text):
    return text.replace("’", "'")
