from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class RecoveryPlacement(models.Model):
    """Two persons decide on a hand-over: who asks, and who approves.

    Where one person works alone, a written reason stands in the other's place.
    """

    _inherit = "recovery.placement"

    needs_alone_reason = fields.Boolean(compute="_compute_needs_alone_reason")

    @api.depends("state", "requested_by_id")
    @api.depends_context("uid")
    def _compute_needs_alone_reason(self):
        for one in self:
            one.needs_alone_reason = (
                one.state == "draft"
                and one.requested_by_id == self.env.user
                and one.company_id._recovery_is_alone()
            )

    def _approve(self, reason=""):
        """Approve what another person asked for.

        :param reason: where one person is alone, why; else kept when it is given
        :raises AccessError: for who may not approve
        :raises UserError: when it waits for nothing, the second person or the written
            reason is missing
        """
        if not self.env.company._recovery_may("agent"):
            raise AccessError(self.env._("Hand-overs are approved by an agent."))
        for one in self:
            if one.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(name)s” does not wait for an approval.",
                        name=one.display_name,
                    )
                )
            alone = one._check_second_person(reason)
            one._move_to(
                "approved",
                approved_by_id=self.env.uid,
                approved_on=fields.Datetime.now(),
                approved_alone=alone,
                approval_reason=(reason or "").strip() or False,
            )
        return True

    def _check_second_person(self, reason):
        """Return whether one person decides alone, with a written reason."""
        if self.requested_by_id != self.env.user:
            return False
        if not self.company_id._recovery_is_alone():
            raise UserError(
                self.env._(
                    "You asked for %(name)s: another person approves it.",
                    name=self.display_name,
                )
            )
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "%(name)s needs two persons. You are alone: write why it is handed "
                    "over.",
                    name=self.display_name,
                )
            )
        return True

    def _refuse(self, why):
        """Refuse with a written reason, before the agency gets it."""
        if not self.env.company._recovery_may("agent"):
            raise AccessError(self.env._("Hand-overs are refused by an agent."))
        if not (why or "").strip():
            raise UserError(self.env._("Write why it is refused."))
        return self._move_to("refused", refusal=why.strip())

    # --- buttons -----------------------------------------------------------------

    def action_approve(self):
        """Approve, or ask for the reason where one person decides alone."""
        if any(one.needs_alone_reason for one in self):
            return self._ask_why("approve")
        self._approve()
        return True

    def action_refuse(self):
        return self._ask_why("refuse")

    def _ask_why(self, what):
        titles = {
            "approve": self.env._("Approved by one person"),
            "refuse": self.env._("Refuse the hand-over"),
        }
        return {
            "type": "ir.actions.act_window",
            "name": titles[what],
            "res_model": "recovery.placement.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_placement_ids": self.ids, "default_what": what},
        }

    def action_open_case(self):
        return self.case_id._action_open()

    def _action_list(self):
        """Open these files."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Placed files"),
            "res_model": self._name,
            "view_mode": "list,kanban,form",
            "domain": [("id", "in", self.ids)],
        }
        if len(self) == 1:
            action.update(view_mode="form", res_id=self.id)
        return action
