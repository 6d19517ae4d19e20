import hashlib
from collections import namedtuple
from datetime import datetime, time

from odoo import api, models
from odoo.tools import format_date, format_datetime

from .recovery_notice import LEFT

# One line of a dossier; ``at`` a naive UTC instant, the rest text.
Line = namedtuple(
    "Line",
    "at part day channel what verdict words rule basis source figures who mark",
    defaults=("",) * 10,
)


class RecoveryDossier(models.AbstractModel):
    """All that was decided about a customer and why, for a complaint or an audit.

    It is read as the user may read it: a confidential hold says what it freezes, and
    its kind to those alone who belong to the group.
    """

    _name = "recovery.dossier"
    _description = "Decision dossier"

    @api.model
    def _parts(self):
        """Return ``{code: title}`` of the parts, in order."""
        return {
            "decision": self.env._("Decisions"),
            "message": self.env._("Messages as sent"),
            "consent": self.env._("Agreements and objections"),
            "hold": self.env._("Holds"),
            "complaint": self.env._("Complaints"),
            "event": self.env._("Events"),
        }

    @api.model
    def _lines(self, case):
        """Return every :class:`Line` of an account, the oldest first in each part."""
        found = []
        for part in (
            self._decision_lines,
            self._message_lines,
            self._consent_lines,
            self._hold_lines,
            self._complaint_lines,
            self._event_lines,
        ):
            found += sorted(part(case), key=lambda line: line.at)
        return found

    @api.model
    def _content(self, case):
        """Return what the paper shows."""
        lines = self._lines(case)
        decided = self.env["recovery.personal"].sudo()
        decisions = self._decisions(case)
        count, digest = decided._decisions_digest(case.partner_id, decisions)
        today = case.company_id._recovery_today()
        return {
            "case": case,
            "company": case.company_id,
            "partner": case.partner_id,
            "token": decided._token(case.partner_id),
            "date": format_date(self.env, today, date_format="long"),
            "count": count,
            "digest": digest,
            "user": self.env.user.name,
            "parts": [
                (code, title, [line for line in lines if line.part == code])
                for code, title in self._parts().items()
            ],
        }

    # --- parts ---------------------------------------------------------------------

    def _decisions(self, case):
        return self.env["recovery.decision"].search([("case_id", "=", case.id)])

    def _decision_lines(self, case):
        decisions = self._decisions(case)
        labels = dict(decisions._fields["verdict"]._description_selection(self.env))
        return [
            Line(
                one.decided_at,
                "decision",
                self._moment(one.decided_at),
                one.channel_label or "",
                one.notice_id._step_name() if one.notice_id else "",
                labels[one.verdict],
                "\n".join(filter(None, (one.sentence, one.warning_text))),
                " – ".join(
                    filter(None, (one.rule_id.display_name, one.rule_id.summary))
                ),
                one.rule_id.legal_basis or "",
                one.rule_id.source_url or "",
                one.facts or "",
                self._decider(one),
                " ".join(filter(None, (one.request_hash, one.rules))),
            )
            for one in decisions
        ]

    def _decider(self, decision):
        notice = decision.notice_id
        if decision.is_machine or not notice:
            return notice.approved_by_id.name or self.env._("Automatic")
        return notice.sudo().create_uid.name or ""

    def _message_lines(self, case):
        lines = []
        for one in case.notice_ids.filtered(lambda one: one.state in LEFT):
            at = one.sent_at or one.reserved_at or _noon(one.left_on or one.planned_on)
            lines.append(
                Line(
                    at,
                    "message",
                    self._moment(at),
                    self._selected(one, "channel"),
                    one._step_name(),
                    self._selected(one, "state"),
                    " – ".join(filter(None, (one.subject, one.address))),
                    figures=one.currency_id.format(one.amount) if one.amount else "",
                    who=one.approved_by_id.name or "",
                    mark=_hash(one.body),
                )
            )
        return lines

    def _consent_lines(self, case):
        points = self.env["recovery.reach"].search(
            [
                "|",
                ("debtor_id", "=", case.partner_id.id),
                ("partner_ids.commercial_partner_id", "=", case.partner_id.id),
            ]
        )
        return [
            Line(
                one.happened_at,
                "consent",
                self._moment(one.happened_at),
                self._selected(one, "channel"),
                self._selected(one, "source"),
                self._selected(one, "state"),
                one.proof or "",
                figures="" if one.reach_id.is_erased else one.reach_id.address,
                who=one.user_id.name or "",
            )
            for one in points.consent_event_ids
        ]

    def _hold_lines(self, case):
        holds = self.env["recovery.hold"].search(
            [
                ("partner_id", "=", case.partner_id.id),
                ("company_id", "in", (False, case.company_id.id)),
            ]
        )
        lines = []
        for one in holds:
            kind, reason = one._said_to_user()
            until = one.until_date and format_date(self.env, one.until_date)
            lines.append(
                Line(
                    _noon(one.from_date),
                    "hold",
                    format_date(self.env, one.from_date),
                    what=kind,
                    verdict=self.env._("until %(date)s", date=until)
                    if until
                    else self.env._("until it is lifted"),
                    words=reason,
                    who=one.sudo().create_uid.name or "",
                )
            )
        return lines

    def _complaint_lines(self, case):
        lines = []
        for one in case.complaint_ids:
            said = [self._selected(one, "state")]
            said += [self._selected(one, "outcome")] if one.outcome else []
            lines.append(
                Line(
                    _noon(one.received_on),
                    "complaint",
                    format_date(self.env, one.received_on),
                    self._selected(one, "channel"),
                    f"{one.name} – {self._selected(one, 'kind')}",
                    " – ".join(said),
                    one.text,
                    rule=one.rule_id.display_name or "",
                    figures=self._selected(one, "cause") if one.cause else "",
                    who=one.user_id.name or "",
                )
            )
        return lines

    def _event_lines(self, case):
        return [
            Line(
                one.happened_at,
                "event",
                self._moment(one.happened_at),
                what=self._selected(one, "kind"),
                words=one.text or "",
                who=one.user_id.name or "",
            )
            for one in case.event_ids
        ]

    # --- words ---------------------------------------------------------------------

    def _moment(self, at):
        return format_datetime(self.env, at, dt_format="short") if at else ""

    def _selected(self, record, name):
        labels = dict(record._fields[name]._description_selection(self.env))
        return labels.get(record[name], record[name] or "")


def _noon(day):
    return datetime.combine(day, time(12)) if day else datetime.min


def _hash(body):
    """Return what tells a message as sent from any other."""
    return hashlib.sha256(str(body).encode()).hexdigest() if body else ""
