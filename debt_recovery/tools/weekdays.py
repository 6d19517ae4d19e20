"""Days of the week as a word of digits: Monday is 0."""

WEEKDAYS = "01234"


def read_days(word):
    """Return the set of weekdays that ``word`` names, empty when it is not such a word.

    >>> sorted(read_days("024")), read_days("08"), read_days("")
    ([0, 2, 4], frozenset(), frozenset())
    """
    digits = set(word or "")
    if not digits <= set("0123456"):
        return frozenset()
    return frozenset(map(int, digits))
