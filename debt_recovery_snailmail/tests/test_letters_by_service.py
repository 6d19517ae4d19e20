from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.debt_recovery.tests.common import MONDAY
from odoo.addons.debt_recovery.tests.letters import LATE, LetterCase
from odoo.addons.iap.tools import iap_tools


@tagged("post_install", "-at_install")
class TestLettersByService(LetterCase):
    """Simple letters through the native postal service, and what it says of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"recovery_snailmail": True, "recovery_snailmail_cost": 1.5})
        cls.lecoq.recovery_policy_id = cls.policy(cls.letter_step())
        cls.debt_of_lecoq = cls.invoice(cls.lecoq, 1000, LATE)

    @contextmanager
    def service(self, error=None):
        """The service takes every letter, or refuses it with ``error``."""
        self.asked = []

        def answer(url, params, **_options):
            self.asked.append(params)
            documents = params["documents"]
            for document in documents:
                document.update(
                    {"error": error} if error else {"sent": True, "send_id": "S1"}
                )
            return {"request_code": 200, "request": {"documents": documents}}

        letters = type(self.root["snailmail.letter"])
        with (
            patch.object(iap_tools, "iap_jsonrpc", answer),
            patch.object(
                letters, "_snailmail_print", letters._snailmail_print_valid_address
            ),
        ):
            yield

    def run_service(self, error=None):
        with self.service(error):
            self.root["snailmail.letter"]._snailmail_cron(autocommit=False)

    def write_letter(self):
        self.day(MONDAY)
        return self.notices(self.lecoq)

    def test_it_has_left_when_the_service_says_so(self):
        notice = self.write_letter()
        self.assertEqual(notice.state, "to_post")
        self.assertFalse(notice.print_batch_id)
        self.run_service()
        self.assertRecordValues(
            notice, [{"state": "sent", "posted_on": MONDAY, "cost": 1.5}]
        )
        self.assertEqual(notice.cost_currency_id, self.company.currency_id)

    def test_the_service_gets_the_letter_that_we_keep(self):
        notice = self.write_letter()
        self.run_service()
        (document,) = self.asked[0]["documents"]
        self.assertEqual(document["pdf_bin"], notice.letter_pdf_id.datas.decode())
        self.assertEqual(document["address"]["city"], "Angers")
        self.assertFalse(self.asked[0]["options"]["cover"])

    def test_what_it_refuses_is_to_mend_and_not_tried_behind_our_back(self):
        notice = self.write_letter()
        letter = notice.snailmail_letter_id
        self.run_service("CREDIT_ERROR")
        self.assertEqual((notice.state, notice.failure_type), ("failed", "credit"))
        self.assertEqual(letter.state, "canceled")
        self.run_service()
        self.assertEqual(self.asked, [])
        notice.action_queue_again()
        self.send(MONDAY, hour=10)
        self.run_service()
        self.assertEqual(notice.state, "sent")

    def test_a_service_out_of_reach_is_asked_again(self):
        notice = self.write_letter()
        letter = notice.snailmail_letter_id
        gone = AccessError("The service is out of reach")
        out_of_reach = patch.object(iap_tools, "iap_jsonrpc", side_effect=gone)
        with self.service(), out_of_reach, self.assertRaises(AccessError):
            letter._snailmail_print()
        self.assertEqual((notice.state, letter.state), ("to_post", "pending"))
        self.run_service()
        self.assertEqual(notice.state, "sent")

    def test_what_a_person_takes_back_is_not_posted(self):
        notice = self.write_letter()
        letter = notice.snailmail_letter_id
        notice._skip("The customer called")
        self.assertEqual(letter.state, "canceled")
        self.run_service()
        self.assertEqual(self.asked, [])

    def test_what_was_paid_meanwhile_never_reaches_the_service(self):
        notice = self.write_letter()
        self.pay(self.lecoq, 1000, MONDAY, self.debt(self.debt_of_lecoq))
        self.run_service()
        self.assertEqual((self.asked, notice.state), ([], "cancelled"))

    def test_nothing_leaves_a_copied_database(self):
        notice = self.write_letter()
        safety = type(self.root["recovery.safety"])
        with patch.object(safety, "_is_copy", return_value=True):
            self.run_service()
        self.assertEqual((self.asked, notice.state), ([], "to_post"))

    def test_an_error_of_ours_never_posts_twice(self):
        notice = self.write_letter()
        wrong = patch.object(
            type(notice), "_service_posted", side_effect=ValueError("Ours")
        )
        logger = "odoo.addons.debt_recovery_snailmail.models.snailmail_letter"
        with self.service(), wrong, self.assertLogs(logger, "ERROR"):
            notice.snailmail_letter_id._snailmail_print()
        letter = notice.snailmail_letter_id
        self.assertEqual((letter.state, notice.state), ("sent", "to_post"))
        self.run_service()
        self.assertEqual((self.asked, notice.state), ([], "sent"))

    def test_off_by_default_and_in_test_mode(self):
        self.assertFalse(self.root["res.company"].new({}).recovery_snailmail)
        self.company.write(
            {"recovery_test_mode": True, "recovery_test_email": "test@example.com"}
        )
        notice = self.write_letter()
        self.assertTrue(notice.print_batch_id)
        self.assertFalse(notice.snailmail_letter_id)

    def test_registered_letters_stay_in_the_house(self):
        self.lecoq.recovery_policy_id.treatment_ids.letter_mode = "registered"
        notice = self.write_letter()
        self.assertTrue(notice.print_batch_id)
