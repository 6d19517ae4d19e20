from datetime import date
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .plans import DAYS, PlanCase

FIRST, APRIL = DAYS[:2]
PROCESS = "odoo.addons.payment_demo.models.payment_transaction.PaymentTransaction"


class AutopayCase(PlanCase):
    def setUp(self):
        super().setUp()
        self.plan = self.agree()
        self.part = self.plan.instalment_ids
        self.card = self.token()

    def charge(self, day):
        """Run the job of automatic payments on ``day``; nothing commits."""
        self.clock.move_to(f"{day} 10:00:00")
        job = self.root["recovery.debit.run"]
        with (
            patch.object(type(job), "_commit", lambda _self: None),
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 1
            ),
        ):
            states = job._process(self.company, day)
        self.settle()
        return states

    def authorise(self, token=None):
        return self.plan._authorise(token or self.card, "link", "203.0.113.7")

    def debits(self):
        return self.root["recovery.debit"].search([], order="id")


@tagged("post_install", "-at_install")
class TestMandate(AutopayCase):
    """The customer's consent to be charged, and its end."""

    def test_it_keeps_who_agreed_to_which_words(self):
        mandate = self.authorise()
        self.assertIn(self.plan.reference, mandate.text)
        self.assertIn("4242", mandate.text)
        self.assertEqual(len(mandate.text_version), 12)
        self.assertEqual((mandate.source, mandate.proof), ("link", "203.0.113.7"))
        self.assertEqual(self.plan.mandate_id, mandate)

    def test_the_card_of_somebody_else_is_refused(self):
        other = self.customer("Garage Morel", "compta@morel.example")
        with self.assertRaisesRegex(UserError, "not one of"):
            self.authorise(self.token(partner=other))

    def test_the_card_of_a_contact_of_the_customer_is_his(self):
        contact = self.lecoq.create({"name": "Anne", "parent_id": self.lecoq.id})
        self.assertEqual(self.authorise(self.token(partner=contact)).state, "active")

    def test_another_card_takes_its_place(self):
        old = self.authorise()
        new = self.authorise(self.token(payment_details="1111"))
        self.assertEqual((old.state, old.revoked_why), ("revoked", "replaced"))
        self.assertEqual(self.plan.mandate_id, new)

    def test_deleting_the_card_ends_it_at_once(self):
        mandate = self.authorise()
        self.assertEqual(
            [one["name"] for one in self.card.get_linked_records_info()],
            [self.plan.reference],
        )
        self.cycle(date(2026, 3, 3))
        self.card.active = False
        self.assertEqual((mandate.state, mandate.revoked_why), ("revoked", "token"))
        self.charge(FIRST)
        self.assertEqual(self.debits().mapped("state"), ["cancelled"])
        self.assertFalse(self.debits().transaction_id)

    def test_withdrawn_by_the_customer_nothing_is_charged(self):
        self.authorise().action_revoke()
        self.charge(FIRST)
        self.assertFalse(self.debits())
        kinds = self.case(self.lecoq).event_ids.mapped("kind")
        self.assertIn("mandate_given", kinds)
        self.assertIn("mandate_ended", kinds)


