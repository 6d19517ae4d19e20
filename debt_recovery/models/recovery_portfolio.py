from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class RecoveryPortfolio(models.Model):
    """Which accounts go to whom; the first rule that matches decides.

    An empty condition is not tested. Several persons share what a rule gives: each
    keeps what he has, and new accounts go to who has the fewest.
    """

    _name = "recovery.portfolio"
    _description = "Rule of a portfolio"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_ids = fields.Many2many(
        "res.users",
        string="Responsible",
        required=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Several persons share these accounts evenly.",
    )
    # an empty condition means "not tested": what a rule names cannot be deleted
    lang_ids = fields.Many2many("res.lang", string="Languages", ondelete="restrict")
    country_ids = fields.Many2many(
        "res.country", string="Countries", ondelete="restrict"
    )
    segment_ids = fields.Many2many(
        "recovery.segment", string="Profiles", ondelete="restrict"
    )
    policy_ids = fields.Many2many(
        "recovery.policy", string="Scenarios", ondelete="restrict"
    )
    min_net = fields.Monetary("To chase from")
    max_net = fields.Monetary("To chase up to", help="0: not tested.")
    case_count = fields.Integer("Accounts", compute="_compute_case_count")

    def _compute_case_count(self):
        counts = dict(
            self.env["recovery.case"]._read_group(
                [("portfolio_id", "in", self.ids), ("state", "=", "open")],
                ["portfolio_id"],
                ["__count"],
            )
        )
        for rule in self:
            rule.case_count = counts.get(rule, 0)

    @api.constrains("user_ids", "company_id", "min_net", "max_net")
    def _check_rule(self):
        for rule in self:
            problem = rule._problem()
            if problem:
                raise ValidationError(problem)

    def _problem(self):
        if not self.user_ids:
            return self.env._("Say who is responsible by “%(name)s”.", name=self.name)
        if self.max_net and self.max_net < self.min_net or self.min_net < 0:
            return self.env._(
                "“%(name)s”: no amount is from %(low)s up to %(high)s.",
                name=self.name,
                low=self.min_net,
                high=self.max_net,
            )
        for user in self.user_ids:
            problem = self.company_id._recovery_cannot_follow(user)
            if problem:
                return problem
        return ""

    def action_open_cases(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer accounts"),
            "res_model": "recovery.case",
            "view_mode": "list,kanban,form",
            "domain": [("portfolio_id", "=", self.id), ("state", "=", "open")],
        }

    def action_apply(self):
        """Open what an assignment now would move, from whom to whom."""
        self._check_manager()
        wizard = self.env["recovery.portfolio.apply"].create({})
        return wizard._look()

    def _check_manager(self):
        if not self.env.user.has_group("debt_recovery.group_manager"):
            raise AccessError(self.env._("A manager decides who follows whom."))


class ResCompany(models.Model):
    _inherit = "res.company"

    def _recovery_cannot_follow(self, user):
        """Return why ``user`` cannot be responsible in this company, or nothing."""
        if not user.active or user.share:
            return self.env._("%(name)s is not a user of the house.", name=user.name)
        if not user.sudo().has_group("debt_recovery.group_agent"):
            return self.env._(
                "%(name)s has no right to work on reminders.", name=user.name
            )
        if self not in user.sudo().company_ids:
            return self.env._(
                "%(name)s does not work for %(company)s.",
                name=user.name,
                company=self.name,
            )
        return ""
