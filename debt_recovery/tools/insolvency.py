"""By when a claim is filed in insolvency proceedings, and what may have a clock.

Each deadline names its source and how sure it is. A country that is not here has no
deadline that we know of: a person is asked to find it.
"""

from dataclasses import dataclass
from datetime import timedelta

from dateutil.relativedelta import relativedelta

SAFEGUARD, RECEIVERSHIP, LIQUIDATION = "safeguard", "receivership", "liquidation"
OVER_INDEBTEDNESS, MORATORIUM = "over_indebtedness", "moratorium"
COLLECTIVE = (SAFEGUARD, RECEIVERSHIP, LIQUIDATION)
KINDS = (*COLLECTIVE, OVER_INDEBTEDNESS, MORATORIUM)
CLAIM, RETENTION = "claim", "retention"


@dataclass(frozen=True, slots=True)
class Deadline:
    """``months`` after the publication, ``abroad`` of them for a creditor abroad."""

    code: str
    months: int
    abroad: int
    basis: str
    source: str
    confidence: str


_FRANCE = (
    Deadline(
        CLAIM,
        2,
        4,
        "C. com. L622-24, R622-24",
        "https://infogreffe.fr/guide-des-formalites/entreprises-en-difficulte/"
        "procedures-collectives/declaration-d-une-creance-au-mandataire-judiciaire",
        "verified_secondary",
    ),
    Deadline(
        RETENTION,
        3,
        3,
        "C. com. L624-9, R624-13",
        "https://uggc.com/cass-com-2-novembre-2016-fpb",
        "verified_secondary",
    ),
)
DEADLINES = {("FR", kind): _FRANCE for kind in COLLECTIVE}

# Days that a moratorium lasts, its first day included: SI 2020/1311 (breathing space).
MORATORIUM_DAYS = {"GB": 60}


def known(country, kind):
    """Return the deadlines that we know of, the claim first."""
    return DEADLINES.get((country, kind), ())


def due(deadline, publication, is_abroad):
    """Return the last day, None while the publication is not known.

    The month counts as the calendar has it: from 31 December to the last of February.

    >>> from datetime import date
    >>> claim, retention = known("FR", "receivership")
    >>> due(claim, date(2026, 3, 10), False), due(claim, date(2026, 3, 10), True)
    (datetime.date(2026, 5, 10), datetime.date(2026, 7, 10))
    >>> due(retention, date(2026, 3, 10), True)
    datetime.date(2026, 6, 10)
    >>> due(claim, date(2025, 12, 31), False)
    datetime.date(2026, 2, 28)
    >>> due(claim, None, False) is None
    True
    """
    if not publication:
        return None
    months = deadline.abroad if is_abroad else deadline.months
    return publication + relativedelta(months=months)


def last_day(kind, country, start):
    """Return the last day of a moratorium whose length the law fixes, else None.

    >>> from datetime import date
    >>> last_day("moratorium", "GB", date(2026, 3, 2))
    datetime.date(2026, 4, 30)
    """
    days = MORATORIUM_DAYS.get(country) if kind == MORATORIUM else None
    return start + timedelta(days=days - 1) if days and start else None


def is_earlier(born, judgment):
    """Tell whether a debt is caught by the proceedings: by its birth, not by its due
    date.

    >>> from datetime import date
    >>> is_earlier(date(2026, 3, 2), date(2026, 3, 2))
    True
    """
    return born <= judgment
