"""Amounts and days of agencies' files: read as the layout says, or refused.

Nothing is guessed. What could be two things is *ambiguous*, and a person decides.
"""

import re
from datetime import datetime
from decimal import Decimal

DIGITS = 2  # of a currency that nobody named
LONGEST = 15  # figures before the decimal sign
SPACES = " \u00a0\u202f\u2009"
YEARS = (1900, 2100)


class Wrong(ValueError):
    """A value that is refused: a code of ``agency_fields.REASONS``, and what its
    sentence needs as pairs (name, value)."""

    def __init__(self, reason, *known):
        super().__init__(reason)
        self.reason, self.known = reason, known


def amount(text, decimal=".", thousands="", digits=DIGITS):
    """Return the ``Decimal`` of a text.

    :param decimal: the decimal sign of the layout, "." or ","
    :param thousands: what groups thousands, "" when nothing does
    :param digits: decimals of the currency
    :raises Wrong: ``not_an_amount``, ``ambiguous_amount`` or ``too_many_decimals``

    >>> amount("1000.00"), amount("1 000,5", ",", " "), amount("-12", ",")
    (Decimal('1000.00'), Decimal('1000.50'), Decimal('-12.00'))
    >>> amount("1.000,00")
    Traceback (most recent call last):
    odoo.addons.debt_recovery.tools.agency_amounts.Wrong: ambiguous_amount
    >>> amount("1.000")  # one, or a thousand?
    Traceback (most recent call last):
    odoo.addons.debt_recovery.tools.agency_amounts.Wrong: ambiguous_amount
    >>> amount("1.000", digits=3)
    Decimal('1.000')
    """
    plain = _plain(text, decimal, thousands)
    if plain is None:
        other = "," if decimal == "." else "."
        readings = [(other, decimal), (other, " "), (other, "'"), (decimal, other)]
        readings += [(decimal, " "), (decimal, "'")]
        if any(_plain(text, *one) is not None for one in readings):
            raise Wrong("ambiguous_amount", ("sign", decimal))
        raise Wrong("not_an_amount")
    whole, _sign, cents = plain.partition(".")
    if len(cents) == 3 and digits < 3:
        raise Wrong("ambiguous_amount", ("sign", decimal))
    return exact(Decimal(plain), digits)


def _plain(text, decimal, thousands):
    """Return the text with a decimal point and nothing else; None where it is not
    written as the signs say."""
    text = text.strip()
    grouping = f"[{SPACES}]" if thousands in SPACES and thousands else None
    group = grouping or re.escape(thousands)
    grouped = f"|[0-9]{{1,3}}(?:{group}[0-9]{{3}})+" if thousands else ""
    pattern = f"(-?)([0-9]+{grouped})(?:{re.escape(decimal)}([0-9]+))?"
    found = re.fullmatch(pattern, text)
    if not found:
        return None
    sign, whole, cents = found.groups()
    whole = re.sub("[^0-9]", "", whole)
    if len(whole) > LONGEST or len(cents or "") > LONGEST:
        return None
    return f"{sign}{whole}.{cents}" if cents else f"{sign}{whole}"


def exact(value, digits=DIGITS):
    """Return a number with the decimals of its currency; never rounded.

    :raises Wrong: ``too_many_decimals``, or ``not_an_amount`` for what is no figure

    >>> exact(Decimal("12.5")), exact(Decimal("7.000"), 0)
    (Decimal('12.50'), Decimal('7'))
    >>> exact(Decimal("0.005"))
    Traceback (most recent call last):
    odoo.addons.debt_recovery.tools.agency_amounts.Wrong: too_many_decimals
    """
    if not value.is_finite() or value.adjusted() >= LONGEST:
        raise Wrong("not_an_amount")
    if value and value.as_tuple().exponent < -3 * LONGEST:
        raise Wrong("too_many_decimals", ("digits", digits))
    rounded = value.quantize(Decimal(1).scaleb(-digits))
    if rounded != value:
        raise Wrong("too_many_decimals", ("digits", digits))
    return rounded + 0  # no negative zero


def number(value):
    """Return the ``Decimal`` of a spreadsheet's number: fifteen figures are its own,
    what follows is the machine's.

    >>> number(0.1 + 0.2), number(1000.0), number(7)
    (Decimal('0.3'), Decimal('1000'), Decimal('7'))
    """
    return Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")


def amount_text(value, decimal=".", thousands="", digits=DIGITS):
    """Return a ``Decimal`` as a layout writes it.

    >>> amount_text(Decimal("-1234.5"), ",", " "), amount_text(Decimal(5), digits=0)
    ('-1 234,50', '5')

    :raises Wrong: when it has more decimals than the currency
    """
    text = f"{exact(value, digits):,f}"
    return text.replace(",", "\0").replace(".", decimal).replace("\0", thousands)


def rate_text(value, decimal="."):
    """Return a rate without needless zeros.

    >>> rate_text(Decimal("7.860"), ","), rate_text(Decimal("10"))
    ('7,86', '10')
    """
    text = f"{value.normalize():f}"
    return text.replace(".", decimal)


def day(text, date_format="%Y-%m-%d"):
    """Return the ``date`` of a text written as the layout says.

    :raises Wrong: ``not_a_date``

    >>> day("02/03/2026", "%d/%m/%Y"), day("2/3/2026", "%d/%m/%Y").isoformat()
    (datetime.date(2026, 3, 2), '2026-03-02')
    >>> day("13/02/2026", "%m/%d/%Y")
    Traceback (most recent call last):
    odoo.addons.debt_recovery.tools.agency_amounts.Wrong: not_a_date
    """
    text = text.strip()
    shape = ("date_format", shown(date_format))
    fixed = not re.search("[^%YmdHMS]", date_format)
    if not text.isascii() or (fixed and len(text) != 8) or " " in text:
        raise Wrong("not_a_date", shape)
    try:
        found = datetime.strptime(text, date_format).date()
    except ValueError:
        raise Wrong("not_a_date", shape) from None
    if not YEARS[0] <= found.year <= YEARS[1]:
        raise Wrong("not_a_date", shape)
    return found


def shown(date_format):
    """Return a date format as people say it.

    >>> shown("%d/%m/%Y")
    'dd/mm/yyyy'
    """
    words = {"%d": "dd", "%m": "mm", "%Y": "yyyy"}
    return re.sub("%[dmY]", lambda one: words[one[0]], date_format)
