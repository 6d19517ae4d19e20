from datetime import timedelta

from odoo import api, models

from ..tools.calendar import is_working, next_working_day
from .recovery_instalment_notice import MISSED, PLAN

REACH_BACK = 400  # days: an older instalment is for a person
SPEAKING = ("email", "sms")  # tried in this order after what the customer prefers


class RecoveryCycle(models.AbstractModel):
    """The messages of instalments are planned after the reminders."""

    _inherit = "recovery.cycle"

    def _run_locked(self, company, as_of, full, commit):
        run = super()._run_locked(company, as_of, full, commit)
        instalments = self.env["recovery.arrangement.instalment"].sudo()
        instalments._plan_messages(company, as_of)
        if commit:
            self.env["ir.cron"]._commit_progress()
        return run


class RecoveryArrangementInstalment(models.Model):
    """When what is said of an instalment: by its own day, never by an invoice's."""

    _inherit = "recovery.arrangement.instalment"

    @api.model
    def _plan_messages(self, company, as_of):
        """Plan what is to be said on ``as_of``, in sets; again the same day: nothing.

        :return: the new ``recovery.notice``
        """
        self.env["recovery.debit.run"]._plan(company, as_of)
        said = []
        parts = self._in_sight(company, as_of)
        coming = parts._under_way(as_of)
        for part in parts:
            open_ = part._short(coming.get(part, 0.0))
            moment = part._due_moment(as_of) if open_ else ""
            if moment:
                said.append(part._notice_vals(moment, open_, as_of))
        notices = self.env["recovery.notice"].sudo().create(said)
        notices = notices._speak()
        missed = notices.filtered(lambda one: one._plan_moment() in MISSED)
        missed.instalment_id.arrangement_id._evaluate_apart(as_of)
        return notices

    def _in_sight(self, company, as_of):
        """Return those of running plans on which something may be said."""
        domain = [
            ("company_id", "=", company.id),
            ("arrangement_id.state", "=", "active"),
            ("arrangement_id.kind", "=", "plan"),
            ("state", "in", ("waiting", "due", "late")),
            (
                "due_date",
                "<=",
                as_of + timedelta(days=company._recovery_announce_days()),
            ),
            ("due_date", ">=", as_of - timedelta(days=REACH_BACK)),
        ]
        found = self.search(domain)
        found.notice_ids.fetch(["anchor", "state", "planned_on", "left_on"])
        return found

    # --- what, if anything ------------------------------------------------------------

    def _due_moment(self, as_of):
        """Return what is to be said of it on ``as_of`` and was not, or ""."""
        if as_of < self.due_date:
            moment = self._moment_ahead(as_of)
        elif as_of < self._late_from():
            moment = self._moment_of_day(as_of)
        else:
            moment = self._moment_missed(as_of)
        return "" if self._said(moment) else moment

    def _said(self, moment):
        """Return the message that said ``moment`` of its present day: one that was
        given up says nothing, nor does one of a day that was put off since."""
        since = self.due_date
        if moment not in MISSED:
            since -= timedelta(days=self.company_id._recovery_announce_days())
        return self.notice_ids.filtered(
            lambda one: (
                one.anchor == PLAN + moment
                and one.planned_on >= since
                and (one.state != "cancelled" or one.reason == "user")
            )
        )[:1]

    def _moment_ahead(self, as_of):
        plan = self.arrangement_id
        days = plan._patience().pre_due_days
        if plan.mandate_id:
            if not self._is_charged():
                return ""
            days = max(days, plan.mandate_id.notice_days + 1)
            moment = "charge"
        else:
            moment = "soon"
        closed = self.company_id._recovery_closed_days(as_of)
        day = self.due_date - timedelta(days=days)
        while not is_working(day, closed):  # earlier rather than not at all
            day -= timedelta(days=1)
        return moment if days and as_of >= day else ""

    def _moment_of_day(self, as_of):
        """On its day; where nobody works then, on the next day on which one does."""
        if self._is_charged() or not self.arrangement_id._patience().tell_due:
            return ""
        closed = self.company_id._recovery_closed_days(as_of)
        return "due" if as_of <= next_working_day(self.due_date, closed) else ""

    def _moment_missed(self, as_of):
        """Return the first message of the missed that was not sent, once the one
        before it is old enough; one that waits or cannot leave holds the others."""
        if self._is_charged():
            return ""
        before = None
        for moment in self.arrangement_id._follow_up():
            told = self._said(moment)
            if not told:
                days = self.arrangement_id._patience().warning_days
                ready = before is None or as_of >= before + timedelta(days=days)
                return moment if ready else ""
            if told.state in ("draft", "queued", "sending"):
                return ""
            before = told.left_on or told.planned_on
        return ""

    # --- how --------------------------------------------------------------------------

    def _notice_vals(self, moment, open_, as_of):
        plan = self.arrangement_id
        service = moment not in MISSED
        mode = "automatic" if service else plan._patience().message_mode
        return {
            **plan._message_vals(mode),
            "instalment_id": self.id,
            "anchor": PLAN + moment,
            "anchor_id": self.id,
            "rank": len(
                self.notice_ids.filtered(lambda one: one.anchor == PLAN + moment)
            ),
            "purpose": "service" if service else "collection",
            "planned_on": as_of,
            "amount": self.currency_id._convert(
                open_, self.company_id.currency_id, self.company_id, as_of
            ),
        }


