"""What names a person in a text, and what stands in its place once it is erased."""

import hashlib
import hmac
import re

BORDER = r"(?<!\w)(?<!\w[.+-])"  # before a name: no other word, no address's part
SHORTEST_NAME = 5  # a shorter name is a word of the language, or another name's part


def token(number):
    """Return what stands for the customer ``number`` in logs and in erased texts.

    >>> token(42)
    'P42'
    """
    return f"P{number}"


def fingerprint(salt, medium, address):
    """Return what an erased address is known by: the same one is recognised when it
    comes back, and nobody reads it from there.

    >>> one = fingerprint(b"salt", "email", "anna@roy.example")
    >>> one == fingerprint(b"salt", "email", "Anna@Roy.example ")
    True
    >>> one == fingerprint(b"other", "email", "anna@roy.example")
    False
    >>> one.startswith("erased:"), "anna" in one
    (True, False)
    """
    said = f"{medium}\n{address.strip().lower()}".encode()
    return "erased:" + hmac.new(salt, said, hashlib.sha256).hexdigest()[:40]


def spellings(names=(), emails=(), phones=()):
    """Return the strings that name a person, longest first: names as a whole, never
    their parts nor one word alone, and each phone number as people write it.

    >>> spellings(["Anna Roy", "Baker"], ["anna@roy.example", ""], ["+33612345678"])
    ... # doctest: +NORMALIZE_WHITESPACE
    ['anna@roy.example', '06 12 34 56 78', '06.12.34.56.78', '0033612345678',
     '+33612345678', '33612345678', '0612345678', 'Anna Roy']
    """
    said = [name.strip() for name in names if len((name or "").split()) > 1]
    said = [name for name in said if len(name) >= SHORTEST_NAME]
    said += [mail.strip() for mail in emails if mail and "@" in mail]
    for phone in phones:
        digits = re.sub(r"\D", "", phone or "")
        if len(digits) < 8:
            continue
        said += [phone.strip(), digits, f"+{digits}", f"00{digits}"]
        if digits.startswith("33"):
            national = "0" + digits[2:]
            pairs = [national[i : i + 2] for i in range(0, len(national), 2)]
            said += [national, " ".join(pairs), ".".join(pairs)]
    return sorted(dict.fromkeys(said), key=len, reverse=True)


def pattern(words):
    """Return an expression that finds any of ``words``, case aside, in Python and in
    PostgreSQL; empty for none. What is part of a longer word, name or address is
    another's.

    >>> found = re.compile(pattern(["anna@roy.example", "Anna Roy"]), re.I)
    >>> found.sub("P1", "To ANNA ROY <anna@roy.example>.")
    'To P1 <P1>.'
    >>> found.sub("P1", "joanna@roy.example; Anna Royer; j.anna@roy.example")
    'joanna@roy.example; Anna Royer; j.anna@roy.example'
    >>> found.sub("P1", "Anna Roy-Blanc, anna@roy.example.com, x+anna@roy.example")
    'Anna Roy-Blanc, anna@roy.example.com, x+anna@roy.example'
    """
    if not words:
        return ""
    said = "|".join(re.escape(word) for word in words)
    return rf"{BORDER}(?:{said})(?!\w|[.-]\w)"


def replaced(value, found, mark):
    """Return ``value`` with ``mark`` wherever ``found`` matches in its texts; the keys
    of a mapping are names of ours.

    >>> found = re.compile(pattern(["Anna Roy"]), re.I)
    >>> replaced({"Anna Roy": ["Dear Anna Roy", 3, None]}, found, "P1")
    {'Anna Roy': ['Dear P1', 3, None]}
    """
    if isinstance(value, str):
        return found.sub(mark, value)
    if isinstance(value, list):
        return [replaced(one, found, mark) for one in value]
    if isinstance(value, dict):
        return {key: replaced(one, found, mark) for key, one in value.items()}
    return value


def digest(rows):
    """Return a fingerprint of decisions: equal while no column of ``rows`` changed.

    >>> digest([(1, "allow")]) == digest([(1, "allow")])
    True
    >>> digest([(1, "allow")]) == digest([(1, "refuse")])
    False
    """
    whole = hashlib.sha256()
    for row in rows:
        whole.update(repr(tuple(row)).encode())
    return whole.hexdigest()
