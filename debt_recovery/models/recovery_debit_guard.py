"""What was agreed stays as it is while a payment of it is under way."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..tools.arrangements import PLAN, PROMISE
from .recovery_debit import UNDER_WAY


class RecoveryDebit(models.Model):
    _inherit = "recovery.debit"

    def _is_under_way(self):
        """Tell whether its money may come, or came and is not booked yet."""
        transaction = self.sudo().transaction_id
        unbooked = transaction.state == "done" and not transaction.is_post_processed
        return self.state in UNDER_WAY or self.state == "paid" and unbooked

    def _check_none_under_way(self):
        """Refuse to agree otherwise on what these may pay.

        :raises UserError: while one of them is under way
        """
        debit = self.filtered(lambda one: one._is_under_way())[:1]
        if debit:
            raise UserError(
                self.env._(
                    "%(name)s: an automatic payment of %(amount)s is under way. Wait "
                    "until it is paid or rejected; where it is to be verified, say "
                    "first whether it was charged.",
                    name=debit._about() or debit.display_name,
                    amount=formatLang(
                        self.env, debit.amount, currency_obj=debit.currency_id
                    ),
                )
            )


class RecoveryArrangement(models.Model):
    _inherit = "recovery.arrangement"

    def _alone_on_plan(self):
        """Refuse a change while an instalment is being charged: spread anew, the same
        money would be charged again."""
        result = super()._alone_on_plan()
        self.sudo().debit_ids._check_none_under_way()
        return result

    def action_withdraw(self):
        """A plan does not end while it is being charged."""
        for plan in self.filtered(lambda one: one.kind == PLAN):
            plan.check_access("write")
            plan._alone()
            plan.sudo().debit_ids._check_none_under_way()
        return super().action_withdraw()


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _check_agreed_limits(self, kind, owed, instalments, source):
        """Refuse a plan about debts of which a charge is under way."""
        result = super()._check_agreed_limits(kind, owed, instalments, source)
        if kind != PROMISE:
            self._debits_about(owed.lines)._check_none_under_way()
        return result

    def _debits_about(self, lines):
        """Return the automatic payments of ``lines`` that may be under way."""
        domain = [
            ("case_id", "=", self.id),
            ("state", "in", (*UNDER_WAY, "paid")),
            "|",
            ("arrangement_id.item_ids.line_id", "in", lines.ids),
            ("move_id", "in", lines.move_id.ids),
        ]
        return self.env["recovery.debit"].sudo().search(domain)
