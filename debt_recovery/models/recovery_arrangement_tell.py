from odoo import models
from odoo.tools import format_date, formatLang

# (kind, state) -> what is written in the history
EVENT_OF = {
    ("promise", "kept"): "promise_kept",
    ("promise", "partly_kept"): "promise_partly_kept",
    ("promise", "broken"): "promise_broken",
    ("plan", "kept"): "plan_kept",
    ("plan", "broken"): "plan_broken",
    ("settlement", "kept"): "settlement_kept",
    ("settlement", "expired"): "settlement_expired",
}
AGREED = {"promise": "promised", "plan": "plan_agreed", "settlement": "settlement_made"}


class RecoveryArrangement(models.Model):
    """What is said of arrangements: in the history, and to whom has to act."""

    _inherit = "recovery.arrangement"

    def _agreed(self):
        """Write down that it was agreed, and how it stands at once."""
        for one in self:
            if one.state == "active":
                event = AGREED[one.kind]
                self.env["recovery.event"]._log(event, one.case_id, one._words())
            today = one.company_id._recovery_today()
            one._evaluate_due(one.company_id, today, one.partner_id.ids)

    def _tell(self):
        """Tell what came of these: one line of the history each, and a call where a
        promise was not kept."""
        for one in self:
            event = EVENT_OF.get((one.kind, one.state))
            if one.state == "active":
                event = "arrangement_reopened"
            if event:
                self.env["recovery.event"]._log(event, one.case_id, one._words_now())
            if event in ("promise_broken", "promise_partly_kept"):
                one._ask_for_call()

    def _ask_for_call(self):
        case = self.case_id
        user = case and case._acting()
        if user:
            case.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=self.company_id._recovery_today(),
                summary=self.env._(
                    "Promise not kept: %(promise)s", promise=self._words_now()
                ),
                user_id=user.id,
            )

    def _words(self):
        """Say it: “3,200.00 € by 13 March 2026”."""
        self.ensure_one()
        return self.env._(
            "%(money)s by %(day)s",
            money=self._money(self.amount),
            day=format_date(self.env, self.last_due),
        )

    def _words_now(self):
        """Say it with what came in: “3,200.00 € by 13 March; 1,000.00 € came in”."""
        if self.state == "kept" or self.currency_id.is_zero(self.received):
            return self._words()
        return self.env._(
            "%(promise)s; %(money)s came in",
            promise=self._words(),
            money=self._money(self.received),
        )

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)
