from datetime import date
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_automatic_payments import FIRST, AutopayCase

FIFTH = date(2026, 3, 5)
MODELS = "odoo.addons.debt_recovery.models"


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
