from datetime import date
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_automatic_payments import APRIL, FIRST, PROCESS, AutopayCase

FIFTH = date(2026, 3, 5)
MODELS = "odoo.addons.debt_recovery.models"


@tagged("post_install", "-at_install")
class TestOneBadCharge(AutopayCase):
    """What goes wrong with one automatic payment leaves the others."""

    def setUp(self):
        super().setUp()
        self.authorise()
        self.enterContext(patch.object(self.env.cr, "rollback", lambda: None))
        self.enterContext(mute_logger(f"{MODELS}.recovery_debit_charge"))

    def broken(self, name):
        """Have ``name`` of automatic payments fail for the first instalment."""
        debits = type(self.env["recovery.debit"])
        real, bad = getattr(debits, name), self.part[0]

        def fail(debit, *args):
            if debit.instalment_id == bad:
                raise ValueError("bad")
            return real(debit, *args)

        return patch.object(debits, name, fail)

    def test_the_next_one_is_charged(self):
        self.cycle(date(2026, 4, 3))
        self.send(APRIL)
        with self.broken("_reserve"):
            states = self.charge(date(2026, 4, 9))
        first, second = self.debits().sorted(lambda one: one.instalment_id.id)
        self.assertEqual(states, {first.id: "failed", second.id: "paid"})

    def test_what_is_left_behind_stops_nobody(self):
        with (
            patch(f"{PROCESS}._send_payment_request", lambda _self: None),
            self.broken("_take_result"),
        ):
            states = self.charge(FIRST)
            debit = self.debits()
            self.assertEqual(states, {debit.id: "failed"})
            self.assertEqual(self.charge(FIFTH), {})
        self.assertEqual(debit.state, "sending")
        self.charge(date(2026, 3, 6))
        self.assertEqual(debit.state, "uncertain")


@tagged("post_install", "-at_install")
class TestNoRealMoney(AutopayCase):
    """Where nothing reaches the customers, nothing is taken from them either."""

    def test_in_test_mode_nothing_is_charged(self):
        self.authorise()
        self.company.write(
            {"recovery_test_mode": True, "recovery_test_email": "test@house.example"}
        )
        self.assertEqual(self.charge(FIRST), {})
        self.assertFalse(self.root["payment.transaction"].search([]))

    def test_a_copy_of_the_database_charges_nothing(self):
        self.authorise()
        safety = type(self.env["recovery.safety"])
        with (
            patch.object(safety, "_is_copy", lambda _self: True),
            mute_logger(f"{MODELS}.recovery_safety"),
        ):
            self.assertEqual(self.charge(FIRST), {})
        self.assertFalse(self.root["payment.transaction"].search([]))
