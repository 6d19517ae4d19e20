from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools.instalments import Terms
from .test_automatic_payments import APRIL, FIRST, PROCESS, AutopayCase

FIFTH = date(2026, 3, 5)


class ChargedOnceCase(AutopayCase):
    def pending(self):
        """The first instalment is with the bank."""
        self.authorise(self.token("pending"))
        self.charge(FIRST)
        return self.debits()

    def portal(self, amount):
        """A payment by the customer himself, not booked yet."""
        transaction = self.root["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "reference": f"PORTAL-{amount}",
                "operation": "online_direct",
                "amount": amount,
                "currency_id": self.company.currency_id.id,
                "partner_id": self.lecoq.id,
            }
        )
        transaction._set_pending()
        return transaction


@tagged("post_install", "-at_install")
class TestPlanWhileCharged(ChargedOnceCase):
    """While a charge is under way, its plan stays as it is."""

    def refused(self, action, *args):
        with self.assertRaisesRegex(UserError, "310.00.* under way"):
            action(*args)

    def test_no_change_and_no_end_while_the_bank_has_it(self):
        debit = self.pending()
        self.clock.move_to("2026-03-16 08:00:00")
        future = self.plan._respread(Terms(date(2026, 4, 7), 5))
        self.refused(self.plan._change, future, "Lost a job")
        self.refused(self.plan.action_withdraw)
        debit.transaction_id._set_error("AM04")
        self.plan.action_withdraw()
        self.assertEqual(self.plan.state, "cancelled")

    def test_nor_before_somebody_verified_it(self):
        self.authorise()
        with patch(f"{PROCESS}._send_payment_request", lambda _self: None):
            self.charge(FIRST)
        self.assertEqual(self.debits().state, "uncertain")
        self.refused(self.plan.action_withdraw)

    def test_nor_while_it_is_paid_and_not_booked(self):
        debit = self.pending()
        debit.transaction_id._set_done()
        self.refused(self.plan.action_withdraw)
        debit.transaction_id._post_process()
        self.plan.action_withdraw()
        self.assertEqual(self.plan.state, "cancelled")

    def test_no_new_plan_on_the_same_debts(self):
        debit = self.pending()
        self.plan._end("cancelled", FIRST, ended_why="replaced")
        self.refused(self.agree, (APRIL,), 1240)
        debit.transaction_id._set_error("AM04")
        self.assertEqual(self.agree((APRIL,), 1240).state, "active")

    def test_a_charge_under_way_at_any_age_is_waited_for(self):
        debit = self.pending()
        self.part[0].sudo().state = "cancelled"
        self.clock.move_to("2026-03-19 08:00:00")
        self.part.sudo().create(
            {
                "arrangement_id": self.plan.id,
                "due_date": date(2026, 3, 20),
                "amount": 310,
            }
        )
        self.plan.invalidate_recordset()
        self.authorise()
        self.charge(date(2026, 3, 23))
        new = self.debits() - debit
        self.assertEqual((new.state, new.transaction_id.id), ("planned", False))
        debit.transaction_id._set_error("AM04")
        self.charge(date(2026, 3, 24))
        self.assertEqual((new.state, new.amount), ("paid", 310))

    def test_it_pays_its_own_instalment_not_the_next_one(self):
        debit = self.pending()
        self.authorise()
        self.through(date(2026, 4, 1), APRIL)
        self.charge(date(2026, 4, 9))  # announced on the 7th, after Easter
        self.assertEqual(debit.state, "pending")
        (new,) = self.debits() - debit
        self.assertEqual((new.state, new.amount), ("paid", 310))


@tagged("post_install", "-at_install")
class TestCancelledHere(ChargedOnceCase):
    """A payment cancelled in accounting is no rejection by the bank."""

    def test_the_customer_is_told_nothing_and_charged_no_more(self):
        self.authorise()
        self.charge(FIRST)
        debit = self.debits()
        debit.transaction_id.payment_id.action_cancel()
        self.settle()
        self.assertEqual(debit.state, "paid")
        self.assertEqual(self.debits(), debit)
        self.assertEqual(self.send(FIRST), [])
        todo = self.case(self.lecoq).activity_ids.mapped("summary")
        self.assertIn("Automatic payment cancelled here only: was it paid?", todo)

    def test_sent_back_by_the_bank_it_is_tried_again(self):
        self.authorise()
        self.charge(FIRST)
        debit = self.debits()
        payment = debit.transaction_id.payment_id
        payment.with_context(recovery_return_reason="AM04").action_cancel()
        self.assertEqual(debit.state, "refused")
        self.assertEqual(self.debits()[-1].state, "planned")

    def test_cancelled_after_the_provider_took_it_back_it_is_tried_again(self):
        self.authorise()
        self.charge(FIRST)
        debit = self.debits()
        debit.transaction_id._set_error("AM04", extra_allowed_states=("done",))
        self.assertEqual(debit.next_action, "none")  # its money is booked
        debit.transaction_id.payment_id.action_cancel()
        self.assertEqual(debit.next_action, "retry")
        self.assertEqual(self.debits().mapped("state"), ["refused", "planned"])

    def test_refused_paid_and_refused_again_one_try_stands(self):
        debit = self.pending()
        debit.transaction_id._set_error("AM04")
        debit.transaction_id._set_done()
        self.assertEqual(debit.state, "paid")
        debit.transaction_id._set_error("AM04", extra_allowed_states=("done",))
        self.assertEqual(self.debits().mapped("state"), ["refused", "planned"])


