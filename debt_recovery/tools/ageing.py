"""Delinquency stages: bands of days past due that leave no day uncovered."""

NO_LIMIT = 99999


class BandError(ValueError):
    """Bands that leave a gap, overlap or turn backwards; the text names them."""

    def __init__(self, code, first, second=None, **days):
        super().__init__(code)
        self.code, self.first, self.second, self.days = code, first, second, days


def check_bands(bands):
    """Refuse bands with a gap or an overlap.

    :param bands: iterable of ``(key, from_dpd, to_dpd)``, days past due, inclusive
    :raises BandError: ``code`` is ``backwards``, ``overlap``, ``gap`` or ``open_end``
        and ``first``/``second`` are the keys of the bands concerned

    >>> check_bands([("a", -7, 0), ("b", 1, 30), ("c", 31, NO_LIMIT)])
    >>> gap = [("a", -7, 0), ("b", 2, NO_LIMIT)]
    >>> check_bands(gap)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    BandError: gap
    """
    ordered = sorted(bands, key=lambda band: (band[1], band[2]))
    for key, start, end in ordered:
        if end < start:
            raise BandError("backwards", key, start=start, end=end)
    for (key, _start, end), (following, start, last) in zip(
        ordered, ordered[1:], strict=False
    ):
        if start <= end:
            days = {"start": start, "end": min(end, last)}
            raise BandError("overlap", key, following, **days)
        if start > end + 1:
            raise BandError("gap", key, following, start=end + 1, end=start - 1)
    if ordered and ordered[-1][2] < NO_LIMIT:
        raise BandError("open_end", ordered[-1][0], end=ordered[-1][2])


def band_of(bands, dpd):
    """Return the key of the band that holds ``dpd`` days past due, or None.

    >>> band_of([("a", -7, 0), ("b", 1, NO_LIMIT)], 12)
    'b'
    >>> band_of([("a", -7, 0)], -30) is None
    True
    """
    for key, start, end in bands:
        if start <= dpd <= end:
            return key
    return None
