import io
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from ..models.recovery_write_off_paper import stamped
from .losses import LossCase

AUTUMN = date(2025, 9, 30)
CLOSING = date(2026, 5, 29)
WORDS = "qui ne peut faire l'objet d'une déduction (article 272 du CGI)"


@tagged("post_install", "-at_install")
class TestWriteOffPaper(LossCase):
    """The paper without which VAT is not recovered."""

    def setUp(self):
        super().setUp()
        self.clock.move_to(CLOSING)
        self.vaugan = self.customer("Studio Vaugan", "contact@vaugan.example")
        self.first = self.sale(self.vaugan, 2000, self.goods, AUTUMN)
        self.second = self.sale(self.vaugan, 500, self.goods, AUTUMN)

    def text(self, raw):
        pages = PdfFileReader(io.BytesIO(raw), strict=False).pages
        words = " ".join(page.extract_text() for page in pages)
        return " ".join(words.replace("\xa0", " ").replace("’", "'").split())

    def test_the_list_says_which_losses_lack_it(self):
        lost = self.lose(self.first, 2400, day=CLOSING)
        self.assertEqual(lost.paper, "missing")
        kept = self.lose(self.second, 600, "cost_above_debt", CLOSING)
        self.assertEqual(kept.paper, "none")
        with self.assertRaisesRegex(UserError, "no paper is needed"):
            kept._make_paper()
        service = self.sale(self.vaugan, 100, self.services, AUTUMN)
        self.assertEqual(self.lose(service, 120, day=CLOSING).paper, "none")

    def test_one_invoice_is_a_duplicate_with_the_prescribed_words(self):
        lost = self.lose(self.first, 2400, day=CLOSING)
        blank = self.blank()
        text = self.text(stamped(blank, lost._overlay(lost.item_ids)))
        self.assertIn("DUPLICATA", text)
        self.assertIn("pour la somme de 2 000,00 € (prix net)", text)
        self.assertIn("pour la somme de 400,00 € (taxe sur la valeur ajoutée", text)
        self.assertIn(WORDS, text)

    def blank(self):
        from reportlab.pdfgen import canvas

        out = io.BytesIO()
        pen = canvas.Canvas(out)
        pen.drawString(100, 700, "Invoice")
        pen.save()
        return out.getvalue()

    def test_several_invoices_are_one_summary(self):
        lost = self.lose(self.first, 2400, day=CLOSING)
        lost |= self.lose(self.second, 600, day=CLOSING)
        file = lost._make_paper()
        self.assertEqual(len(file), 1)
        text = self.text(file.raw)
        self.assertIn(self.first.name, text)
        self.assertIn(self.second.name, text)
        self.assertIn("2 500,00 € (prix net)", text)
        self.assertIn("500,00 € (taxe sur la valeur ajoutée", text)
        self.assertEqual(lost.paper_id, file)

    def test_it_is_sent_and_the_message_is_kept(self):
        lost = self.lose(self.first, 2400, day=CLOSING)
        lost.action_send_paper()
        self.assertEqual((lost.paper, lost.paper_way), ("sent", "email"))
        self.assertEqual(lost.paper_sent_on, CLOSING)
        message = lost.message_ids.filtered("attachment_ids")
        self.assertEqual(message.attachment_ids, lost.paper_id)
        self.assertEqual(message.partner_ids, self.vaugan)

    def test_a_letter_is_noted_with_its_proof(self):
        lost = self.lose(self.first, 2400, day=CLOSING)
        proof = self.root["ir.attachment"].create({"name": "AR.pdf", "raw": b"AR"})
        lost._note_paper(date(2026, 6, 2), "registered", proof)
        self.assertEqual((lost.paper, lost.paper_way), ("sent", "registered"))
        self.assertEqual(lost.paper_proof_ids, proof)

    def test_without_an_address_it_says_what_to_do(self):
        self.vaugan.email = False
        lost = self.lose(self.first, 2400, day=CLOSING)
        with self.assertRaisesRegex(UserError, "send it by letter"):
            lost.action_send_paper()