@tagged("post_install", "-at_install")
class TestNotCharged(ChargedOnceCase):
    """What keeps us from the money of a customer."""

    def setUp(self):
        super().setUp()
        self.authorise()

    def waiting(self, day=FIRST):
        self.charge(day)
        debit = self.debits()[:1]
        return debit.state == "planned" and not debit.transaction_id

    def test_a_debt_that_he_says_he_paid_waits(self):
        claim = self.case(self.lecoq)._declare_paid(self.debt(self.first))
        self.assertTrue(self.waiting())
        claim.sudo().hold_id.action_lift()
        self.assertFalse(self.waiting(FIFTH))

    def test_a_debt_that_he_disputes_waits(self):
        self.case(self.lecoq)._dispute(self.debt(self.first), 840, "price")
        self.assertTrue(self.waiting())

    def test_what_is_disputed_in_part_is_left_aside(self):
        case = self.case(self.lecoq)
        case._dispute(self.debt(self.first), 800, "price")
        self.assertFalse(self.waiting())  # 440 of it are not disputed

    def test_less_than_an_instalment_beside_disputes_waits(self):
        case = self.case(self.lecoq)
        case._dispute(self.debt(self.first), 800, "price")
        case._dispute(self.debt(self.second), 300, "price")
        self.assertTrue(self.waiting())

    def test_a_part_under_way_is_waited_for_and_all_is_charged_after(self):
        portal = self.portal(100)
        self.assertTrue(self.waiting())
        portal._set_canceled()
        self.charge(FIFTH)
        self.assertEqual((self.debits().state, self.debits().amount), ("paid", 310))

    def test_an_announcement_that_bounced_announced_nothing(self):
        self.charge(FIRST)
        self.cycle(date(2026, 4, 3))
        self.send(APRIL)
        notice = self.part[1].notice_ids
        self.assertEqual(notice.state, "sent")
        notice.sudo().state = "bounced"
        self.charge(date(2026, 4, 10))
        self.assertEqual(self.debits()[-1].state, "planned")
        notice.sudo().state = "sent"
        self.charge(date(2026, 4, 13))
        self.assertEqual(self.debits()[-1].state, "paid")

    def test_a_settlement_is_not_charged_by_itself(self):
        self.plan.sudo().kind = "settlement"
        with self.assertRaisesRegex(UserError, "running payment plan"):
            self.authorise()


@tagged("post_install", "-at_install")
class TestWhatTheCustomerIsTold(ChargedOnceCase):
    """Nothing is said that does not happen."""

    def test_no_next_try_is_announced_once_he_withdrew_his_consent(self):
        self.pending().transaction_id._set_error("AM04")
        self.plan.mandate_id.action_revoke()
        self.assertEqual(self.send(FIRST), [])

    def test_nor_for_a_plan_that_ended(self):
        self.pending().transaction_id._set_error("expired_card")
        self.plan._end("cancelled", FIRST, ended_why="replaced")
        self.assertEqual(self.send(FIRST), [])

    def test_without_the_card_he_is_asked_for_another_way(self):
        self.authorise()
        self.cycle(date(2026, 3, 3))
        self.card.active = False
        self.charge(FIRST)
        debit = self.debits()
        self.assertEqual((debit.state, debit.next_action), ("cancelled", "ask"))
        self.assertTrue(self.case(self.lecoq).activity_ids)
        (message,) = self.send(FIRST)
        self.assertIn("cannot be charged any more", message.text)
        self.assertIn("310.00", message.text)

    def test_who_withdrew_himself_is_not_asked(self):
        mandate = self.authorise()
        self.cycle(date(2026, 3, 3))
        mandate.action_revoke()
        self.charge(FIRST)
        self.assertFalse(self.debits().next_action)
