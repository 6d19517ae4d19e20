from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.recovery_placement import ENDS

OURS = ("disputed", "insolvent", "hold", "replaced", "asked", "cancelled")
THEIRS = ("irrecoverable", "agency", "insolvent", "disputed", "expired")


class RecoveryPlacementEnd(models.TransientModel):
    """Take placed files back, note that the agency gives them back, or go elsewhere."""

    _name = "recovery.placement.end"
    _description = "End of placed files"

    placement_ids = fields.Many2many(
        "recovery.placement", string="Placed files", required=True
    )
    way = fields.Selection(
        [("recall", "We take it back"), ("return", "The agency gives it back")],
        required=True,
        default="recall",
    )
    why = fields.Selection(ENDS, required=True, default="asked")
    text = fields.Char("In words")
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    contract_id = fields.Many2one(
        "recovery.agency.contract",
        "Propose it to",
        domain="[('company_id', '=', company_id)]",
        help="What is open is proposed with this contract.",
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Certificate, report")

    @api.depends("placement_ids")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.placement_ids.company_id[:1]

    @api.onchange("way")
    def _onchange_way(self):
        reasons = OURS if self.way == "recall" else THEIRS
        if self.why not in reasons:
            self.why = "asked" if self.way == "recall" else reasons[0]

    def action_end(self):
        """Do it, and open what was proposed elsewhere."""
        self.ensure_one()
        files = self.placement_ids
        self._check_why()
        if self.way == "return":
            files._return(self.why, self.text or "", self.attachment_ids)
        elif not self.contract_id:
            files._recall(self.why, self.text or "")
        if not self.contract_id:
            return {"type": "ir.actions.act_window_close"}
        drafts = files._replace(self.contract_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Proposed files"),
            "res_model": "recovery.placement",
            "view_mode": "list,form",
            "domain": [("id", "in", drafts.ids)],
        }

    def _check_why(self):
        """Refuse a reason that is the other side's to give."""
        if self.why not in (OURS if self.way == "recall" else THEIRS):
            labels = dict(self._fields["why"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(why)s” does not end a file this way.", why=labels[self.why]
                )
            )
