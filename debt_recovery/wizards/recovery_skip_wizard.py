from odoo import api, fields, models


class RecoverySkipWizard(models.TransientModel):
    """Why some reminders do not leave this time."""

    _name = "recovery.skip.wizard"
    _description = "Skip reminders"

    notice_ids = fields.Many2many("recovery.notice", string="Reminders")
    why = fields.Selection(
        [
            ("paying", "A payment is announced"),
            ("talking", "We are talking with the customer"),
            ("wrong", "Something is wrong on our side"),
            ("other", "Another reason"),
        ],
        required=True,
        default="paying",
    )
    text = fields.Char("In words")
    back_on = fields.Date("Comes back on", compute="_compute_back_on")

    @api.depends("notice_ids")
    def _compute_back_on(self):
        for wizard in self:
            wizard.back_on = wizard.notice_ids._back_on()

    def action_skip(self):
        labels = dict(self._fields["why"]._description_selection(self.env))
        said = self.text if self.why == "other" else labels[self.why]
        if self.why != "other" and self.text:
            said = f"{said} – {self.text}"
        self.notice_ids._skip(said)
        return {"type": "ir.actions.act_window_close"}
