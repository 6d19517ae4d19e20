import re
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models import recovery_link_documents, recovery_link_papers
from .common import MONDAY
from .test_links import LinkCase


@tagged("post_install", "-at_install")
class TestPapers(LinkCase):
    """What a customer takes away: statement, receipts, letters, clearance letter."""

    def taken(self, path):
        """What a file says; tests make the papers' pages, not their PDF."""
        answer = self.opened(path)
        self.assertEqual(answer.status_code, 200, path)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        text = answer.content.decode()
        text = re.sub(r"<style.*?</style>|<[^>]+>", " ", text, flags=re.S)
        return " ".join(text.split()).replace("\u202f", " ")

    def settle_all(self):
        lines = self.debt(self.first) | self.debt(self.second) | self.debt(self.credit)
        return self.pay(self.lecoq, 6120.0, MONDAY, lines)

    def test_the_statement_says_what_is_open_in_the_readers_language(self):
        path = self.path()
        self.assertIn("6,120.00", self.taken(f"{path}/statement"))
        self.lecoq.lang = "fr_FR"
        self.assertIn("6 120,00", self.taken(f"{path}/statement"))

    def test_many_invoices_come_in_pages(self):
        path = self.path()
        with patch.object(recovery_link_papers, "STEP", 2):
            first = self.opened(f"{path}/documents").text
            self.assertIn("?at=2", first)
            second = self.opened(f"{path}/documents?at=2").text
            for page in (
                "9",
                "x",
                "0",
                "-1",
                "9" * 5000,
            ):  # never a page that is not there
                answer = self.opened(f"{path}/documents?at={page}")
                self.assertEqual(answer.status_code, 200, page)
        moves = self.first | self.second | self.credit
        names = [f">{one.name}</strong>" for one in moves]
        shown = [[name in page for page in (first, second)] for name in names]
        self.assertTrue(all(sum(one) == 1 for one in shown))

    def test_paid_invoices_can_be_had_again_the_last_ones(self):
        path = self.path()
        self.assertNotIn("Paid invoices", self.opened(f"{path}/documents").text)
        self.settle_all()
        older = self.invoice(self.lecoq, 50.0, MONDAY - timedelta(days=300))
        self.pay(self.lecoq, 50.0, MONDAY, self.debt(older))
        stranger = self.customer("Hôtel du Port", "compta@port.example")
        theirs = self.invoice(stranger, 70.0, MONDAY)
        self.pay(stranger, 70.0, MONDAY, self.debt(theirs))
        page = self.text(self.opened(f"{path}/documents"))
        self.assertIn("Paid invoices", page)
        for move in self.first | self.second | older:
            shown = re.findall(rf"{path}/document/{move.id}\b", page)
            self.assertEqual(len(shown), 1)
            self.assertEqual(self.opened(f"{path}/document/{move.id}").status_code, 200)
        answer = self.opened(f"{path}/document/{theirs.id}")
        self.assertEqual(answer.status_code, 404)
        with patch.object(recovery_link_documents, "SETTLED", 2):
            page = self.opened(f"{path}/documents").text
            self.assertNotRegex(page, rf"/document/{older.id}\b")
            answer = self.opened(f"{path}/document/{older.id}")
            self.assertEqual(answer.status_code, 404)
        draft = self.invoice(self.lecoq, 60.0, MONDAY)
        draft.button_draft()
        self.env.flush_all()
        answer = self.opened(f"{path}/document/{draft.id}")
        self.assertEqual(answer.status_code, 404)

    def test_a_receipt_says_what_one_payment_settled(self):
        path = self.path()
        self.assertNotIn("Payments received", self.opened(f"{path}/documents").text)
        self.pay(self.lecoq, 5000.0, MONDAY, self.debt(self.first))
        page = self.text(self.opened(f"{path}/documents"))
        self.assertIn("Payments received", page)
        paper = self.taken(re.search(rf"{path}/receipt/\d+", page)[0])
        for piece in ("5,000.00", "4,800.00", self.first.name, "200.00"):
            self.assertIn(piece, paper)
        self.assertNotIn(self.second.name, paper)

    def test_a_payment_that_came_back_has_no_receipt(self):
        path = self.path()
        payment = self.pay(self.lecoq, 4800.0, MONDAY, self.debt(self.first))
        line = self.debt(payment.move_id)
        self.taken(f"{path}/receipt/{line.id}")
        line.remove_move_reconcile()
        back = self.entry(
            self.lecoq, 4800.0, MONDAY, self.account("5121"), journal=self.bank
        )
        (self.debt(back) | line).reconcile()
        self.assertEqual(self.opened(f"{path}/receipt/{line.id}").status_code, 404)
        self.assertNotIn("Payments received", self.opened(f"{path}/documents").text)

    def test_the_clearance_letter_is_there_while_nothing_is_open(self):
        path = self.path()
        self.assertEqual(self.opened(f"{path}/clearance").status_code, 404)
        self.assertNotIn("Clearance", self.opened(f"{path}/documents").text)
        with self.assertRaises(UserError):
            self.account_of_lecoq._clearance()
        self.settle_all()
        self.assertIn("Clearance", self.opened(f"{path}/documents").text)
        self.assertIn("nothing is open", self.taken(f"{path}/clearance"))
        self.invoice(self.lecoq, 10.0, MONDAY + timedelta(days=30))  # not due yet
        self.assertEqual(self.opened(f"{path}/clearance").status_code, 404)

    def test_a_credit_in_favour_stands_on_the_clearance_letter(self):
        self.settle_all()
        self.pay(self.lecoq, 70.0, MONDAY)
        self.assertIn("70.00", self.taken(f"{self.path()}/clearance"))

    def test_messages_that_reached_him_are_listed_and_no_other(self):
        path = self.path()
        self.assertNotIn("Messages received", self.opened(f"{path}/documents").text)
        sent = self.send()[0]
        self.account_of_lecoq._contact_by_hand(
            "voice", self.lecoq, "+33612345678", "He sounded angry", "", "Urgent"
        )
        draft = self.notices(self.lecoq).filtered(lambda one: one.state == "sent")[0]
        draft.copy({"state": "draft", "anchor_id": 1, "subject": "Not sent yet"})
        page = self.text(self.opened(f"{path}/documents"))
        self.assertIn("Messages received", page)
        self.assertIn(sent.subject, page)
        self.assertNotIn("angry", page)
        self.assertNotIn("Not sent yet", page)

    def test_a_letter_is_handed_out_as_it_left(self):
        self.send()
        notice = self.notices(self.lecoq)[:1]
        file = self.root["ir.attachment"].create(
            {"name": "Letter", "raw": b"%PDF-1.4 as it left"}
        )
        notice.letter_pdf_id = file
        path = self.path()
        page = self.opened(f"{path}/documents").text
        paper = self.taken(re.search(rf"{path}/letter/\d+", page)[0])
        self.assertEqual(paper, "%PDF-1.4 as it left")
        notice.state = "bounced"
        answer = self.opened(f"{path}/letter/{notice.id}")
        self.assertEqual(answer.status_code, 404)

    def test_papers_of_others_are_not_handed_out(self):
        other = self.customer("Hôtel du Port", "compta@port.example")
        debt = self.invoice(other, 333.0, MONDAY - timedelta(days=30))
        payment = self.pay(other, 333.0, MONDAY, self.debt(debt))
        self.invoice(other, 50.0, MONDAY - timedelta(days=30))
        self.day(MONDAY)
        letter = self.notices(other)[:1]
        letter.letter_pdf_id = self.root["ir.attachment"].create(
            {"name": "Letter", "raw": b"%PDF"}
        )
        self.assertEqual(letter.state, "sent")
        path = self.path()
        for part in (
            f"receipt/{self.debt(payment.move_id).id}",
            f"receipt/{self.debt(self.first).id}",
            f"letter/{letter.id}",
            "letter/0",
            "agreement/1",
        ):
            self.assertEqual(self.opened(f"{path}/{part}").status_code, 404, part)
