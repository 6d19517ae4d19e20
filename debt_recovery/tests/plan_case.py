"""Payment plans in a few verbs: terms, the wizard, what a customer does."""

from datetime import date, datetime

from odoo.tests import Form

from ..tools.instalments import Terms, schedule
from .common import RecoveryCase

WEDNESDAY = date(2026, 3, 4)
LATE = date(2026, 2, 5)


class PlanCase(RecoveryCase):
    """Mme D., a consumer, owes 1,240.00 since 5 February; it is Wednesday 4 March."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.recovery_mediator = (
            "Médiation de la consommation, mediation.example"
        )
        cls.mme_d = cls.customer(
            "Mme D.",
            "mme.d@mail.example",
            is_company=False,
            recovery_debtor_type="consumer",
        )

    def owing(self, partner, *amounts, day=WEDNESDAY, **values):
        """Post late invoices and open the account; return it and the debts."""
        moves = self.root["account.move"].union(
            *(self.invoice(partner, amount, LATE, **values) for amount in amounts)
        )
        self.cycle(day)
        return self.case(partner, values.get("company")), self.debt(moves)

    def terms(self, case, lines, terms, day=None):
        """The instalments of what is owed on ``lines``."""
        found = case._plan_limits(lines)
        places = found.currency.decimal_places
        closed = case.company_id._recovery_closed_from(terms.first)
        return schedule(found.amount, terms, places, closed)

    def make(self, case, lines, count=4, frequency="monthly", user=None, **values):
        """A draft of a plan of equal instalments from today."""
        case = case.with_user(user) if user else case
        first = case.company_id._recovery_today()
        plan = self.terms(case, lines, Terms(first, count, **values))
        return case._make_plan(lines, plan, frequency)

    def agree(self, case, lines, count=4, user=None, **values):
        """A plan that runs, agreed on the phone."""
        plan = self.make(case, lines, count, user=user, **values)
        plan._go("active", agreed_with="Mme D.")
        return plan

    def wizard(self, case, **values):
        context = {"default_case_id": case.id, **values}
        return Form(self.env["recovery.plan.wizard"].with_context(**context))

    def move_to(self, day, hour=8):
        self.clock.move_to(datetime(day.year, day.month, day.day, hour, 0))

    def rows(self, plan):
        return [(f"{one.due_date:%d/%m}", one.amount) for one in plan._plan_parts()]
