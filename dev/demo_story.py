"""The story's ledger: Ateliers Belleroche SAS on Monday 2 March 2026.

Customers, documents, due dates and amounts are those the demonstration asserts; all
dates move together with the day the story starts on.
"""

from dataclasses import dataclass, field
from datetime import date

from .demo_ledger import Ledger
from .demo_story_data import (
    BELGIAN_INVOICES,
    BELGIANS,
    CUSTOMERS,
    HISTORY,
    HOLDS,
    HOMES,
    INVOICES,
    PHONES,
    START,
)


@dataclass
class Story:
    """The loaded ledgers: customers and documents by the names of the story."""

    start: date
    house: object
    books: Ledger
    belgian: Ledger
    who: dict = field(default_factory=dict)
    documents: dict = field(default_factory=dict)

    def on(self, text):
        """Return a date of the story, moved with its start."""
        return date.fromisoformat(text) + (self.start - START)

    def debts(self, *names):
        """Return the receivable lines of documents."""
        lines = self.books.env["account.move.line"]
        for name in names:
            lines |= Ledger.debts(self.documents[name])
        return lines

    def case(self, key):
        """Return the account in recovery of a customer."""
        return (
            self.who[key]
            .env["recovery.case"]
            .search([("partner_id", "=", self.who[key].id)])
        )


def load(house, start):
    """Write the story's ledger; the caller commits. Return the :class:`Story`."""
    env = house.story.env
    books, belgian = Ledger(env, house.story), Ledger(env, house.belgium)
    story = Story(start, house, books, belgian)
    _customers(story)
    _currency(story)
    _invoices(story)
    _credits(story)
    _building_site(story)
    _history(story)
    _opening(story)
    _holds(story)
    _belgium(story)
    return story


def _customers(story):
    env = story.books.env
    partners = env["res.partner"].create(
        [
            {
                "name": name,
                "is_company": kind in ("company", "public"),
                "recovery_debtor_type": kind,
                "city": city,
                "country_id": env.ref(f"base.{country}").id,
                "email": f"{address}.example" if address else False,
                "lang": "fr_FR" if country == "fr" else "en_US",
                "user_id": story.house.salesperson.id,
                "company_id": story.house.story.id,
                "phone": PHONES.get(key),
                **HOMES.get(key, {}),
            }
            for key, (name, kind, city, country, address) in CUSTOMERS.items()
        ]
    )
    story.who = dict(zip(CUSTOMERS, partners, strict=True))


def _currency(story):
    """3 000 CHF are 3 180,00 €."""
    francs = story.books.env.ref("base.CHF")
    francs.active = True
    story.books.env["res.currency.rate"].create(
        {
            "name": story.on("2024-01-01"),
            "currency_id": francs.id,
            "company_id": story.house.story.id,
            "inverse_company_rate": 1.06,
        }
    )


def _invoices(story):
    documents = [
        {
            "name": number,
            "partner": story.who[who],
            "date": story.on(day),
            "due": story.on(due),
            "total": total,
            "tax": tax,
            "label": label,
            "currency": who == "alpenhof" and story.books.env.ref("base.CHF"),
        }
        for number, who, day, due, total, tax, label in INVOICES
    ]
    moves = story.books.invoices(documents)
    story.documents.update(zip((d["name"] for d in documents), moves, strict=True))


def _credits(story):
    """Lecoq: a credit note and a transfer, neither matched yet."""
    lecoq = story.who["lecoq"]
    story.documents["AV-0021"] = story.books.invoices(
        [
            {
                "name": "AV-0021",
                "partner": lecoq,
                "date": story.on("2026-02-16"),
                "due": story.on("2026-02-16"),
                "total": 600.0,
                "tax": "goods",
                "label": "Retour d'une enseigne",
                "refund": True,
            }
        ]
    )
    story.books.bank_line(
        lecoq, 1000.0, story.on("2026-02-23"), "VIR BOULANGERIES LECOQ"
    )


def _building_site(story):
    """Bréhat: 95 % now and 5 % retained for a year; a bill of exchange accepted."""
    books = story.books
    works = books.invoices(
        [
            {
                "name": "FA-0150",
                "partner": story.who["brehat"],
                "date": story.on("2025-12-21"),
                "term": _retention(story).id,
                "total": 27000.0,
                "tax": "goods",
                "label": "Façade lumineuse",
            }
        ]
    )
    story.documents["FA-0150"] = works
    retained = Ledger.debts(works).sorted("date_maturity")[-1]
    books.transfer(
        retained,
        "411700",
        works.invoice_date,
        "FA-0150 Constructions Bréhat : retenue de garantie 5 %",
        retained.date_maturity,
    )
    story.documents["LCR 0007"] = books.transfer(
        story.debts("FA-0163"),
        "413000",
        story.on("2026-02-16"),
        "LCR 0007 Constructions Bréhat : effet accepté",
        story.on("2026-03-10"),
    ).move_id


def _retention(story):
    return story.books.env["account.payment.term"].create(
        {
            "name": "95 % à 30 jours, retenue de garantie de 5 % à un an",
            "company_id": story.house.story.id,
            "line_ids": [
                (0, 0, {"value": "percent", "value_amount": 95, "nb_days": 30}),
                (0, 0, {"value": "percent", "value_amount": 5, "nb_days": 395}),
            ],
        }
    )


def _history(story):
    """What was paid before: since when each is a customer, and how it pays."""
    documents = [
        {
            "name": f"FA-{number:04}",
            "partner": story.who[who],
            "date": story.on(day),
            "due": story.on(day),
            "total": total,
            "tax": "export" if who == "alpenhof" else "goods",
        }
        for number, (who, day, total, _late) in enumerate(HISTORY, 1)
    ]
    moves = story.books.invoices(documents)
    for move, (_who, day, total, late) in zip(moves, HISTORY, strict=True):
        paid_on = date.fromordinal(story.on(day).toordinal() + late)
        label = f"VIR {move.partner_id.name.upper()} {move.name}"
        story.books.bank_line(
            move.partner_id, total, paid_on, label, Ledger.debts(move)
        )


def _opening(story):
    """A balance taken over: the ledger itself excludes it from follow-up."""
    day, partner = story.on("2024-12-31"), story.who["reprise"]
    story.documents["OD 2024"] = story.books.entry(
        day,
        "OD 2024 Reprise d'ouverture",
        [("411100", partner, 1870.0, day), ("110000", None, -1870.0, None)],
    )


def _holds(story):
    for name, kind, day, reason in HOLDS:
        story.books.env["recovery.hold"].create(
            {
                "company_id": story.house.story.id,
                "kind": kind,
                "line_ids": [(6, 0, story.debts(name).ids)],
                "from_date": story.on(day),
                "reason": reason,
            }
        )


def _belgium(story):
    """A consumer and a brewery, in the subsidiary's ledger."""
    company, country = story.house.belgium, story.belgian.env.ref("base.be")
    partners = story.belgian.env["res.partner"].create(
        [
            {
                **values,
                "country_id": country.id,
                "lang": "fr_FR",
                "phone": PHONES[key],
                "company_id": company.id,
            }
            for key, values in BELGIANS.items()
        ]
    )
    story.who.update(zip(BELGIANS, partners, strict=True))
    moves = story.belgian.invoices(
        [
            {
                "name": name,
                "partner": story.who[who],
                "date": story.on(day),
                "due": story.on(due),
                "total": total,
                "tax": "be",
                "label": label,
            }
            for name, who, day, due, total, label in BELGIAN_INVOICES
        ]
    )
    names = [one[0] for one in BELGIAN_INVOICES]
    story.documents.update(zip(names, moves, strict=True))