class RecoveryArrangement(models.Model):
    _inherit = "recovery.arrangement"

    def _message_vals(self, mode):
        return self.case_id._message_vals(mode)


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _message_vals(self, mode):
        """Return what every message about a plan or a rejected payment has."""
        return {
            "case_id": self.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "channel": "email",
            "mode": mode,
            "state": "queued" if mode == "automatic" else "draft",
        }


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _speak(self):
        """Give each of these the words of its moment, on the customer's own channel
        where there are such words and it can be used; those without words go."""
        left = self._in_batch()
        wished = {notice: notice._wished_channel() for notice in left}
        for channel in dict.fromkeys(filter(None, wished.values())):
            own = left.filtered(lambda one, name=channel: wished[one] == name)
            left -= own._reached_by(channel)._say_by(channel)
        for channel in SPEAKING:
            left -= left._reached_by(channel)._say_by(channel)
        left -= left._say_by(SPEAKING[0])  # without an address: for a person to mend
        gone = self & left
        gone.unlink()
        return self - gone

    def _wished_channel(self):
        people = self.partner_id | self.partner_id.child_ids.filtered(
            lambda one: one.type in ("collections", "invoice")
        )
        return next(filter(None, people.mapped("recovery_pref_channel")), None)

    def _reached_by(self, channel):
        """Return those whose customer can be reached by ``channel`` now."""
        socket = self.env["recovery.channel"]._for(channel)
        if socket._medium == "phone":
            return self._usable(channel)
        if not socket._medium or not self:
            return self
        pairs = socket._addresses(self)
        return self.filtered(lambda one: pairs[one.id])

    def _say_by(self, channel):
        """Write the words of their moments on ``channel``; return those that have
        some."""
        said = self.browse()
        templates = self.env["recovery.template"]
        for company, ours in self.grouped("company_id").items():
            for moment, some in ours.grouped(lambda one: one._plan_moment()).items():
                text = templates._for_moment(moment, channel, company)
                if not text:
                    continue
                said += some
                some.write(
                    {
                        "channel": channel,
                        "template_id": text.id,
                        "template_version": text.version,
                        "tone": text.tone,
                        "letter_mode": "simple" if channel == "letter" else False,
                    }
                )
        return said

    def _refusal_before_lock(self):
        """A plan was agreed with the customer: its messages need no release, and no
        other follow-up says the same."""
        return "" if self._plan_moment() else super()._refusal_before_lock()
