from datetime import date

from odoo.tests import tagged

from .common import RecoveryCase

DUE = date(2026, 2, 10)
CONTESTED = date(2026, 3, 10)


@tagged("post_install", "-at_install")
class TestDisputeStory(RecoveryCase):
    """Résidence Clairval contests 300.00 of 1,000.00: only that part waits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        steps = [{"days": days, "is_entry": days == 15} for days in (15, 30, 45)]
        cls.clairval = cls.customer(
            "Résidence Clairval",
            "syndic@clairval.example",
            recovery_policy_id=cls.policy(*steps).id,
        )
        cls.bill = cls.invoice(cls.clairval, 1000, DUE)
        cls.line = cls.debt(cls.bill)

    def contest(self, amount=300.0, reason="service_incomplete", **vals):
        case = self.case(self.clairval)
        return case._dispute(self.line, amount, reason, **vals)

    def row(self, day):
        return self.exposure(self.clairval, day)[self.line.id]

    def test_from_the_dispute_to_the_settled_account(self):
        (first,) = self.day(date(2026, 3, 3))
        self.assertIn("Total 1,000.00 €", first.text)

        self.cycle(CONTESTED)
        dispute = self.contest(note="The fitting is incomplete")
        (second,) = self.day(date(2026, 3, 12))
        self.assertIn("Total 700.00 €", second.text)
        self.assertIn("300.00 € disputed: not asked for", second.text)
        self.assertNotIn("1,000.00", second.text)

        self.cycle(date(2026, 3, 17))
        self.pay(self.clairval, 700, date(2026, 3, 17), self.line)
        self.settle()
        self.assertEqual(self.case(self.clairval).spared_why, "dispute")
        self.assertEqual(self.day(date(2026, 3, 27)), [], "nothing left to ask for")

        action = dispute.action_accept()
        note = self.root["account.move"].browse(action["res_id"])
        self.assertEqual((note.amount_total, note.state), (300.0, "posted"))
        self.settle()
        self.assertEqual(self.bill.amount_residual, 0)
        self.assertEqual(self.case(self.clairval).state, "closed")

    def test_the_statement_says_what_is_to_pay_and_names_what_is_contested(self):
        self.cycle(CONTESTED)
        self.contest()
        content = self.root["recovery.statement"]._content(self.company, self.clairval)
        (total,) = content["totals"].values()
        self.assertEqual((total["to_pay"], total["held"]), (700.0, 300.0))
        self.assertEqual(total["balance"], 1000.0)
        (item,) = content["items"]
        mark = self.root["recovery.statement"]._mark(item)
        self.assertEqual(mark.replace("\xa0", " "), "Disputed: 300.00 €")

    def test_the_invoice_says_why(self):
        self.cycle(CONTESTED)
        self.contest()
        words = self.bill.recovery_why.replace("\xa0", " ")
        self.assertIn("Disputed, left aside: 300.00 €", words)

    def test_a_refusal_is_followed_by_a_fair_delay_for_that_part(self):
        self.cycle(CONTESTED)
        dispute = self.contest(1000.0)
        dispute._reject("<p>It was fitted.</p>", is_sent=False)
        self.assertEqual(dispute.frozen_until, date(2026, 3, 17))
        self.assertEqual(self.row(date(2026, 3, 17))["disputed"], 1000)
        self.assertIn("refused", self.bill.recovery_why)
        self.assertEqual(self.day(date(2026, 3, 17)), [])
        self.assertEqual(self.row(date(2026, 3, 18))["chaseable"], 1000)
        # the account is looked at by itself on the first day after it
        (message,) = self.day(date(2026, 3, 18))
        self.assertIn("1,000.00", message.text)

    def test_what_is_refused_of_a_part_waits_and_no_more(self):
        self.cycle(CONTESTED)
        dispute = self.contest()
        dispute._accept(200.0)
        row = self.row(CONTESTED)
        self.assertEqual((row["disputed"], row["chaseable"]), (100, 700))

    # --- the payer's habits ---

    def late_count(self, day):
        self.env.flush_all()
        habits = self.root["recovery.facts"]._habits(
            self.company, day, self.clairval.ids
        )
        return habits[self.clairval.id][1:]

    def settled_after(self, fault):
        """Contested on its due date, given back and paid ten days later."""
        bill = self.invoice(self.clairval, 1000, CONTESTED)
        self.cycle(CONTESTED)
        dispute = self.root["recovery.dispute"]._contest(bill, 300, "quality")
        self.clock.move_to("2026-03-20 08:00")
        dispute._accept(seller_fault=fault)
        self.pay(self.clairval, 700, date(2026, 3, 20), self.debt(bill))
        return self.late_count(date(2026, 3, 25))

    def test_days_of_a_dispute_in_which_we_were_wrong_are_not_the_payer_s(self):
        late, days = self.settled_after(fault=True)
        self.assertEqual((late, int(days)), (0, 0))

    def test_days_of_any_other_dispute_are(self):
        late, days = self.settled_after(fault=False)
        self.assertEqual((late, int(days)), (1, 10))

    # --- the rules ---

    def holds(self, day):
        holds = self.root["recovery.hold"].with_company(self.company)
        return holds._rule_holds(self.clairval, day).get(self.clairval.id, ())

    def test_rules_are_told_of_a_whole_and_of_a_part(self):
        self.cycle(CONTESTED)
        self.contest()
        (part,) = self.holds(CONTESTED)
        self.assertEqual((part.kind, part.part), ("dispute", True))
        self.assertEqual(part.debts, frozenset(self.line.ids))
        self.assertFalse(part.freezes)
        self.contest(700.0, "price")
        whole = self.holds(CONTESTED)
        self.assertEqual([one.part for one in whole], [False, False])
        self.assertIn("fee", whole[0].freezes)

    def test_the_house_s_rules_let_the_rest_be_asked_for(self):
        self.cycle(CONTESTED)
        self.contest()
        decision = self.case(self.clairval)._next_contacts()["email"]
        self.assertEqual(decision.outcome, "allow")
