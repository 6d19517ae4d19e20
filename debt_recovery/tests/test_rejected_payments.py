from datetime import date

from odoo.tests import tagged

from .test_automatic_payments import FIRST, AutopayCase

PAYDAY = date(2026, 3, 30)  # the 29th is a Sunday
SUBJECT = "Your payment did not go through"


@tagged("post_install", "-at_install")
class TestRejectedPayments(AutopayCase):
    """An automatic payment is rejected: its reason decides what follows."""

    def reject(self, text, day=FIRST):
        """Let the bank reject the try of ``day`` with its words."""
        pending = self.token("pending")
        self.authorise(pending)
        self.charge(day)
        debit = self.debits()[-1]
        debit.transaction_id._set_error(text)
        self.settle()
        return debit

    def tries(self):
        """The tries for the first instalment; the second one comes into sight."""
        return self.debits().filtered(lambda one: one.instalment_id == self.part[0])

    def test_an_expired_card_is_not_tried_again_but_asked_for(self):
        debit = self.reject("expired_card")
        self.assertEqual((debit.reason, debit.next_action), ("expired", "ask"))
        self.assertEqual(len(self.debits()), 1)
        (message,) = self.send(FIRST)
        self.assertEqual(message.subject, SUBJECT)
        self.assertIn("the card has expired", message.text)
        self.assertIn("310.00", message.text)

    def test_a_new_card_is_charged_soon(self):
        self.reject("expired_card")
        self.send(FIRST)
        self.authorise(self.token())
        self.cycle(date(2026, 3, 5))
        again = self.debits()[-1]
        self.assertEqual((again.attempt, again.state), (2, "planned"))

    def test_lack_of_money_is_tried_again_near_payday(self):
        debit = self.reject("AM04")
        again = self.debits()[-1]
        self.assertEqual((debit.reason, debit.reason_code), ("funds", "AM04"))
        self.assertEqual((again.day, again.attempt), (PAYDAY, 2))
        (message,) = self.send(FIRST)
        self.assertIn("not enough money", message.text)
        self.assertIn("March 30, 2026", message.text)
        again.sudo().token_id.demo_simulated_state = "done"
        self.through(date(2026, 3, 5), date(2026, 3, 27))
        self.charge(date(2026, 3, 27))
        self.assertEqual(again.state, "planned")
        self.charge(PAYDAY)
        self.assertEqual(again.state, "paid")
        self.assertEqual(self.part[0].state, "received")
        self.assertNotIn("late", dict(self.messages_of(self.plan)))

    def test_the_known_payday_is_preferred(self):
        self.case(self.lecoq).payment_run_text = "12"
        self.reject("AM04")
        self.assertEqual(self.debits()[-1].day, date(2026, 3, 12))

    def test_the_next_try_is_announced_or_not_made(self):
        self.reject("AM04")  # the message does not leave
        self.charge(PAYDAY)
        self.assertEqual(self.tries()[-1].state, "planned")

    def test_after_the_last_try_the_customer_is_asked(self):
        self.company.recovery_card_tries = 2
        self.reject("AM04")
        self.send(FIRST)
        self.charge(PAYDAY)
        last = self.tries()[-1]
        last.transaction_id._set_error("insufficient_funds")
        self.assertEqual(last.next_action, "ask")
        self.assertEqual(len(self.tries()), 2)

    def test_what_the_customer_contested_is_for_a_person(self):
        debit = self.reject("MD06")
        self.assertEqual((debit.reason, debit.next_action), ("disputed", "stop"))
        self.assertEqual(self.send(FIRST), [])
        self.assertTrue(self.case(self.lecoq).activity_ids)

    def test_the_accountant_corrects_the_reason_and_the_calendar_follows(self):
        debit = self.reject("")
        self.assertEqual(self.debits()[-1].day, date(2026, 3, 9))
        debit.reason = "closed"
        self.assertEqual(debit.next_action, "ask")
        self.assertEqual(self.debits(), debit)

    def test_paid_by_hand_meanwhile_the_next_try_is_not_made(self):
        self.reject("AM04")
        self.send(FIRST)
        self.pay(self.lecoq, 310, date(2026, 3, 10), self.debt(self.first))
        self.settle()
        self.charge(PAYDAY)
        self.assertEqual(self.tries()[-1].state, "cancelled")

    def test_a_returned_debit_reopens_a_plan_that_was_paid(self):
        self.authorise()
        self.charge(FIRST)
        self.pay(
            self.lecoq,
            930,
            date(2026, 3, 6),
            self.debt(self.first) | self.debt(self.second),
        )
        self.settle()
        self.assertEqual(self.plan.state, "kept")
        (debit,) = self.debits()
        self.clock.move_to("2026-03-20 08:00:00")
        debit.transaction_id._set_error("AM04", extra_allowed_states=("done",))
        debit.transaction_id.payment_id.action_cancel()
        self.settle()
        self.assertEqual(debit.state, "refused")
        self.assertEqual(self.plan.state, "active")
        self.assertEqual(self.plan.open_amount, 310)
        kinds = self.case(self.lecoq).event_ids.mapped("kind")
        self.assertIn("payment_returned", kinds)

    def test_the_list_shows_what_nobody_looked_at(self):
        debit = self.reject("AC04")
        self.assertFalse(debit.is_dealt)
        debit.action_dealt()
        self.assertTrue(debit.is_dealt)


