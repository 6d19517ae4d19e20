from datetime import UTC, datetime
from functools import lru_cache

import holidays
import pytz
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.calendar import next_working_day

LOOK_AGAIN = {
    "country_id",
    "recovery_active",
    "recovery_cutoff_date",
    "recovery_gap_days",
    "recovery_inflight_days",
    "recovery_policy_id",
    "recovery_run_wait_days",
}


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_active = fields.Boolean("Reminders in use", default=True)
    recovery_policy_id = fields.Many2one("recovery.policy", "Default scenario")
    recovery_user_id = fields.Many2one("res.users", "Responsible for reminders")
    recovery_manager_id = fields.Many2one("res.users", "Reminders manager")
    recovery_gap_days = fields.Integer("Days between two contacts", default=4)
    recovery_daily_cap = fields.Integer(
        "Reminders a day at most", default=100, help="0: no limit."
    )
    recovery_takeback_minutes = fields.Integer(
        "Minutes to take back an approval",
        default=15,
        help="An approved reminder leaves after this time; 0: at once.",
    )
    recovery_inflight_days = fields.Integer(
        "Days a payment may be in flight", default=5
    )
    recovery_run_wait_days = fields.Integer(
        "Days a reminder may wait for a payment run",
        default=5,
        help="A reminder due this many days before the customer's next payment run, or "
        "less, leaves once its money would have arrived. 0: it never waits.",
    )
    recovery_runs_learned_on = fields.Date(
        readonly=True, export_string_translation=False
    )
    recovery_cutoff_date = fields.Date(
        "Old debts before",
        help="Customers whose oldest late invoice was due before this date wait until "
        "they are released, by lot.",
    )
    recovery_full_pass = fields.Boolean(default=True)
    recovery_monday_mail = fields.Boolean("Monday summary", default=True)
    recovery_monday_on = fields.Date(help="Day of the last Monday summary.")
    recovery_sender_name = fields.Char("Signature of reminders")
    recovery_email = fields.Char(
        "Reply address", help="Where answers go when nobody in particular signs."
    )
    recovery_phone = fields.Char(
        "Direct line", help="Under the signature, unless the responsible has one."
    )
    recovery_bank_id = fields.Many2one(
        "res.partner.bank",
        "Account to pay to",
        domain="[('partner_id', '=', partner_id)]",
    )
    recovery_penalty_rate = fields.Float(
        "Late-payment rate of the terms (% a year)",
        digits=(5, 2),
        help="As written in your general terms; 0: the rate that the law gives.",
    )
    recovery_mediator = fields.Text(
        "Consumer mediator", help="Name, address and site, as consumers must read them."
    )
    recovery_start_left = fields.Json(
        "Left as it is", groups="debt_recovery.group_auditor", copy=False
    )

    @api.constrains(
        "recovery_gap_days",
        "recovery_daily_cap",
        "recovery_inflight_days",
        "recovery_run_wait_days",
        "recovery_takeback_minutes",
    )
    def _check_recovery_limits(self):
        for company in self:
            lowest = min(
                company.recovery_gap_days,
                company.recovery_daily_cap,
                company.recovery_inflight_days,
                company.recovery_run_wait_days,
                company.recovery_takeback_minutes,
            )
            if lowest < 0:
                raise ValidationError(
                    self.env._("Delays and limits of reminders cannot be negative.")
                )

    @api.constrains("recovery_bank_id", "partner_id")
    def _check_recovery_bank(self):
        """Customers are never asked to pay to somebody else's account."""
        for company in self:
            bank = company.recovery_bank_id
            if bank and bank.partner_id != company.partner_id:
                raise ValidationError(
                    self.env._(
                        "Account %(number)s belongs to %(holder)s, not to %(company)s: "
                        "customers cannot be asked to pay there.",
                        number=bank.acc_number,
                        holder=bank.partner_id.display_name,
                        company=company.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["recovery.stage"]._create_defaults(companies)
        for company in companies:
            company.recovery_cutoff_date = company._recovery_today()
        return companies

    def write(self, vals):
        """What changes who gets what makes the next cycle look at everybody."""
        if LOOK_AGAIN & vals.keys():
            vals = {**vals, "recovery_full_pass": True}
        return super().write(vals)

    # --- whom customers reach ---------------------------------------------------

    def _recovery_contact(self, person):
        """Return ``(signature, direct line, address)`` as customers read them.

        :param person: the ``res.users`` responsible, or none
        """
        return (
            self.recovery_sender_name or person.name or self.name,
            person.partner_id.phone or self.recovery_phone or self.phone or "",
            person.email or self.recovery_email or self.email or "",
        )

    # --- the house clock -------------------------------------------------------

    def _recovery_tz(self):
        """Return the company's zone: its address's, else its country's first."""
        name = self.partner_id.tz
        if not name and self.country_id:
            name = pytz.country_timezones.get(self.country_id.code or "", [None])[0]
        return pytz.timezone(name or "UTC")

    def _recovery_today(self, now=None):
        """Return the company's date at ``now`` (an aware or UTC datetime)."""
        moment = now or fields.Datetime.now()
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return moment.astimezone(self._recovery_tz()).date()

    def _recovery_midnight(self, day):
        """Return the naive UTC instant at which ``day`` starts in the company."""
        start = self._recovery_tz().localize(datetime.combine(day, datetime.min.time()))
        return start.astimezone(UTC).replace(tzinfo=None)

    def _recovery_closed_days(self, as_of):
        """Return the public holidays around ``as_of`` where the company is."""
        return _public_holidays(self.country_id.code or "", as_of.year)

    def _recovery_next_working_day(self, day):
        return next_working_day(day, self._recovery_closed_days(day))

    def _recovery_transfer(self):
        """Return the block that says where to pay by transfer, or nothing."""
        bank = self.recovery_bank_id
        if not bank:
            return Markup("")
        return self.env["ir.qweb"]._render(
            "debt_recovery.message_transfer",
            {
                "holder": bank.acc_holder_name or bank.partner_id.name,
                "number": bank.acc_number,
                "bank": bank.bank_id.name,
                "bic": bank.bank_bic,
            },
        )


@lru_cache(maxsize=256)
def _public_holidays(code, year):
    """Return the public holidays of a country in ``year`` and the years beside it."""
    if not code or code not in holidays.list_supported_countries():
        return frozenset()
    years = range(year - 1, year + 2)
    return frozenset(holidays.country_holidays(code, years=years))
