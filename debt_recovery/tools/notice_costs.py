"""The costs that a statutory text announces, from the scale of a rule. Exact decimals,
no clock, no database."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def scale_total(lines, principal):
    """Return what the line of a scale that covers ``principal`` gives, None when no
    line does.

    A line is its fixed sum plus a percentage of what lies above its threshold, within
    the least and the most of the whole scale.

    :param lines: ``Amount`` of one scale (see ``rules/model.py``)
    :param principal: Decimal, in the currency of the scale

    >>> from .rules.model import Amount
    >>> least, most = Decimal(40), Decimal(6775)
    >>> dutch = [
    ...     Amount(percent=Decimal(15), high=Decimal(2500), minimum=least),
    ...     Amount(fixed=Decimal(375), percent=Decimal(10), above=Decimal(2500),
    ...            low=Decimal("2500.01"), maximum=most),
    ... ]
    >>> [scale_total(dutch, Decimal(one)) for one in ("100", "1000", "3000")]
    [Decimal('40.00'), Decimal('150.00'), Decimal('425.00')]
    >>> scale_total(dutch, Decimal(0)), scale_total([], Decimal(100))
    (None, None)
    """
    covering = [
        line
        for line in lines
        if line.low <= principal and (line.high is None or principal <= line.high)
    ]
    if not covering or principal <= 0:
        return None
    line = covering[0]
    slice_ = max(Decimal(0), principal - line.above)
    total = line.fixed + line.percent * slice_ / 100
    minimums = [one.minimum for one in lines if one.minimum is not None]
    maximums = [one.maximum for one in lines if one.maximum is not None]
    total = max([total, *minimums])
    total = min([total, *maximums])
    return total.quantize(CENT, ROUND_HALF_UP)
