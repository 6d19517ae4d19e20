from odoo import fields, models


class RecoveryRun(models.Model):
    """One cycle of one company: what it looked at, what it planned, what went wrong."""

    _name = "recovery.run"
    _inherit = ["recovery.append.only.mixin"]
    _description = "Run of the day"
    _order = "id desc"
    _log_access = False
    _body_columns = ("as_of", "started_at", "ended_at", "measured", "planned")

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="restrict"
    )
    as_of = fields.Date("Day", required=True)
    is_full = fields.Boolean("Whole ledger")
    started_at = fields.Datetime(required=True)
    ended_at = fields.Datetime(required=True)
    measured = fields.Integer("Customers looked at")
    changed = fields.Integer("Customers changed")
    opened = fields.Integer("Accounts opened")
    closed = fields.Integer("Accounts closed")
    planned = fields.Integer("Reminders planned")
    cancelled = fields.Integer("Reminders cancelled")
    problem = fields.Text()
