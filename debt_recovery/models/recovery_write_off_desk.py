from odoo import api, fields, models
from odoo.tools import format_date


class RecoveryWriteOff(models.Model):
    """What a person does with a write-off: approve, refuse, book, take back."""

    _inherit = "recovery.write.off"

    standing = fields.Char(compute="_compute_standing")
    needs_alone_reason = fields.Boolean(compute="_compute_needs_alone_reason")

    @api.depends("state", "reason_id", "regained")
    def _compute_standing(self):
        """What the loss means for the claim, in a sentence."""
        for one in self:
            one.standing = one._standing() if one.state == "booked" else ""

    def _standing(self):
        if self.reason_id.ends_claim:
            return self.env._("Written off: the claim is over.")
        if self.currency_id.compare_amounts(self.regained, self.amount) >= 0:
            return self.env._("Written off, and received since.")
        known = [day for day in self.item_ids.mapped("limitation_on") if day]
        if known:
            return self.env._(
                "Written off, still recoverable until %(day)s (limitation).",
                day=format_date(self.env, min(known)),
            )
        return self.env._("Written off, still recoverable until the limitation.")

    @api.depends("state", "approved_by_id")
    def _compute_needs_alone_reason(self):
        for one in self:
            one.needs_alone_reason = (
                one.state == "requested"
                and one._level() == "two"
                and one.company_id._recovery_is_alone()
            )

    def action_approve(self):
        """Approve, or ask for the reason where one person decides alone."""
        if any(one.needs_alone_reason for one in self):
            return self._ask("approve")
        self._approve()
        return True

    def action_refuse(self):
        return self._ask("refuse")

    def action_book(self):
        return self._ask("book")

    def action_reverse(self):
        return self._ask("reverse")

    def _ask(self, what):
        titles = {
            "approve": self.env._("Approved by one person"),
            "refuse": self.env._("Refuse the write-off"),
            "book": self.env._("Book the loss"),
            "reverse": self.env._("Reverse the write-off"),
            "paper": self.env._("The VAT paper was sent"),
        }
        return {
            "type": "ir.actions.act_window",
            "name": titles[what],
            "res_model": "recovery.write.off.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_write_off_ids": self.ids, "default_what": what},
        }

    def action_regain(self):
        """Ask which payment came in on it."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Received since"),
            "res_model": "recovery.regained.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_write_off_id": self.id},
        }

    def action_open_entry(self):
        moves = self.move_id | self.reversal_id
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Entries"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", moves.ids)],
        }
        if len(moves) == 1:
            action.update(view_mode="form", res_id=moves.id)
        return action

    def action_open_case(self):
        return self.case_id._action_open()

    def _action_list(self):
        """Open these write-offs."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Write-offs"),
            "res_model": self._name,
            "view_mode": "list,form",
            "domain": [("id", "in", self.ids)],
        }
        if len(self) == 1:
            action.update(view_mode="form", res_id=self.id)
        return action
