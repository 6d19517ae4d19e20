"""What people type into a form, read with patience."""

import re
from datetime import date
from decimal import Decimal

LONGEST = 20  # characters of an amount


def money(text):
    """Return an amount as people write it in any language; None for anything else.

    The last comma or point is the decimal sign when one or two figures follow it;
    spaces, apostrophes and other signs group thousands: ``1 234,50``, ``1,234.5``,
    ``1'234``, ``1.234`` (a thousand).

    :return: a ``Decimal`` of zero or more
    """
    text = re.sub(r"[\s\u00a0\u202f\u2009'’€$£]", "", str(text or ""))
    if not text or len(text) > LONGEST or not re.fullmatch(r"[0-9.,]*[0-9]", text):
        return None
    whole, cents = text, ""
    found = re.search(r"[.,]([0-9]{1,2})$", text)
    if found:
        whole, cents = text[: found.start()], found.group(1)
    groups = re.split(r"[.,]", whole)
    first, *others = groups
    if others and not (1 <= len(first) <= 3 and all(len(one) == 3 for one in others)):
        return None
    return Decimal(f"{''.join(groups) or '0'}.{cents or '0'}")


def day(text):
    """Return the ``date`` of a day as a browser's field of dates sends it, or None."""
    text = str(text or "").strip()
    try:
        return date.fromisoformat(text) if len(text) == len("2026-03-04") else None
    except ValueError:
        return None
