"""Losses are no payments: closing a debt by one makes no tax due. Money on a lost debt
is income as long as it is matched with it."""

from odoo import models
from odoo.exceptions import UserError


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    def _collect_tax_cash_basis_values(self):
        paid = self - self._recovery_of_losses()
        return super(AccountPartialReconcile, paid)._collect_tax_cash_basis_values()

    def unlink(self):
        """A loss taken off its debt gives the invoice its waiting tax back too, so that
        a payment makes it due. Money taken off a lost debt is no income any more."""
        regained = self._recovery_regained()
        items = self._recovery_of_losses()._recovery_lost_items()
        rest = items.entry_line_ids - items.credit_line_id
        more = rest.matched_credit_ids | rest.matched_debit_ids
        result = super(AccountPartialReconcile, self | more).unlink()
        regained._reverse()
        return result

    def _recovery_regained(self):
        """Return the receipts on lost debts whose money these matched."""
        journals = self.company_id.sudo().recovery_loss_journal_id
        near = self.debit_move_id.filtered(lambda line: line.journal_id in journals)
        found = self.env["recovery.regained"].sudo()
        if not near:
            return found
        entries = near.move_id.ids
        return found.search([("move_id", "in", entries), ("state", "=", "booked")])

    def _recovery_of_losses(self):
        """Return those by which a loss closed a debt."""
        journals = self.company_id.sudo().recovery_loss_journal_id
        near = self.filtered(lambda part: part.credit_move_id.journal_id in journals)
        lines = near._recovery_lost_items().credit_line_id
        return near.filtered(lambda part: part.credit_move_id in lines)

    def _recovery_lost_items(self):
        items = self.env["recovery.write.off.item"].sudo()
        if not self:
            return items
        return items.search([("credit_line_id", "in", self.credit_move_id.ids)])


class AccountMove(models.Model):
    _inherit = "account.move"

    def button_draft(self):
        """An entry of ours changes with what it is about, never alone."""
        journals = self.company_id.sudo().recovery_loss_journal_id
        for move in self.filtered(lambda move: move.journal_id in journals):
            name = move._recovery_owner()
            if name:
                raise UserError(
                    self.env._(
                        "%(entry)s is the entry of %(name)s: reverse it there.",
                        entry=move.name,
                        name=name,
                    )
                )
        return super().button_draft()

    def _recovery_owner(self):
        """Return the name of the loss, receipt, transfer or impairment that an entry
        stands for, or nothing."""
        ids = self.ids
        for model, domain in (
            ("recovery.write.off", [("move_id", "in", ids), ("state", "=", "booked")]),
            ("recovery.regained", [("move_id", "in", ids), ("state", "=", "booked")]),
            ("recovery.provision", [("move_id", "in", ids), ("state", "=", "booked")]),
            (
                "recovery.doubtful",
                [("entry_line_ids.move_id", "in", ids), ("state", "=", "doubtful")],
            ),
        ):
            found = self.env[model].sudo().search(domain, limit=1)
            if found:
                return found.display_name
        return ""
