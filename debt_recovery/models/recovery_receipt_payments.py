from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from .recovery_receipt_sql import MONEY

SHOWN = 50  # payments


class RecoveryReceipt(models.AbstractModel):
    """The payments of a customer, each with what it settled: what a receipt says.

    A payment that came back is none: what its return took away is not received.
    """

    _inherit = "recovery.receipt"

    @api.model
    def _payments(self, company, debtor, line_id=None):
        """Return the last payments received, the latest first.

        :param line_id: this one only
        :return: dictionaries: ``line`` (a journal item), ``day``, ``amount`` received
            in ``currency``, ``settled``: ``[(move, amount, currency)]``, and ``left``:
            what is not allocated yet
        """
        lines = self._money_lines(company, debtor, line_id)
        pieces = self._pieces_of(company, lines)
        found = {}  # a payment of several items has a journal item for each
        for line in lines:
            one = self._payment_of(line, pieces[line.id])
            first = found.setdefault((line.move_id, line.currency_id), one)
            if first is not one:
                for name in ("amount", "settled", "left"):
                    first[name] += one[name]
        return [self._rounded(one) for one in found.values() if one["amount"] > 0]

    def _rounded(self, payment):
        for name in ("amount", "left"):
            payment[name] = payment["currency"].round(payment[name])
        return payment

    def _money_lines(self, company, debtor, line_id):
        followed = self.env["recovery.account"]._followed(company).account_id
        domain = [
            ("company_id", "=", company.id),
            ("account_id", "in", followed.ids),
            ("partner_id.commercial_partner_id", "=", debtor.id),
            ("parent_state", "=", "posted"),
            "|",
            ("journal_id.type", "in", ("bank", "cash", "credit")),
            ("journal_id", "=", self._agency_journal(company)),
            ("amount_currency", "<", 0),
        ]
        if line_id:
            domain.append(("move_id.line_ids", "=", line_id))
        lines = self.env["account.move.line"].sudo()
        return lines.search(domain, order="date desc, id desc", limit=SHOWN)

    def _pieces_of(self, company, lines):
        """Return ``{credit line id: [(nature, amount, debt's line, is a return)]}``."""
        found = defaultdict(list)
        if not lines:
            return found
        self._flush()
        scope = SQL("part.credit_move_id = ANY(%s)", lines.ids)
        rows = self.env.execute_query(
            SQL(
                """SELECT piece.credit_line_id, piece.nature, piece.amount, debt.id,
                          journal.type IN %s OR journal.id = %s
                     FROM (%s) AS piece
                     JOIN account_move_line debt ON debt.id = piece.line_id
                     JOIN account_journal journal ON journal.id = debt.journal_id
                    ORDER BY debt.date_maturity, debt.id""",
                MONEY,
                self._agency_journal(company),
                self._sql(company, scope),
            )
        )
        debts = self.env["account.move.line"].sudo()
        debts = debts.browse(dict.fromkeys(row[3] for row in rows))
        debts = {debt.id: debt for debt in debts}
        for line_id, nature, amount, debt, returned in rows:
            found[line_id].append((nature, float(amount), debts[debt], returned))
        return found

    def _payment_of(self, line, pieces):
        """Return one payment, see :meth:`_payments`; what was not money (a discount in
        the same entry), and what came back, is left out of it."""
        currency = line.currency_id
        amount, settled = -line.amount_currency, {}
        for nature, part, debt, returned in pieces:
            if nature == "cash" and not returned:
                key = (debt.move_id, debt.currency_id)
                settled[key] = settled.get(key, 0.0) + part
            elif debt.currency_id == currency:
                amount -= part
        return {
            "line": line,
            "day": line.date,
            "amount": currency.round(amount),
            "currency": currency,
            "settled": [
                (move, unit.round(part), unit) for (move, unit), part in settled.items()
            ],
            "left": currency.round(max(0.0, -line.amount_residual_currency)),
        }
