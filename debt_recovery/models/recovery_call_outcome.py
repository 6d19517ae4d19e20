from dataclasses import dataclass, field

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import call_outcomes, phones
from ..tools.holds import is_sensitive
from ..tools.segments import CONSUMER
from .recovery_call_effects import EFFECTS
from .recovery_script import OUTCOMES

RETRY_HOURS = 1  # a call-back nobody answered comes back


@dataclass
class Call:
    """A call as its agent reports it; amounts in the currency of the chosen debts."""

    code: str
    contact: object
    phone: str = ""
    note: str = ""
    reason: str = ""
    why: str = ""
    incoming: bool = False
    lines: object = None
    amount: float = 0.0
    date: object = None
    at: object = None
    notice: object = None
    said: list = field(default_factory=list)


class RecoveryCase(models.Model):
    """One door for what came of a call: all of it, or nothing, in one transaction."""

    _inherit = "recovery.case"

    def _call_outcome(self, code, vals):
        """Record how a call ended and do what follows from it.

        :param code: one of ``recovery_script.OUTCOMES``
        :param vals: ``contact_id, phone, note, reason, incoming, identified,
            line_ids, amount, date, at, why, notice_id``; dates as ISO text, ``at`` in
            UTC, ``why`` the code of a dispute's reason, ``notice_id`` of the call that
            the provider placed
        :return: sentences that say what was done
        :raises UserError: when something is missing, or nobody may be called now
        """
        self.ensure_one()
        if not self.env.user.has_group("debt_recovery.group_agent"):
            raise AccessError(self.env._("An agent records what came of a call."))
        self.check_access("write")
        outcome = call_outcomes.OUTCOMES[code]
        call = self._read_call(code, vals)
        self._check_identity(outcome, vals)
        self._count_call(outcome, call)
        self._leave_callback(outcome, call)
        call.said += EFFECTS[code](self, call) or []
        self._leave_tasks(outcome, call)
        self.env["recovery.call.seat"]._free(self.env.user)
        return call.said

    def _count_call(self, outcome, call):
        """Count it as a contact: a conversation, or only an attempt.

        The customer's own call, and a note, are none; they stand in the history.
        """
        words = self._call_words(call)
        if not outcome.contact or call.incoming:
            kind = "called" if outcome.contact else "noted"
            self.env["recovery.event"]._log(kind, self, words)
            return
        if call.notice:  # counted when the provider rang
            self.env["recovery.event"]._log("called", self, words, call.notice)
            call.notice.sudo().came_to = outcome.came_to
        else:
            call.notice = self._contact_by_hand(
                *("voice", call.contact, call.phone, words, words),
                reason=self._call_reason(call),
                is_answer=self._calls_back(),
                came_to=outcome.came_to,
            )
        if outcome.talked:
            call.notice.sudo()._stamp("answered", fields.Datetime.now())

    def _call_reason(self, call):
        """Return why one calls although something speaks against it: a call-back that
        was agreed is reason enough, and is named beside what is typed."""
        callback = self._waiting_callback()
        if not callback.asked_for:
            return call.reason
        agreed = self.env._("Call-back agreed: %(when)s", when=callback._when())
        return " – ".join(filter(None, (agreed, call.reason)))

    def _calls_back(self):
        """Tell whether the customer asked to be called about now."""
        waiting = self._waiting_callback()
        return bool(waiting) and waiting._is_expected(fields.Datetime.now())

    # --- what was reported -----------------------------------------------------

    def _read_call(self, code, vals):
        values = {**vals, "lines": vals.get("line_ids")}
        lacking = call_outcomes.missing(code, values)
        if lacking:
            labels = self._call_field_labels()
            raise UserError(
                self.env._(
                    "Please say: %(what)s.",
                    what=", ".join(labels[name] for name in lacking),
                )
            )
        contact = self.env["res.partner"].browse(vals.get("contact_id") or 0).exists()
        contact = contact or self.partner_id
        if contact.commercial_partner_id != self.partner_id:
            raise UserError(
                self.env._(
                    "%(name)s is no contact of this customer.",
                    name=contact.display_name,
                )
            )
        country = contact.country_id or self.company_id.country_id
        phone = vals.get("phone") or contact.phone or ""
        return Call(
            code=code,
            contact=contact,
            phone=phones.e164(phone, country.code) or phone,
            note=(vals.get("note") or "").strip(),
            reason=(vals.get("reason") or "").strip(),
            why=vals.get("why") or "",
            incoming=bool(vals.get("incoming")),
            lines=self.env["account.move.line"].browse(vals.get("line_ids") or []),
            amount=float(vals.get("amount") or 0),
            date=fields.Date.to_date(vals.get("date")),
            at=fields.Datetime.to_datetime(vals.get("at")),
            notice=self._rung(vals.get("notice_id")),
        )

    def _rung(self, notice_id):
        """Return the call that the provider placed for this user, or none."""
        notice = self.env["recovery.notice"].browse(notice_id or 0).exists()
        mine = notice.case_id == self and notice.create_uid == self.env.user
        return notice if mine and notice.channel == "voice" else None

    def _call_field_labels(self):
        return {
            "amount": self.env._("the amount"),
            "date": self.env._("the date"),
            "lines": self.env._("which invoices"),
            "note": self.env._("what was said"),
            "at": self.env._("when to call back"),
        }

    def _check_identity(self, outcome, vals):
        """Nothing is said or agreed about a consumer's debt with a stranger."""
        if self.partner_id._recovery_kind() != CONSUMER or not outcome.identified:
            return
        if not vals.get("identified"):
            raise UserError(
                self.env._(
                    "Confirm first who speaks: with anybody else than %(name)s nothing "
                    "is said of the account.",
                    name=self.partner_id.display_name,
                )
            )

    def _call_words(self, call):
        """Say the call in one line: outcome, number, note.

        What only a dedicated group may know stands in the hold, not here.
        """
        label, note = dict(self._call_labels())[call.code], call.note
        if is_sensitive(call.code, self.partner_id._recovery_kind()):
            label, note = self.env._("Goes on with care"), ""
        if call.incoming:
            label = self.env._("%(outcome)s (the customer called)", outcome=label)
        return " – ".join(filter(None, (label, call.phone, note)))

    def _call_labels(self):
        answer = self.env["recovery.script.answer"]
        labels = dict(answer._fields["outcome"]._description_selection(self.env))
        return [(code, labels[code]) for code, _label in OUTCOMES]

    # --- what it leaves of what was to do --------------------------------------

    def _leave_callback(self, outcome, call):
        """A call-back is done once one spoke; unanswered, it comes back."""
        waiting = self._waiting_callback()
        now = fields.Datetime.now()
        if not waiting or not outcome.contact:
            return
        if call.code == "wrong_number" and waiting.phone in (False, "", call.phone):
            waiting._move_to("cancelled")
        elif outcome.talked:
            waiting._move_to("done")
        elif waiting._is_due(now):
            waiting.call_at = fields.Datetime.add(now, hours=RETRY_HOURS)

    def _leave_tasks(self, outcome, call):
        """Close the calls that this one fulfils; an attempt is made again tomorrow.

        What is asked for a later day than that stays as it is.
        """
        company = self.company_id
        today = company._recovery_today()
        again = company._recovery_next_working_day(fields.Date.add(today, days=1))
        last = again if outcome.fulfils else today
        tasks = self._call_tasks().filtered(lambda task: task.date_deadline <= last)
        if outcome.fulfils:
            tasks.action_feedback(feedback=self._call_words(call))
            if outcome.talked:
                self._follow_promises()
            return
        if outcome.contact:
            tasks.date_deadline = again

    def _call_tasks(self):
        """Return the calls that a scenario or a person asks for on these accounts."""
        kind = self.env.ref("mail.mail_activity_data_call")
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                "|",
                ("activity_type_id", "=", kind.id),
                ("recovery_notice_id.template_id.is_call", "=", True),
            ]
        )
