import io
from datetime import date
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from odoo.addons.debt_recovery.models.recovery_outbox import MAX_TRIES

from .common import MONDAY, RecoveryCase

LATE = date(2026, 2, 10)


@tagged("post_install", "-at_install")
class TestStatementAttached(RecoveryCase):
    """A step that wants the statement in its envelope gets it, or does not leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = cls.root(context={"force_report_rendering": True})
        policy = cls.policy({"days": 5, "attach_statement": True, "is_entry": True})
        cls.lecoq.recovery_policy_id = policy
        cls.invoice(cls.lecoq, 1000, LATE)
        cls.refund(cls.lecoq, 150, LATE)

    def setUp(self):
        super().setUp()
        self.cycle(MONDAY)
        self.notice = self.notices(self.lecoq)

    def broken(self, error):
        reports = type(self.root["ir.actions.report"])
        return patch.object(reports, "_run_wkhtmltopdf", side_effect=error)

    def test_the_pdf_leaves_with_the_message_and_says_the_same(self):
        (message,) = self.send(MONDAY)
        (pdf,) = message.mail.iter_attachments()
        self.assertEqual(
            pdf.get_filename(),
            "Statement of account - Boulangeries Lecoq - 2026-03-02.pdf",
        )
        reader = PdfFileReader(io.BytesIO(pdf.get_content()))
        text = reader.getPage(0).extractText()
        self.assertIn("850.00", text)
        self.assertIn("850.00", message.text)
        self.assertEqual(self.notice.amount, 850)

    def test_it_is_kept_in_the_thread_as_it_left(self):
        (message,) = self.send(MONDAY)
        (pdf,) = message.mail.iter_attachments()
        kept = self.notice.message_id.attachment_ids
        self.assertEqual(kept, self.notice.statement_id)
        self.assertEqual(kept.raw, pdf.get_content())
        self.assertEqual((kept.res_model, kept.res_id), ("recovery.case", self.case_id))

    @property
    def case_id(self):
        return self.case(self.lecoq).id

    def test_nothing_leaves_without_its_statement(self):
        """It is tried again, and after some tries a person mends it."""
        with self.broken(OSError("disk full")):
            for hour in range(9, 9 + MAX_TRIES):
                self.assertEqual(self.notice.state, "queued")
                self.notice.send_after = False
                self.assertEqual(self.send(MONDAY, hour=hour), [])
        self.assertEqual(self.emails, [])
        self.assertRecordValues(
            self.notice,
            [
                {
                    "state": "failed",
                    "failure_type": "attachment",
                    "failure_text": "disk full",
                    "left_on": False,
                    "statement_id": False,
                }
            ],
        )
        self.notice.action_queue_again()
        (message,) = self.send(MONDAY, hour=16)
        self.assertEqual(len(list(message.mail.iter_attachments())), 1)

    def test_a_payment_in_between_is_neither_forgotten_nor_contradicted(self):
        """Paid between reservation and sending: it waits and is written anew."""
        real = type(self.notice)._check_same_figures

        def pay_first(notice):
            self.pay(self.lecoq, 300, MONDAY)
            self.env.flush_all()
            return real(notice)

        with patch.object(type(self.notice), "_check_same_figures", pay_first):
            self.assertEqual(self.send(MONDAY), [])
        self.assertEqual(self.notice.state, "queued")
        self.assertFalse(self.notice.left_on)
        self.clock.tick(3600)
        (message,) = self.send(MONDAY, hour=11)
        self.assertIn("550.00", message.text)
        self.assertEqual(self.notice.amount, 550)

    def test_a_preview_makes_no_pdf(self):
        with self.broken(AssertionError("made")):
            self.assertIn("850.00", self.notice.message_html)

    def test_other_steps_attach_nothing(self):
        self.notice.treatment_id.attach_statement = False
        (message,) = self.send(MONDAY)
        self.assertEqual(list(message.mail.iter_attachments()), [])
