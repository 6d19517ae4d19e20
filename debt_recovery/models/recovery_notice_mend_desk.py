from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .recovery_desk import MEND
from .recovery_notice import FAILURES, REASONS
from .recovery_repair import TO_MEND

CAUSES = [*FAILURES, *(one for one in REASONS if one[0] not in dict(FAILURES))]
# What is put right in the settings, not at the customer's.
OURS = ("no_sender", "credit", "account", "channel_off")


class RecoveryNotice(models.Model):
    """What went wrong, in one word to group by, and the one thing that mends it."""

    _inherit = "recovery.notice"

    cause = fields.Selection(CAUSES, compute="_compute_cause", search="_search_cause")
    fix = fields.Selection(
        [
            ("contact", "Mend the contact"),
            ("verify", "Say whether it left"),
            ("settings", "Look at the settings"),
            ("text", "Mend the text"),
            ("again", "Queue again"),
        ],
        compute="_compute_fix",
    )
    has_next_channel = fields.Boolean(compute="_compute_has_next_channel")

    def _compute_cause(self):
        for notice in self:
            failed = notice.failure_type if notice.state != "withheld" else False
            notice.cause = failed or notice.reason or notice.failure_type

    def _cause_sql(self, alias):
        return SQL(
            "CASE WHEN %(state)s = 'withheld' THEN COALESCE(%(reason)s, %(failure)s) "
            "ELSE COALESCE(%(failure)s, %(reason)s) END",
            state=SQL.identifier(alias, "state"),
            reason=SQL.identifier(alias, "reason"),
            failure=SQL.identifier(alias, "failure_type"),
        )

    def _search_cause(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IN %s", model._cause_sql(alias), tuple(value) or ("",)
            )
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "cause":
            self._check_field_access(self._fields[field_expr], "read")
            return self._cause_sql(alias)
        return super()._field_to_sql(alias, field_expr, query)

    def _compute_fix(self):
        for notice in self:
            notice.fix = notice._fix() if notice.state in MEND else False

    def _fix(self):
        if self.state == "uncertain":
            return "verify"
        if self.cause in TO_MEND:
            return "contact"
        if self.cause in OURS:
            return "settings"
        return "text" if self.cause in ("template", "template_refused") else "again"

    def _compute_has_next_channel(self):
        for notice in self:
            may = notice.state in ("failed", "bounced", "withheld")
            notice.has_next_channel = may and bool(notice._untried())

    def _untried(self):
        """Return the channels of the step that were not tried for this debt."""
        if not self.treatment_id.fallback_ids:
            return []
        tried = self._same_step().mapped("channel")
        return [one for one, _text in self.treatment_id._channels() if one not in tried]

    # --- one click -------------------------------------------------------------------

    def action_open_contact(self):
        """Open the contact whose address is wrong or missing."""
        self.ensure_one()
        contact = self.recipient_id or self.partner_id
        return {
            "type": "ir.actions.act_window",
            "name": contact.display_name,
            "res_model": "res.partner",
            "res_id": contact.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_open_text(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.template_id.display_name,
            "res_model": "recovery.template",
            "res_id": self.template_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_open_settings(self):
        return self.env["ir.actions.act_window"]._for_xml_id(
            "debt_recovery.recovery_settings_action"
        )

    def action_next_channel(self):
        """Leave by the next channel of the step instead."""
        self._check_not_sending()
        self.check_access("write")
        for notice in self:
            if not notice._untried():
                raise UserError(
                    self.env._(
                        "“%(name)s” has no other channel: give its step one, or send "
                        "it again.",
                        name=notice.display_name,
                    )
                )
            later = notice._fall_back()
            notice._set_aside(
                self.env._("Goes by %(channel)s", channel=notice._channel_words(later))
            )
        return True

    def _channel_words(self, notice):
        known = dict(self._fields["channel"]._description_selection(self.env))
        return known[notice.channel]

    def _set_aside(self, why):
        """What came back stays in the history; what never left is skipped."""
        if self.state == "bounced":
            self.sudo().is_dealt = True
        else:
            self._skip(why)

    def action_cancel(self):
        """Give up what failed; what came back no longer asks for anything."""
        returned = self.filtered(lambda notice: notice.state == "bounced")
        returned.check_access("write")
        returned.sudo().write({"is_dealt": True})
        rest = self - returned
        return super(RecoveryNotice, rest).action_cancel() if rest else True
