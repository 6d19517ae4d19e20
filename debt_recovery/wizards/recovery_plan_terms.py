from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.recovery_plan import FREQUENCIES
from ..models.recovery_plan_schedule import rhythm
from ..tools.instalments import Instalment, Terms

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
]
# what the preview follows from
TERMS = (
    *("count_by", "count", "each", "frequency", "payday_day", "payday_weekday"),
    *("first_date", "at_once", "deposit", "low", "low_count", "rest"),
)


class RecoveryPlanTerms(models.AbstractModel):
    """What is wished of a plan, and the instalments that come of it: shown at once,
    each of them editable."""

    _name = "recovery.plan.terms"
    _description = "Terms of a payment plan"

    company_id = fields.Many2one("res.company", compute="_compute_frame")
    currency_id = fields.Many2one("res.currency", compute="_compute_frame")
    amount = fields.Monetary("To be spread", compute="_compute_frame")
    problem = fields.Char(compute="_compute_problem")

    count_by = fields.Selection(
        [("count", "Number of instalments"), ("each", "Amount of one")],
        "Set by",
        required=True,
        default="count",
    )
    count = fields.Integer("Number of instalments", default=4)
    each = fields.Monetary("Each of")
    frequency = fields.Selection(FREQUENCIES, required=True, default="monthly")
    payday_day = fields.Integer("Day of the month", default=28)
    payday_weekday = fields.Selection(WEEKDAYS, "Day of the week", default="4")
    first_date = fields.Date("First payment on", required=True)
    at_once = fields.Boolean("Paid at once, by card")
    deposit = fields.Monetary("First payment of", help="0: like the others.")
    low_count = fields.Integer("Lower at first, for (instalments)")
    low = fields.Monetary("Lower amount")
    rest = fields.Selection(
        [("last", "In the last one"), ("first", "In the first one")],
        "Cents that are left",
        required=True,
        default="last",
    )
    sum_text = fields.Char(compute="_compute_sum_text")
    is_even = fields.Boolean(compute="_compute_sum_text")

    def _compute_frame(self):
        raise NotImplementedError

    def _terms(self):
        """Return what is wished as values."""
        by_count = self.count_by == "count"
        every, day = rhythm(
            self.frequency, self.payday_day, int(self.payday_weekday or 0)
        )
        first = self.first_date
        if self.at_once:
            first = self.company_id._recovery_today()
        return Terms(
            first=first,
            count=max(0, self.count) if by_count else 0,
            each=Decimal(0) if by_count else self._exact(self.each),
            every=every,
            day=day,
            deposit=self._exact(self.deposit),
            low=self._exact(self.low),
            low_count=self.low_count if by_count else 0,
            rest=self.rest,
            at_once=self.at_once,
        )

    def _exact(self, amount):
        return Decimal(str(self.currency_id.round(amount or 0.0)))

    def _wished(self):
        """Return the instalments that come of the terms.

        :raises UserError: when none can be made
        """
        return self.company_id._recovery_schedule(
            self._exact(self.amount), self._terms(), self.currency_id
        )

    def _compute_rows(self):
        """Write the preview anew; nothing where no plan can be made."""
        for wizard in self:
            plan, _problem = wizard._tried()
            wizard.row_ids = [
                fields.Command.clear(),
                *(
                    fields.Command.create(
                        {
                            "sequence": number,
                            "wished_on": one.wished,
                            "due_date": one.due,
                            "amount": float(one.amount),
                        }
                    )
                    for number, one in enumerate(plan, start=1)
                ),
            ]

    def _compute_problem(self):
        """Say why no plan can be made."""
        for wizard in self:
            wizard.problem = wizard._tried()[1]

    def _tried(self):
        """Return ``(instalments, why there are none)``."""
        if not self.first_date or not self.currency_id or self.amount <= 0:
            return (), False
        try:
            return self._wished(), False
        except UserError as error:
            return (), str(error)

    @api.depends("row_ids.amount", "amount")
    def _compute_sum_text(self):
        for wizard in self:
            currency = wizard.currency_id or self.env.company.currency_id
            gap = currency.round(wizard.amount - sum(wizard.row_ids.mapped("amount")))
            wizard.is_even = not currency.compare_amounts(gap, 0)
            money = currency.format(abs(gap))
            if wizard.is_even:
                wizard.sum_text = False
            elif gap > 0:
                wizard.sum_text = self.env._("%(money)s is missing.", money=money)
            else:
                wizard.sum_text = self.env._("%(money)s too much.", money=money)

    def _plan(self):
        """Return the instalments as they stand in the preview."""
        rows = self.row_ids.sorted(lambda row: (row.due_date, row.sequence))
        return tuple(row._instalment() for row in rows)


class RecoveryPlanTermsRow(models.AbstractModel):
    _name = "recovery.plan.terms.row"
    _description = "Instalment of a preview"
    _order = "sequence, id"

    sequence = fields.Integer(default=999)
    wished_on = fields.Date()
    due_date = fields.Date("Due on", required=True)
    amount = fields.Monetary(required=True)
    currency_id = fields.Many2one("res.currency")
    day_text = fields.Char("Day", compute="_compute_day_text")

    @api.depends("due_date", "wished_on")
    @api.depends_context("lang")
    def _compute_day_text(self):
        for row in self:
            if not row.due_date:
                row.day_text = False
                continue
            day = format_date(self.env, row.due_date, date_format="EEEE")
            row.day_text = day
            if row.wished_on and row.wished_on != row.due_date and row._is_moved():
                row.day_text = self.env._(
                    "%(day)s, instead of %(wished)s",
                    day=day,
                    wished=format_date(self.env, row.wished_on, date_format="EEEE d"),
                )

    def _is_moved(self):
        """Tell whether it is due later only because nobody works on its day."""
        company = self.wizard_id.company_id
        return self.due_date == company._recovery_next_working_day(self.wished_on)

    def _instalment(self):
        currency = self.currency_id
        wished = self.wished_on if self.wished_on and self._is_moved() else False
        return Instalment(
            wished or self.due_date,
            self.due_date,
            Decimal(str(currency.round(self.amount))),
        )
