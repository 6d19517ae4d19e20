import json

from odoo import fields, models

from ..tools.allocation import CHOSEN, PRINCIPAL, Debt, allocate


class RecoveryCase(models.Model):
    """What a payment of this customer pays first."""

    _inherit = "recovery.case"

    def _allocate(self, amount, currency, order=None, chosen=None):
        """Return ``({journal item: amount}, rest)``, in the order in which they are
        paid, to the cent.

        :param amount: positive, in ``currency``
        :param order: oldest | legal | chosen; None: as the company says, or the
            customer's choice when there is one
        :param chosen: journal items in the order in which the customer ticked them
        """
        self.ensure_one()
        books = self.env["recovery.match.book"]
        order = order or (CHOSEN if chosen else self.company_id.recovery_allocation)
        lines = self._open_debts(currency)
        parts, rest = allocate(
            books._cents(currency, amount),
            [line._recovery_debt() for line in lines],
            order,
            chosen.ids if chosen else (),
        )
        Line = lines.browse()
        given = {Line.browse(key): books._amount(currency, c) for key, c in parts}
        return given, books._amount(currency, rest)

    def _open_debts(self, currency):
        """Return the open debts of this customer in ``currency``, oldest first."""
        followed = self.env["recovery.account"]._followed(self.company_id)
        shown = self.env["recovery.doubtful"].sudo()
        shown = shown.search([("company_id", "=", self.company_id.id)]).entry_line_ids
        return (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("parent_state", "=", "posted"),
                    ("account_id", "in", followed.account_id.ids),
                    ("account_id.reconcile", "=", True),
                    ("reconciled", "=", False),
                    ("partner_id", "child_of", self.partner_id.ids),
                    ("currency_id", "=", currency.id),
                    ("amount_residual_currency", ">", 0),
                    ("id", "not in", shown.ids),  # the debt itself is followed
                ],
                order="date_maturity, id",
            )
        )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _recovery_debt(self):
        """Return this item as pure allocation reads it."""
        self.ensure_one()
        return Debt(
            self.id,
            self.env["recovery.match.book"]._cents(
                self.currency_id, self.amount_residual_currency
            ),
            self.date_maturity or self.date,
            self._recovery_nature(),
        )

    def _recovery_nature(self):
        """Return cost | interest | principal; what is billed for goods is principal."""
        return PRINCIPAL


class PaymentTransaction(models.Model):
    """Online payments of chosen items: what was ticked is what is paid."""

    _inherit = "payment.transaction"

    recovery_chosen = fields.Char(
        "Chosen items",
        readonly=True,
        help="Journal items in the order in which the customer ticked them.",
        export_string_translation=False,
    )

    def _recovery_choose(self, lines):
        """Have the money pay these journal items, in this order, and nothing else."""
        self.recovery_chosen = json.dumps(lines.ids)

    def _create_payment(self, **extra_create_values):
        """Match the chosen items only; Odoo's own way is by the maturity of all."""
        if not self.recovery_chosen:
            return super()._create_payment(**extra_create_values)
        lines = self.env["account.move.line"].browse(json.loads(self.recovery_chosen))
        lines = lines.exists().filtered(lambda one: one.parent_state == "posted")
        invoices = self.invoice_ids
        account = lines[:1].account_id
        values = {"destination_account_id": account.id} if account else {}
        self.invoice_ids = False  # nothing is matched by maturity
        try:
            payment = super()._create_payment(**{**values, **extra_create_values})
        finally:
            self.invoice_ids = invoices
        payment.invoice_ids = invoices
        received = payment.move_id.line_ids.filtered(
            lambda one: one.account_id == payment.destination_account_id
        )
        open_lines = lines.filtered(
            lambda one: one.account_id == account and not one.reconciled
        )
        plan = [received | line for line in open_lines]
        self.env["account.move.line"]._reconcile_plan(plan)
        return payment
