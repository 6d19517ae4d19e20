"""Texts as phones count them: the alphabet, the segments, and what costs nothing.

GSM 03.38: 160 characters in one message, 153 in each of several; one character outside
its alphabet makes the whole text UCS-2: 70, or 67. What needs two places is never cut
in two.
"""

import html
import re
from typing import NamedTuple

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")  # two places each
ROOM = {"gsm7": (160, 153), "ucs2": (70, 67)}
LONGEST = 1600  # characters that providers take at most

# Typography that looks the same on a phone and would make the text UCS-2.
_TIDY = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "‑": "-",
        "…": "...",
        "•": "-",
        "œ": "oe",
        "Œ": "OE",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u200b": "",
        "\t": " ",
        "\r": "",
    }
)


class Length(NamedTuple):
    """``alphabet``: gsm7 or ucs2; ``places`` used; ``segments`` that it is sent as."""

    alphabet: str
    places: int
    segments: int


def measure(text):
    """Return the :class:`Length` of ``text``.

    >>> measure("Bonjour, facture F-12 : 120 €")
    Length(alphabet='gsm7', places=30, segments=1)
    >>> measure("a" * 161).segments, measure("ê" * 71).segments, measure("").segments
    (2, 2, 0)
    """
    alphabet = "gsm7" if BASIC.union(EXTENDED).issuperset(text) else "ucs2"
    places = [_places(character, alphabet) for character in text]
    alone, each = ROOM[alphabet]
    if sum(places) <= alone:
        return Length(alphabet, sum(places), int(bool(text)))
    segments, used = 1, 0
    for size in places:
        if used + size > each:
            segments, used = segments + 1, 0
        used += size
    return Length(alphabet, sum(places), segments)


def _places(character, alphabet):
    if alphabet == "gsm7":
        return 2 if character in EXTENDED else 1
    return 2 if ord(character) > 0xFFFF else 1


def tidy(text):
    """Return ``text`` with typography that phones show alike and cheaply; letters and
    accents stay as they are.

    >>> tidy("L’échéance : «\u00a0demain\u00a0»…")
    'L\\'échéance : "demain"...'
    """
    text = re.sub(r"«\s*|\s*»", '"', text).translate(_TIDY)
    text = re.sub(r"[ ]{2,}", " ", text)
    return re.sub(r" ?\n[ \n]*\n ?", "\n", text).strip()


def as_html(text):
    """Return a text as it is kept in a field of HTML.

    >>> as_html("a < b\\nc")
    'a &lt; b<br/>c'
    """
    return "<br/>".join(html.escape(line, quote=False) for line in text.split("\n"))


def as_text(kept):
    """Return what ``as_html`` was given.

    >>> as_text(as_html("a < b & c\\n'd'"))
    "a < b & c\\n'd'"
    """
    return html.unescape(re.sub(r"<br\s*/?>", "\n", str(kept or "")))
