"""What a ladder is made of: steps, the facts of a debt, and the plan of a day."""

from dataclasses import dataclass, field
from datetime import date

from .payment_runs import Runs

DUE, STAGE, PREVIOUS, EVENT = "due", "stage", "previous", "event"
LINE, NOTICE, PLAN = "line", "notice", "plan"
OPENED = "link_unpaid"


@dataclass(frozen=True, slots=True)
class Step:
    """One treatment as the ladder sees it; amounts in company currency.

    ``days`` count from the trigger (negative before the due date), in working days
    where ``working``; ``contact`` is False for a task inside the house; ``waits``: it
    may wait for a payment run, which a formal notice never does.
    """

    id: int
    sequence: int
    trigger: str = DUE
    days: int = 0
    working: bool = False
    contact: bool = True
    entry: bool = False
    required: bool = False
    stage_id: int = 0
    event: str = ""
    min_net: float = 0.0
    max_net: float = 0.0
    or_late_count: int = 0
    min_late_count: int = 0
    stage_ids: frozenset = frozenset()
    segment_ids: frozenset = frozenset()
    gap: int = 0
    repeat_every: int = 0
    repeat_max: int = 0
    waits: bool = False

    @property
    def upcoming(self):
        return self.trigger == DUE and self.days <= 0


@dataclass(frozen=True, slots=True)
class Back:
    """The step that comes first after a payment plan broke: ``since`` that day, which
    also names it; ``planned``: it waits already."""

    step: int
    since: date
    planned: bool = False


@dataclass(slots=True)
class Debt:
    """The facts of one debtor on one day.

    ``done``/``done_on``/``done_notice``: sequence, departure date and notice of the
    highest contact step of this policy that has left for the anchor line; ``planned``
    and ``planned_next``: steps that already have a notice for the oldest and for the
    next line; ``last_contact``: last unsolicited contact of any kind; ``entry``: step
    chosen at release; ``events``: ``(id, kind, date)`` not older than a month;
    ``back``: where it goes on after a broken plan;
    ``runs``: the customer's payment runs; ``released_on``: first day on which anything
    may leave.
    """

    net: float = 0.0
    line_id: int = 0
    oldest_due: date | None = None
    upcoming: float = 0.0
    next_line_id: int = 0
    next_due: date | None = None
    stage_id: int = 0
    stage_since: date | None = None
    segment_id: int = 0
    late_count: int = 0
    done: int | None = None
    done_step: int = 0
    done_on: date | None = None
    done_notice: int = 0
    repeats: int = 0
    contacted: bool = False
    last_contact: date | None = None
    entry: int = 0
    planned: frozenset = frozenset()
    planned_next: frozenset = frozenset()
    left: frozenset = frozenset()
    events: tuple = ()
    back: Back | None = None
    runs: Runs | None = None
    released_on: date | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A step that is due, what triggered it, and since when a contact is due."""

    step: Step
    anchor: str
    anchor_id: int
    since: date | None = None


@dataclass(slots=True)
class Plan:
    """Choices of the day, the reason if there is none, and the next day to look.

    ``expected``/``expected_on``: the step that comes next if nothing changes.
    """

    choices: list = field(default_factory=list)
    why: str = ""
    next_check: date | None = None
    expected: int = 0
    expected_on: date | None = None

    def look(self, day):
        if self.next_check is None or day < self.next_check:
            self.next_check = day

    def expect(self, step, day, look=None):
        self.look(look or day)
        if self.expected_on is None or day < self.expected_on:
            self.expected, self.expected_on = step.id, day
