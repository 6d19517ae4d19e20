"""What a bank line says, made comparable: references, numbers, names, accounts."""

import re
import unicodedata
from functools import lru_cache

LONGEST = 10  # pieces of one reference, as "21 00000 00003 13947 14300 09017"
MAX_KEY = 35
SURE_DIGITS = 10  # digits alone that are no date, no amount and no telephone number
MIN_NUMBER = 3

_PIECE = re.compile(r"[A-Z]+|\d+")
_WORD = re.compile(r"[A-Z0-9]+")
_LEGAL_WORDS = """
SA SAS SASU SARL EURL SCI SNC SCOP EI EIRL ETS ETABLISSEMENTS STE SOCIETE SRL SPRL
BV BVBA NV GMBH AG UG KG OHG LTD LIMITED LLC INC PLC CO SPA OY AB AS APS
M MR MRS MS MME MLLE MONSIEUR MADAME MADEMOISELLE HERR FRAU
"""
_LEGAL = frozenset(_LEGAL_WORDS.split())


@lru_cache(maxsize=65536)
def upper(text):
    """Return ``text`` in capitals without accents.

    >>> upper("Échéance n° 12")
    'ECHEANCE N 12'
    """
    parts = unicodedata.normalize("NFKD", text or "").replace("°", "")
    return "".join(one for one in parts if not unicodedata.combining(one)).upper()


def key(text):
    """Return a reference without its separators; one of digits alone without the zeros
    that banks put before it.

    >>> key("FA/2026/00205"), key("+++090/9337/55493+++"), key("RF18 5390 0754 7034")
    ('FA202600205', '90933755493', 'RF18539007547034')
    """
    plain = "".join(_WORD.findall(upper(text)))
    return plain.lstrip("0") if plain.isdigit() else plain


def is_sure(reference_key):
    """Tell whether a key says what it names: letters with three digits, or so many
    digits that they are no date and no amount.

    >>> [is_sure(key(one)) for one in ("FA-0205", "INV12", "20260205", "090933755493")]
    [True, False, False, True]
    """
    digits = sum(one.isdigit() for one in reference_key)
    if digits == len(reference_key):
        return digits >= SURE_DIGITS
    return len(reference_key) >= 5 and digits >= MIN_NUMBER


def keys_in(text):
    """Return the keys that ``text`` may hold: all runs of its pieces.

    >>> key("FA/2026/00205") in keys_in("VIR. fact FA 2026-00205")
    True
    """
    pieces = _PIECE.findall(upper(text))
    found = set()
    for start in range(len(pieces)):
        joined = ""
        for piece in pieces[start : start + LONGEST]:
            joined += piece
            if len(joined) > MAX_KEY:
                break
            found.add(joined.lstrip("0") if joined.isdigit() else joined)
    return found


def numbers(reference):
    """Return what people shorten a reference to: its last number, with its year.

    >>> sorted(numbers("FA/2026/00205")), sorted(numbers("FA-0012"))
    (['202600205', '205'], [])
    """
    groups = re.findall(r"\d+", reference or "")
    if not groups:
        return frozenset()
    short = {groups[-1].lstrip("0"), "".join(groups[-2:]).lstrip("0")}
    return frozenset(one for one in short if len(one) >= MIN_NUMBER)


def words(name):
    """Return the words of a name that tell it from others, in order.

    >>> words("SARL Boulangeries Lecoq"), words("M. Jean-Luc Dupont")
    (('BOULANGERIES', 'LECOQ'), ('JEAN', 'LUC', 'DUPONT'))
    """
    return tuple(one for one in _WORD.findall(upper(name)) if one not in _LEGAL)


def name_key(name):
    """Return the words of a name in any order; empty for one that could be anyone's.

    >>> name_key("DUPONT JEAN") == name_key("Jean Dupont"), name_key("M. Li")
    (True, ())
    """
    said = tuple(sorted(words(name)))
    return said if len("".join(said)) >= 5 else ()


def names_in(text):
    """Return the name keys that ``text`` may hold.

    >>> name_key("Boulangeries Lecoq") in names_in("VIR SEPA Boulangeries Lecoq 0205")
    True
    """
    said = words(text)
    return {
        tuple(sorted(said[start:stop]))
        for start in range(len(said))
        for stop in range(start + 1, min(start + 6, len(said)) + 1)
    }


def account(number):
    """Return a bank account's number without separators.

    >>> account("fr76 3000-6000")
    'FR7630006000'
    """
    return re.sub(r"\W", "", number or "").upper()
