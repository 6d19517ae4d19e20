"""Which of several amounts make up a given sum: all ways, within a bound of work."""

BUDGET = 4000  # partial sums looked at
ENOUGH = 3  # ways found: more of them change nothing


def sums(amounts, target, most=12, budget=BUDGET):
    """Return ``(ways, whole)``: how two or more of ``amounts`` make ``target``.

    :param amounts: positive integers
    :param most: how many amounts may make up the sum
    :return: tuples of places in ``amounts``, ascending; ``whole``: there is no other
        way (False when the search was broken off, or when it found enough)

    >>> sums([100, 250, 400, 150], 650)
    ([(1, 2), (0, 2, 3)], True)
    >>> sums([100, 250], 120)
    ([], True)
    """
    order = sorted(range(len(amounts)), key=lambda at: -amounts[at])
    values = [amounts[at] for at in order]
    behind = _behind(values)
    places = {}
    for at, value in enumerate(values):
        places.setdefault(value, []).append(at)
    found, stack = [], [(0, target, ())]
    while stack:
        start, rest, chosen = stack.pop()
        budget -= 1
        if budget < 0 or len(found) >= ENOUGH:
            return _named(found, order), False
        if chosen:
            found += [(*chosen, at) for at in places.get(rest, ()) if at >= start]
        if len(chosen) + 1 < most:
            for at in range(start, len(values)):
                if behind[at] < rest:
                    break
                if values[at] < rest:
                    stack.append((at + 1, rest - values[at], (*chosen, at)))
    return _named(found, order), True


def _behind(values):
    """Return the sum of each value and those after it."""
    total, result = 0, []
    for value in reversed(values):
        total += value
        result.append(total)
    return result[::-1]


def _named(found, order):
    ways = {tuple(sorted(order[at] for at in way)) for way in found}
    return sorted(ways, key=lambda way: (len(way), way))