@tagged("post_install", "-at_install")
class TestInvoicesPaidByToken(AutopayCase):
    """The same calendar for any invoice paid by a saved means or a direct debit."""

    def setUp(self):
        super().setUp()
        self.morel = self.customer("Garage Morel", "compta@morel.example")
        self.move = self.invoice(self.morel, 90, date(2026, 2, 25))
        self.cycle(date(2026, 3, 2))
        self.means = self.token(partner=self.morel)

    def transaction(self, operation="offline"):
        return self.root["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "token_id": self.means.id,
                "reference": f"SUB-{operation}",
                "operation": operation,
                "amount": 90,
                "currency_id": self.company.currency_id.id,
                "partner_id": self.morel.id,
                "invoice_ids": [(6, 0, self.move.ids)],
            }
        )

    def rejected(self, text, operation="offline"):
        transaction = self.transaction(operation)
        transaction._set_pending()
        self.clock.move_to("2026-03-03 10:00:00")
        transaction._set_error(text)
        return self.debits()

    def told(self, day):
        """Send what waits; the messages about rejected payments among it."""
        return [one for one in self.send(day) if one.subject == SUBJECT]

    def test_a_subscription_debit_is_told_and_tried_again(self):
        debits = self.rejected("AM04")
        self.assertEqual(debits.mapped("state"), ["refused", "planned"])
        self.assertEqual(debits[1].day, date(2026, 3, 5))
        (message,) = self.told(date(2026, 3, 3))
        self.assertIn("March 5, 2026", message.text)
        self.charge(date(2026, 3, 5))
        self.assertEqual(debits[1].state, "paid")
        self.assertIn(self.move.payment_state, ("in_payment", "paid"))

    def test_what_the_customer_paid_himself_is_not_charged_again(self):
        debits = self.rejected("AM04", "online_token")
        self.assertEqual(debits.mapped("next_action"), ["ask"])

    def test_a_promise_that_covers_it_leaves_it_alone(self):
        case = self.case(self.morel)
        case._agree("promise", self.debt(self.move), [(date(2026, 3, 12), 90)])
        debits = self.rejected("AM04")
        self.assertEqual(debits.mapped("next_action"), ["covered"])
        self.assertEqual(self.told(date(2026, 3, 3)), [])

    def test_a_promise_made_after_the_rejection_stops_the_next_try(self):
        self.rejected("AM04")
        self.send(date(2026, 3, 3))
        case = self.case(self.morel)
        case._agree("promise", self.debt(self.move), [(date(2026, 3, 12), 90)])
        self.charge(date(2026, 3, 5))
        self.assertEqual(self.debits()[1].state, "cancelled")

    def test_a_payment_that_came_back_has_its_row(self):
        payment = self.pay(self.morel, 90, date(2026, 3, 3), self.debt(self.move))
        self.settle()
        self.clock.move_to("2026-03-10 10:00:00")
        payment.move_id.line_ids.remove_move_reconcile()
        payment.action_reject()
        (debit,) = self.debits()
        self.assertEqual((debit.payment_id, debit.state), (payment, "refused"))
        self.assertEqual((debit.scheme, debit.next_action), ("other", "stop"))

    def test_a_payment_that_a_person_took_back_has_none(self):
        payment = self.pay(self.morel, 90, date(2026, 3, 3), self.debt(self.move))
        payment.action_cancel()
        self.assertFalse(self.debits())

    def test_what_was_paid_meanwhile_is_not_charged(self):
        self.rejected("try_again_later")
        self.send(date(2026, 3, 3))
        self.pay(self.morel, 30, date(2026, 3, 4), self.debt(self.move))
        self.charge(date(2026, 3, 4))
        self.assertEqual(self.debits()[1].amount, 60)
