from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class RecoveryWriteOff(models.Model):
    """Who may give up how much.

    Up to the agents' amount an agent approves, up to the managers' a manager; above it
    takes two persons, a manager among them, and where the company has one only, a
    written reason.
    """

    _inherit = "recovery.write.off"

    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    second_approver_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)
    approval_reason = fields.Char(readonly=True, copy=False)
    approved_alone = fields.Boolean(readonly=True, copy=False)
    refusal = fields.Char("Why refused", readonly=True, copy=False)

    def _approve(self, reason=""):
        """Approve as far as the user may; above the managers' amount by two persons.

        :raises AccessError: when it takes a manager
        :raises UserError: when the second person or the written reason is missing
        """
        for one in self:
            if one.state != "requested":
                raise UserError(
                    self.env._(
                        "“%(name)s” does not wait for an approval.",
                        name=one.display_name,
                    )
                )
            level = one._level()
            one._check_approver(level)
            if level == "two" and not one.company_id._recovery_is_alone():
                one._approve_together()
            else:
                one._approve_one(level, reason)

    def _level(self):
        """Return who approves: ``agent``, ``manager`` or ``two`` persons."""
        company = self.company_id
        ours = company.currency_id
        amount = sum(item._in_company() for item in self.item_ids)
        if ours.compare_amounts(amount, company.recovery_loss_agent_limit) <= 0:
            return "agent"
        if ours.compare_amounts(amount, company.recovery_loss_manager_limit) <= 0:
            return "manager"
        return "two"

    def _check_approver(self, level):
        group = "group_agent" if level == "agent" else "group_manager"
        if level == "two" and not self.company_id._recovery_is_alone():
            group = "group_agent"  # a manager among the two, see _approve_together
        if not self.env.user.has_group(f"debt_recovery.{group}"):
            raise AccessError(
                self.env._(
                    "%(name)s, %(amount)s, is approved by a manager.",
                    name=self.display_name,
                    amount=self.currency_id.format(self.amount),
                )
            )

    def _approve_one(self, level, reason):
        alone = level == "two"
        if alone and not (reason or "").strip():
            raise UserError(
                self.env._(
                    "%(name)s needs two persons. You are alone: write why it is given "
                    "up.",
                    name=self.display_name,
                )
            )
        self._move_to(
            "approved",
            approved_by_id=self.env.uid,
            approved_on=fields.Datetime.now(),
            approval_reason=reason or False,
            approved_alone=alone,
        )

    def _approve_as_agreed(self):
        """Approve what closes the rest of a settlement: that was decided with it."""
        for one in self:
            if one.arrangement_id.partner_id != one.partner_id:
                raise UserError(self.env._("The settlement is another customer's."))
            one._move_to(
                "approved",
                approved_by_id=self.env.uid,
                approved_on=fields.Datetime.now(),
                approval_reason=one.arrangement_id.reference,
            )

    def _approve_together(self):
        now, first = fields.Datetime.now(), self.approved_by_id
        if not first:
            self.check_access("write")
            self.sudo().write({"approved_by_id": self.env.uid, "approved_on": now})
            return
        if first == self.env.user:
            raise UserError(
                self.env._(
                    "You approved %(name)s: another person gives the second approval.",
                    name=self.display_name,
                )
            )
        people = first | self.env.user
        if not any(one.has_group("debt_recovery.group_manager") for one in people):
            raise AccessError(
                self.env._(
                    "One of the two who approve %(name)s is a manager.",
                    name=self.display_name,
                )
            )
        self._move_to("approved", second_approver_id=self.env.uid, approved_on=now)

    def _refuse(self, why):
        """Refuse with a written reason, before it is booked."""
        if not (why or "").strip():
            raise UserError(self.env._("Write why it is refused."))
        for one in self:
            one._check_approver(one._level())
        return self._move_to("refused", refusal=why)
