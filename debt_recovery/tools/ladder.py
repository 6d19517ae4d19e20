"""Which steps of a dunning policy are due for one debtor, and when to look again.

A ladder is read upwards. The highest step that is reached leaves once; a *required*
step is never jumped; a debtor never contacted starts at an entry step; a step counts
as done only when it has left. All comparisons are "reached and not done", never
"equal to the day", so missed days are caught up by the next look.
"""

from datetime import timedelta

from .calendar import add_working_days, next_working_day
from .ladder_events import contact_today
from .payment_runs import wait_until
from .plan_broken import contact_after
from .steps import DUE, EVENT, LINE, NOTICE, PREVIOUS, STAGE, Choice, Plan


class Ladder:
    """The steps of one policy on one day, with their dates worked out once.

    :param steps: iterable of :class:`Step`
    :param as_of: the day of the look
    :param grace: working days after the due date in which nothing leaves
    :param gap: least days between two unsolicited contacts
    :param closed: dates on which nobody works
    :param floor: no contact while the net amount is below it
    :param run_wait: days before a payment run in which a contact waits for it

    >>> from datetime import date
    >>> from .steps import Debt, Step
    >>> first, second = Step(1, 10, days=4, entry=True), Step(2, 20, days=15)
    >>> ladder = Ladder([first, second], date(2026, 3, 2), grace=3, gap=4)
    >>> debt = Debt(net=100.0, line_id=7, oldest_due=date(2026, 1, 31))
    >>> [choice.step.id for choice in ladder.plan(debt).choices]
    [1]
    >>> debt.done, debt.contacted, debt.planned = 10, True, frozenset([1])
    >>> [choice.step.id for choice in ladder.plan(debt).choices]
    [2]
    """

    def __init__(
        self,
        steps,
        as_of,
        grace=0,
        gap=0,
        closed=frozenset(),
        floor=0.0,
        run_wait=0,
    ):
        ordered = sorted(steps, key=lambda step: (step.sequence, step.id))
        self.as_of, self.grace, self.gap = as_of, grace, gap
        self.closed, self.floor = frozenset(closed), floor
        self.run_wait = run_wait
        self.by_id = {step.id: step for step in ordered}
        self.upcoming = [step for step in ordered if step.upcoming]
        self.events = [step for step in ordered if step.trigger == EVENT]
        self.overdue = [
            step for step in ordered if not step.upcoming and step.trigger != EVENT
        ]
        self._dates = {}

    def plan(self, debt):
        """Return the :class:`Plan` of ``debt`` for the ladder's day."""
        plan = Plan()
        contact = None
        if debt.net < self.floor and debt.upcoming < self.floor:
            plan.why = "below_floor" if debt.net > 0 else "settled"
        elif debt.net > 0 and debt.net >= self.floor and debt.oldest_due:
            contact = contact_today(self, debt, plan)
        waits = contact is not None or plan.why
        upcoming = debt.upcoming > 0 and debt.upcoming >= self.floor
        if not waits and upcoming and debt.next_due:
            contact = self._upcoming(debt, plan)
        if debt.next_due:
            plan.look(debt.next_due + timedelta(days=1))
        if contact:
            self._admit(contact, debt, plan)
        if not plan.why:
            plan.why = "waiting" if plan.expected else "no_step"
        return plan

    def _admit(self, contact, debt, plan):
        """Take ``contact`` unless the debtor was contacted too recently, or is about
        to pay its suppliers."""
        free = self._free_on(contact.step, debt)
        seen = contact.since and self._run_seen(contact.step, contact.since, debt)
        if seen and self.as_of < seen:
            plan.why = "payment_run"
            plan.expect(contact.step, seen)
        elif free and self.as_of < free:
            plan.why = "cooling"
            plan.expect(contact.step, free)
        else:
            plan.choices.insert(0, contact)
            plan.why = "planned"

    def _free_on(self, step, debt):
        gap = max(self.gap, step.gap)
        return debt.last_contact and self._after_gap(debt.last_contact, gap)

    def _run_seen(self, step, since, debt):
        """Return the day on which the money of the run that ``step`` waits for would
        be seen, or None; ``since``: first day on which a contact was due."""
        if not self.run_wait or not debt.runs or not step.waits:
            return None
        days = (since, debt.released_on, self._free_on(step, debt))
        return wait_until(
            max(day for day in days if day), debt.runs, self.run_wait, self.closed
        )

    def _after_gap(self, day, gap):
        return next_working_day(day + timedelta(days=gap), self.closed)

    # --- what is reached -------------------------------------------------------

    def _reached_on(self, step, debt):
        """Return the day on which ``step`` is reached, or None if it cannot be."""
        base = {
            DUE: debt.oldest_due,
            STAGE: debt.stage_since if step.stage_id == debt.stage_id else None,
            PREVIOUS: debt.done_on,
        }[step.trigger]
        if base is None:
            return None
        key = (step.id, base)
        if key not in self._dates:
            self._dates[key] = self._work_out(step, base)
        return self._dates[key]

    def _work_out(self, step, base):
        day = self.after(step, base)
        if step.trigger == DUE and step.contact:
            day = max(day, add_working_days(base, self.grace, self.closed))
        return next_working_day(day, self.closed)

    def after(self, step, base):
        if step.working:
            return add_working_days(base, step.days, self.closed)
        return base + timedelta(days=step.days)

    def allows(self, step, debt, amount):
        if step.min_net and amount < step.min_net:
            wanted = step.or_late_count
            if not wanted or debt.late_count < wanted:
                return False
        return (
            (not step.max_net or amount <= step.max_net)
            and debt.late_count >= step.min_late_count
            and (not step.stage_ids or debt.stage_id in step.stage_ids)
            and (not step.segment_ids or debt.segment_id in step.segment_ids)
        )

    # --- the three sides of the ladder -----------------------------------------

    def overdue_contact(self, debt, plan):
        """Return the contact step due for the oldest line, if any."""
        if debt.back and debt.back.step in self.by_id:
            return contact_after(debt.back, self, plan)
        best = since = None
        for step in self._candidates(debt):
            reached = self._reached_on(step, debt)
            if reached is not None and reached <= self.as_of:
                best, since = step, min(reached, since or reached)
            elif reached is not None:
                self._forecast(step, reached, debt, plan)
            if step.required:
                break
        if best is None:
            return self._repeat(debt, plan)
        if debt.done is None:  # one entry step is enough
            plan.expected, plan.expected_on = 0, None
        if best.id in debt.planned and best.trigger == DUE:
            plan.why = "planned"
            return None
        return Choice(best, *self._anchor(best, debt), since)

    def _forecast(self, step, reached, debt, plan):
        seen = self._run_seen(step, reached, debt)
        free = self._free_on(step, debt) or reached
        plan.expect(step, seen or max(reached, free), reached)

    def _candidates(self, debt):
        """Yield the contact steps still open to ``debt``, lowest first."""
        for step in self.overdue:
            if not step.contact or not self.allows(step, debt, debt.net):
                continue
            if debt.contacted and debt.done is not None:
                if step.sequence > debt.done:
                    yield step
            elif debt.entry:
                if step.id == debt.entry:
                    yield step
            elif step.entry:
                yield step

    def _anchor(self, step, debt):
        if step.trigger == STAGE:
            return STAGE, int(debt.stage_since.strftime("%Y%m%d"))
        if step.trigger == PREVIOUS:
            return NOTICE, debt.done_notice
        return LINE, debt.line_id

    def _repeat(self, debt, plan):
        """Return the last step done again, where it repeats."""
        last = self.by_id.get(debt.done_step)
        if not last or not last.repeat_every or not debt.done_on:
            return None
        if last.repeat_max and debt.repeats > last.repeat_max:
            return None
        again = debt.done_on + timedelta(days=last.repeat_every)
        again = next_working_day(again, self.closed)
        if again > self.as_of:
            self._forecast(last, again, debt, plan)
            return None
        return Choice(last, NOTICE, debt.done_notice, again)

    def add_task(self, debt, plan):
        """Add the highest task that is reached, above those already planned.

        A task never jumps a required step that has not left, and before the first
        contact only the tasks below the entry step are open.
        """
        best, floor = None, self._task_floor(debt)
        for step in self.overdue:
            if not self.allows(step, debt, debt.net):
                continue
            if step.contact:
                if not debt.contacted or self._blocks(step, debt):
                    break
                continue
            if step.sequence > floor:
                reached = self._task_on(step, debt)
                if reached is not None and reached <= self.as_of:
                    best = step
                elif reached is not None:
                    plan.look(reached)
            if self._blocks(step, debt):
                break
        if best:
            plan.choices.append(Choice(best, *self._anchor(best, debt)))

    def _task_floor(self, debt):
        planned = (
            step.sequence
            for step in self.overdue
            if not step.contact and step.id in debt.planned
        )
        return max(debt.done or 0, *planned, 0)

    def _blocks(self, step, debt):
        """Tell whether later steps wait for ``step``."""
        if not step.required or step.id in debt.left:
            return False
        return not step.contact or step.sequence > (debt.done or 0)

    def _task_on(self, step, debt):
        reached = self._reached_on(step, debt)
        if reached is not None and step.gap and debt.last_contact:
            reached = max(reached, self._after_gap(debt.last_contact, step.gap))
        return reached

    def _upcoming(self, debt, plan):
        """Return the latest step before the due date that is reached."""
        best = None
        for step in self.upcoming:
            if not self.allows(step, debt, debt.upcoming):
                continue
            day = next_working_day(self.after(step, debt.next_due), self.closed)
            if day > debt.next_due:
                continue
            if day <= self.as_of <= debt.next_due:
                best = step
            elif day > self.as_of:
                plan.expect(step, day)
        if best is None:
            return None
        if best.id in debt.planned_next:
            plan.why = "planned"
            return None
        return Choice(best, LINE, debt.next_line_id)
