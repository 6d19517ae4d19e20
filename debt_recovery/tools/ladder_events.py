"""What an event (a bounce, a call asked for) starts beside the steps of the ladder.

One contact and one task a day: what an event asks for goes first, and the ladder's own
step of that kind waits for a later day.
"""

from datetime import timedelta

from .calendar import next_working_day
from .steps import EVENT, OPENED, Choice


def contact_today(ladder, debt, plan):
    """Return the :class:`Choice` of the contact that is due for ``debt``, or None, and
    add the task of the day to ``plan``."""
    started = _latest(ladder, debt, plan)
    if started and started.step.contact:
        ladder.add_task(debt, plan)
        return started
    contact = ladder.overdue_contact(debt, plan)
    if started:
        plan.choices.append(started)
        plan.look(ladder.as_of + timedelta(days=1))
    else:
        ladder.add_task(debt, plan)
    return contact


def _latest(ladder, debt, plan):
    """Return the step that the latest event starts, if any."""
    best = None
    for event_id, kind, day in debt.events:
        if kind == OPENED and day <= debt.oldest_due:
            continue  # it was looked at for debts that are paid
        for step in ladder.events:
            if step.event != kind or not ladder.allows(step, debt, debt.net):
                continue
            reached = next_working_day(ladder.after(step, day), ladder.closed)
            if reached <= ladder.as_of:
                best = Choice(step, EVENT, event_id)
            else:
                plan.look(reached)
    return best
