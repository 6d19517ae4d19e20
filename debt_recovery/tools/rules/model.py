"""What the rules are told and what they answer: values only, no clock, no database.

Instants are naive UTC datetimes, dates are local, money is ``Decimal``. A fact that
nobody knows is said to be unknown (every candidate, or None); it never widens what is
allowed. Source of the model: the compliance notes in ``docs/rules``.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from ..contact_window import Window

ALLOW, WAIT, REFUSE = "allow", "wait", "refuse"
CONSUMER, SOLE, COMPANY, PUBLIC = KINDS = ("consumer", "sole", "company", "public")
FIRST, THIRD = "first", "third"

# What binds a person too: the rest warns him and asks for a reason. What the product or
# the company asks of itself: it tightens, never relaxes. Pending: a bill, not applied.
BINDING = ("law", "presumption")
OWN = ("product_default", "house")
STRENGTHS = (*BINDING, "regulator_guidance", "code_of_conduct", *OWN, "pending")

# Channels of a contact: those of the outbox, and what only persons do.
CHANNELS = ("email", "sms", "whatsapp", "voice", "call", "voicemail", "letter", "visit")


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is: ISO country, ISO state after the dash, a city code.

    Empty below a country: that part is unknown. ``-`` : known to be none of those that
    have rules of their own.
    """

    country: str = ""
    state: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class Cap:
    """At most ``maximum`` counted touches in ``days`` times 24 hours.

    ``per``: debt | debtor | creditor | point; ``counts``: attempt | contact |
    conversation, the least that counts; ``place``: any | personal | work | other;
    ``condition``: "" | no_consent | after_first_conversation; ``channels``: what is
    counted, empty for those of the rule; ``machine_only``: persons' touches neither
    count nor are bound.
    """

    maximum: int
    days: int
    per: str = "debtor"
    counts: str = "attempt"
    place: str = "any"
    condition: str = ""
    channels: frozenset = frozenset()
    machine_only: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """What must have been given, and how long it blocks the rest.

    ``code`` names the text (``be_first_reminder``, ``nl_14_days``, ``us_validation``,
    ``fr_amicable``, ``formal_notice``…); ``days`` run from ``start``: sending |
    next_day | third_working_day | receipt | day_after_receipt | first_contact;
    ``unit``: days | business_days; ``blocks``: subset of contact, interest, fee,
    threat, placement; ``fields``: mandatory mentions; ``media``: channels by which it
    may be given, empty: any (``Rule.channels`` are those of the contacts it binds).
    """

    code: str
    days: int = 0
    start: str = "sending"
    unit: str = "days"
    blocks: frozenset = frozenset()
    fields: tuple = ()
    media: frozenset = frozenset()


