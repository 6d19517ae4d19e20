from odoo import models

from ..tools.retry_reasons import UNKNOWN


class RecoveryNotice(models.Model):
    """What messages about instalments and rejected payments say."""

    _inherit = "recovery.notice"

    def _words(self, claim, recipient, today):
        words = super()._words(claim, recipient, today)
        if not self._plan_moment():
            return words
        return {**words, **self._plan_words(claim, today)}

    def _plan_words(self, claim, today):
        part, debit = self.instalment_id, self.debit_id
        plan = part.arrangement_id
        charged = debit.next_on if debit else part._charge_day()
        means = debit.means or plan.mandate_id.means
        return {
            "reference": plan.reference or debit.move_id.payment_reference or "",
            "instalment": self._amounts(claim.totals),
            "instalment_date": self._date(part.due_date or debit.day),
            "plan_left": self._money(plan.open_amount, plan.currency_id)
            if plan
            else None,
            "plan_limit": self._date(plan._limit_from(today)) if plan else None,
            "charge_date": self._date(charged) or None,
            "means": means or None,
            "refusal": debit._refusal_words() if debit else None,
            "schedule": plan._schedule_table(self) if plan else None,
        }

    def _is_before_due(self):
        """A message about an instalment speaks of its own amount."""
        return False if self._plan_moment() else super()._is_before_due()


class RecoveryDebit(models.Model):
    _inherit = "recovery.debit"

    def _refusal_words(self):
        """Return why it was rejected, for the customer, in the language of the
        environment; who was robbed or contests reads nothing that hurts him."""
        says = {
            "funds": self.env._("the bank says that there was not enough money"),
            "expired": self.env._("the card has expired"),
            "closed": self.env._(
                "the bank does not know this account or card any more"
            ),
            "stolen": self.env._("the bank does not accept this card any more"),
            "mandate": self.env._("the bank has no direct debit mandate for us"),
            "refused": self.env._("the bank refused it"),
            "disputed": self.env._("the bank took it back"),
            "confirm": self.env._("the bank asks you to confirm it yourself"),
            "technical": self.env._("a technical failure, which is not your fault"),
            "unknown": self.env._("the bank gave no reason"),
        }
        if self._lost_means():
            return self.env._("this means of payment cannot be charged any more")
        return says[self.reason or UNKNOWN]


class RecoveryArrangementInstalment(models.Model):
    _inherit = "recovery.arrangement.instalment"

    def _charge_day(self):
        """Return the day on which it is charged next, False without one."""
        planned = self.debit_ids.filtered(lambda one: one.state == "planned")
        return planned[:1].day or (self.arrangement_id.mandate_id and self.due_date)


class RecoveryArrangement(models.Model):
    _inherit = "recovery.arrangement"

    def _schedule_table(self, notice):
        """Return the instalments with their dates, as a message shows them."""
        parts = self.instalment_ids.filtered(lambda one: one.state != "cancelled")
        rows = [
            {
                "name": part._words(),
                "date": "",
                "due": notice._date(part.due_date),
                "amount": notice._money(part.amount, part.currency_id),
                "is_credit": False,
            }
            for part in parts
        ]
        total = notice._money(sum(parts.mapped("amount")), self.currency_id)
        block = {"title": self.env._("Payment plan"), "rows": rows, "totals": [total]}
        return self.env["ir.qweb"]._render(
            "debt_recovery.message_items", {"blocks": [block]}
        )
