from datetime import date, datetime

from odoo.tests import tagged

from .common import MONDAY, RecoveryCase

DUE = date(2026, 2, 24)


@tagged("post_install", "-at_install")
class TestGoodPayers(RecoveryCase):
    """Who paid well for three years is spared; it ends by itself (DESK need 14)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.recovery_user_id = cls.env.user
        cls.hotel = cls.regular("Hôtel du Parc", 2019)

    @classmethod
    def regular(cls, name, year, paid=None):
        found = cls.customer(name, "x@parc.example", recovery_policy_id=False)
        due = date(year, 6, 30)
        move = cls.invoice(found, 100, due)
        cls.pay(found, 100, paid or due, cls.debt(move))
        return found

    def profile(self, partner=None):
        return self.case(partner or self.hotel).segment_id.name

    def test_one_courteous_notice_after_a_longer_grace(self):
        self.invoice(self.hotel, 2160, DUE)
        for day in (2, 3, 4, 5):
            self.assertEqual(self.day(date(2026, 3, day)), [])
        self.assertEqual(self.profile(), "Good payer")
        (message,) = self.day(date(2026, 3, 6))
        self.assertIn("Total 2,160.00 €", message.text)
        self.assertEqual(self.notices(self.hotel).tone, "soft")
        for day in range(7, 27):
            self.assertEqual(self.day(date(2026, 3, day)), [], day)
        self.assertEqual(len(self.notices(self.hotel)), 1)

    def test_who_pays_in_the_longer_grace_is_never_contacted(self):
        move = self.invoice(self.hotel, 2160, DUE)
        self.cycle(MONDAY)
        self.pay(self.hotel, 2160, date(2026, 3, 4), self.debt(move))
        self.settle(date(2026, 3, 4))
        self.assertEqual(self.day(date(2026, 3, 6)), [])
        self.assertFalse(self.notices(self.hotel))
        self.assertEqual(self.case(self.hotel).state, "closed")

    def rejoined(self):
        case = self.case(self.hotel)
        self.assertEqual(case.segment_id.name, "Business")
        self.assertIn("left_profile", case.event_ids.mapped("kind"))
        activity = case.activity_ids
        self.assertEqual(activity.user_id, self.env.user)
        self.assertIn("joins the usual reminders", activity.summary)

    def test_thirty_days_late_ends_it(self):
        self.invoice(self.hotel, 2160, DUE)
        self.day(date(2026, 3, 6))
        self.cycle(date(2026, 3, 26))
        self.assertEqual(self.profile(), "Good payer")
        (message,) = self.day(date(2026, 3, 27))
        self.rejoined()
        self.assertTrue(self.notices(self.hotel)[-1].treatment_id.is_entry)
        self.assertIn("Total 2,160.00 €", message.text)

    def test_a_second_late_invoice_ends_it(self):
        self.invoice(self.hotel, 2160, DUE)
        self.cycle(MONDAY)
        self.invoice(self.hotel, 90, date(2026, 2, 26))
        self.settle(MONDAY)
        self.rejoined()
        self.assertEqual(len(self.send()), 1)
        self.assertEqual(self.steps(self.hotel), ["Reminder 1"])

    def test_a_large_amount_ends_it(self):
        self.invoice(self.hotel, 10000, DUE)
        self.cycle(MONDAY)
        self.assertEqual(self.profile(), "Good payer")
        self.pay(self.hotel, 1, MONDAY, bank=self.bank)
        self.invoice(self.hotel, 10000.02, DUE)
        self.settle(MONDAY)
        self.rejoined()

    def test_a_returned_payment_ends_it(self):
        move = self.invoice(self.hotel, 2160, DUE)
        self.cycle(MONDAY)
        payment = self.pay(self.hotel, 2160, MONDAY, self.debt(move))
        self.settle(MONDAY)
        self.clock.move_to(datetime(2026, 3, 4, 9, 0))
        payment.action_cancel()
        self.settle(date(2026, 3, 4))
        self.assertEqual(self.profile(), "Business")
        self.assertEqual(len(self.send(date(2026, 3, 4))), 1)

    def test_one_default_and_the_privilege_is_gone(self):
        late = self.regular("Payeur en retard", 2019, paid=date(2019, 7, 31))
        edge = self.regular("Juste à temps", 2019, paid=date(2019, 7, 30))
        for partner in (late, edge):
            self.invoice(partner, 500, DUE)
        self.cycle(MONDAY)
        self.assertEqual(self.profile(late), "Business")
        self.assertEqual(self.profile(edge), "Good payer")

    def test_three_years_are_counted_to_the_day(self):
        recent = self.customer("Presque", "p@parc.example", recovery_policy_id=False)
        first = self.invoice(recent, 10, date(2023, 4, 15), issued=date(2023, 3, 5))
        self.pay(recent, 10, date(2023, 4, 15), self.debt(first))
        self.invoice(recent, 500, DUE)
        for day, name in ((2, "Business"), (4, "Business"), (5, "Good payer")):
            self.cycle(date(2026, 3, day))
            self.assertEqual(self.profile(recent), name, day)

    def test_a_new_customer_follows_the_scenario_of_new_customers(self):
        new = self.customer("Nouveau", "n@parc.example", recovery_policy_id=False)
        self.invoice(new, 500, DUE, issued=date(2026, 1, 25))
        self.cycle(MONDAY)
        case = self.case(new)
        self.assertEqual(case.segment_id.name, "New customer")
        self.assertEqual(case.policy_id.name, "New customers")
        self.cycle(date(2026, 7, 24))
        self.assertEqual(case.segment_id.name, "New customer")
        self.cycle(date(2026, 7, 25))
        self.assertEqual(case.segment_id.name, "Business")

    def test_kinds_of_customer(self):
        tag = self.root.ref("debt_recovery.partner_tag_key_account")
        expected = {
            "Consumer": {"is_company": False},
            "Public body": {"recovery_debtor_type": "public"},
            "Key account": {"category_id": [(6, 0, tag.ids)]},
        }
        for name, values in expected.items():
            found = self.customer(
                name, "k@parc.example", recovery_policy_id=False, **values
            )
            self.invoice(found, 500, DUE)
        self.cycle(MONDAY)
        for name in expected:
            found = self.root["res.partner"].search([("name", "=", name)])
            self.assertEqual(self.profile(found), name)
