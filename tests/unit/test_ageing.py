"""Brackets: what passes the check holds every day exactly once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.ageing import (
    NO_LIMIT,
    BandError,
    band_of,
    check_bands,
)

bounds = st.lists(st.integers(-30, 2000), min_size=1, max_size=8, unique=True).map(
    sorted
)


def bands_from(starts):
    ends = [start - 1 for start in starts[1:]] + [NO_LIMIT]
    return [(i, s, e) for i, (s, e) in enumerate(zip(starts, ends, strict=True))]


@given(bounds, st.integers(-60, 3000), st.randoms())
def test_bands_without_gap_hold_each_day_once(starts, day, chance):
    bands = bands_from(starts)
    chance.shuffle(bands)
    check_bands(bands)
    holding = [key for key, start, end in bands if start <= day <= end]
    assert len(holding) == (day >= starts[0])
    assert band_of(bands, day) == (holding[0] if holding else None)


@given(
    st.lists(
        st.tuples(st.integers(-30, 300), st.integers(-30, 300)), min_size=1, max_size=6
    )
)
def test_whatever_is_refused_really_is_wrong(pairs):
    bands = [(i, start, end) for i, (start, end) in enumerate(pairs)]
    ordered = sorted(bands, key=lambda band: (band[1], band[2]))
    days = range(ordered[0][1], 301)
    held = [sum(start <= day <= end for _k, start, end in bands) for day in days]
    sound = all(end >= start for _k, start, end in bands) and all(
        number == 1 for number in held
    )
    sound = sound and ordered[-1][2] >= NO_LIMIT
    if sound:
        check_bands(bands)
    else:
        with pytest.raises(BandError) as caught:
            check_bands(bands)
        assert caught.value.code in ("backwards", "overlap", "gap", "open_end")
        assert caught.value.first in range(len(bands))


@given(bounds.filter(lambda starts: len(starts) > 1), st.integers(1, 5))
def test_a_gap_is_named_to_the_day(starts, width):
    bands = bands_from(starts)
    key, start, end = bands[0]
    if end - width < start:
        return
    bands[0] = (key, start, end - width)
    with pytest.raises(BandError) as caught:
        check_bands(bands)
    assert caught.value.code == "gap"
    assert (caught.value.first, caught.value.second) == (0, 1)
    assert caught.value.days == {"start": end - width + 1, "end": end}
