from odoo import fields, models

from odoo.addons.debt_recovery.exceptions import PermanentFailure

# what the service calls it → our closed vocabulary
ERRORS = {
    "MISSING_REQUIRED_FIELDS": "bad_address",
    "CREDIT_ERROR": "credit",
    "TRIAL_ERROR": "account",
    "NO_PRICE_AVAILABLE": "refused",
    "FORMAT_ERROR": "attachment",
    "ATTACHMENT_ERROR": "attachment",
    "UNKNOWN_ERROR": "error",
}


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    snailmail_letter_id = fields.Many2one(
        "snailmail.letter",
        "Letter of the service",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="debt_recovery.group_auditor",
    )

    def _move_to(self, target, **vals):
        """What is taken back is not posted by the service any more."""
        out = self.filtered(lambda one: one.state == "to_post" and target != "sent")
        letters = out.sudo().snailmail_letter_id
        moved = super()._move_to(target, **vals)
        letters.filtered(lambda one: one.state in ("pending", "error")).cancel()
        return moved

    def _service_posted(self):
        """The service took the letter: it has left."""
        company = self.company_id
        if company.recovery_snailmail_cost:
            self.write(
                {
                    "cost": company.recovery_snailmail_cost,
                    "cost_currency_id": company.currency_id.id,
                }
            )
        self.provider_ref = str(self.snailmail_letter_id.id)
        self._posted(company._recovery_today())

    def _service_failed(self, code, text):
        """The service did not take it: a person mends it, the next channel goes on."""
        self._fail(PermanentFailure(ERRORS.get(code, "error"), text or code or ""))
