"""What settled a debt, by what and when: the one ruler of receipts."""

from datetime import date
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..tools.arrangements import ADVANCES as OF_KIND
from ..tools.arrangements import PLAN, PROMISE
from .recovery_exposure_sql import HEIR
from .recovery_receipt_sql import LOOSE, MONEY, RECEIPTS

# Brings the agreed sum nearer; a credit note lowers what a promise asks for instead.
KEEPS, ADVANCES = OF_KIND[PROMISE], OF_KIND[PLAN]

# Expense accounts of bad debts, by chart: an entry against one of them is a loss.
LOSS_CODES = {
    "fr": ("654", "6714"),
    "be": ("642",),
    "de_skr03": ("240",),
    "de_skr04": ("693",),
}


class Receipt(NamedTuple):
    """A part of one reconciliation of a debt.

    ``day``: value date, that of the credit line; ``amount``: in the debt's currency;
    ``nature``: cash | credit_note | discount | exchange | rounding | offset (another
    entry that settles) | transfer (the debt goes on elsewhere) | write_off.
    """

    day: date
    amount: float
    nature: str
    credit_line_id: int
    partial_id: int


class Loose(NamedTuple):
    """Money of a customer that is not matched yet: ``amount`` in its currency."""

    line_id: int
    day: date
    amount: float


class RecoveryReceipt(models.AbstractModel):
    """Tells what each reconciliation of a debt was; a draft entry settles nothing.

    One reconciliation may be of several natures: a payment of 97 with 3 of discount in
    one entry. Each part has the share of its accounts in the entry, the first nature
    takes the cents. Bank charges that we bear were paid by the customer. In a general
    journal, what goes beside a bad-debt account (its tax) is a loss too.
    """

    _name = "recovery.receipt"
    _description = "Receipts, read from the ledger"

    @api.model
    def _flush(self):
        for name in (
            "account.move",
            "account.move.line",
            "account.partial.reconcile",
            "account.account",
            "account.cash.rounding",
            "recovery.account",
            "res.partner",
        ):
            self.env[name].flush_model()

    @api.model
    def _of_lines(self, line_ids):
        """Return the receipts of debts, oldest first.

        :param line_ids: ids of journal items
        :return: ``{line id: (Receipt, …)}``, only of lines that have some
        """
        found = {}
        ids = list(line_ids)
        lines = self.env["account.move.line"].sudo().browse(ids).exists()
        for group in lines.grouped("company_id").values():
            rows = self.env.execute_query(
                SQL(
                    """SELECT line_id, day, amount, nature, credit_line_id, partial_id
                         FROM (%s) AS receipt WHERE amount <> 0
                        ORDER BY line_id, day, partial_id, nature""",
                    self._of_sql(group),
                )
            )
            for line_id, day, amount, *rest in rows:
                receipt = Receipt(day, float(amount), *rest)
                found.setdefault(line_id, []).append(receipt)
        return {line_id: tuple(some) for line_id, some in found.items()}

    @api.model
    def _of_sql(self, lines):
        """Return :meth:`_sql` of the journal items of one company."""
        self._flush()
        return self._sql(
            lines.company_id, SQL("part.debit_move_id = ANY(%s)", lines.ids or [0])
        )

    @api.model
    def _loose(self, company, debtor_ids):
        """Return the money that the bank brought and nobody matched yet, oldest first.

        :param debtor_ids: commercial partner ids, or None for all
        :return: ``{(debtor id, currency id): (Loose, …)}``
        """
        self._flush()
        followed = self.env["recovery.account"]._followed(company).account_id
        scope = SQL("")
        if debtor_ids is not None:
            ids = list(debtor_ids) or [0]
            scope = SQL("AND p.commercial_partner_id = ANY(%s)", ids)
        rows = self.env.execute_query(
            SQL(
                LOOSE,
                company=company.id,
                accounts=followed.ids or [0],
                money=MONEY,
                agencies=self._agency_journal(company),
                scope=scope,
            )
        )
        found = {}
        for debtor, currency, line_id, day, amount in rows:
            found.setdefault((debtor, currency), []).append(
                Loose(line_id, day, float(amount))
            )
        return {key: tuple(some) for key, some in found.items()}

    @api.model
    def _successors(self, line_ids):
        """Return which doubtful lines took debts over.

        :return: ``{line id: (doubtful line id,)}``, of those that were
        """
        self._flush()
        lines = self.env["account.move.line"].sudo().browse(list(line_ids)).exists()
        found = {}
        for company, group in lines.grouped("company_id").items():
            followed = self.env["recovery.account"]._followed(company)
            doubtful = followed.filtered(lambda one: one.treatment == "doubtful")
            if not doubtful:
                continue
            rows = self.env.execute_query(
                SQL(
                    """SELECT frozen.line_id, heir.line_id
                         FROM unnest(%(lines)s) AS frozen (line_id)
                         JOIN LATERAL (%(heir)s) heir ON TRUE""",
                    lines=group.ids,
                    heir=SQL(
                        HEIR,
                        accounts=followed.account_id.ids,
                        doubtful=doubtful.account_id.ids,
                    ),
                )
            )
            found.update((debt, (heir,)) for debt, heir in rows)
        return found

    # --- in SQL --------------------------------------------------------------------

    @api.model
    def _sql(self, company, scope):
        """Return the receipts as a SELECT.

        :param scope: a condition on ``part`` (the reconciliation), ``paid`` (its credit
            line) or ``m`` (that line's entry)
        :return: rows ``partial_id, line_id, credit_line_id, day, nature, amount,
            amount_company``: one for each nature in a reconciliation
        """
        company = company.sudo()
        return SQL(
            RECEIPTS,
            scope=scope,
            decimals=company.currency_id.decimal_places,
            money=MONEY,
            agencies=self._agency_journal(company),
            company=company.id,
            loss=self._loss_accounts(company).ids or [0],
            codes=self._loss_codes(company),
            root=str(company.root_id.id),
            discount=self._discount_accounts(company).ids or [0],
            exchange=self._exchange_accounts(company).ids or [0],
            write_offs=self._write_off_moves(),
        )

    def _agency_journal(self, company):
        """Return the id of the journal of what agencies collected: money too."""
        return company.sudo().recovery_agency_journal_id.id or 0

    @api.model
    def _write_off_moves(self):
        """Return a SELECT of the ids of the moves that are write-offs."""
        return SQL("SELECT NULL::int WHERE FALSE")

    @api.model
    def _loss_accounts(self, company):
        """Return accounts whose entries are losses, beside those of the chart."""
        return self.env["account.account"]

    def _loss_codes(self, company):
        """Return patterns of the codes of the chart's bad-debt accounts."""
        chart = company.chart_template or ""
        codes = LOSS_CODES.get(chart) or LOSS_CODES.get(chart[:2], ())
        return [f"{code}%" for code in codes]

    def _discount_accounts(self, company):
        return (
            company.account_journal_early_pay_discount_loss_account_id
            | company.account_journal_early_pay_discount_gain_account_id
        )

    def _exchange_accounts(self, company):
        return (
            company.expense_currency_exchange_account_id
            | company.income_currency_exchange_account_id
        )
