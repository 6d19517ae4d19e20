"""What a hold stops by its kind, and which days of a period it leaves: values only."""

from datetime import timedelta

CONTACT, INTEREST, FEE, THREAT, PLACEMENT = FREEZABLE = (
    "contact",
    "interest",
    "fee",
    "threat",
    "placement",
)
_ALL = frozenset(FREEZABLE)
_NO_PRESSURE = _ALL - {INTEREST}

# What each kind stops unless somebody says otherwise.
FREEZES = {
    "manual": frozenset({CONTACT}),
    "reply": frozenset({CONTACT}),
    "open_until": _ALL,
    "factored": _ALL,
    "insured": frozenset({CONTACT, THREAT, PLACEMENT}),
    "retained": _ALL,
    "dispute": _ALL,
    "declared_paid": frozenset({CONTACT, THREAT, PLACEMENT}),
    "promise": _NO_PRESSURE,
    "plan": _ALL,
    "insolvency": _ALL,
    "moratorium": _ALL,
    "lawyer": frozenset({CONTACT, THREAT}),
    "vulnerable": _ALL,
    "hardship": _ALL,
    "deceased": _ALL,
    "minor": _ALL,
    "opt_out": frozenset({CONTACT}),
    "cease": frozenset({CONTACT}),
    "complaint": _NO_PRESSURE,
    "time_barred": _ALL,
    "erasure": frozenset({CONTACT, THREAT, PLACEMENT}),
}

# Never said to who need not know: health, family, ruin of a person.
ALWAYS_SENSITIVE = frozenset(
    {"vulnerable", "hardship", "deceased", "minor", "moratorium"}
)
# So is this one, when the debtor is a natural person.
SENSITIVE_OF_PERSONS = frozenset({"insolvency"})
PERSONS = ("consumer", "sole")


def is_sensitive(kind, debtor):
    """Tell whether a hold of ``kind`` is to be hidden, ``debtor`` a customer type.

    >>> is_sensitive("insolvency", "company"), is_sensitive("insolvency", "sole")
    (False, True)
    """
    return kind in ALWAYS_SENSITIVE or (
        kind in SENSITIVE_OF_PERSONS and debtor in PERSONS
    )


def free_periods(frozen, start, end):
    """Return what of a period no hold freezes: what may be charged.

    :param frozen: (first day, last day or None), in any order, overlapping or not
    :param start, end: first and last day of the period
    :return: list of (first day, last day), in order

    >>> from datetime import date
    >>> free_periods([(date(2026, 3, 5), date(2026, 3, 9))],
    ...     date(2026, 3, 1), date(2026, 3, 31))
    [(datetime.date(2026, 3, 1), datetime.date(2026, 3, 4)), \
(datetime.date(2026, 3, 10), datetime.date(2026, 3, 31))]
    """
    free, at = [], start
    for first, last in sorted(frozen, key=lambda one: one[0]):
        if first > end:
            break
        if first > at:
            free.append((at, first - timedelta(days=1)))
        if last is None:
            return free
        at = max(at, last + timedelta(days=1))
    if at <= end:
        free.append((at, end))
    return free
