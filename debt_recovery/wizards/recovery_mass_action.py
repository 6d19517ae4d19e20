from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

SHOWN = 200  # names of each kind that the preview writes out
SOURCES = ("recovery.case", "res.partner", "account.move")


class RecoveryMassAction(models.TransientModel):
    """One action on many rows of a list: what it will do and whom it leaves out, and
    nothing before it is confirmed."""

    _name = "recovery.mass.action"
    _description = "Act on several customers"

    action = fields.Selection(
        [
            ("hold", "Put on hold"),
            ("lift", "Lift holds"),
            ("promise", "Note a promise"),
            ("dispute", "Record a dispute"),
            ("remind", "Remind now"),
            ("release", "Release"),
            ("assign", "Give to a responsible"),
            ("scenario", "Change the scenario"),
            ("note", "Leave a note"),
        ],
        required=True,
        default="hold",
    )
    source = fields.Char(required=True, readonly=True)
    row_ids = fields.Json(readonly=True)
    until_date = fields.Date(
        "Until", help="Last day on hold, empty: until lifted; the day of a promise."
    )
    reason = fields.Char()
    user_id = fields.Many2one(
        "res.users", "Responsible", domain="[('share', '=', False)]"
    )
    policy_id = fields.Many2one("recovery.policy", "Scenario")
    dispute_reason_id = fields.Many2one("recovery.dispute.reason", "What is disputed")
    note = fields.Text()
    preview_html = fields.Html(compute="_compute_preview", sanitize=False)
    kept_count = fields.Integer(compute="_compute_preview")

    @api.depends(
        *("action", "until_date", "reason", "user_id", "policy_id", "note"),
        "dispute_reason_id",
    )
    @api.depends_context("lang")
    def _compute_preview(self):
        for wizard in self:
            kept, excluded = wizard._judge()
            wizard.kept_count = len(kept)
            wizard.preview_html = self.env["ir.qweb"]._render(
                "debt_recovery.mass_preview", wizard._preview(kept, excluded)
            )

    def _preview(self, kept, excluded):
        return {
            "count": len(kept),
            "amount": self._amount(kept),
            "missing": self._socket()._missing(self),
            "kept": [row.name for row in kept[:SHOWN]],
            "kept_more": max(0, len(kept) - SHOWN),
            "excluded_count": len(excluded),
            "excluded": [(row.name, why) for row, why in excluded[:SHOWN]],
            "excluded_more": max(0, len(excluded) - SHOWN),
        }

    def _socket(self):
        return self.env["recovery.mass"]._for(self.action)

    def _judge(self):
        """Return ``(rows that the action concerns, [(row, why it does not)])``."""
        rows = self._rows()
        whys = {row: row.why for row in rows if row.why}
        possible = [row for row in rows if not row.why]
        if possible:
            whys |= self._socket()._why_not(self, possible)
        return (
            [row for row in possible if row not in whys],
            [(row, whys[row]) for row in rows if row in whys],
        )

    def _rows(self):
        if self.source not in SOURCES:
            raise UserError(self.env._("Choose customers in a list first."))
        return self.env["recovery.mass.rows"]._read(self.source, self.row_ids or [])

    def _amount(self, rows):
        totals = {}
        for row in rows:
            currency = row.company.currency_id
            totals[currency] = totals.get(currency, 0.0) + row.amount
        return " + ".join(
            formatLang(self.env, amount, currency_obj=currency)
            for currency, amount in totals.items()
        )

    def action_confirm(self):
        """Act on those that the preview keeps, judged again now."""
        self.ensure_one()
        missing = self._socket()._missing(self)
        if missing:
            raise UserError(missing)
        kept, excluded = self._judge()
        if kept:
            self._socket()._act(self, kept)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if kept else "warning",
                "message": self._outcome(len(kept), len(excluded)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _outcome(self, done, left_out):
        labels = dict(self._fields["action"]._description_selection(self.env))
        return self.env._(
            "%(action)s: done for %(done)s, %(left_out)s left out.",
            action=labels[self.action],
            done=done,
            left_out=left_out,
        )

    @api.model
    def _open(self, records):
        """Open the preview for the selected ``records`` of a list."""
        wizard = self.create({"source": records._name, "row_ids": records.ids})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Act on several customers"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }
