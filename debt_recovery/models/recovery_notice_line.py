from odoo import fields, models


class RecoveryNoticeLine(models.Model):
    """What was claimed that day; texts are copies, the debt itself may go."""

    _name = "recovery.notice.line"
    _description = "Debt claimed"
    _order = "kind, due, id"
    _log_access = False

    notice_id = fields.Many2one(
        "recovery.notice", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "account.move.line", "Journal item", index=True, ondelete="set null"
    )
    kind = fields.Selection(
        [
            ("overdue", "Overdue"),
            ("credit", "Credit"),
            ("in_flight", "Payment in flight"),
            ("upcoming", "Due soon"),
        ],
        required=True,
    )
    name = fields.Char(required=True)
    document_date = fields.Date()
    due = fields.Date()
    currency_id = fields.Many2one("res.currency", required=True)
    disputed = fields.Monetary("Disputed then", help="Not claimed, and said so.")
    residual = fields.Monetary(help="Open on the debt that day.")
    amount = fields.Monetary(help="What was claimed of it.")
