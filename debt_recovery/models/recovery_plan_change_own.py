from odoo import fields, models
from odoo.exceptions import UserError


class RecoveryPlanPolicy(models.Model):
    """What a customer may change of his running plan alone."""

    _inherit = "recovery.plan.policy"

    own_changes = fields.Integer(
        "Changed alone, times",
        default=2,
        help="How often a customer may change a plan on his page without asking, "
        "within the limits above. 0: never.",
    )
    own_postpone_days = fields.Integer(
        "Postponed alone by (days)",
        default=31,
        help="How much later an instalment may be paid without asking. 0: never later.",
    )

    _own_changes = models.Constraint(
        "CHECK (own_changes >= 0 AND own_postpone_days >= 0)",
        "What a customer may change alone is not below zero.",
    )


class RecoveryPlanVersion(models.Model):
    _inherit = "recovery.plan.version"

    by_customer = fields.Boolean("Changed by the customer", readonly=True)


class RecoveryArrangement(models.Model):
    _inherit = "recovery.arrangement"

    def _beyond_alone(self, future, moved=None):
        """Return why a change needs somebody's word, as sentences for the customer;
        none where he may make it alone.

        :param future: the instalments to come
        :param moved: ``(day before, new day)`` of the next instalment, or of the one
            that is postponed
        """
        policy, told = self._patience(), []
        if self.plan_policy_id:
            told += self._outside(future)
        changes = self.version_ids.filtered("by_customer")
        if not self.plan_policy_id or len(changes) >= policy.own_changes:
            told.append(
                self.env._(
                    "Changes that you made alone: %(times)s.", times=len(changes)
                )
                if changes and self.plan_policy_id
                else self.env._("Changes of this plan are looked at by a person.")
            )
        most = policy.own_postpone_days
        if moved and (moved[1] - moved[0]).days > most:
            told.append(
                self.env._(
                    "A payment may be made %(days)s days later at most.", days=most
                )
            )
        return tuple(told)

    def _change_alone(self, future, why, moved=None):
        """Change it as its customer wishes: at once where he may, else asked for.

        :raises UserError: in words for the customer
        """
        self.ensure_one()
        self._alone_on_plan()
        if self.state != "active" or self.proposed_id:
            raise UserError(self.env._("This plan cannot be changed now."))
        left = self._kept_and_open()[1]
        self._check_future(future, left)
        told = self._beyond_alone(future, moved)
        if told:
            self._request_change(future, why, told)
            return
        version = self._change(future, why or self.env._("Changed by the customer"))
        version.sudo().by_customer = True
