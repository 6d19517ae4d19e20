"""Texts with ``{placeholders}``: a closed list of words, no code, nothing missing."""

import re
from string import Formatter

_NAME = re.compile(r"^[a-z_]+$")


class WordingError(ValueError):
    """A text that cannot be filled; ``names`` are the placeholders at fault."""

    def __init__(self, code, names=()):
        super().__init__(f"{code}: {', '.join(names)}" if names else code)
        self.code, self.names = code, tuple(names)


def placeholders(text):
    """Return the set of placeholders used in ``text``.

    :raises WordingError: ``broken`` for a lone brace or a malformed placeholder

    >>> sorted(placeholders("Invoice {invoice}: {total}"))
    ['invoice', 'total']
    >>> placeholders("Invoice {invoice")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    WordingError: broken
    """
    try:
        parsed = list(Formatter().parse(text or ""))
    except ValueError as error:
        raise WordingError("broken") from error
    names = set()
    for _literal, name, spec, conversion in parsed:
        if name is None:
            continue
        if spec or conversion or not _NAME.match(name):
            raise WordingError("broken", [name])
        names.add(name)
    return names


def check(text, known):
    """Refuse ``text`` if it uses a placeholder that is not in ``known``.

    >>> check("Invoice {invoice}", {"invoice"})
    >>> check("{amount_due}", {"invoice"})  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    WordingError: unknown: amount_due
    """
    unknown = placeholders(text) - set(known)
    if unknown:
        raise WordingError("unknown", sorted(unknown))


def fill(text, values, convert=str):
    """Return ``text`` with its placeholders replaced.

    :param convert: applied to each value (an HTML escape for HTML texts)
    :raises WordingError: ``missing`` when a value is None or absent: a sentence with a
        hole in it never leaves

    >>> fill("Pay {total} by {date}", {"total": "10 €", "date": "5 May"})
    'Pay 10 € by 5 May'
    """
    used = placeholders(text)
    missing = sorted(name for name in used if values.get(name) is None)
    if missing:
        raise WordingError("missing", missing)
    return (text or "").format_map({name: convert(values[name]) for name in used})
