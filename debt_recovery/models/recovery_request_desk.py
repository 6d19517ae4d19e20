from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class RecoveryRequest(models.Model):
    """What colleagues do with a request."""

    _inherit = "recovery.request"

    invoice_names = fields.Char("Invoices", compute="_compute_invoice_names")

    def _compute_invoice_names(self):
        for one in self:
            one.invoice_names = one._names()

    def _check_agent(self):
        if not self.env.user.has_group("debt_recovery.group_agent"):
            raise AccessError(self.env._("An agent handles requests."))

    def action_done(self):
        """What was needed is there: reminders go on."""
        self._check_agent()
        self._close("done")

    def action_refuse(self):
        """It cannot be done: the customer is told why, and reads it on his page."""
        self._check_agent()
        for one in self:
            if not (one.answer or "").strip():
                raise UserError(self.env._("Write an answer for the customer first."))
        self._close("refused")
        for one in self.sudo():
            one._tell_refused()

    def action_reopen(self):
        self._check_agent()
        for one in self._move_to("open", closed_on=False):
            one.sudo()._plan_activity()

    def action_open_case(self):
        return self._open(self.case_id)

    def action_open_proposal(self):
        return self._open(self.proposal_id)

    def action_open_callback(self):
        return self._open(self.callback_id)

    def _open(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