@dataclass(frozen=True, slots=True)
class Amount:
    """What a charge may be: ``fixed`` plus ``percent`` of the slice above ``above``.

    ``low``/``high``: principal to which the line applies, both included, None: no end;
    ``role``: due | floor | ceiling | forbidden; ``base``: "" | slice | reference
    (points over, or times, ``series``); ``minimum``/``maximum`` bound the total over
    all slices; ``needs``: contract clause ("contract_clause") or the notice code;
    ``charges``: interest | fixed_fee | reminder_fee | collection_fee that it bears on,
    empty: those of the kind of rule; ``max_count``: charges per debt, 0: no limit;
    ``after_days``: first day after the due date; ``fixing``: when the reference is
    read; ``tier_currency``: of ``low`` and ``high``, empty: ``currency``.
    """

    role: str = "due"
    fixed: Decimal = Decimal(0)
    percent: Decimal = Decimal(0)
    above: Decimal = Decimal(0)
    low: Decimal = Decimal(0)
    high: Decimal | None = None
    base: str = ""
    series: str = ""
    times: Decimal = Decimal(0)
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    currency: str = "EUR"
    per: str = "debt"
    needs: str = ""
    charges: frozenset = frozenset()
    max_count: int = 0
    after_days: int = 0
    fixing: str = ""
    tier_currency: str = ""
    round_up: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule. ``code`` is stable, ``version`` counts from 1.

    ``group``: lines of one group are alternatives, different groups add up; empty: a
    group of its own. ``country`` ``ZZ`` is everywhere, ``EU`` its members. ``kinds``
    and ``channels`` empty: all. ``state``: on | warn | off. ``use``: "" |
    default_window | default_caps | the country (``AU``) or state (``US-CA``)
    whose rules it borrows. ``key`` is the database id.
    ``condition``: when a ban or a figure applies, empty: always | written_request |
    preference | no_consent | machine | request | a word that only people judge.
    ``starts``, ``interrupts``, ``effect``, ``debt_kind``: of a limitation period.
    """

    code: str
    kind: str
    version: int = 1
    key: int = 0
    country: str = "ZZ"
    state_code: str = ""
    city: str = ""
    kinds: frozenset = frozenset()
    party: str = ""  # "" both
    channels: frozenset = frozenset()
    strength: str = "law"
    state: str = "on"
    confidence: str = "verified_primary"
    group: str = ""
    valid_from: date | None = None
    valid_to: date | None = None  # last day
    windows: tuple[Window, ...] = ()
    holidays: bool = True  # contact on public holidays allowed
    calendar: str = ""  # ISO code of the holidays, empty: the debtor's own
    cap: Cap | None = None
    notice: Notice | None = None
    amount: Amount | None = None
    at_work: bool | None = None  # only for (or never for) work addresses
    only_unknown_place: bool = False  # the strict default of an unknown place
    freezes: frozenset = frozenset()
    hold_kinds: frozenset = frozenset()  # holds that this rule gives force to
    exceptions: frozenset = frozenset()  # notice codes that leave all the same
    years: int = 0  # limitation
    use: str = ""
    condition: str = ""
    starts: str = ""  # "" due date | end_of_year | next_1_january
    interrupts: frozenset = frozenset()
    effect: str = ""  # "" defence | debt_extinguished
    debt_kind: str = ""
    term: int = 0  # a delay of other kinds: retention, a stay, a clock
    term_unit: str = ""
    elders: tuple = ()  # earlier versions of a notice: no change shortens its term


@dataclass(frozen=True, slots=True)
class Touch:
    """A contact that left, or may have. ``debts`` None: may be any of them.

    ``result``: attempt | contact | conversation; ``is_work`` None: unknown;
    ``solicited``: answered the debtor's own request, counts in no cap.
    """

    at: datetime
    channel: str
    is_machine: bool = True
    debts: frozenset | None = None
    result: str = "contact"
    is_work: bool | None = False
    creditor: int = 0
    points: frozenset = frozenset()
    solicited: bool = False
    message: int = 0  # copies of one message on several channels share it


@dataclass(frozen=True, slots=True)
class Hold:
    """What is frozen, for whom, until when (last day; None: open).

    ``kind``: those of ``recovery.hold``; ``debts`` None: all; ``channels`` empty: all;
    ``part``: it is about a part of each of these debts, what is asked is the rest.
    """

    kind: str
    freezes: frozenset = frozenset({"contact"})
    debts: frozenset | None = None
    since: date | None = None
    until: date | None = None
    channels: frozenset = frozenset()
    key: int = 0
    part: bool = False


@dataclass(frozen=True, slots=True)
class House:
    """The company's own hours and delays: they tighten, never relax."""

    windows: tuple[Window, ...] = (Window(),)
    holidays: bool = False
    closed: frozenset = frozenset()  # its closing days
    gap_days: int = 0  # dates between two unsolicited contacts of the machine
    creditor: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants to do. ``purpose``: collection | statutory | service |
    receipt (a service message that nobody asked for).

    ``is_answer``: to the debtor's own request; ``is_threat``: announces legal steps;
    ``reveals``: says that there is a debt; ``points``: contact points used;
    ``debts`` None: not known yet, taken for all.
    """

    channel: str
    purpose: str = "collection"
    is_machine: bool = True
    party: str = FIRST
    debts: frozenset | None = None
    points: frozenset = frozenset()
    is_work: bool | None = False
    is_verified: bool | None = True
    is_answer: bool = False
    is_threat: bool = False
    reveals: bool = True
    notice: str = ""  # code of the statutory text that it is
    message: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the debtor at the moment of the request.

    ``kinds``: candidates; all four when unknown. ``places``: candidates; empty:
    anywhere. ``zones``: names of the time zones in which he may be, at least one.
    ``holidays``: dates by calendar code; a code that lacks closes nothing, so callers
    give those of every candidate place under its code. ``touches``: those of the
    longest cap at least, the first contact and the first conversation whenever they
    were. ``consents``: channel →
    opt_in | opt_out, absent: unknown. ``given``: notice code → tuple of (debt or None,
    local date given, medium). ``barred``: time-barred debts.
    """

    kinds: frozenset = frozenset(KINDS)
    places: tuple[Place, ...] = ()
    is_place_known: bool = False
    zones: tuple[str, ...] = ("UTC",)
    holidays: dict = field(default_factory=dict)
    preference: Window | None = None
    touches: tuple[Touch, ...] = ()
    consents: dict = field(default_factory=dict)
    written_only: bool = False
    holds: tuple[Hold, ...] = ()
    given: dict = field(default_factory=dict)
    barred: frozenset = frozenset()
    language: str = ""
    house: House = House()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says: ``reason`` a code of ``REASONS``; ``until`` the first instant
    at which it may say yes (WAIT only); ``seen``: figures in the order of its sentence.
    """

    outcome: str
    rule: Rule | None = None
    reason: str = "none"
    until: datetime | None = None
    seen: tuple = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """``governing`` is the strictest verdict, ``warnings`` what would stop it if it
    bound: rules on *warn* for all, house and default rules for persons."""

    outcome: str
    until: datetime | None
    governing: Verdict
    verdicts: tuple[Verdict, ...] = ()
    warnings: tuple[Verdict, ...] = ()
    rules: tuple[str, ...] = ()  # code@version of all that were asked
