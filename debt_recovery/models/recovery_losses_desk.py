from odoo import models
from odoo.exceptions import AccessError


class RecoveryDoubtful(models.Model):
    _inherit = "recovery.doubtful"

    def action_take_back(self):
        """Take doubtful debts back to the customers' account, by hand."""
        self.filtered(lambda one: one.state == "doubtful")._take_back()
        return True


class RecoveryRegained(models.Model):
    _inherit = "recovery.regained"

    def action_reverse(self):
        """Take receipts back: their whole entry."""
        if not self.env.user.has_group("debt_recovery.group_manager"):
            raise AccessError(self.env._("Receipts are taken back by a manager."))
        self.filtered(lambda one: one.state == "booked")._reverse()
        return True


class RecoveryProvision(models.Model):
    _inherit = "recovery.provision"

    def action_approve(self):
        self._approve()
        return True

    def action_book(self):
        self._book()
        return True

    def action_drop(self):
        self._move_to("cancelled")
        return True

    def action_reverse(self):
        self._check_manager()
        self._reverse()
        return True

    def action_propose(self):
        """Propose the impairment of today, and open it."""
        company = self.env.company
        made = self._propose(company, company._recovery_today())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Impairment"),
            "res_model": self._name,
            "view_mode": "form",
            "res_id": made.id,
        }
