"""The credit of a transfer to doubtful debts pays nothing: nobody matches it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

# journal items that are debts or credits, not their showing among doubtful customers
OWED = [("recovery_shows_doubtful", "=", False)]


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    recovery_shows_doubtful = fields.Boolean(
        "Shows a doubtful debt",
        compute="_compute_recovery_shows_doubtful",
        search="_search_recovery_shows_doubtful",
    )

    def _compute_recovery_shows_doubtful(self):
        found = self.env["recovery.doubtful"].sudo()
        shown = found.search([("entry_line_ids", "in", self.ids)]).entry_line_ids
        for line in self:
            line.recovery_shows_doubtful = line._origin in shown

    def _search_recovery_shows_doubtful(self, operator, value):
        if operator != "in":
            return NotImplemented
        shown = Domain(
            "id", "in", SQL("(SELECT line_id FROM recovery_doubtful_line_rel)")
        )
        return shown if True in value else ~shown

    def _recovery_owed(self):
        """Leave out what only shows debts among doubtful customers."""
        return self.sudo().filtered_domain(OWED).with_env(self.env)


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._recovery_check_transfer()
        return partials

    def _recovery_check_transfer(self):
        """Refuse to match a transfer with anything but its own way back."""
        lines = self.credit_move_id | self.debit_move_id
        journals = lines.company_id.sudo().recovery_loss_journal_id
        near = lines.filtered(lambda line: line.journal_id in journals)
        if not near:
            return
        found = self.env["recovery.doubtful"].sudo()
        found = found.search([("entry_line_ids", "in", near.ids)])
        transfers = found.entry_line_ids
        for part in self:
            both = part.credit_move_id | part.debit_move_id
            if len(both & transfers) == 1:
                raise UserError(
                    self.env._(
                        "%(entry)s only shows the debt among doubtful customers: it "
                        "pays nothing. Match the payment with the invoice; the "
                        "transfer is taken back by itself.",
                        entry=(both & transfers).move_id.name,
                    )
                )


class AccountMove(models.Model):
    _inherit = "account.move"

    def _compute_payments_widget_to_reconcile_info(self):
        result = super()._compute_payments_widget_to_reconcile_info()
        for move in self:
            widget = move.invoice_outstanding_credits_debits_widget
            if not widget or not widget.get("content"):
                continue
            ids = [row["id"] for row in widget["content"]]
            hidden = move._recovery_transfers(ids)
            if hidden:
                left = [row for row in widget["content"] if row["id"] not in hidden]
                move.invoice_outstanding_credits_debits_widget = (
                    {**widget, "content": left} if left else False
                )
        return result

    def _recovery_transfers(self, line_ids):
        """Return those of some journal items that transfers to doubtful debts wrote."""
        lines = self.env["account.move.line"].sudo().browse(line_ids)
        journals = self.company_id.sudo().recovery_loss_journal_id
        near = lines.filtered(lambda line: line.journal_id in journals)
        if not near:
            return set()
        found = self.env["recovery.doubtful"].sudo()
        found = found.search([("entry_line_ids", "in", near.ids)])
        return set((near & found.entry_line_ids).ids)
