from odoo import api, models


class RecoveryMassScenario(models.AbstractModel):
    """Choose the scenario of customers; it goes before that of their profile."""

    _name = "recovery.mass.scenario"
    _inherit = "recovery.mass"
    _description = "Change the scenario"

    @api.model
    def _missing(self, wizard):
        return "" if wizard.policy_id else self.env._("Choose the scenario.")

    @api.model
    def _why_not(self, wizard, rows):
        policy, found = wizard.policy_id, {}
        partners = self.env["res.partner"].union(*[row.partner for row in rows])
        changeable = partners._filtered_access("write")
        for row in rows:
            if row.partner not in changeable:
                found[row] = self.env._("you may not change this customer")
            elif policy.company_id and policy.company_id != row.company:
                found[row] = self.env._("the scenario belongs to another company")
            elif row.partner.with_company(row.company).recovery_policy_id == policy:
                found[row] = self.env._("follows it already")
        return found

    @api.model
    def _act(self, wizard, rows):
        for company in {row.company for row in rows}:
            partners = [row.partner for row in rows if row.company == company]
            chosen = self.env["res.partner"].union(*partners).with_company(company)
            chosen.recovery_policy_id = wizard.policy_id