@tagged("post_install", "-at_install")
class TestAutomaticPayments(AutopayCase):
    """Instalments are charged on their day, once."""

    def test_the_instalment_is_charged_and_pays_the_oldest_item(self):
        self.authorise()
        self.charge(FIRST)
        (debit,) = self.debits()
        self.assertEqual((debit.state, debit.amount), ("paid", 310))
        transaction = debit.transaction_id
        self.assertEqual(
            transaction.reference, f"{self.plan.reference}-{self.part[0].id}-1"
        )
        self.assertEqual(transaction.state, "done")
        self.assertTrue(transaction.is_post_processed)
        self.assertEqual(self.debt(self.first).amount_residual, 530)
        self.assertEqual(self.debt(self.second).amount_residual, 400)
        self.assertEqual(self.part[0].state, "received")

    def test_run_again_the_same_day_it_charges_nothing(self):
        self.authorise()
        self.charge(FIRST)
        self.assertEqual(self.charge(FIRST), {})
        self.assertEqual(len(self.root["payment.transaction"].search([])), 1)

    def test_it_is_announced_before_and_never_charged_without(self):
        self.authorise()
        self.charge(FIRST)
        self.cycle(date(2026, 4, 3))
        self.assertIn(("charge", date(2026, 4, 3)), self.messages_of(self.plan))
        self.charge(APRIL)  # the message could not leave
        self.assertEqual(self.debits()[-1].state, "planned")
        (message,) = self.send(APRIL)
        self.assertIn("4242", message.text)
        self.assertIn("310.00", message.text)
        self.charge(date(2026, 4, 8))
        self.assertEqual(self.debits()[-1].state, "planned")
        self.charge(date(2026, 4, 9))
        self.assertEqual(self.debits()[-1].state, "paid")

    def test_no_other_message_asks_for_what_is_charged(self):
        self.authorise()
        self.through(date(2026, 3, 3), FIRST)
        self.charge(FIRST)
        self.through(date(2026, 3, 5), date(2026, 4, 7))
        said = {moment for moment, _day in self.messages_of(self.plan)}
        self.assertEqual(said, {"charge"})

    def test_all_four_end_the_plan(self):
        self.authorise()
        for day in DAYS:
            before = date.fromordinal(day.toordinal() - 5)
            if before > date(2026, 3, 2):
                self.through(before, day)
            self.charge(day)
        self.assertEqual(self.plan.state, "kept")
        self.assertEqual(self.debits().mapped("amount"), [310] * 4)

    def test_paid_otherwise_it_is_not_charged(self):
        self.authorise()
        self.cycle(date(2026, 3, 3))
        self.pay(self.lecoq, 310, date(2026, 3, 3), self.debt(self.first))
        self.settle()
        self.charge(FIRST)
        self.assertEqual(self.debits().mapped("state"), ["cancelled"])

    def test_what_was_paid_in_part_is_taken_off(self):
        self.authorise()
        self.cycle(date(2026, 3, 3))
        self.pay(self.lecoq, 100, date(2026, 3, 3), self.debt(self.first))
        self.settle()
        self.charge(FIRST)
        self.assertEqual(self.debits().amount, 210)

    def test_money_under_way_is_waited_for(self):
        self.authorise()
        self.cycle(date(2026, 3, 3))
        portal = self.root["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "reference": "PORTAL",
                "operation": "online_direct",
                "amount": 310,
                "currency_id": self.company.currency_id.id,
                "partner_id": self.lecoq.id,
            }
        )
        portal._set_pending()
        self.charge(FIRST)
        self.assertEqual(self.debits().state, "planned")
        self.assertFalse(self.debits().transaction_id)
        portal._set_canceled()
        self.charge(date(2026, 3, 5))
        self.assertEqual(self.debits().state, "paid")

    def test_with_the_bank_it_is_waited_for_and_then_booked(self):
        self.authorise(self.token("pending"))
        self.charge(FIRST)
        (debit,) = self.debits()
        self.assertEqual(debit.state, "pending")
        self.through(date(2026, 3, 5), date(2026, 3, 20))
        self.assertEqual(self.messages_of(self.plan), [])
        debit.transaction_id._set_done()
        debit.transaction_id._post_process()
        self.settle()
        self.assertEqual((debit.state, self.part[0].state), ("paid", "received"))

    def test_no_answer_of_the_provider_is_for_a_person(self):
        self.authorise()

        def hang(_transaction):
            raise OSError("connection lost")

        with (
            patch(f"{PROCESS}._send_payment_request", hang),
            patch.object(self.env.cr, "rollback", lambda: None),
            mute_logger("odoo.addons.debt_recovery.models.recovery_debit_charge"),
        ):
            self.charge(FIRST)
        (debit,) = self.debits()
        self.assertEqual(debit.state, "uncertain")
        self.assertTrue(self.case(self.lecoq).activity_ids)
        self.charge(date(2026, 3, 5))
        self.assertEqual(len(self.debits()), 1)  # nothing more before somebody knows
        debit.action_charged()
        self.assertEqual(debit.state, "paid")
        self.assertEqual(self.debt(self.first).amount_residual, 530)

    def test_what_never_arrived_is_tried_again(self):
        self.authorise()
        with patch(f"{PROCESS}._send_payment_request", lambda _self: None):
            self.charge(FIRST)
        (debit,) = self.debits()
        self.assertEqual(debit.state, "uncertain")
        debit.action_not_charged()
        again = self.debits() - debit
        self.assertEqual((debit.state, debit.reason), ("refused", "technical"))
        self.assertEqual((again.attempt, again.day), (2, date(2026, 3, 5)))

    def test_the_database_knows_one_live_try_of_an_instalment(self):
        self.authorise()
        self.cycle(date(2026, 3, 3))
        debit = self.debits()
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            debit.copy({"attempt": 2})

    def test_insolvency_of_the_customer_stops_it(self):
        self.authorise()
        self.cycle(date(2026, 3, 3))
        self.root["recovery.hold"].create(
            {
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "kind": "hardship",
                "from_date": date(2026, 3, 3),
            }
        )
        self.charge(FIRST)
        self.assertEqual(self.debits().state, "planned")
