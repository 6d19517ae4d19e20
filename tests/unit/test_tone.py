"""The tone that suits a customer, and a figure that may be said of others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.social_proof import share
from odoo.addons.debt_recovery.tools.tone import (
    FIRM,
    NEUTRAL,
    OFTEN,
    SOFT,
    UNDERSTANDING,
    History,
    advise,
)

histories = st.builds(
    lambda paid, late, days, returned, trouble: History(
        paid, min(paid, late), days, returned, trouble
    ),
    st.integers(0, 40),
    st.integers(0, 40),
    st.floats(-60, 200),
    st.integers(0, 4),
    st.booleans(),
)


@pytest.mark.parametrize(
    ("history", "tone", "code"),
    [
        (History(), NEUTRAL, "new"),
        (History(paid=5), SOFT, "first"),
        (History(paid=5, late=1, days=-2), NEUTRAL, "usual"),
        (History(paid=5, late=3, days=4), FIRM, "often"),
        (History(paid=20, late=3, days=1), NEUTRAL, "usual"),
        (History(paid=20, late=6, days=45), FIRM, "often"),
        (History(paid=5, returned=2), FIRM, "returned"),
        (History(paid=5, late=5, returned=3, trouble=True), UNDERSTANDING, "trouble"),
    ],
)
def test_who_gets_which_tone(history, tone, code):
    advice = advise(history)
    assert (advice.tone, advice.code) == (tone, code)


@given(histories)
def test_nobody_in_difficulty_and_nobody_late_once_is_written_to_firmly(history):
    if history.trouble or (history.late < OFTEN and history.returned < 2):
        assert advise(history).tone != FIRM


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 100))
def test_a_share_is_never_rounded_up_nor_said_of_too_few(paid, counted, minimum):
    found = share(paid, counted, minimum)
    if found is None:
        assert counted < max(minimum, 1) or paid > counted or paid * 2 < counted
        return
    assert counted >= minimum
    assert found * counted <= paid * 100 < (found + 1) * counted


def test_a_figure_under_half_is_not_said():
    assert share(49, 100, 30) is None
    assert share(50, 100, 30) == 50
