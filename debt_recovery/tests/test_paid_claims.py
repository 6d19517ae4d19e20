from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import RecoveryCase

MONDAY = date(2026, 3, 2)


@tagged("post_install", "-at_install")
class TestPaidClaims(RecoveryCase):
    """“It is paid”: left alone for some days, once for each debt."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.invoice(cls.lecoq, 1000, date(2026, 2, 10))
        cls.second = cls.invoice(cls.lecoq, 400, date(2026, 2, 12))
        cls.claims = cls.root["recovery.paid.claim"]

    def setUp(self):
        super().setUp()
        self.cycle(MONDAY)

    def declare(self, *moves, **vals):
        lines = self.debt(moves[0])
        for move in moves[1:]:
            lines |= self.debt(move)
        return self.case(self.lecoq)._declare_paid(lines, **vals)

    def test_only_these_debts_wait_and_only_so_long(self):
        self.declare(self.first, paid_on=date(2026, 2, 27), source="link")
        rows = self.exposure(self.lecoq, date(2026, 3, 7))
        self.assertEqual(rows[self.debt(self.first).id]["spared"], "declared_paid")
        self.assertEqual(rows[self.debt(self.second).id]["chaseable"], 400)
        rows = self.exposure(self.lecoq, date(2026, 3, 8))
        self.assertFalse(rows[self.debt(self.first).id]["spared"])

    def test_a_second_time_is_refused_with_words(self):
        self.declare(self.first)
        with self.assertRaisesRegex(UserError, "declared paid on .* already"):
            self.declare(self.first)
        # what was not declared before is, and the other is not paused again
        claim = self.declare(self.first, self.second)
        self.assertEqual(claim.line_ids, self.debt(self.second))

    def test_whoever_looks_for_payments_has_a_task_with_the_proof(self):
        accountant = new_test_user(
            self.root, "ledger", "debt_recovery.group_agent,base.group_user"
        )
        accountant.write(
            {"company_ids": self.company.ids, "company_id": self.company.id}
        )
        self.company.recovery_accountant_id = accountant
        proof = self.root["ir.attachment"].create({"name": "order.pdf", "raw": b"x"})
        claim = self.declare(self.first, attachment_ids=[(6, 0, proof.ids)])
        self.assertEqual(claim.activity_ids.user_id, accountant)
        self.assertIn(self.first.name, claim.activity_ids.summary)
        self.assertEqual((proof.res_model, proof.res_id), (claim._name, claim.id))
        self.env.invalidate_all()
        self.assertEqual(claim.with_user(accountant).attachment_ids.name, "order.pdf")

    def test_money_that_is_found_closes_it(self):
        claim = self.declare(self.first)
        self.pay(self.lecoq, 1000, date(2026, 2, 27), self.debt(self.first))
        self.cycle(date(2026, 3, 3))
        self.assertEqual(claim.state, "found")
        self.assertFalse(claim.activity_ids)
        self.assertFalse(claim.hold_id.is_active)

    def test_not_found_reminders_go_on_at_once(self):
        claim = self.declare(self.first)
        claim.action_not_found()
        self.assertEqual(claim.state, "not_found")
        self.cycle(date(2026, 3, 3))
        rows = self.exposure(self.lecoq, date(2026, 3, 3))
        self.assertFalse(rows[self.debt(self.first).id]["spared"])
        with self.assertRaises(UserError):
            self.declare(self.first)

    def test_the_debts_and_the_state_are_not_typed(self):
        agent = new_test_user(
            self.root, "agent", "debt_recovery.group_agent,base.group_user"
        )
        agent.write({"company_ids": self.company.ids, "company_id": self.company.id})
        claim = self.declare(self.first).with_user(agent)
        for vals in ({"state": "found"}, {"until_date": date(2027, 1, 1)}):
            with self.assertRaises(AccessError):
                claim.write(vals)
        claim.reference = "SEPA 4711"
        claim.action_found()
        self.assertEqual(claim.state, "found")

    def test_debts_of_another_customer_are_refused(self):
        other = self.invoice(self.customer("Other"), 10, date(2026, 2, 10))
        with self.assertRaisesRegex(UserError, "of this customer"):
            self.declare(other)
