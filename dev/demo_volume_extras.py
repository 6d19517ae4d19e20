"""What a real ledger holds besides invoices and receipts."""

from datetime import timedelta

from .demo_ledger import Ledger
from .demo_volume_cash import match


def credit_notes(volume, partners, count=50):
    """Post credit notes; half are matched with an invoice, half wait for that."""
    books, draw = volume.books, volume.random
    documents = []
    for number in range(1, count + 1):
        age = draw.randrange(3, 40) if number % 2 else draw.randrange(40, 400)
        day = volume.start - timedelta(days=age)
        partner = draw.choice(list(partners))
        documents.append(
            {
                "name": f"AV-{number:04}",
                "partner": partner,
                "date": day,
                "due": day,
                "total": round(draw.randrange(20, 250) * 1.2, 2),
                "tax": "goods",
                "currency": volume.currencies[partner.id],
                "label": "Retour",
                "refund": True,
            }
        )
    credits = Ledger.debts(books.invoices(documents))
    debts = books.open_debts()
    pairs, used = [], set()
    for credit in credits[::2]:
        debt = debts.filtered(
            lambda line, c=credit: (
                line.partner_id == c.partner_id
                and line.currency_id == c.currency_id
                and line.id not in used
            )
        )[:1]
        if debt:
            used.add(debt.id)
            pairs.append((debt, credit))
    match(volume, pairs)


def entries(volume, partners, count=16):
    """Post debts without an invoice; half of them are followed up."""
    books, draw = volume.books, volume.random
    for number in range(count):
        due = volume.start - timedelta(days=draw.randrange(-5, 700))
        amount = round(draw.uniform(80, 2000), 2)
        partner = draw.choice(list(partners[10:]))
        move = books.entry(
            due,
            "Reprise de solde",
            [("411100", partner, amount, due), ("110000", None, -amount, None)],
        )
        if number % 2:
            move.line_ids.filtered("partner_id").no_followup = False
