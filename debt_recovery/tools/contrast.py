"""Colours of a house that everybody can read: WCAG 2.2, level AA, for text."""

import re

LEAST = 4.5  # of text against its ground
GROUND = "f3f4f6"  # of the customer's pages; white stands out more
_HEX = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def parsed(color):
    """Return ``color`` as six hexadecimal digits, "" if it is none.

    >>> parsed("#FFF"), parsed("#21605F"), parsed("red"), parsed(False)
    ('ffffff', '21605f', '', '')
    """
    found = _HEX.fullmatch(color or "")
    if not found:
        return ""
    digits = found[1].lower()
    return digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)


def contrast(one, other):
    """Return the contrast of two colours, from 1 (none) to 21.

    >>> contrast("000000", "ffffff"), round(contrast("ffff00", "ffffff"), 2)
    (21.0, 1.07)
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(color):
    """Return ``color``, darkened as far as it takes to be read as text on our pages,
    and to carry white text itself.

    >>> readable("21605f"), readable("ffd400"), readable("ffffff")
    ('21605f', '846e00', '6d6d6d')
    >>> contrast(readable("ffd400"), GROUND) >= LEAST
    True
    """
    parts = _parts(color)
    for percent in range(100, -1, -1):
        shade = "".join(f"{part * percent // 100:02x}" for part in parts)
        if contrast(shade, GROUND) >= LEAST:
            return shade
    raise AssertionError("black can be read on every ground")


def _parts(color):
    return [int(color[at : at + 2], 16) for at in (0, 2, 4)]


def _luminance(color):
    red, green, blue = (_linear(part / 255) for part in _parts(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part):
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
