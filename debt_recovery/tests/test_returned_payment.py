from datetime import date

from odoo.tests import tagged

from .common import RecoveryCase

STATEMENT, PAID, BACK = date(2026, 3, 3), date(2026, 3, 6), date(2026, 3, 20)


@tagged("post_install", "-at_install")
class TestReturnedPayment(RecoveryCase):
    """A direct debit comes back two weeks later: the ladder goes on where it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.recovery_user_id = cls.env.user

    def setUp(self):
        super().setUp()
        self.move = self.invoice(self.lecoq, 1000, date(2026, 1, 20))
        (self.first,) = self.day(STATEMENT)
        self.payment = self.pay(self.lecoq, 1000, PAID, self.debt(self.move))
        self.clock.move_to(PAID)
        self.settle(PAID)
        self.account = self.case(self.lecoq)

    def come_back(self):
        self.clock.move_to(BACK)
        self.payment.action_cancel()
        self.settle(BACK)

    def test_the_debt_is_open_again_at_its_old_age(self):
        self.assertEqual(self.account.state, "closed")
        self.come_back()
        self.assertRecordValues(
            self.account,
            [
                {
                    "state": "open",
                    "net_overdue": 1000,
                    "oldest_due": date(2026, 1, 20),
                    "stage_since": date(2026, 2, 20),
                }
            ],
        )
        self.assertEqual(self.account.stage_id.from_dpd, 31)
        last = self.account.stage_history_ids[0]
        self.assertEqual((last.why, last.entered_on), ("reopened", date(2026, 2, 20)))

    def test_the_return_is_on_record(self):
        self.come_back()
        event = self.account.event_ids.filtered(lambda e: e.kind == "payment_returned")
        self.assertEqual(event.text, self.payment.name)
        self.assertEqual(event.happened_at.date(), BACK)

    def test_the_ladder_goes_on_where_it_was(self):
        self.come_back()
        self.assertEqual(self.steps(self.lecoq), ["Statement of account", "Reminder 3"])
        (message,) = self.send(BACK)
        self.assertIn("Total 1,000.00 €", message.text)
        self.assertNotEqual(message.subject, self.first.subject)

    def test_an_undone_matching_reopens_without_an_event(self):
        self.clock.move_to(BACK)
        self.debt(self.move).remove_move_reconcile()
        self.payment.move_id.button_draft()
        self.settle(BACK)
        self.assertEqual(self.account.state, "open")
        self.assertNotIn("payment_returned", self.account.event_ids.mapped("kind"))

    def on_return(self):
        self.root.ref("debt_recovery.policy_business").write(
            {
                "treatment_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Payment returned",
                            "sequence": 200,
                            "trigger": "event",
                            "event": "payment_returned",
                            "days": 0,
                            "template_id": self.root.ref(
                                "debt_recovery.template_business_reminder_2"
                            ).id,
                            "mode": "automatic",
                        },
                    )
                ]
            }
        )
        self.come_back()

    def test_a_step_on_the_return_starts_at_once(self):
        self.on_return()
        self.assertIn("Payment returned", self.steps(self.lecoq, "queued"))
        self.assertNotIn("Reminder 3", self.steps(self.lecoq))
        self.assertEqual(len(self.send(BACK)), 1)
        self.cycle(date(2026, 3, 23))
        self.assertEqual(self.steps(self.lecoq).count("Payment returned"), 1)

    def test_cancelled_for_another_reason_it_is_planned_again(self):
        self.on_return()
        notice = self.notices(self.lecoq).filtered(
            lambda one: one.treatment_id.name == "Payment returned"
        )
        notice.treatment_id.write({"min_net": 10})  # the scenario changed
        self.assertEqual((notice.state, notice.reason), ("cancelled", "scenario"))
        self.settle(BACK)
        self.assertEqual(notice.state, "queued")
        notice._skip("We are talking with the customer")
        self.settle(BACK)
        self.assertEqual(notice.state, "cancelled")
