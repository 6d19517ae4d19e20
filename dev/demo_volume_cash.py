"""Receipts of the ledger of volume: drawn, entered in bulk, matched by one plan."""

from dataclasses import dataclass
from datetime import timedelta

from .demo_ledger import Ledger


@dataclass
class Receipt:
    """Money of a debtor: what it pays (no line: to be matched by hand)."""

    day: object
    partner: object
    currency: object
    amount: float
    line: object = None


def receipts_of(volume, moves):
    """Draw who pays what and when; return what was received before the start."""
    draw, past = volume.random, []
    for line in Ledger.debts(moves):
        volume.lines += 1
        day = volume.habits[line.partner_id.id].pays_on(line.date_maturity)
        if day is None:
            continue
        amount = line.amount_residual_currency
        if draw.random() < 0.05:  # a part now; the rest later, or never
            part = line.currency_id.round(amount * draw.uniform(0.4, 0.8))
            rest = day + timedelta(days=28) if draw.random() < 0.7 else None
            parts = [(day, part), (rest, amount - part)]
        else:
            parts = [(day, amount)]
        for when, paid in parts:
            if when is None:
                continue
            unmatched = draw.random() < 0.03 and (volume.start - when).days < 45
            receipt = Receipt(
                when,
                line.partner_id,
                line.currency_id,
                line.currency_id.round(paid),
                None if unmatched else line,
            )
            if when < volume.start:
                past.append(receipt)
            else:
                volume.coming.setdefault(when, []).append(receipt)
    return past


def pay(volume, receipts):
    """Enter receipts and match them, one plan for all."""
    recent = volume.start - timedelta(days=180)
    home = volume.books.company.currency_id
    old = [r for r in receipts if r.day < recent and r.currency == home]
    plan = _collective(volume, old)
    plan += enter(volume, [r for r in receipts if r not in old])
    match(volume, plan)


def _collective(volume, receipts):
    """Long ago: one entry of the bank journal a month, a line for each receipt."""
    months = {}
    for receipt in receipts:
        months.setdefault((receipt.day.year, receipt.day.month), []).append(receipt)
    books, pairs = volume.books, []
    moves = books.env["account.move"].create(
        [
            {
                "journal_id": books.bank.id,
                "date": max(one.day for one in month),
                "ref": "Relevé de banque",
                "line_ids": _statement(books, month),
            }
            for month in months.values()
        ]
    )
    moves.action_post()
    volume.receipts += len(receipts)
    for move, month in zip(moves, months.values(), strict=True):
        paid = move.line_ids.filtered("partner_id").sorted("id")
        for one, credit in zip(month, paid, strict=True):
            if one.line:
                pairs.append((one.line, credit))
    return pairs


def _statement(books, month):
    customers = books.account("411100")
    lines = [
        {
            "name": "Virement reçu",
            "account_id": customers.id,
            "partner_id": one.partner.id,
            "balance": -one.amount,
        }
        for one in month
    ]
    total = {
        "name": "Relevé de banque",
        "account_id": books.bank.default_account_id.id,
        "balance": sum(one.amount for one in month),
    }
    return [(0, 0, line) for line in [*lines, total]]


def enter(volume, receipts):
    """Enter native payments in bulk; return ``(debt, its credits)`` to match."""
    if not receipts:
        return []
    books = volume.books
    payments = books.env["account.payment"].create(
        [
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": one.partner.id,
                "currency_id": one.currency.id,
                "amount": one.amount,
                "date": one.day,
                "journal_id": books.bank.id,
                "memo": one.line.move_id.name if one.line else "Sans référence",
            }
            for one in receipts
        ]
    )
    payments.action_post()
    volume.receipts += len(payments)
    return [
        (one.line, Ledger.debts(payment.move_id))
        for one, payment in zip(receipts, payments, strict=True)
        if one.line
    ]


def match(volume, pairs):
    """Match debts and credits by one plan; a debt paid in parts comes once."""
    groups = {}
    for debt, credit in pairs:
        groups[debt.id] = groups.get(debt.id, debt) + credit
    if groups:
        lines = volume.books.env["account.move.line"]
        lines._reconcile_plan(list(groups.values()))
