"""A customer with a payment plan, and a saved card to charge it to."""

from datetime import date

from .common import RecoveryCase

AGREED = date(2026, 3, 2)
# 4 March, Saturday 4 April, Monday 4 May, 4 June 2026
DAYS = (date(2026, 3, 4), date(2026, 4, 7), date(2026, 5, 4), date(2026, 6, 4))


class PlanCase(RecoveryCase):
    """Two late invoices of 1,240.00 in all, to be paid in four times 310.00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.recovery_user_id = cls.env.user
        cls.terms = cls.root["recovery.plan.policy"].create(
            {"name": "Test", "company_id": cls.company.id, "tell_due": True}
        )
        demo = cls.root.ref("payment.payment_provider_demo")
        cls.provider = demo.copy(
            {"company_id": cls.company.id, "state": "test", "journal_id": cls.bank.id}
        )
        cls.method = cls.root.ref("payment_demo.payment_method_demo")

    def setUp(self):
        super().setUp()
        self.first = self.invoice(self.lecoq, 840, date(2026, 2, 5))
        self.second = self.invoice(self.lecoq, 400, date(2026, 2, 20))
        self.cycle(AGREED)

    def agree(self, days=DAYS, amount=310, **values):
        """Agree on equal instalments over all that the customer owes."""
        lines = self.debt(self.first) | self.debt(self.second)
        plan = self.case(self.lecoq)._agree(
            "plan",
            lines,
            [(day, amount) for day in days],
            state="active",
            plan_policy_id=self.terms.id,
            **values,
        )
        self.settle()
        return plan

    def token(self, state="done", partner=None, **values):
        """A card that ends in 4242; what comes of charging it."""
        return self.root["payment.token"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "partner_id": (partner or self.lecoq).id,
                "payment_details": "4242",
                "provider_ref": "tok_test",
                "demo_simulated_state": state,
                **values,
            }
        )

    def messages_of(self, plan, *states):
        """``[(what it says, day it was planned)]`` of a plan, in order."""
        notices = plan.instalment_ids.notice_ids.sorted("id")
        if states:
            notices = notices.filtered(lambda one: one.state in states)
        return [(one._plan_moment(), one.planned_on) for one in notices]

    def through(self, start, end):
        """Work every day from ``start`` to ``end``; return what left."""
        left = []
        for ordinal in range(start.toordinal(), end.toordinal() + 1):
            day = date.fromordinal(ordinal)
            left += [(day, message) for message in self.day(day)]
        return left
