"""The lowest rate that a French contract may set for late payment, by half-year.

Three times the legal rate (C. com., art. L. 441-10 II). Sources: the ministerial
orders of each half-year; until one is listed, the last known one is quoted.
"""

FLOORS = {
    (2026, 1): 7.86,  # order of 15 December 2025: legal rate 2.62 %
}


def floor_on(day):
    """Return ``(rate in %, (year, half))`` that holds on ``day``, else the last known.

    >>> from datetime import date
    >>> floor_on(date(2026, 3, 2))
    (7.86, (2026, 1))
    >>> floor_on(date(2026, 7, 1))
    (7.86, (2026, 1))
    """
    half = (day.year, 1 if day.month <= 6 else 2)
    known = max((one for one in FLOORS if one <= half), default=min(FLOORS))
    return FLOORS[known], known
