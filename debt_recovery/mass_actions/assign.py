from odoo import api, models


class RecoveryMassAssign(models.AbstractModel):
    """Give accounts to one responsible; rules leave them alone from then on."""

    _name = "recovery.mass.assign"
    _inherit = "recovery.mass"
    _description = "Give to a responsible"

    @api.model
    def _missing(self, wizard):
        return "" if wizard.user_id else self.env._("Choose the responsible.")

    @api.model
    def _why_not(self, wizard, rows):
        user, found = wizard.user_id, {}
        companies = {row.company for row in rows}
        cannot = {one: one._recovery_cannot_follow(user) for one in companies}
        for row in rows:
            if not row.case:
                found[row] = self.env._("no account in reminders")
            elif cannot[row.company]:
                found[row] = cannot[row.company]
            elif row.case.user_id == user:
                found[row] = self.env._("already followed by %(name)s", name=user.name)
        return found

    @api.model
    def _act(self, wizard, rows):
        self._cases(rows).write({"user_id": wizard.user_id.id})
