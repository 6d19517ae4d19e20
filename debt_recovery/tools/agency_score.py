"""The bands in which agencies are compared: age of a debt, and amount, when placed."""

from bisect import bisect_left

# Last day and last amount of each band; the last band has no end.
AGES = (60, 120, 365)
AMOUNTS = (500, 2000, 10000)


def band(value, ends):
    """Return the number of the band that ``value`` is in, from 0.

    >>> [band(days, AGES) for days in (0, 60, 61, 365, 366)]
    [0, 0, 1, 2, 3]
    """
    return bisect_left(ends, value)


def bands(ends):
    """Return ``[(code, first, last)]``; ``last`` is None in the last band.

    >>> bands(AGES)
    [('0', 0, 60), ('1', 60, 120), ('2', 120, 365), ('3', 365, None)]
    """
    starts = (0, *ends)
    return [
        (str(number), start, end)
        for number, (start, end) in enumerate(zip(starts, (*ends, None), strict=True))
    ]
