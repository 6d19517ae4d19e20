"""When customers pay: drawn from percentiles of two real receivables ledgers."""

from datetime import timedelta
from statistics import NormalDist

# days late at each percentile: many early and late, or close to the day with a tail
PERCENTS = (0, 1, 5, 25, 50, 75, 90, 95, 99, 100)
WIDE = (-30, -28, -24, -12, -4, 5, 13, 18, 26, 40)
CLOSE = (-30, -19, -7, -3, 0, 2, 5, 10, 50, 95)
HABIT = 0.6  # how much of the delay is the customer's own
NEVER = 0.03  # debts that nobody pays

_BELL = NormalDist()


def days_late(share, table):
    """Return the days late at a share of the distribution.

    >>> [days_late(share, CLOSE) for share in (0.05, 0.5, 0.9, 0.99)]
    [-7, 0, 5, 50]
    >>> days_late(0.825, WIDE)
    9
    """
    percent = share * 100
    for i in range(1, len(PERCENTS)):
        if percent <= PERCENTS[i]:
            low, high = PERCENTS[i - 1], PERCENTS[i]
            part = (percent - low) / (high - low)
            return round(table[i - 1] + part * (table[i] - table[i - 1]))
    return table[-1]


class Habit:
    """How one customer pays.

    :param random: a seeded ``random.Random``
    """

    def __init__(self, random):
        self.random = random
        self.table = WIDE if random.random() < 0.5 else CLOSE
        self.own = random.gauss(0, 1)

    def pays_on(self, due):
        """Return the day on which a debt is paid, never on a week-end, or None."""
        if self.random.random() < NEVER:
            return None
        noise = self.random.gauss(0, 1)
        share = _BELL.cdf(HABIT * self.own + (1 - HABIT**2) ** 0.5 * noise)
        day = due + timedelta(days=days_late(share, self.table))
        return day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])
