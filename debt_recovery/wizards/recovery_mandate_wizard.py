from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.recovery_arrangement import SOURCES


class RecoveryMandateWizard(models.TransientModel):
    """Have a payment plan charged to a means of payment that the customer saved."""

    _name = "recovery.mandate.wizard"
    _description = "Agree on automatic payment"

    arrangement_id = fields.Many2one(
        "recovery.arrangement", "Payment plan", required=True, readonly=True
    )
    choice_ids = fields.One2many("recovery.mandate.choice", "wizard_id")
    choice_id = fields.Many2one("recovery.mandate.choice", "Saved means of payment")
    source = fields.Selection(
        SOURCES, "Consent given by", required=True, default="call"
    )
    proof = fields.Char(
        "Who agreed, and how",
        help="“Mrs Dubois, on the phone, 12 March at 10:15”; the message that says so.",
    )
    text = fields.Text("Words agreed to", compute="_compute_text")

    @api.depends("choice_id", "arrangement_id")
    def _compute_text(self):
        for wizard in self:
            plan = wizard.arrangement_id
            lang = plan.partner_id.lang or plan.company_id.partner_id.lang
            wizard.text = (
                plan.with_context(lang=lang)._mandate_text(wizard._token())
                if wizard.choice_id
                else False
            )

    def _token(self):
        return self.choice_id.sudo().token_id

    def action_agree(self):
        self.ensure_one()
        self.arrangement_id.check_access("write")
        if not self.choice_id or not (self.proof or "").strip():
            raise UserError(
                self.env._("Choose the means of payment, and say who agreed and how.")
            )
        self.arrangement_id._authorise(
            self._token(), self.source, self.proof, self.text
        )
        return {"type": "ir.actions.act_window_close"}


class RecoveryMandateChoice(models.TransientModel):
    """A means of payment that the customer saved: its name only is shown."""

    _name = "recovery.mandate.choice"
    _description = "Saved means of payment"

    wizard_id = fields.Many2one("recovery.mandate.wizard", ondelete="cascade")
    name = fields.Char(readonly=True)
    token_id = fields.Many2one(
        "payment.token", readonly=True, ondelete="cascade", groups="base.group_system"
    )


class RecoveryArrangement(models.Model):
    _inherit = "recovery.arrangement"

    def action_authorise(self):
        """Open the agreement on automatic payment."""
        self.ensure_one()
        self.check_access("write")
        wizard = self.env["recovery.mandate.wizard"].create({"arrangement_id": self.id})
        choices = self.env["recovery.mandate.choice"].sudo()
        choices.create(
            [
                {
                    "wizard_id": wizard.id,
                    "token_id": token.id,
                    "name": f"{token.provider_id.name} – {token.display_name}",
                }
                for token in self._saved_means()
            ]
        )
        return {
            "res_id": wizard.id,
            "type": "ir.actions.act_window",
            "name": self.env._("Automatic payment"),
            "res_model": "recovery.mandate.wizard",
            "view_mode": "form",
            "target": "new",
        }

    def action_revoke_mandate(self):
        """Withdraw the customer's consent, at once."""
        self.check_access("write")
        self.mandate_id._revoke("customer")
