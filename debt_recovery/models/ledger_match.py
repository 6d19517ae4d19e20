"""Matching by hand, for editions without a screen for it."""

from odoo import models
from odoo.exceptions import UserError

from .ledger_doubtful import OWED


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def action_recovery_match(self):
        """Match the chosen items, customer by customer and account by account.

        Odoo's own matching does it, with the rights of the user; what one customer
        has open never pays for another, and a transfer to doubtful debts pays nothing.

        :raises UserError: when a customer's choice has no debt or no credit
        """
        groups = {}
        for line in self._recovery_owed():
            key = (
                line.company_id,
                line.account_id,
                line.partner_id.commercial_partner_id,
            )
            groups[key] = groups.get(key, self.browse()) | line
        for (_company, account, partner), lines in groups.items():
            amounts = lines.mapped("amount_residual")
            if not partner or not (min(amounts) < 0 < max(amounts)):
                raise UserError(
                    self.env._(
                        "%(customer)s, account %(account)s: choose at least one "
                        "invoice and one credit.",
                        customer=partner.display_name or self.env._("No customer"),
                        account=account.display_name,
                    )
                )
        for lines in groups.values():
            lines.reconcile()


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_recovery_match(self):
        """Match all that these customers have open in the current company.

        Oldest first, account by account; one with only debts or credits is left.
        """
        company = self.env.company
        followed = self.env["recovery.account"]._followed(company).account_id
        items = self.env["account.move.line"].search(
            [
                ("company_id", "=", company.id),
                ("parent_state", "=", "posted"),
                ("account_id", "in", followed.ids),
                ("reconciled", "=", False),
                ("partner_id", "child_of", self.commercial_partner_id.ids),
                *OWED,
            ],
            order="date_maturity, id",
        )
        for lines in items.grouped(
            lambda one: (one.partner_id.commercial_partner_id, one.account_id)
        ).values():
            amounts = lines.mapped("amount_residual")
            if min(amounts) < 0 < max(amounts):
                lines.action_recovery_match()
