from odoo import api, fields, models
from odoo.fields import Domain


class RecoveryCase(models.Model):
    """Who follows an account: chosen by hand or by a rule, and who acts today."""

    _inherit = "recovery.case"

    portfolio_id = fields.Many2one(
        "recovery.portfolio",
        "Given by",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The rule that chose the responsible.",
    )
    user_by_hand = fields.Boolean(
        "Responsible chosen by hand",
        compute="_compute_user_by_hand",
        store=True,
        readonly=False,
        help="Rules leave it alone. Clear the responsible to hand it back to them.",
    )
    is_mine = fields.Boolean(
        "Mine today", compute="_compute_is_mine", search="_search_is_mine"
    )
    is_my_task = fields.Boolean(
        "My task today", compute="_compute_is_my_task", search="_search_is_my_task"
    )

    def _compute_user_by_hand(self):
        """Accounts from before there were rules: who is not the company's usual
        responsible was chosen by somebody."""
        for case in self:
            usual = case.company_id.recovery_user_id
            case.user_by_hand = bool(case.user_id) and case.user_id != usual

    def write(self, vals):
        """Remember that a person, not a rule, chose the responsible."""
        result = super().write(vals)
        if "user_id" in vals:
            by_hand = {"user_by_hand": bool(vals["user_id"]), "portfolio_id": False}
            self.sudo().write(by_hand)
        return result

    def _acting(self, day=None):
        """Return who works on this account today: its responsible, the company's
        when it has none, or who stands in for an absent one."""
        self.ensure_one()
        company = self.company_id
        return company._recovery_acting(self.user_id or company.recovery_user_id, day)

    # --- mine, and those of whom I replace ----------------------------------------

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for company, cases in self.grouped("company_id").items():
            people = company._recovery_acted_for(self.env.user)
            for case in cases:
                case.is_mine = case.user_id.id in people

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._acted_for(lambda people: Domain("user_id", "in", people))

    @api.depends("activity_ids.user_id")
    @api.depends_context("uid")
    def _compute_is_my_task(self):
        for company, cases in self.grouped("company_id").items():
            people = company._recovery_acted_for(self.env.user)
            for case in cases:
                case.is_my_task = any(
                    task.user_id.id in people for task in case.activity_ids
                )

    def _search_is_my_task(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._acted_for(
            lambda people: Domain("activity_ids", "any", [("user_id", "in", people)])
        )

    def _acted_for(self, domain_of):
        """Return a domain, company by company, over those for whom the user acts."""
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & domain_of(company._recovery_acted_for(self.env.user))
            for company in self.env.companies
        )
