from collections import Counter, namedtuple
from datetime import datetime, time

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from .recovery_case import NEXT_ACTIONS
from .recovery_notice import LEFT

SHOWN = 200

# One line of the account's history; ``tone`` is a Bootstrap colour, ``record`` the
# (model, id) that it opens, or None.
Moment = namedtuple("Moment", "at day kind icon tone title detail record")


class RecoveryCase(models.Model):
    """All that happened to an account, in one place, newest first."""

    _inherit = "recovery.case"

    next_action = fields.Selection(group_expand="_expand_next_action")
    stage_from = fields.Integer(
        related="stage_id.from_dpd", export_string_translation=False
    )
    timeline = fields.Json("What happened", compute="_compute_timeline")
    policy_text = fields.Char("Scenario in words", compute="_compute_policy_text")
    has_waiting_notice = fields.Boolean(compute="_compute_has_waiting_notice")

    def _expand_next_action(self, values, _domain):
        """Return the groups that hold something, in the order of the work."""
        return [code for code, _label in NEXT_ACTIONS if code in values]

    @api.depends("notice_ids.state")
    def _compute_has_waiting_notice(self):
        for case in self:
            case.has_waiting_notice = "draft" in case.notice_ids.mapped("state")

    @api.depends("policy_id", "policy_why", "segment_id")
    @api.depends_context("lang")
    def _compute_policy_text(self):
        for case in self:
            case.policy_text = case._policy_words() if case.policy_id else False

    def _policy_words(self):
        names = {
            "scenario": self.policy_id.name,
            "profile": self.segment_id.name or "",
        }
        if self.policy_why == "invoice":
            return self.env._("Follows “%(scenario)s”, chosen on an invoice.", **names)
        if self.policy_why == "partner":
            return self.env._(
                "Follows “%(scenario)s”, chosen on the customer.", **names
            )
        if self.policy_why == "segment":
            return self.env._(
                "Follows “%(scenario)s”, by the profile “%(profile)s”.", **names
            )
        return self.env._("Follows “%(scenario)s”, the company's default.", **names)

    def action_approve_waiting(self):
        return self.notice_ids.filtered(lambda n: n.state == "draft").action_approve()

    def action_change_policy(self):
        """Open the customer's own choice of scenario, which goes before its profile."""
        view = self.env.ref("debt_recovery.recovery_case_partner_policy_form")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change the scenario"),
            "res_model": "res.partner",
            "res_id": self[:1].partner_id.id,
            "view_mode": "form",
            "views": [(view.id, "form")],
            "target": "new",
        }

    # --- timeline ----------------------------------------------------------------

    @api.depends("notice_ids.state", "event_ids", "stage_history_ids", "measured_on")
    @api.depends_context("lang", "tz", "uid")
    def _compute_timeline(self):
        for case in self:
            case.timeline = case._origin.id and case._origin._timeline()

    def _timeline(self):
        """Return ``{kinds: [{kind, label, count}], moments: […], hidden}``."""
        moments = self._moments()
        counts = Counter(moment.kind for moment in moments)
        kinds = [
            {"kind": kind, "label": label, "count": counts[kind]}
            for kind, label in self._timeline_kinds().items()
            if counts[kind]
        ]
        shown = [
            {
                "kind": moment.kind,
                "day": moment.day,
                "icon": moment.icon,
                "tone": moment.tone,
                "title": moment.title,
                "detail": moment.detail,
                "model": moment.record and moment.record[0],
                "id": moment.record and moment.record[1],
            }
            for moment in moments[:SHOWN]
        ]
        return {
            "kinds": kinds,
            "moments": shown,
            "hidden": max(0, len(moments) - SHOWN),
        }

    def _timeline_kinds(self):
        return {
            "reminder": self.env._("Reminders"),
            "reply": self.env._("Answers"),
            "email": self.env._("E-mails"),
            "note": self.env._("Notes"),
            "task": self.env._("Tasks"),
            "payment": self.env._("Payments"),
            "hold": self.env._("Holds"),
            "stage": self.env._("Brackets"),
            "event": self.env._("Events"),
        }

    def _moments(self):
        """Return what happened as :class:`Moment`, the latest first."""
        moments = [notice._moment() for notice in self.notice_ids]
        moments += [event._moment() for event in self._told_events()]
        moments += [stage._moment() for stage in self.stage_history_ids]
        holds = self.env["recovery.hold"].search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "in", (False, self.company_id.id)),
            ]
        )
        moments += [hold._moment() for hold in holds]
        return sorted(moments, key=lambda moment: moment.at, reverse=True)

    def _told_events(self):
        """Leave out what reminders, brackets and the answers themselves say."""
        said = {"sent", "reopened", "closed", "imported", "answered", "written_back"}
        spoken = self.message_ids.filtered(
            lambda one: one.message_type in ("comment", "email")
        )
        if any(self._message_kind(message) == "reply" for message in spoken):
            said.add("replied")
        return self.event_ids.filtered(lambda event: event.kind not in said)


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _moment(self):
        left = self.state in LEFT and self.left_on
        day = left or self.planned_on
        at = self.sent_at if left and self.sent_at else _noon(day)
        return Moment(
            at=at,
            day=_day(self.env, day),
            kind="task" if self.channel == "task" else "reminder",
            icon=self.channel,
            tone=self._tone_of_state(),
            title=self._moment_title(),
            detail=self.situation_text or "",
            record=(self._name, self.id),
        )

    def _tone_of_state(self):
        if self.state in ("sent", "delivered"):
            return "success"
        if self.state in ("failed", "uncertain", "bounced", "withheld"):
            return "danger"
        return "info" if self.state in ("draft", "queued", "sending") else "secondary"

    def _moment_title(self):
        if self.channel == "task" and self.state == "sent":
            return self._step_name()
        return self.env._(
            "%(step)s – %(state)s",
            step=self._step_name(),
            state=self._state_label(self.state),
        )


