"""What may be said of other customers: a share that was counted, or nothing.

No clock, no database.
"""

DAYS = 15  # paid within so many days of the first reminder


def share(paid, counted, minimum):
    """Return the whole percentage of ``paid`` among ``counted``, never rounded up; None
    when too few were counted, or when less than half of them paid: it would not be true
    that customers like these pay.

    >>> share(26, 30, 30), share(29, 29, 30), share(14, 30, 30)
    (86, None, None)
    >>> share(199, 200, 30)
    99
    """
    if counted <= 0 or counted < minimum or not 0 <= paid <= counted:
        return None
    if paid * 2 < counted:
        return None
    return paid * 100 // counted
