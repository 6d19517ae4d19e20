from odoo import api, fields, models
from odoo.tools import format_date

from ..tools import payment_runs
from .recovery_notice import LEFT
from .recovery_why_desk import WAITING

LAST_DAY = payment_runs.LAST_DAY


class RecoveryCase(models.Model):
    """The tiles of a customer's page: what to know before writing or calling."""

    _inherit = "recovery.case"

    next_contact_text = fields.Char(
        "Next contact, when", compute="_compute_next_contact"
    )
    next_contact_why = fields.Char("Next contact, why", compute="_compute_next_contact")
    last_notice_text = fields.Char("Last contact", compute="_compute_last_notice")
    last_notice_how = fields.Char("Last contact, how", compute="_compute_last_notice")
    habits_text = fields.Char("Payment habits", compute="_compute_habits")
    habits_count = fields.Char("Invoices paid late", compute="_compute_habits")
    payment_run_words = fields.Char(
        compute="_compute_payment_run_words", export_string_translation=False
    )
    recipient_text = fields.Char("Written to", compute="_compute_preferences")
    language_text = fields.Char("Language", compute="_compute_preferences")
    consent_text = fields.Char("Consent", compute="_compute_preferences")
    has_objected = fields.Boolean(
        compute="_compute_preferences", export_string_translation=False
    )
    hold_text = fields.Text("On hold", compute="_compute_hold_text")
    may_lift_holds = fields.Boolean(
        compute="_compute_hold_text", export_string_translation=False
    )

    # --- contacts ----------------------------------------------------------------

    @api.depends("why", "next_contact_on", "next_treatment_id", "notice_ids.state")
    @api.depends_context("lang", "tz")
    def _compute_next_contact(self):
        for case in self:
            case.next_contact_text, case.next_contact_why = case._next_contact()

    def _next_contact(self):
        """Return when or what comes next, and why, each in a few words."""
        waiting = self.notice_ids.filtered(
            lambda n: n.state in WAITING and n.channel != "task"
        )[:1]
        if waiting:
            return waiting._step_name(), waiting._waiting_words().capitalize()
        if not self.next_contact_on or self.why == "not_released":
            return self.env._("None planned"), self.why_text
        step, why = self.next_treatment_id.name, self._why_words()
        return (
            format_date(self.env, self.next_contact_on),
            self.env._("“%(step)s”. %(why)s.", step=step, why=why),
        )

    @api.depends("notice_ids.state", "notice_ids.left_on")
    @api.depends_context("lang")
    def _compute_last_notice(self):
        for case in self:
            left = case.notice_ids.filtered(
                lambda n: n.state in LEFT and n.channel != "task" and n.left_on
            )
            last = left.sorted("left_on")[-1:]
            day = last.left_on and format_date(self.env, last.left_on)
            case.last_notice_text = day or self.env._("Never")
            case.last_notice_how = last._how_words() if last else False

    # --- the payer -----------------------------------------------------------------

    @api.depends("partner_id", "measured_on")
    def _compute_habits(self):
        self.habits_text = self.habits_count = False
        facts = self.env["recovery.facts"]
        for company, cases in self.grouped("company_id").items():
            found = company and facts._habits(
                company, company._recovery_today(), cases.partner_id.ids
            )
            for case in cases:
                known = found and found.get(case.partner_id.id)
                case.habits_text, case.habits_count = case._habits_words(known)

    def _habits_words(self, habits):
        if not habits:
            return self.env._("Not known yet"), self.env._(
                "No invoice paid in 12 months"
            )
        paid, late, mean = habits[0], habits[1], round(habits[2])
        text = self.env._("Pays on the due date")
        if mean > 0:
            text = self.env._("Pays %(days)s days late", days=mean)
        elif mean < 0:
            text = self.env._("Pays %(days)s days early", days=-mean)
        return text, self.env._(
            "%(late)s of %(paid)s invoices paid late in 12 months", late=late, paid=paid
        )

    @api.depends("payment_run_text", "payment_run_learned")
    @api.depends_context("lang")
    def _compute_payment_run_words(self):
        for case in self:
            case.payment_run_words = case._payment_run_words()

    def _payment_run_words(self):
        """Say what was typed, else learned, else what could be typed."""
        if self.payment_run_text:
            return self.payment_run_text
        runs = payment_runs.parse(self.payment_run_learned or "")
        names = [
            self.env._("end of month") if day == LAST_DAY else str(day)
            for day in runs.days
        ]
        monday = fields.Date.to_date("2024-01-01")
        names += [
            format_date(
                self.env, fields.Date.add(monday, days=weekday), date_format="EEEE"
            )
            for weekday in runs.weekdays
        ]
        if not names:
            return self.env._("10, 25, end of month…")
        return self.env._("%(days)s (learned)", days=", ".join(names))

    # --- preferences -----------------------------------------------------------------

    @api.depends("partner_id")
    @api.depends_context("lang")
    def _compute_preferences(self):
        names = dict(self.env["res.lang"].get_installed())
        for case in self:
            people = case.partner_id._recovery_recipients()
            lang = people[:1].lang or case.partner_id.lang
            case.recipient_text = ", ".join(people.mapped("email")) or self.env._(
                "No e-mail address"
            )
            case.language_text = names.get(lang, "")
            case.consent_text, case.has_objected = case._consent(people)

    def _consent(self, people):
        """Return what the customer said about being written to, and did it object."""
        Reach = self.env["recovery.reach"].sudo()  # an objection holds everywhere
        addresses = [Reach._normalise("email", one.email) for one in people]
        known = Reach.search(
            [
                "|",
                ("debtor_id", "=", self.partner_id.id),
                "&",
                ("medium", "=", "email"),
                ("address", "in", addresses),
            ]
        )
        words = {
            "opt_out": self.env._("Objected"),
            "opt_in": self.env._("Agreed"),
            "unknown": self.env._("Not asked"),
        }
        state = known._consent("email")
        return words[state], state == "opt_out"

    # --- holds -----------------------------------------------------------------------

    def _holds_now(self):
        """Return the holds that freeze contact today."""
        return self.env["recovery.hold"].search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", [False, *self.company_id.ids]),
                ("freeze_contact", "=", True),
                ("is_active", "=", True),
            ]
        )

    @api.depends("partner_id.recovery_hold_ids.until_date")
    @api.depends_context("lang", "uid")
    def _compute_hold_text(self):
        holds = self._holds_now()
        for case in self:
            mine = holds.filtered(
                lambda h, case=case: (
                    h.partner_id == case.partner_id
                    and h.company_id.id in (False, case.company_id.id)
                )
            )
            case.hold_text = "\n".join(hold._banner() for hold in mine)
            case.may_lift_holds = all(mine.mapped("may_change"))

    def action_lift_holds(self):
        """End the hold that freezes this customer; of several, show them all."""
        holds = self._holds_now()
        if len(holds) > 1:
            return self.action_view_holds()
        holds.action_lift()
        return True


class RecoveryHold(models.Model):
    _inherit = "recovery.hold"

    def _banner(self):
        kind, reason = self._said_to_user()
        words = {"kind": kind, "reason": reason}
        if self.scope == "lines":
            words["kind"] = self.env._(
                "%(kind)s, these documents only: %(names)s",
                kind=words["kind"],
                names=", ".join(self.line_ids.move_id.mapped("name")),
            )
        date = self.until_date and format_date(self.env, self.until_date)
        if date and reason:
            return self.env._(
                "On hold until %(date)s – %(kind)s: %(reason)s", date=date, **words
            )
        if date:
            return self.env._("On hold until %(date)s – %(kind)s", date=date, **words)
        if reason:
            return self.env._(
                "On hold until it is lifted – %(kind)s: %(reason)s", **words
            )
        return self.env._("On hold until it is lifted – %(kind)s", **words)


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    collection_note = fields.Text(related="case_id.collection_note")

    def _how_words(self):
        """Say which step left, and to whom."""
        if not self.address:
            return self._step_name()
        return self.env._(
            "“%(step)s” to %(address)s", step=self._step_name(), address=self.address
        )
