"""A receivables history as native invoices, credit notes and payments, in batches."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .replay_rows import Refusal, Row

BATCH = 300
TABLES = "account_move, account_move_line, account_partial_reconcile, account_payment"
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
}


@dataclass
class Entry:
    """A row and what stands for it in the ledger."""

    row: Row
    partner_id: int = 0
    currency_id: int = 0
    move_id: int = 0
    line_id: int = 0  # its receivable line, once posted
    paid_line_id: int = 0  # the receivable line of its payment


class Ledger:
    """Writes into one company; commits between batches, the caller after the last."""

    def __init__(self, env, company):
        self.env = env(context={**env.context, **QUIET})
        self.company = company
        self.currencies = {}
        self.partners = {}
        self.bank = self._search("account.journal", [("type", "=", "bank")])
        self.sales = self._search("account.journal", [("type", "=", "sale")])
        account = [("account_type", "=", "income")]
        self.income = self._search("account.account", account, "company_ids")

    def _search(self, model, domain, company_field="company_id"):
        domain = [*domain, (company_field, "in", self.company.ids)]
        return self.env[model].search(domain, limit=1)

    def batches(self, entries):
        for start in range(0, len(entries), BATCH):
            if start:
                self.done()
            yield entries[start : start + BATCH]

    def done(self):
        self.env.cr.commit()
        self.env.invalidate_all()

    def analyze(self):
        """Let the planner know what was inserted."""
        self.env.cr.execute(f"ANALYZE {TABLES}")

    # --- what is taken -----------------------------------------------------------

    def accept(self, rows):
        """Return ``(entries, refusals)``; amounts are rounded as their currency is."""
        known = self.env["res.currency"].with_context(active_test=False).search([])
        by_code = {currency.name: currency for currency in known}
        entries, refusals = [], []
        for row in rows:
            currency = by_code.get(row.currency or self.company.currency_id.name)
            if currency is None:
                why = "no such currency"
                refusals.append(Refusal(row.line, "currency", row.currency, why))
                continue
            unit = Decimal(1).scaleb(-currency.decimal_places)
            word, row.amount = row.amount, row.amount.quantize(unit, ROUND_HALF_UP)
            if not row.amount:
                why = "nothing is owed"
                refusals.append(Refusal(row.line, "amount", str(word), why))
                continue
            if row.paid_amount is not None:
                row.paid_amount = row.paid_amount.quantize(unit, ROUND_HALF_UP)
            entries.append(Entry(row, currency_id=currency.id))
        return entries, refusals

    def prepare(self, entries):
        """Make the customers, currencies and rates; return notes."""
        names = sorted({entry.row.customer for entry in entries})
        partners = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "email": f"customer{number}@example.com",
                    "country_id": self.company.country_id.id,
                }
                for number, name in enumerate(names, 1)
            ]
        )
        self.partners = dict(zip(names, partners.ids, strict=True))
        for entry in entries:
            entry.partner_id = self.partners[entry.row.customer]
        notes = self._prepare_rates(entries)
        self.done()
        return notes

    def _prepare_rates(self, entries):
        """Activate foreign currencies with the rates of the rows, one a day."""
        home = self.company.currency_id.id
        rates = {}
        for entry in entries:
            if entry.currency_id != home:
                days = rates.setdefault(entry.currency_id, {})
                if entry.row.rate:
                    days.setdefault(entry.row.invoice_date, entry.row.rate)
        foreign = self.env["res.currency"].browse(rates)
        foreign.active = True
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": currency,
                    "company_id": self.company.id,
                    "name": day,
                    "rate": float(rate),
                }
                for currency, days in rates.items()
                for day, rate in days.items()
            ]
        )
        bare = [one.name for one in foreign if not rates[one.id]]
        return [f"no rate for {name}: taken one to one" for name in bare]

    # --- invoices ----------------------------------------------------------------

    def draft(self, entries):
        """Create the invoices and credit notes, not posted."""
        for batch in self.batches(entries):
            moves = self.env["account.move"].create([self._move(e) for e in batch])
            for entry, move in zip(batch, moves, strict=True):
                entry.move_id = move.id
            self.analyze()
            yield len(batch)

    def _move(self, entry):
        row = entry.row
        line = {
            "name": row.invoice,
            "account_id": self.income.id,
            "quantity": 1,
            "price_unit": float(abs(row.amount)),
            "tax_ids": [],
        }
        return {
            "move_type": "out_refund" if row.is_credit else "out_invoice",
            "journal_id": self.sales.id,
            "partner_id": entry.partner_id,
            "currency_id": entry.currency_id,
            "ref": row.invoice,
            "invoice_date": row.invoice_date,
            "invoice_date_due": row.due_date,
            "invoice_payment_term_id": False,
            "invoice_line_ids": [(0, 0, line)],
        }

    def post(self, entries):
        for batch in self.batches(entries):
            moves = self.env["account.move"].browse([e.move_id for e in batch])
            moves.action_post()
            found = self._receivable_lines(moves)
            for entry in batch:
                entry.line_id = found[entry.move_id]

    def _receivable_lines(self, moves):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT l.move_id, l.id FROM account_move_line l "
            "JOIN account_account a ON a.id = l.account_id "
            "WHERE a.account_type = 'asset_receivable' AND l.move_id = ANY(%s)",
            [moves.ids],
        )
        return dict(self.env.cr.fetchall())

    # --- payments ----------------------------------------------------------------

    def pay(self, entries):
        """Post the payments of the invoices, matched with nothing yet."""
        for batch in self.batches(entries):
            payments = self.env["account.payment"].create(
                [self._payment(entry) for entry in batch]
            )
            payments.action_post()
            found = self._receivable_lines(payments.move_id)
            for entry, payment in zip(batch, payments, strict=True):
                entry.paid_line_id = found[payment.move_id.id]

    def _payment(self, entry):
        row = entry.row
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": entry.partner_id,
            "currency_id": entry.currency_id,
            "amount": float(row.paid_amount or row.amount),
            "date": row.paid_date,
            "memo": row.invoice,
            "journal_id": self.bank.id,
        }

    def match(self, entries):
        """Match payments with their invoices, and credits with the oldest debts."""
        for batch in self.batches(entries):
            self._match(
                [e.paid_line_id, e.line_id] for e in batch if not e.row.is_credit
            )
            self._match(
                [e.line_id, *self._open_debts(e)] for e in batch if e.row.is_credit
            )

    def _match(self, plan):
        """Reconcile groups of lines at once, without those that are settled."""
        lines = self.env["account.move.line"]
        groups = [lines.browse(ids) for ids in plan]
        groups = [g.filtered(lambda line: not line.reconciled) for g in groups]
        groups = [group for group in groups if len(group) > 1]
        if groups:
            lines._reconcile_plan(groups)

    def _open_debts(self, entry):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT l.id FROM account_move_line l "
            "JOIN account_account a ON a.id = l.account_id "
            "WHERE a.account_type = 'asset_receivable' AND l.parent_state = 'posted' "
            "AND l.company_id = %s AND l.partner_id = %s AND l.currency_id = %s "
            "AND l.amount_residual_currency > 0 ORDER BY l.date_maturity, l.id",
            [self.company.id, entry.partner_id, entry.currency_id],
        )
        return [row[0] for row in self.env.cr.fetchall()]
