from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RecoveryPolicy(models.Model):
    """Dunning policy: the steps by which a kind of customer is reminded."""

    _name = "recovery.policy"
    _inherit = ["recovery.setting.mixin", "mail.thread"]
    _description = "Reminder scenario"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        help="Empty: for every company.",
    )
    note = fields.Text(translate=True)
    treatment_ids = fields.One2many("recovery.treatment", "policy_id", "Steps")
    step_ids = fields.One2many(
        "recovery.treatment",
        "policy_id",
        "Steps in use and archived",
        context={"active_test": False},
    )
    current_id = fields.Many2one(
        "recovery.policy",
        "Version of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        help="An earlier version of this scenario: the accounts that were inside when "
        "it changed go on with it until they are settled.",
    )
    segment_ids = fields.One2many("recovery.segment", "policy_id", "Profiles")
    grace_days = fields.Integer(
        "Grace (working days)",
        default=3,
        help="Nothing leaves before this many working days after the due date.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    min_amount = fields.Monetary(
        "Floor",
        help="No contact while the net overdue amount is below it; another currency "
        "is converted at the day's rate.",
    )
    thank_you = fields.Boolean("Thank the customer when all is paid")
    thank_you_template_id = fields.Many2one(
        "recovery.template", domain="[('channel', '=', 'email')]"
    )

    @api.constrains("grace_days", "min_amount")
    def _check_limits(self):
        for policy in self:
            if policy.grace_days < 0 or policy.min_amount < 0:
                raise ValidationError(
                    self.env._(
                        "Scenario “%(name)s”: grace and floor cannot be negative.",
                        name=policy.name,
                    )
                )

    @api.constrains("treatment_ids", "step_ids", "active")
    def _check_entry(self):
        for policy in self.filtered("active"):
            overdue = policy.treatment_ids.filtered(
                lambda step: step.channel != "task" and not step._is_upcoming()
            )
            if overdue and not any(step.is_entry for step in overdue):
                raise ValidationError(
                    self.env._(
                        "Scenario “%(name)s” has no first step: mark the reminder by "
                        "which a customer never contacted enters it.",
                        name=policy.name,
                    )
                )

    @api.constrains("thank_you", "thank_you_template_id")
    def _check_thank_you(self):
        for policy in self:
            if policy.thank_you and not policy.thank_you_template_id:
                raise ValidationError(
                    self.env._(
                        "Scenario “%(name)s”: choose the text of the thank-you "
                        "message.",
                        name=policy.name,
                    )
                )

    @api.model
    def _followed(self, company):
        """Return the scenarios that customers of ``company`` may be in: those in use,
        and the earlier versions of them that some still go through."""
        return self.with_context(active_test=False).search(
            [
                ("company_id", "in", (False, company.id)),
                "|",
                ("active", "=", True),
                ("current_id.active", "=", True),
            ]
        )

    @api.model
    def _default_for(self, company):
        """Return the company's scenario, used where no profile matches."""
        return company.recovery_policy_id or self.search(
            [("company_id", "in", (False, company.id))], limit=1
        )
