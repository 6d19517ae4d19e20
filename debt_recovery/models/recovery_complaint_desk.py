from odoo import api, fields, models
from odoo.tools import format_date, html2plaintext

from .recovery_complaint import OPEN


class RecoveryComplaint(models.Model):
    """What lists and forms show of complaints beside what is stored."""

    _inherit = "recovery.complaint"

    due_on = fields.Date("Due", compute="_compute_due")
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_due", search="_search_is_overdue"
    )
    is_consumer = fields.Boolean(compute="_compute_is_consumer")
    is_paused = fields.Boolean(compute="_compute_is_paused")
    deadline_text = fields.Char(compute="_compute_deadline_text")
    is_closed = fields.Boolean(compute="_compute_is_closed")

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for one in self:
            one.display_name = f"{one.name} – {one.partner_id.display_name}"

    @api.depends("state", "acknowledge_by", "answer_by")
    def _compute_due(self):
        for one in self:
            due = one._deadline()
            one.due_on = due and due[0]
            today = one.company_id._recovery_today() if one.company_id else None
            one.is_overdue = bool(one.due_on and today and one.due_on < today)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._recovery_today()
        return [
            "|",
            "&",
            ("state", "=", "received"),
            ("acknowledge_by", "<", today),
            "&",
            ("state", "=", "acknowledged"),
            ("answer_by", "<", today),
        ]

    @api.depends("partner_id")
    def _compute_is_consumer(self):
        for one in self:
            one.is_consumer = bool(one.partner_id) and one._is_consumer()

    @api.depends("hold_ids.is_active", "hold_ids.freeze_contact")
    def _compute_is_paused(self):
        for one in self:
            holds = one.sudo().hold_ids
            one.is_paused = any(h.is_active and h.freeze_contact for h in holds)

    @api.depends("state")
    def _compute_is_closed(self):
        for one in self:
            one.is_closed = one.state not in OPEN

    @api.depends("state", "acknowledge_by", "answer_by")
    @api.depends_context("lang")
    def _compute_deadline_text(self):
        for one in self:
            due = one._deadline()
            one.deadline_text = due and one.env._(
                "%(what)s by %(day)s",
                what=due[1],
                day=format_date(one.env, due[0]),
            )

    @api.onchange("case_id")
    def _onchange_case(self):
        """The last message that left is the likeliest one complained of."""
        self.notice_id = self.notice_id or self.case_id._last_left(
            fields.Datetime.now()
        )

    def action_answer(self):
        self.ensure_one()
        self._check_agent()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer the complaint"),
            "res_model": "recovery.complaint.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_complaint_id": self.id, "dialog_size": "large"},
        }

    def action_open_case(self):
        return self.case_id._action_open()


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    complaint_count = fields.Integer(compute="_compute_complaint_count")

    def _compute_complaint_count(self):
        counts = dict(
            self.env["recovery.complaint"]._read_group(
                [("case_id", "in", self.ids)], ["case_id"], ["__count"]
            )
        )
        for case in self:
            case.complaint_count = counts.get(case, 0)

    def action_view_complaints(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Complaints"),
            "res_model": "recovery.complaint",
            "view_mode": "list,form",
            "domain": [("case_id", "=", self.id)],
            "context": {"default_partner_id": self.partner_id.id},
        }

    def action_complaint(self):
        """Take a complaint down; what the customer wrote last, and nobody has read
        yet, stands in it already."""
        self.ensure_one()
        self.check_access("write")
        reply = self._unread()[:1]
        said = html2plaintext(reply.note or "").strip()
        text = "\n".join(filter(None, (reply.summary, said)))
        channel = self.env.context.get("recovery_complaint_channel", "email")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New complaint"),
            "res_model": "recovery.complaint",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "current",
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
                "default_case_id": self.id,
                "default_channel": channel,
                "default_text": text,
                "default_notice_id": self._last_left(fields.Datetime.now()).id,
            },
        }
