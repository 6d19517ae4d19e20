"""How much of a message a file takes once it travels."""

LINE = 57  # bytes of a file in a line of 76 letters, which ends with two more


def encoded(size):
    """Return the bytes that ``size`` bytes take in base64, ends of lines included.

    >>> encoded(57), encoded(58), encoded(0)
    (78, 156, 0)
    >>> round(encoded(6_000_000) / 6_000_000, 2)
    1.37
    """
    return -(-size // LINE) * (LINE // 3 * 4 + 2)
