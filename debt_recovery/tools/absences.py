"""Who acts when somebody is absent, and so is the substitute."""


def who_acts(direct, absent):
    """Follow substitutes to the one who is there.

    :param direct: ``{absent: substitute}`` on one day
    :param absent: one of the keys

    >>> who_acts({1: 2, 2: 3}, 1)
    3

    A ring, which no form lets in, ends before it closes.

    >>> who_acts({1: 2, 2: 1}, 1)
    2
    """
    seen, acting = {absent}, direct[absent]
    while acting in direct and direct[acting] not in seen:
        seen.add(acting)
        acting = direct[acting]
    return acting
