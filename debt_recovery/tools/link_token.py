"""Tokens of signed links: letters and digits only, so that no program cuts them off.

A token is 131 random bits followed by 59 bits that sign them: a forged one is refused
without asking the database, and what the database keeps cannot be turned back into it.
"""

import hashlib
import re
import secrets
import string
from hmac import compare_digest

ALPHABET = string.digits + string.ascii_letters
RANDOM, SIGNED = 22, 10
LENGTH = RANDOM + SIGNED
SAMPLE = "0" * LENGTH  # in previews: as long as a real one, and never signed

_FORM = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")
_IN_TEXT = re.compile(rf"(/recovery/[lu]/)[{ALPHABET}]{{{LENGTH}}}")


def new(sign):
    """Return a new token.

    :param sign: the signature of a text, as a hexadecimal number of 64 digits

    >>> token = new(lambda text: "a1" * 32)
    >>> len(token), is_signed(token, lambda text: "a1" * 32)
    (32, True)
    >>> is_signed(token, lambda text: "a2" * 32), is_signed("x", lambda text: "a1" * 32)
    (False, False)
    """
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return body + _short(sign(body))


def is_signed(token, sign):
    """Tell whether ``token`` was made by :func:`new` with the same signature."""
    if not isinstance(token, str) or not _FORM.fullmatch(token):
        return False
    return compare_digest(token[RANDOM:], _short(sign(token[:RANDOM])))


def digest(token):
    """Return what is kept of a token: its hash, from which none is found again."""
    return hashlib.sha256(token.encode()).hexdigest()


def masked(text):
    """Return ``text`` with links that open nothing in place of those that do.

    >>> masked("See https://x.example/recovery/l/" + "a1" * 16 + ".")[-36:]
    '/l/00000000000000000000000000000000.'
    """
    return _IN_TEXT.sub(rf"\g<1>{SAMPLE}", text)


def _short(signature):
    number, text = int(signature, 16), ""
    while len(text) < SIGNED:
        number, rest = divmod(number, len(ALPHABET))
        text += ALPHABET[rest]
    return text
