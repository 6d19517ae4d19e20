from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import holds

KINDS = [
    ("acknowledgement", "Acknowledgement of the debt"),
    ("lawsuit", "Lawsuit or order for payment"),
    ("enforcement", "Enforcement or conservatory measure"),
    ("written_demand", "Written demand"),
    ("claim", "Claim in insolvency"),
    ("suspension", "Suspension (mediation, negotiation…)"),
]


class RecoveryLimitationEvent(models.Model):
    """What a person says moved the clock of some debts. Payments, and demands where
    they count, are read from the ledger and the reminders, never typed."""

    _name = "recovery.limitation.event"
    _inherit = ["mail.thread"]
    _description = "Event of the limitation clock"
    _order = "event_date desc, id desc"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(KINDS, required=True, tracking=True)
    event_date = fields.Date("On", required=True, tracking=True)
    until_date = fields.Date(
        "Until",
        tracking=True,
        help="Last day of a suspension, or of the proceedings in which it was claimed; "
        "empty: the clock stands still.",
    )
    line_ids = fields.Many2many(
        "account.move.line",
        "recovery_limitation_event_line_rel",
        "event_id",
        "line_id",
        "Debts",
        check_company=True,
        help="Empty: all that the customer owed that day.",
    )
    note = fields.Char("Evidence", required=True, help="Which letter, which court, …")
    evidence_ids = fields.Many2many(
        "ir.attachment",
        "recovery_limitation_event_evidence_rel",
        "event_id",
        "attachment_id",
        "Documents",
    )

    is_sensitive = fields.Boolean(
        compute="_compute_is_sensitive", store=True, export_string_translation=False
    )

    @api.depends("kind", "partner_id.recovery_debtor_type", "partner_id.is_company")
    def _compute_is_sensitive(self):
        """The insolvency of a person is read by the dedicated group alone."""
        for event in self:
            debtor = event.partner_id.sudo()._recovery_kind()
            event.is_sensitive = event.kind == "claim" and holds.is_sensitive(
                "insolvency", debtor
            )

    @api.constrains("event_date", "until_date", "partner_id", "company_id")
    def _check_event(self):
        for event in self:
            if event.until_date and event.until_date < event.event_date:
                raise ValidationError(self.env._("It would end before it starts."))
            if event.event_date > event.company_id._recovery_today():
                raise ValidationError(self.env._("What interrupts has happened."))
            if event.partner_id != event.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "Say it of the customer “%(name)s”, not of a contact.",
                        name=event.partner_id.commercial_partner_id.display_name,
                    )
                )


class RecoveryInsolvencyClaim(models.Model):
    _inherit = "recovery.insolvency.claim"

    def _move_to(self, target, **vals):
        """A claim filed moves the clock, where the law says so, until the end."""
        moved = super()._move_to(target, **vals)
        for claim in moved.sudo() if target == "filed" else ():
            claim.env["recovery.limitation.event"].create(
                {
                    "partner_id": claim.partner_id.id,
                    "company_id": claim.company_id.id,
                    "kind": "claim",
                    "event_date": claim.filed_on,
                    "line_ids": [(6, 0, claim.line_ids.ids)],
                    "note": claim.display_name,
                }
            )
        return moved


class RecoveryInsolvency(models.Model):
    _inherit = "recovery.insolvency"

    def action_end(self):
        """The clock of what was claimed runs anew from the end."""
        result = super().action_end()
        for one in self.sudo():
            waiting = one.env["recovery.limitation.event"].search(
                [
                    ("kind", "=", "claim"),
                    ("partner_id", "=", one.partner_id.id),
                    ("line_ids", "in", one.hold_id.line_ids.ids),
                    ("until_date", "=", False),
                ]
            )
            for event in waiting:
                event.until_date = event.company_id._recovery_today()
        return result
