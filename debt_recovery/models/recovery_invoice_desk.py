from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """What a person does about reminders from an invoice, or from a list of them."""

    _inherit = "account.move"

    def action_recovery_hold(self):
        """Put these invoices on hold, until a date."""
        if len(self.commercial_partner_id) > 1 or len(self.company_id) > 1:
            raise UserError(
                self.env._("A hold concerns one customer: choose its invoices only.")
            )
        return self._recovery_chosen().action_recovery_hold()

    def action_recovery_exclude(self):
        """Chase these invoices no more; their credits still count."""
        self._recovery_chosen().action_recovery_unfollow()

    def action_recovery_include(self):
        self._recovery_chosen().action_recovery_follow()

    def _recovery_chosen(self):
        """Return the open lines of the customer invoices among these.

        :raises UserError: when there is none
        """
        sales = self.filtered(
            lambda m: m.state == "posted" and m.is_sale_document(True)
        )
        lines = sales._recovery_debts()
        if not lines:
            raise UserError(
                self.env._(
                    "Nothing of this is owed by a customer: choose open invoices."
                )
            )
        return lines

    def action_recovery_remind(self):
        """Show the reminder that waits for an approval, as it would leave now; where
        there is none, say why."""
        cases = self.env["recovery.case"].browse(
            case.id
            for case in self._recovery_chosen().move_id._recovery_cases().values()
        )
        waiting = cases.notice_ids.filtered(
            lambda n: n.state == "draft" and n.channel != "task"
        )
        left_out = cases - waiting.case_id
        action = waiting and self._recovery_waiting_action(waiting)
        if waiting and not left_out:
            return action
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": len(left_out) > 1,
                "title": self.env._("No reminder waits for an approval"),
                "message": self._recovery_left_out_words(left_out),
                "next": action or {"type": "ir.actions.act_window_close"},
            },
        }

    def _recovery_waiting_action(self, waiting):
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Remind now"),
            "res_model": "recovery.notice",
        }
        if len(waiting) == 1:
            form = {"view_mode": "form", "views": [(False, "form")], "target": "new"}
            return {**action, **form, "res_id": waiting.id}
        return {
            **action,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", waiting.ids)],
        }

    def _recovery_left_out_words(self, cases):
        if not cases:
            return self.env._("The next daily run will look at this customer.")
        if len(self) == 1:
            return self.recovery_why
        return " · ".join(
            f"{case.display_name}: {case.why_text or case._next_words()}"
            for case in cases
        )
