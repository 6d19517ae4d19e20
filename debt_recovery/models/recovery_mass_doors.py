"""The way from a list of accounts, customers or invoices to a mass action."""

from odoo import models


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def action_recovery_mass(self):
        return self.env["recovery.mass.action"]._open(self)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_recovery_mass(self):
        return self.env["recovery.mass.action"]._open(self)


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_recovery_mass(self):
        return self.env["recovery.mass.action"]._open(self)
