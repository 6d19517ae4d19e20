from odoo import api, fields, models
from odoo.exceptions import UserError

from .recovery_rule_choices import (
    BASES,
    CAP_CONDITIONS,
    COUNTED,
    FIXINGS,
    NOTICE_STARTS,
    NOTICE_UNITS,
    PER,
    PLACES,
    ROLES,
)


class RecoveryRulePartMixin(models.AbstractModel):
    """The figures of one version of a rule; they live and stay with it."""

    _name = "recovery.rule.part.mixin"
    _description = "Figures of a rule"

    rule_id = fields.Many2one(
        "recovery.rule", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="rule_id.company_id", store=True)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The figures of a rule never change."))

    def unlink(self):  # pylint: disable=method-required-super
        if not self:
            return True
        raise UserError(  # pylint: disable=no-raise-unlink
            self.env._("The figures of a rule are never deleted.")
        )


class RecoveryRuleWindow(models.Model):
    """Weekdays and hours, local to the customer, end excluded."""

    _name = "recovery.rule.window"
    _inherit = ["recovery.rule.part.mixin"]
    _description = "Hours of a rule"

    on_monday = fields.Boolean("Mon")
    on_tuesday = fields.Boolean("Tue")
    on_wednesday = fields.Boolean("Wed")
    on_thursday = fields.Boolean("Thu")
    on_friday = fields.Boolean("Fri")
    on_saturday = fields.Boolean("Sat")
    on_sunday = fields.Boolean("Sun")
    start = fields.Float("From", required=True)
    end = fields.Float("To", required=True)
    holidays = fields.Boolean("Public holidays too", default=True)
    calendar = fields.Char(
        "Calendar of holidays", help="Empty: that of the customer's own place."
    )

    _one = models.UniqueIndex("(rule_id)", "A rule has one line of hours.")
    _hours = models.Constraint(
        'CHECK (0 <= "start" AND "start" < "end" AND "end" <= 24)',
        "Hours start before they end.",
    )


class RecoveryRuleCap(models.Model):
    """How many contacts in how many days; also the rest after one."""

    _name = "recovery.rule.cap"
    _inherit = ["recovery.rule.part.mixin"]
    _description = "Count of a rule"

    maximum = fields.Integer("At most")
    days = fields.Integer(required=True)
    per = fields.Selection(PER, required=True, default="debtor")
    counts = fields.Selection(COUNTED, required=True, default="attempt")
    place = fields.Selection(PLACES, required=True, default="any")
    condition = fields.Selection(CAP_CONDITIONS, "When")
    machine_only = fields.Boolean("Automatic contacts only")

    _one = models.UniqueIndex("(rule_id)", "A rule has one count.")
    _figures = models.Constraint(
        "CHECK (days > 0 AND maximum >= 0)", "Counts and days are positive."
    )


class RecoveryRuleNotice(models.Model):
    """A text that must have been given, and what waits for it how long."""

    _name = "recovery.rule.notice"
    _inherit = ["recovery.rule.part.mixin"]
    _description = "Text asked for by a rule"

    code = fields.Char("Text", required=True)
    days = fields.Integer("Delay")
    unit = fields.Selection(NOTICE_UNITS, required=True, default="days")
    start = fields.Selection(
        NOTICE_STARTS, "Counted from", required=True, default="sending"
    )
    block_contact = fields.Boolean("Contacts")
    block_interest = fields.Boolean("Interest")
    block_fee = fields.Boolean("Fees")
    block_threat = fields.Boolean("Legal steps")
    block_placement = fields.Boolean("Placement")
    mentions = fields.Char("Mandatory mentions")

    _one = models.UniqueIndex("(rule_id)", "A rule asks for one text.")


class RecoveryRuleAmount(models.Model):
    """What may be charged, from which principal on, up to how much."""

    _name = "recovery.rule.amount"
    _inherit = ["recovery.rule.part.mixin"]
    _description = "Amount of a rule"

    # Figures of the law, in its own currency and precision: not sums of the ledger.
    role = fields.Selection(ROLES, required=True, default="due")
    fixed = fields.Float(digits=(16, 4))
    percent = fields.Float(digits=(16, 4))
    above = fields.Float("Of the part above", digits=(16, 4))
    low = fields.Float("Principal from", digits=(16, 4))
    high = fields.Float("Principal up to", digits=(16, 4))
    has_high = fields.Boolean("Has an upper end")
    base = fields.Selection(BASES)
    series = fields.Char("Reference rate")
    times = fields.Float("Times the reference", digits=(16, 4))
    minimum = fields.Float("Total at least", digits=(16, 4))
    has_minimum = fields.Boolean("Has a minimum")
    maximum = fields.Float("Total at most", digits=(16, 4))
    has_maximum = fields.Boolean("Has a maximum")
    currency = fields.Char(required=True, default="EUR")
    tier_currency = fields.Char("Currency of the principal")
    per = fields.Selection(PER, required=True, default="debt")
    needs = fields.Char("Only with")
    charges = fields.Char()
    max_count = fields.Integer("Times at most")
    after_days = fields.Integer("Days after the due date")
    fixing = fields.Selection(FIXINGS)
    round_up = fields.Float("Rounded up to", digits=(16, 4))

    _one = models.UniqueIndex("(rule_id)", "A rule has one amount.")

    @api.constrains("low", "high", "has_high")
    def _check_tier(self):
        for amount in self:
            if amount.has_high and amount.high < amount.low:
                raise UserError(self.env._("The tier ends before it starts."))
