from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from ..tools.wording import WordingError

PREVIEWED = ("draft", "queued", "withheld", "failed")


class RecoveryNotice(models.Model):
    """What a person reads of a reminder before and after it leaves."""

    _inherit = "recovery.notice"

    days_past_due = fields.Integer(related="case_id.days_past_due")
    last_contact_on = fields.Date("Last contact", compute="_compute_last_contact_on")
    situation_text = fields.Char("In words", compute="_compute_situation_text")
    reach_text = fields.Char("Goes to", compute="_compute_reach_text")
    message_subject = fields.Char("Subject of the message", compute="_compute_message")
    message_html = fields.Html(
        "Message body", compute="_compute_message", sanitize=False
    )
    message_note = fields.Char("About the message", compute="_compute_message")

    @api.depends("case_id")
    def _compute_last_contact_on(self):
        rows = self.env["recovery.notice"]._read_group(
            [
                ("case_id", "in", self.case_id.ids),
                ("left_on", "!=", False),
                ("channel", "!=", "task"),
                ("purpose", "!=", "service"),
            ],
            ["case_id"],
            ["left_on:max"],
        )
        latest = dict(rows)
        for notice in self:
            notice.last_contact_on = latest.get(notice.case_id)

    # --- words -------------------------------------------------------------------

    @api.depends("state", "reason", "failure_type", "address", "planned_on", "sent_at")
    @api.depends_context("lang", "tz")
    def _compute_situation_text(self):
        for notice in self:
            notice.situation_text = notice._situation()

    def _situation(self):
        if self.state == "bounced" and self.failure_type:
            return self.env._(
                "Came back from %(address)s: %(why)s",
                address=self.address or "",
                why=self._failure_words(),
            )
        if self.state in ("sent", "delivered", "bounced"):
            return self._situation_sent()
        if self.state == "uncertain":
            return self.env._("It may have left: look, then say what happened.")
        if self.state == "failed":
            return self._failure_words()
        if self.reason:
            return self._reason_words()
        if self.failure_type:
            return self._failure_words()
        if self.state == "draft" and self.approved_by_id:
            return self.env._(
                "Approved by %(who)s; a second person approves it too.",
                who=self.approved_by_id.name,
            )
        day = format_date(self.env, self.planned_on)
        return self.env._("Planned on %(date)s", date=day)

    def _situation_sent(self):
        if not self.sent_at:
            day = format_date(self.env, self.left_on)
            return self.env._("Sent before, recorded for %(date)s", date=day)
        moment = format_datetime(self.env, self.sent_at, dt_format="short")
        if self.channel == "task":
            return self.env._("Given on %(moment)s", moment=moment)
        if not self.address:
            return self.env._("Done on %(moment)s", moment=moment)
        return self.env._(
            "Sent to %(address)s on %(moment)s", address=self.address, moment=moment
        )

    def _reason_words(self):
        label = dict(self._fields["reason"]._description_selection(self.env))[
            self.reason
        ]
        text = self.reason_text or ""
        if self.reason == "spared":
            text = self.case_id._spared_label(self.reason_text)
        if self.state == "queued" and self.send_after:
            text = self.env._(
                "leaves from %(date)s",
                date=format_datetime(self.env, self.send_after, dt_format="short"),
            )
        return f"{label} ({text})" if text else label

    def _failure_words(self):
        """Say what went wrong; the machine's own words only where they help."""
        labels = dict(self._fields["failure_type"]._description_selection(self.env))
        parts = [labels.get(self.failure_type, "")]
        if self.failure_type not in ("unknown", self.failure_text):
            parts.append(self.failure_text or "")
        return " – ".join(filter(None, parts))

    @api.depends("address", "partner_id", "channel", "to_id")
    def _compute_reach_text(self):
        for channel, notices in self.grouped("channel").items():
            socket = self.env["recovery.channel"]._for(channel)
            reached = socket._reached(notices.filtered(lambda one: not one.address))
            for notice in notices:
                notice.reach_text = notice.address or reached.get(notice.id, "")

    # --- the message itself --------------------------------------------------------

    @api.depends("state", "body", "subject", "template_id", "edited_body", "to_id")
    @api.depends_context("uid")
    def _compute_message(self):
        """Show what left; before, what would leave now, from today's ledger."""
        for notice in self:
            if notice.state in PREVIEWED and notice._origin.id:
                subject, body, note = notice._origin._preview()
            else:
                subject, body, note = notice.subject, notice.body, ""
            notice.message_subject = subject
            notice.message_html = body
            notice.message_note = note

    def _preview(self):
        """Return ``(subject, body, note)`` of the message as it would leave now."""
        today = self.company_id._recovery_today()
        socket = self.env["recovery.channel"]._for(self.channel)
        recipients = socket._address(self)
        note = self.env._("As it would leave now, from today's figures.")
        if not recipients and self.channel != "task":
            recipients = [(self.partner_id, "")]
            note = self.env._("No address: it cannot leave. As it would read today.")
        speaking = self.with_context(lang=self._language(recipients))
        claim = speaking._claim(today)
        if claim.reason:
            labels = dict(self._fields["reason"]._description_selection(self.env))
            return (
                False,
                False,
                self.env._(
                    "It will not leave: %(reason)s.", reason=labels[claim.reason]
                ),
            )
        try:
            content = socket._compose(speaking, claim, recipients, today)
        except WordingError as error:
            return False, False, self.template_id._explain(error, speaking.env.lang)
        return content["subject"], content["body"], note
