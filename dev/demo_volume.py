"""A ledger of volume: 300 debtors, three years of invoices, paid as people pay.

Everything goes through native posting, in batches: documents are created and posted
two hundred at a time, receipts too, and each batch is matched by one plan. The same
seed gives the same ledger.
"""

import random
from dataclasses import dataclass, field
from datetime import timedelta

from .demo_lateness import Habit
from .demo_ledger import Ledger
from .demo_volume_cash import pay, receipts_of
from .demo_volume_extras import credit_notes, entries

DEBTORS, INVOICES, BATCH, SEED = 300, 1000, 200, 20260302
YEARS = (0.15, 0.25, 0.60)  # share of the invoices in each year, the oldest first
BIG, BIG_SHARE = 10, 0.45  # so many customers have that share of the invoices
KINDS = ("company",) * 14 + ("consumer",) * 4 + ("public", "sole")
CURRENCIES = {"USD": (0.92, 0.96, 0.90), "GBP": (1.15, 1.17, 1.19), "CHF": (1.03,) * 3}
FAST = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
}


@dataclass
class Volume:
    """The loaded ledger and the receipts still to come."""

    books: Ledger
    start: object
    random: random.Random
    habits: dict = field(default_factory=dict)  # partner id: Habit
    currencies: dict = field(default_factory=dict)  # partner id: currency
    coming: dict = field(default_factory=dict)  # day: receipts
    invoices: int = 0
    lines: int = 0
    receipts: int = 0


def load(env, company, start, invoices=INVOICES, progress=print):
    """Write the ledger of ``company`` until ``start``; commits batch by batch."""
    books = Ledger(env(context=dict(env.context, **FAST)), company)
    volume = Volume(books, start, random.Random(SEED))
    partners = _debtors(volume)
    terms = _terms(volume)
    documents = _documents(volume, partners, terms, invoices)
    for first in range(0, len(documents), BATCH):
        moves = _post(volume, documents[first : first + BATCH])
        pay(volume, receipts_of(volume, moves))
        _commit(volume)
        progress(f"{volume.invoices} factures, {volume.receipts} règlements")
    credit_notes(volume, partners)
    entries(volume, partners)
    _commit(volume)
    return volume


def _commit(volume):
    env = volume.books.env
    env.cr.commit()
    env.cr.execute("ANALYZE account_move, account_move_line, account_partial_reconcile")
    env.cr.commit()
    env.invalidate_all()


def _debtors(volume):
    env, company, draw = volume.books.env, volume.books.company, volume.random
    foreign = [env.ref(f"base.{code}") for code in CURRENCIES]
    for currency in foreign:
        currency.active = True
    env["res.currency.rate"].create(
        [
            {
                "name": volume.start - timedelta(days=365 * (3 - year) + 10),
                "currency_id": env.ref(f"base.{code}").id,
                "company_id": company.id,
                "inverse_company_rate": rate,
            }
            for code, rates in CURRENCIES.items()
            for year, rate in enumerate(rates)
        ]
    )
    values = []
    for number in range(1, DEBTORS + 1):
        kind = draw.choice(KINDS)
        reachable = draw.random() > 0.06
        values.append(
            {
                "name": f"Client {number:03}",
                "is_company": kind in ("company", "public"),
                "recovery_debtor_type": kind,
                "country_id": env.ref("base.fr").id,
                "email": f"client{number:03}@volume.example" if reachable else False,
                "lang": "fr_FR",
                "company_id": company.id,
            }
        )
    partners = env["res.partner"].create(values)
    for partner in partners:
        volume.habits[partner.id] = Habit(draw)
        abroad = partner.recovery_debtor_type == "company" and draw.random() < 0.1
        currency = draw.choice(foreign) if abroad else company.currency_id
        volume.currencies[partner.id] = currency
    return partners


def _terms(volume):
    """Return payment terms with their weight."""

    def term(name, *parts):
        return volume.books.env["account.payment.term"].create(
            {
                "name": name,
                "company_id": volume.books.company.id,
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": share, "nb_days": days})
                    for share, days in parts
                ],
            }
        )

    return (
        [term("30 jours", (100, 30))] * 6
        + [term("45 jours", (100, 45))] * 2
        + [term("30 % à 30 jours, 70 % à 60 jours", (30, 30), (70, 60))]
        + [term("Trois versements", (33.34, 30), (33.33, 60), (33.33, 90))]
    )


def _documents(volume, partners, terms, count):
    """Draw the invoices, oldest first; every debtor has one at least."""
    draw, start = volume.random, volume.start
    big = int(count * BIG_SHARE)
    owners = [partners[i % BIG] for i in range(big)] + list(partners[BIG:])
    owners += draw.choices(list(partners[BIG:]), k=max(0, count - len(owners)))
    drawn = []
    for partner in owners:
        year = draw.choices(range(3), YEARS)[0]
        age = 365 * (3 - year) - draw.randrange(365)
        total = round(min(20000, max(25, draw.lognormvariate(6.6, 1.0))), 2)
        drawn.append((start - timedelta(days=age), partner, total, draw.choice(terms)))
    return sorted(drawn, key=lambda one: one[0])


def _post(volume, drawn):
    books, tax = volume.books, volume.books.tax("goods")
    moves = books.env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "journal_id": books.sales.id,
                "currency_id": volume.currencies[partner.id].id,
                "invoice_date": day,
                "invoice_payment_term_id": term.id,
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Fournitures",
                            "price_unit": round(total / 1.2, 2),
                            "account_id": books.income.id,
                            "tax_ids": [(6, 0, tax.ids)],
                        },
                    )
                ],
            }
            for day, partner, total, term in drawn
        ]
    )
    moves.action_post()
    volume.invoices += len(moves)
    return moves
