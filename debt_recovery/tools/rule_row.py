"""A rule as a row of a file: the plain values that the database keeps too."""

from dataclasses import dataclass
from datetime import date

from .contact_window import Window
from .rule_places import place_of
from .rule_words import channels_of, debtors_of, state_of, words
from .rules.model import Amount, Cap, Notice, Rule


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule: words as in the file, figures typed, one typed part at most.

    ``channel`` names the channels of the contact, or for a notice those by which it may
    be given; ``binds`` then names the contacts that wait for it.
    """

    code: str
    kind: str
    jurisdiction: str
    applies_to: str = "both"
    party: str = ""
    channel: str = "all"
    strength: str = "law"
    confidence: str = "general_knowledge"
    group: str = ""
    impl: str = "data"
    valid_from: date | None = None
    valid_to: date | None = None
    legal_basis: str = ""
    source_url: str = ""
    checked_on: date | None = None
    summary: str = ""
    summary_fr: str = ""
    note: str = ""
    window: Window | None = None
    holidays: bool = True
    calendar: str = ""
    cap: Cap | None = None
    notice: Notice | None = None
    amount: Amount | None = None
    at_work: bool | None = None
    only_unknown_place: bool = False
    freezes: frozenset = frozenset()
    hold_kinds: frozenset = frozenset()
    exceptions: frozenset = frozenset()
    use: str = ""
    condition: str = ""
    binds: str = ""
    starts: str = ""
    interrupts: frozenset = frozenset()
    effect: str = ""
    debt_kind: str = ""
    term: int = 0
    term_unit: str = ""

    @property
    def state(self):
        """Return the state in which the rule arrives: on, warn or off."""
        return state_of(self.strength, self.confidence)

    def as_rule(self, key=0, version=1, **changes):
        """Return the value that the engine reads; ``changes`` win (state, dates)."""
        country, state_code, city = place_of(self.jurisdiction)
        values = {name: getattr(self, name) for name in SAME}
        return Rule(
            **{
                **values,
                "key": key,
                "version": version,
                "country": country,
                "state_code": state_code,
                "city": city,
                "kinds": _unless_all(debtors_of(self.applies_to)),
                "channels": channels_of(self.binds or self._contact_channels()),
                "state": self.state,
                "windows": (self.window,) if self.window else (),
                "notice": self._notice(),
                "years": self.term if self.kind == "limitation_period" else 0,
                **changes,
            }
        )

    def _contact_channels(self):
        return "all" if self.notice else self.channel

    def _notice(self):
        if not self.notice:
            return None
        values = {name: getattr(self.notice, name) for name in Notice.__slots__}
        return Notice(**{**values, "media": channels_of(self.channel)})


SAME = words(
    "code kind party strength confidence group valid_from valid_to holidays calendar "
    "cap amount at_work only_unknown_place freezes hold_kinds exceptions use condition "
    "starts interrupts effect debt_kind term term_unit"
)


def _unless_all(kinds):
    return frozenset() if len(kinds) == 4 else kinds


def rules(rows):
    """Return the engine's values of some rows, in their order.

    >>> [one.code for one in rules([RuleRow("FR.language.01", "language", "FR")])]
    ['FR.language.01']
    """
    return tuple(row.as_rule() for row in rows)
