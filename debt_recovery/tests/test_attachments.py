import re
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import urlsplit

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.debt_recovery.models import recovery_link_documents
from odoo.addons.debt_recovery.tools import link_token

from .common import MONDAY
from .hours import any_hour
from .test_links import LinkCase

SENDING = "odoo.addons.debt_recovery.models.recovery_outbox"


@tagged("post_install", "-at_install")
class TestAttachments(LinkCase):
    """Both invoices of Lecoq leave with the first reminder, which attaches them."""

    def setUp(self):
        super().setUp()
        self.template = self.root.ref("debt_recovery.template_business_reminder_1")
        self.template.attach_invoices = True

    def printed(self, move, size=2000, letter=b"a"):
        """Give an invoice its PDF, as printing does."""
        file = self.root["ir.attachment"].create(
            {
                "name": f"{move.name.replace('/', '_')}.pdf",
                "raw": b"%PDF-1.4\n" + letter * size,
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
                "mimetype": "application/pdf",
            }
        )
        move.invalidate_recordset()
        self.assertEqual(move.invoice_pdf_report_id, file)
        return file

    def files(self, message):
        return [part.get_filename() for part in message.mail.iter_attachments()]

    def documents(self, message):
        """The path of the signed link to the documents, or None."""
        paths = {
            urlsplit(url).path
            for url in re.findall(r'href="([^"]*/recovery/l/[^"]*)"', message.html)
        }
        return paths.pop() if paths else None

    def sent(self):
        messages = self.send()
        self.assertEqual(len(messages), 1)
        self.env.flush_all()
        return messages[0]

    def all_printed(self, size=2000):
        return [self.printed(m, size) for m in self.first | self.second | self.credit]

    def test_what_fits_is_attached_and_no_link_is_needed(self):
        files = self.all_printed()
        message = self.sent()
        self.assertEqual(sorted(self.files(message)), sorted(f.name for f in files))
        self.assertIsNone(self.documents(message))

    def test_too_many_are_behind_one_link(self):
        self.all_printed()
        self.company.recovery_attach_max_files = 1
        message = self.sent()
        self.assertEqual(len(self.files(message)), 1)
        self.assertEqual(message.html.count("/recovery/l/"), 1)
        page = self.opened(self.documents(message)).text
        for move in self.first | self.second | self.credit:
            self.assertIn(move.name, page)

    def test_size_counts_as_the_message_travels(self):
        self.all_printed(size=700_000)
        self.company.recovery_attach_max_mb = 2.1  # 3 files of 0.67 MiB fit bare
        self.assertEqual(len(self.files(self.sent())), 2)

    def test_none_attached_when_the_company_wants_links(self):
        self.all_printed()
        self.company.recovery_attach_max_files = 0
        message = self.sent()
        self.assertFalse(self.files(message))
        self.assertIn("can be downloaded", message.text)

    def test_an_invoice_never_printed_is_behind_a_link(self):
        self.printed(self.first)
        message = self.sent()
        self.assertEqual(len(self.files(message)), 1)
        path = self.documents(message)
        answer = self.opened(f"{path}/document/{self.second.id}")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertFalse(self.second.invoice_pdf_report_id)  # looking keeps nothing

    def test_a_preview_makes_no_link(self):
        notice = self.notices(self.lecoq)
        self.assertIn("can be downloaded", notice.message_html)
        self.assertIn(link_token.SAMPLE, notice.message_html)
        self.assertFalse(self.root["recovery.link"].search([]))

    def test_a_message_written_anew_leaves_one_link(self):
        any_hour(self.env)
        notice = self.notices(self.lecoq)
        moment = self.root.cr.now()
        self.assertTrue(notice.with_company(self.company)._reserve(moment))
        notice._give_back()
        self.sent()
        self.assertEqual(len(notice.case_id.link_ids), 1)

    def test_the_link_hands_out_the_file_itself(self):
        file = self.printed(self.first)
        answer = self.opened(f"{self.path('documents')}/document/{self.first.id}")
        self.assertEqual(answer.content, file.raw)
        self.assertIn("no-store", answer.headers["Cache-Control"])

    def test_nobody_elses_document_is_handed_out(self):
        other = self.customer("Talbot", "compta@talbot.example")
        theirs = self.invoice(other, 900.0, MONDAY - timedelta(days=20))
        self.printed(theirs, letter=b"t")
        sister = self.setup_other_company()["company"]
        abroad = self.root["account.move"].search(
            [("company_id", "=", sister.id), ("state", "=", "posted")], limit=1
        ) or self.invoice(self.lecoq, 70.0, MONDAY - timedelta(days=9), company=sister)
        self.assertEqual(abroad.commercial_partner_id, self.lecoq)
        draft = self.first.copy({"partner_id": self.lecoq.id})
        path = self.path("documents")
        for move in (theirs, abroad, draft):
            answer = self.opened(f"{path}/document/{move.id}")
            self.assertEqual(answer.status_code, 404, move.name)
        page = self.opened(path).text
        self.assertNotIn(theirs.name, page)

    def test_a_paid_invoice_is_handed_out_with_its_message_or_while_recent(self):
        self.company.recovery_attach_max_files = 0
        path = self.documents(self.sent())
        lines = self.debt(self.first) | self.debt(self.second) | self.debt(self.credit)
        self.pay(self.lecoq, 6120.0, MONDAY, lines)
        self.env.flush_all()
        document = f"/document/{self.first.id}"
        self.assertEqual(self.opened(path + document).status_code, 200)
        account = self.path("documents") + document
        self.assertEqual(self.opened(account).status_code, 200)
        with patch.object(recovery_link_documents, "SETTLED", 1):  # two came later
            self.assertEqual(self.opened(account).status_code, 404)
            self.assertEqual(self.opened(path + document).status_code, 200)

    @mute_logger(SENDING)
    def test_a_message_with_somebody_elses_document_never_leaves(self):
        self.all_printed()
        any_hour(self.env)
        notice = self.notices(self.lecoq)
        at = self.root.cr.now()
        notice.with_company(self.company)._reserve(at)
        other = self.customer("Talbot", "compta@talbot.example")
        self.cr.execute(
            "UPDATE account_move SET commercial_partner_id = %s WHERE id = %s",
            [other.id, self.first.id],
        )
        self.root.invalidate_all()
        with self.smtp():
            outbox = self.root["recovery.outbox"].with_company(self.company)
            outbox._deliver(notice.with_company(self.company), at, {})
        self.assertEqual((notice.state, notice.failure_type), ("failed", "attachment"))
        self.assertFalse(self.messages())
