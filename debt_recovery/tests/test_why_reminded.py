"""Every open invoice says in one sentence why it is reminded, or why not."""

from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MONDAY, RecoveryCase

LATE = date(2026, 2, 20)


@tagged("post_install", "-at_install")
class TestWhyReminded(RecoveryCase):
    """The sentence of an invoice, situation by situation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls.invoice(cls.lecoq, 1920, LATE)

    def why(self, move=None):
        move = (move or self.move).with_context(lang="en_US")
        move.invalidate_recordset()
        return move.recovery_why

    def hold(self, **values):
        return self.root["recovery.hold"].create(
            {
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "kind": "dispute",
                "from_date": MONDAY,
                "reason": "told so",
                **values,
            }
        )

    def test_a_reminder_that_left_and_what_comes_next(self):
        self.day(MONDAY)
        self.cycle(MONDAY + timedelta(days=1))
        self.assertTrue(self.move.recovery_is_reminded)
        self.assertRegex(
            self.why(),
            r"^Reminded on 03/02/2026 by “.+” \(1,920\.00\s€\)\. "
            r"Next: “.+”, about 03/\d\d/2026\.$",
        )

    def test_a_reminder_that_waits_for_an_approval(self):
        self.root["recovery.treatment"].search([]).mode = "approve"
        self.cycle(MONDAY)
        self.assertFalse(self.move.recovery_is_reminded)
        self.assertRegex(
            self.why(), r"^Not reminded yet\. “.+”: waits for an approval\.$"
        )

    def test_a_hold_and_its_last_day(self):
        self.hold(until_date=date(2026, 3, 6))
        self.cycle(MONDAY)
        self.assertEqual(
            self.why(), "Not reminded: on hold until 03/06/2026 (dispute)."
        )

    def test_a_hold_without_end(self):
        self.hold(kind="insolvency")
        self.cycle(MONDAY)
        self.assertEqual(
            self.why(),
            "Not reminded: on hold until it is lifted (insolvency proceedings).",
        )

    def test_a_hold_after_a_reminder(self):
        self.day(MONDAY)
        self.hold()
        self.settle(MONDAY)
        self.assertIn("Reminded on 03/02/2026", self.why())
        self.assertIn("Not reminded any more: on hold", self.why())

    def test_what_is_not_due_yet(self):
        move = self.invoice(self.lecoq, 100, date(2026, 3, 20))
        self.cycle(MONDAY)
        self.assertEqual(self.why(move), "Not reminded: due on 03/20/2026.")

    def test_less_than_the_amount_from_which_reminders_leave(self):
        partner = self.customer("Small", "small@example.com")
        move = self.invoice(partner, 3, LATE)
        self.cycle(MONDAY)
        self.assertIn("below the amount from which reminders leave", self.why(move))

    def test_an_old_debt_that_is_not_released(self):
        self.company.recovery_cutoff_date = MONDAY
        self.cycle(MONDAY)
        self.assertEqual(self.why(), "Not reminded: old debt, not released yet.")

    def test_a_payment_on_its_way(self):
        demo = self.root.ref("payment.payment_provider_demo")
        provider = demo.copy(
            {"company_id": self.company.id, "state": "test", "journal_id": self.bank.id}
        )
        method = self.root.ref("payment_demo.payment_method_demo")
        self.root["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": "On its way",
                "operation": "online_redirect",
                "amount": 1920,
                "currency_id": self.company.currency_id.id,
                "partner_id": self.lecoq.id,
                "invoice_ids": [(6, 0, self.move.ids)],
            }
        )._set_pending()
        self.cycle(MONDAY)
        self.assertEqual(self.why(), "Not reminded: a payment is being processed.")

    def test_credits_that_cover_it(self):
        self.pay(self.lecoq, 2000, MONDAY)
        self.cycle(MONDAY)
        self.assertIn("credits and payments still to match", self.why())

    def test_an_invoice_left_out_and_an_account_not_followed(self):
        self.move.action_recovery_exclude()
        self.cycle(MONDAY)
        self.assertEqual(self.why(), "Not reminded: excluded from follow-up.")
        self.root["recovery.account"].search(
            [("account_id", "=", self.debt(self.move).account_id.id)]
        ).treatment = "ignore"
        self.assertEqual(self.why(), "Not reminded: its account is not followed.")

    def test_a_payment_run_that_is_waited_for(self):
        self.cycle(date(2026, 2, 23))
        self.case(self.lecoq).payment_run_text = "2"
        self.cycle(MONDAY)
        self.assertIn("payment run of 03/02/2026", self.why())

    def test_what_is_paid_or_a_draft_or_a_bill_says_nothing(self):
        self.cycle(MONDAY)
        draft = self.move.copy()
        self.assertFalse(self.why(draft))
        bill = self.invoice(self.lecoq, 10, LATE, move_type="in_invoice")
        self.assertFalse(self.why(bill))
        self.pay(self.lecoq, 1920, MONDAY, lines=self.debt(self.move))
        self.assertFalse(self.why())

    def test_a_list_costs_the_same_for_one_and_for_many(self):
        moves = self.move
        for number in range(20):
            partner = self.customer(f"Customer {number}", f"c{number}@example.com")
            moves |= self.invoice(partner, 100, LATE)
        self.day(MONDAY)
        counts = []
        for some in (moves[:2], moves):
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(all(some.mapped("recovery_why")))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)


@tagged("post_install", "-at_install")
class TestInvoiceActions(RecoveryCase):
    """Hold, leave out, remind, from the invoice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["recovery.treatment"].search([]).mode = "approve"
        cls.move = cls.invoice(cls.lecoq, 1920, LATE)
        cls.other = cls.invoice(cls.lecoq, 80, LATE)

    def setUp(self):
        super().setUp()
        self.cycle(MONDAY)

    def test_a_hold_from_an_invoice_freezes_its_lines_only(self):
        action = self.move.action_recovery_hold()
        form = self.root[action["res_model"]].with_context(**action["context"])
        hold = form.create({"reason": "promised", "until_date": MONDAY})
        self.assertEqual(hold.line_ids, self.debt(self.move))
        self.assertEqual((hold.partner_id, hold.scope), (self.lecoq, "lines"))

    def test_invoices_of_two_customers_have_no_common_hold(self):
        stranger = self.invoice(self.customer("Other"), 10, LATE)
        with self.assertRaisesRegex(UserError, "one customer"):
            (self.move | stranger).action_recovery_hold()

    def test_an_invoice_left_out_comes_back(self):
        self.move.action_recovery_exclude()
        self.assertFalse(self.move.recovery_is_followed)
        self.settle(MONDAY)
        self.assertEqual(self.case(self.lecoq).net_overdue, 80)
        self.move.action_recovery_include()
        self.settle(MONDAY)
        self.assertEqual(self.case(self.lecoq).net_overdue, 2000)

    def test_remind_now_shows_the_reminder_that_waits(self):
        action = self.move.action_recovery_remind()
        self.assertEqual(action["res_model"], "recovery.notice")
        self.assertEqual(action["res_id"], self.notices(self.lecoq).id)

    def test_remind_now_says_why_there_is_none(self):
        self.notices(self.lecoq)._move_to("cancelled", reason="user")
        action = self.move.action_recovery_remind()
        self.assertEqual(action["tag"], "display_notification")
        self.assertTrue(action["params"]["message"])

    def test_remind_now_names_the_customers_left_out(self):
        held = self.customer("Held", "held@example.com")
        move = self.invoice(held, 100, MONDAY + timedelta(days=2))
        self.settle(MONDAY)
        action = (self.move | move).action_recovery_remind()
        self.assertIn("Held", action["params"]["message"])
        self.assertEqual(action["params"]["next"]["res_model"], "recovery.notice")

    def test_a_bill_has_nothing_to_remind(self):
        bill = self.invoice(self.lecoq, 10, LATE, move_type="in_invoice")
        with self.assertRaises(UserError):
            bill.action_recovery_remind()
