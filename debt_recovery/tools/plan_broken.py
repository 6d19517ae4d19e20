"""Back on the ladder after a broken payment plan: at a step that was chosen."""

from .calendar import next_working_day
from .steps import PLAN, Choice


def contact_after(back, ladder, plan):
    """Return the :class:`Choice` of the step of return, None while it waits.

    :param back: :class:`steps.Back`; its step is one of the ladder's
    :param plan: the :class:`steps.Plan` of the day, told when to look again

    >>> from datetime import date
    >>> from .ladder import Ladder
    >>> from .steps import Back, Plan, Step
    >>> rungs = Ladder([Step(1, 10, days=4, entry=True)], date(2026, 3, 2))
    >>> choice = contact_after(Back(1, date(2026, 3, 1)), rungs, Plan())
    >>> choice.step.id, choice.anchor, choice.anchor_id
    (1, 'plan', 20260301)
    """
    if back.planned:
        plan.why = "planned"
        return None
    step = ladder.by_id[back.step]
    day = next_working_day(back.since, ladder.closed)
    if day > ladder.as_of:
        plan.expect(step, day)
        return None
    return Choice(step, PLAN, int(back.since.strftime("%Y%m%d")), day)
