from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from ..tools.allocation import Debt, allocate
from .recovery_checkout_make import Part


class RecoveryLink(models.Model):
    """Paying what takes a broken plan up again, from the page that says how much."""

    _inherit = "recovery.link"

    def _pay_chosen(self, form):
        """A form may name a broken plan of this visit instead: ``cure``."""
        if not form.get("cure"):
            return super()._pay_chosen(form)
        plan = self._plan(str(form["cure"])).with_env(self.env)
        return self.case_id._pay_cure(plan, self._person())

    def _agreed_choices(self):
        return [*super()._agreed_choices(), *self._cure_choices()]

    def _cure_choices(self):
        """Return what may be paid to take broken plans up again."""
        domain = [
            ("case_id", "=", self.case_id.id),
            ("kind", "=", "plan"),
            ("state", "=", "broken"),
        ]
        plans = self.env["recovery.arrangement"].sudo().search(domain)
        if not self._is_account():
            plans &= self._plan()
        today = self.company_id._recovery_today()
        cures = [(plan.with_env(self.env), plan._cure(today)) for plan in plans]
        return [
            {
                "kind": "cure",
                "id": plan.reference,
                "label": self.env._("What is missing of your plan %s", plan.reference),
                "due": plan._day(cure[1]),
                "amount": plan._money(cure[0]),
            }
            for plan, cure in cures
            if cure
        ]


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _pay_cure(self, plan, contact=None):
        """Choose what takes a broken plan up again: it pays the plan's items, oldest
        first.

        :return: the ``recovery.checkout``
        :raises UserError: when nothing takes it up again any more
        """
        today = self.company_id._recovery_today()
        plan.sudo()._evaluate(today)
        cure = plan.state == "broken" and plan._cure(today)
        if not cure or plan.case_id != self:
            raise UserError(self.env._("This is not to be paid any more."))
        own, cents = plan.item_ids.line_id, 10**plan.currency_id.decimal_places
        payables = {one.line.id: one for one in self._payables() if one.line in own}
        debts = [
            Debt(key, round(Decimal(str(one.most)) * cents), one.due)
            for key, one in payables.items()
        ]
        parts, rest = allocate(round(Decimal(str(cure[0])) * cents), debts)
        if rest or not parts:
            raise UserError(self.env._("This is not to be paid any more."))
        parts = [
            Part(
                payables[key].line,
                payables[key].name,
                plan.currency_id.round(paid / cents),
                payables[key].residual,
                0.0,
                0.0,
            )
            for key, paid in parts
        ]
        return self._choose(parts, plan.currency_id, contact)
