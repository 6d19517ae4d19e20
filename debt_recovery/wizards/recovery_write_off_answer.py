from odoo import api, fields, models

from ..models.recovery_write_off_paper import WAYS


class RecoveryWriteOffAnswer(models.TransientModel):
    """The day or the reason that a step of a write-off asks for."""

    _name = "recovery.write.off.answer"
    _description = "Decide on write-offs"

    write_off_ids = fields.Many2many("recovery.write.off", string="Write-offs")
    what = fields.Selection(
        [
            ("approve", "Approve"),
            ("refuse", "Refuse"),
            ("book", "Book"),
            ("reverse", "Reverse"),
            ("paper", "Note the VAT paper"),
        ],
        required=True,
    )
    way = fields.Selection(WAYS, "Sent by", default="letter")
    proof_ids = fields.Many2many("ir.attachment")
    day = fields.Date(compute="_compute_day", readonly=False)
    reason = fields.Char("Why")

    @api.depends("write_off_ids")
    def _compute_day(self):
        for wizard in self:
            company = wizard.write_off_ids.company_id[:1] or self.env.company
            wizard.day = company._recovery_today()

    def action_apply(self):
        losses = self.write_off_ids
        if self.what == "approve":
            losses._approve(self.reason)
        elif self.what == "refuse":
            losses._refuse(self.reason)
        elif self.what == "book":
            losses._book(self.day)
        elif self.what == "paper":
            losses._note_paper(self.day, self.way, self.proof_ids)
        else:
            losses._reverse(self.day)
        return {"type": "ir.actions.act_window_close"}
