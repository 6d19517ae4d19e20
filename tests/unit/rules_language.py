"""The words of ``rules_cases.csv``: a row of the table becomes facts and a request.

Moments are local to the first zone of the row. Everything that a cell leaves out is
what most customers are: a verified personal address, nothing before, no hold.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

from odoo.addons.debt_recovery.tools.rules.model import (
    KINDS,
    Facts,
    Hold,
    House,
    Place,
    Request,
    Touch,
    Window,
)
from odoo.addons.debt_recovery.tools.whereabouts import closed_days

from tests.unit.rules_zones import zone_of

CHARGES = ("interest", "fixed_fee", "reminder_fee", "collection_fee")
RESULTS = {"call": "attempt", "talk": "conversation"}
BY_PERSONS = ("call", "talk", "voicemail", "visit")
STAMP = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?")
EACH_YEAR = tuple(range(2024, 2029))


class Case:
    """One row: ``facts``, ``request``, ``at`` (naive UTC), and what is expected."""

    def __init__(self, row):
        self.row = {name: (cell or "").strip() for name, cell in row.items()}
        moment, *others = self.items("moment")
        stamp, zone = moment.rsplit(" ", 1)
        self.zone = zone_of(zone)
        self.zones = (zone, *others)
        self.at = self.utc(stamp)
        self.debts = frozenset(_debts(self.row["about"])) or None

    def __repr__(self):
        return self.row["id"]

    def items(self, column):
        return [item.strip() for item in self.row[column].split(";") if item.strip()]

    def utc(self, stamp):
        """Return the naive UTC instant of a local ``stamp``; a date is its midnight."""
        local = datetime.fromisoformat(stamp).replace(tzinfo=self.zone)
        return local.astimezone(UTC).replace(tzinfo=None)

    # --- expected ---------------------------------------------------------------------

    @property
    def expected(self):
        return self.row["expected"].split(" ")[0]

    @property
    def until(self):
        """The instant until which to wait, None when another outcome is expected."""
        word, _space, stamp = self.row["expected"].partition(" ")
        return self.utc(stamp) if word == "wait" and stamp else None

    @property
    def ceiling(self):
        word, _space, amount = self.row["expected"].partition(" ")
        return Decimal(amount) if word == "allow" and amount else None

    @property
    def is_charge(self):
        return self.row["purpose"] in CHARGES

    def permission(self, book):
        """Return what ``book`` says of a charge: ``principal 100 DKK; charged 1 on …``
        in the column *about*."""
        told = self.row["about"]
        sum_ = re.search(r"principal ([\d.]+) ?([A-Z]{3})?", told)
        charged = re.search(r"charged (\d+) on (\S+\b)", told)
        return book.permit(
            self.row["purpose"],
            self.facts,
            self.at,
            principal=Decimal(sum_.group(1)),
            given={"contract_clause"} if "clause" in self.items("about") else (),
            currency=sum_.group(2) or "EUR",
            debts=self.debts,
            party=self.row["party"],
            charged=int(charged.group(1)) if charged else 0,
            last=date.fromisoformat(charged.group(2)) if charged else None,
        )

    # --- what is told -----------------------------------------------------------------

    @property
    def request(self):
        about = self.items("about")
        notices = [item.split()[1] for item in about if item.startswith("notice ")]
        return Request(
            channel="" if self.is_charge else self.row["channel"],
            purpose="collection" if self.is_charge else self.row["purpose"],
            is_machine=self.row["who"] == "machine",
            party=self.row["party"],
            debts=self.debts,
            is_work="at work" in about,
            is_verified="unverified" not in about,
            is_answer="answer" in about,
            is_threat="threat" in about,
            reveals="says nothing of the debt" not in about,
            notice=notices[0] if notices else "",
        )

    @property
    def facts(self):
        places = self.places()
        return Facts(
            kinds=frozenset(KINDS if self._kind == "unknown" else (self._kind,)),
            places=places,
            is_place_known=bool(places) and "?" not in self.row["place"],
            zones=self.zones,
            holidays=holidays_of(places),
            touches=tuple(self._touches()),
            consents=dict(item.split() for item in self.items("consents")),
            written_only="written only" in self.items("about"),
            holds=tuple(self._hold(text) for text in self.items("holds")),
            given=self._given(),
            barred=self._barred(),
            house=self._house(),
        )

    @property
    def _kind(self):
        return self.row["debtor"]

    def places(self):
        """``US-NY-NYC or FR``; a dash at the end: none of the cities with own rules."""
        words = self.row["place"].replace("?", "").split(" or ")
        return tuple(
            Place(*(part or "-" for part in word.split("-", 2)))
            for word in words
            if word.strip()
        )

    def _touches(self):
        for text in self.items("before"):
            word = text.split()[0]
            yield Touch(
                at=self.utc(STAMP.search(text).group()),
                channel="call" if word == "talk" else word,
                is_machine=word not in BY_PERSONS and "person" not in text,
                debts=frozenset(_debts(text)) or None,
                result=RESULTS.get(word, "contact"),
                is_work="at work" in text,
                solicited="asked" in text,
            )

    def _hold(self, text):
        frozen = re.search(r"freezes ((?:\w+, )*\w+)", text)
        return Hold(
            kind=text.split()[0],
            freezes=frozenset(frozen.group(1).split(", ") if frozen else ["contact"]),
            debts=frozenset(_debts(text)) or None,
            since=_date_after("since", text),
            until=_date_after("until", text),
            channels=frozenset(re.findall(r" on (\w+)", text)),
        )

    def _given(self):
        given = {}
        for text in self.items("notices"):
            code, day, medium, *_rest = text.split()
            for debt in _debts(text) or [None]:
                one = (debt, date.fromisoformat(day), medium)
                given[code] = (*given.get(code, ()), one)
        return given

    def _barred(self):
        if "time-barred" not in self.items("about"):
            return frozenset()
        return self.debts or frozenset({1})

    def _house(self):
        """Blank: open at all hours; ``usual``: 9 to 19, Monday to Friday."""
        words = self.row["house"].split()
        if "usual" in words:
            return House()
        gap = int(words[words.index("gap") + 1]) if "gap" in words else 0
        whole = Window(0.0, 24.0, frozenset(range(7)))
        return House(windows=(whole,), holidays=True, gap_days=gap)


def holidays_of(places):
    """Return {calendar code: dates} of ``places``, as the product gives them."""
    found = {}
    for place in places:
        for code, dates in closed_days(place, EACH_YEAR).items():
            found[code] = found.get(code, frozenset()) | dates
    return found


def calendar(code):
    """Return the public holidays of a country, none where nobody knows."""
    return closed_days(Place(code, "-"), EACH_YEAR).get(code, frozenset())


def _debts(text):
    return [int(number) for number in re.findall(r"\bdebt (\d+)", text)]


def _date_after(word, text):
    found = re.search(rf"{word} (\d{{4}}-\d\d-\d\d)", text)
    return date.fromisoformat(found.group(1)) if found else None
