from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import MONDAY, RecoveryCase


@tagged("post_install", "-at_install")
class TestLimitation(RecoveryCase):
    """How long a debt may be claimed in court: computed, warned of, obeyed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        france = cls.root.ref("base.fr")
        cls.company.partner_id.country_id = france
        cls.marie = cls.customer(
            "Marie Collet",
            "marie@collet.example",
            is_company=False,
            recovery_debtor_type="consumer",
            country_id=france.id,
        )
        cls.lecoq.write({"recovery_debtor_type": "company", "country_id": france.id})

    def setUp(self):
        super().setUp()
        self.clock.move_to("2026-03-02 08:00:00")

    def limitation(self):
        return self.root["recovery.limitation"].with_company(self.company)

    def barred(self, *partners):
        everyone = self.root["res.partner"].union(*partners)
        return self.limitation()._barred(everyone, MONDAY)

    def event(self, partner, **values):
        return self.root["recovery.limitation.event"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "note": "letter of the customer",
                **values,
            }
        )

    def test_two_years_for_a_french_consumer_five_for_a_company(self):
        old = self.invoice(self.marie, 300, date(2024, 3, 1))
        self.invoice(self.marie, 200, date(2024, 3, 2))
        self.invoice(self.lecoq, 900, date(2024, 3, 1))
        ancient = self.invoice(self.lecoq, 80, date(2021, 2, 28))
        found = self.barred(self.marie, self.lecoq)
        self.assertEqual(found[self.marie.id], set(self.debt(old).ids))
        self.assertEqual(found[self.lecoq.id], set(self.debt(ancient).ids))

    def test_a_part_payment_begins_anew_and_a_credit_note_does_not(self):
        paid = self.invoice(self.marie, 300, date(2024, 2, 1))
        credited = self.invoice(self.marie, 200, date(2024, 2, 1))
        self.pay(self.marie, 100, date(2025, 6, 1), self.debt(paid))
        refund = self.refund(self.marie, 50, date(2025, 6, 1))
        (self.debt(refund) | self.debt(credited)).reconcile()
        self.assertEqual(
            self.barred(self.marie), {self.marie.id: frozenset(self.debt(credited).ids)}
        )
        self.assertIn("part payment", paid.recovery_limitation_text)

    def test_reminders_extend_nothing_in_france(self):
        invoice = self.invoice(self.marie, 300, date(2024, 3, 4))
        policy = self.policy({"days": 1, "is_entry": True})
        self.marie.with_company(self.company).recovery_policy_id = policy
        self.day(MONDAY)
        self.assertTrue(self.notices(self.marie).filtered(lambda n: n.state == "sent"))
        self.assertIn("03/04/2026", invoice.recovery_limitation_text)

    def test_reminders_begin_anew_in_the_netherlands(self):
        jansen = self.customer("Jansen BV", "post@jansen.example")
        jansen.country_id = self.env.ref("base.nl")
        policy = self.policy({"days": 1, "is_entry": True})
        jansen.with_company(self.company).recovery_policy_id = policy
        invoice = self.invoice(jansen, 300, date(2026, 2, 20))
        self.assertIn("02/20/2031", invoice.recovery_limitation_text)
        self.day(MONDAY)
        self.env.invalidate_all()
        self.assertIn("03/02/2031", invoice.recovery_limitation_text)
        self.assertIn("written demand", invoice.recovery_limitation_text)
        self.assertIn("not checked", invoice.recovery_limitation_text)
        left = self.notices(jansen).sudo()
        for values in ({"is_test": True}, {"is_test": False, "state": "bounced"}):
            left.write(values)
            self.env.invalidate_all()
            with self.subTest(values):
                self.assertIn("02/20/2031", invoice.recovery_limitation_text)

    def test_what_a_person_says_counts_for_its_debts_or_for_all(self):
        first = self.invoice(self.marie, 300, date(2024, 2, 1))
        self.invoice(self.marie, 200, date(2024, 2, 1))
        lines = [(6, 0, self.debt(first).ids)]
        day = date(2025, 3, 1)
        event = self.event(
            self.marie, kind="acknowledgement", event_date=day, line_ids=lines
        )
        self.assertNotIn(self.debt(first).id, self.barred(self.marie)[self.marie.id])
        event.line_ids = False
        self.assertFalse(self.barred(self.marie))
        with self.assertRaisesRegex(ValidationError, "has happened"):
            self.event(self.marie, kind="lawsuit", event_date=date(2026, 4, 1))

    def test_a_doubtful_debt_keeps_its_first_due_date(self):
        old = self.invoice(self.marie, 300, date(2024, 2, 1))
        doubtful = self.account("416")
        self.root["recovery.account"]._sync(self.company)
        move = self.root["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.misc.id,
                "date": date(2025, 12, 1),
                "line_ids": [
                    (
                        0,
                        0,
                        {"account_id": account.id, "partner_id": self.marie.id, **to},
                    )
                    for account, to in (
                        (doubtful, {"debit": 300}),
                        (self.receivable, {"credit": 300}),
                    )
                ],
            }
        )
        move.action_post()
        (move.line_ids.filtered("credit") | self.debt(old)).reconcile()
        taken = move.line_ids.filtered("debit")
        self.assertEqual(self.barred(self.marie), {self.marie.id: {taken.id}})

    def test_its_responsible_is_told_at_eighteen_months_and_once(self):
        user = self.company.recovery_user_id = self.env.user
        self.invoice(self.marie, 300, date(2024, 9, 4))
        kind = self.env.ref("debt_recovery.activity_limitation")
        self.cycle(date(2026, 3, 3))
        tasks = self.case(self.marie).activity_ids
        self.assertFalse(tasks.filtered(lambda t: t.activity_type_id == kind))
        for day in (4, 5, 6):
            self.cycle(date(2026, 3, day))
        (task,) = self.case(self.marie).activity_ids.filtered(
            lambda t: t.activity_type_id == kind
        )
        self.assertIn("09/04/2026", task.summary)
        self.assertIn("300.00", task.summary)
        self.assertEqual(task.user_id, user)

    def test_where_months_end_no_debt_is_missed(self):
        for due in (date(2024, 8, 29), date(2024, 8, 31)):
            self.invoice(self.marie, 100, due)
        near = self.limitation()._near(date(2026, 2, 28), date(2026, 2, 27))
        self.assertEqual(len(near[self.marie.id]), 2)

    def test_the_account_says_what_is_lost_and_what_comes_next(self):
        self.invoice(self.marie, 300, date(2024, 2, 1))
        second = self.invoice(self.marie, 200, date(2024, 5, 1))
        self.cycle(MONDAY)
        case = self.case(self.marie)
        self.assertEqual(case.limitation_tone, "barred")
        self.assertIn("Time-barred debts: 1", case.limitation_text)
        self.assertIn(second.name, case.limitation_text)
        self.assertIn("05/01/2026", case.limitation_text)
        self.assertIn("L218-2", case.limitation_text)

    def test_many_customers_cost_as_many_queries_as_one(self):
        others = self.root["res.partner"]
        for number in range(12):
            other = self.customer(f"Customer {number}", is_company=False)
            self.invoice(other, 100, date(2024, 2, 1))
            others |= other
        self.barred(others)  # the rules are read once
        self.env.flush_all()
        with self.assertQueryCount(8):
            found = self.limitation()._barred(others, MONDAY)
        self.assertEqual(len(found), 12)

    def test_a_kind_of_sale_has_its_own_length(self):
        self.lecoq.recovery_debtor_type = "company"
        old = self.invoice(self.lecoq, 900, date(2025, 2, 1))
        self.assertIn("2030", old.recovery_limitation_text)
        self.company.recovery_debt_kind = "carriage"
        self.env.invalidate_all()
        self.assertIn("2026", old.recovery_limitation_text)
        self.assertFalse(self.barred(self.lecoq), "this rule was not checked: it warns")