class RecoveryEvent(models.Model):
    _inherit = "recovery.event"

    def _moment(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        tones = {"paid": "success", "payment_returned": "danger", "bounced": "danger"}
        icons = {"released": "fa-unlock", "approved": "fa-check", "replied": "fa-reply"}
        who = self.user_id.name if self.user_id and not self.user_id.share else ""
        system = self.env.ref("base.user_root")
        parts = [self.text or "", who if self.user_id != system else ""]
        return Moment(
            at=self.happened_at,
            day=format_datetime(self.env, self.happened_at, dt_format="short"),
            kind="reply" if self.kind == "replied" else "event",
            icon=icons.get(self.kind, "fa-circle-o"),
            tone=tones.get(self.kind, "secondary"),
            title=labels.get(self.kind, self.kind),
            detail=" · ".join(filter(None, parts)),
            record=None,
        )


class RecoveryCaseStage(models.Model):
    _inherit = "recovery.case.stage"

    def _moment(self):
        labels = dict(self._fields["why"]._description_selection(self.env))
        return Moment(
            at=_noon(self.entered_on),
            day=_day(self.env, self.entered_on),
            kind="stage",
            icon="fa-clock-o",
            tone="warning" if self.why in ("aged", "returned") else "secondary",
            title=self.env._("Bracket “%(name)s”", name=self.stage_id.name or ""),
            detail=labels.get(self.why, "").capitalize(),
            record=None,
        )


class RecoveryHold(models.Model):
    _inherit = "recovery.hold"

    def _moment(self):
        kind, detail = self._said_to_user()
        if self.until_date:
            detail = self.env._(
                "%(reason)s (until %(date)s)",
                reason=detail,
                date=format_date(self.env, self.until_date),
            ).strip()
        return Moment(
            at=_noon(self.from_date),
            day=_day(self.env, self.from_date),
            kind="hold",
            icon="fa-pause-circle-o",
            tone="primary",
            title=self.env._("Hold: %(kind)s", kind=kind),
            detail=detail,
            record=(self._name, self.id),
        )


def _noon(day):
    return datetime.combine(day, time(12)) if day else datetime.min


def _day(env, day):
    return format_date(env, day) if day else ""
