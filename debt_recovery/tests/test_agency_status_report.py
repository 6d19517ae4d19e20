from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from .agency_inbound_case import InboundCase, csv_of
from .common import MONDAY

FRIDAY = MONDAY + timedelta(days=4)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@tagged("post_install", "-at_install")
class TestAgencyReport(InboundCase):
    """Closing reports: the file comes back, with the certificate."""

    def report(self, reason, **values):
        return {"placement": self.first.reference, "exit_reason": reason, **values}

    def opened(self, rows, documents):
        """What the package holds: the table, and documents."""
        return patch.object(
            type(self.agency),
            "_open_package",
            lambda *_args: ("rapport.csv", csv_of(rows), documents, []),
        )

    def returned(self, rows, documents=()):
        """Book a closing report; return what ``_return`` was told of each file."""
        told = []

        def takes(placement, why, text="", attachments=None):
            told.append((placement, why, text, attachments))

        with (
            self.opened(rows, list(documents)),
            patch.object(type(self.first), "_return", takes),
        ):
            self.booked(rows, "report")
        return told

    def test_an_irrecoverable_file_comes_back_with_its_certificate(self):
        rows = [self.report("Irrécouvrable", certificate="certificat.pdf")]
        ((file, why, _text, papers),) = self.returned(rows, [("certificat.pdf", PDF)])
        self.assertEqual((file, why), (self.first, "irrecoverable"))
        self.assertEqual(papers.raw, PDF)
        self.assertEqual(papers.mimetype, "application/pdf")

    def test_a_certificate_that_is_not_in_the_package_is_asked_for(self):
        rows = [self.report("Irrécouvrable", certificate="certificat.pdf")]
        with self.opened(rows, []):
            problems = self.refused(rows, "report")
        self.assertEqual(problems[0][:3], (2, "certificate", "certificat.pdf"))

    def test_a_program_is_no_certificate(self):
        rows = [self.report("Irrécouvrable", certificate="certificat.pdf")]
        with self.opened(rows, [("certificat.pdf", b"MZ\x90\x00 program")]):
            problems = self.refused(rows, "report")
        self.assertIn("not a document", problems[0][3])

    def test_a_word_that_does_not_close_is_refused(self):
        problems = self.refused([self.report("Contacté")], "report")
        self.assertEqual(problems[0][:3], (2, "exit_reason", "Contacté"))

    def test_each_exit_has_its_reason_here(self):
        for word, end in (
            ("Restitué", "agency"),
            ("Contesté", "disputed"),
            ("NPAI", "irrecoverable"),
            ("Annulé", "agency"),
        ):
            self.first = self.new_file(word)
            with self.subTest(word=word):
                self.assertEqual(
                    [one[1] for one in self.returned([self.report(word)])], [end]
                )

    def test_a_file_closed_as_paid_stays_until_the_money_is_here(self):
        self.assertEqual(self.returned([self.report("Payé")]), [])
        self.assertIn("Payé", self.first.activity_ids.summary)


@tagged("post_install", "-at_install")
class TestAgencyAsks(InboundCase):
    """Requests of an agency become ours to answer."""

    def ask(self, kind, **values):
        return {"placement": self.first.reference, "request": kind, **values}

    def test_what_it_asks_waits_for_us(self):
        rows = [
            self.ask("document", request_text="Bon de livraison ?", answer_by=FRIDAY),
            self.ask("court", request_amount="180.00"),
        ]
        file = self.booked(rows, "request")
        asked = self.root["recovery.agency.request"].search(
            [("placement_id", "=", self.first.id)], order="id"
        )
        self.assertEqual(asked.mapped("kind"), ["document", "court"])
        self.assertEqual(asked.mapped("waits_for"), ["us", "us"])
        self.assertEqual(asked[0].text, "Bon de livraison ?")
        self.assertEqual(asked[0].answer_by, FRIDAY)
        self.assertEqual(asked[1].amount, 180)
        self.assertEqual(asked.file_ids, file)

    def test_the_same_question_twice_is_one(self):
        row = self.ask("document", request_text="Bon de livraison ?")
        self.booked([row], "request")
        self.booked([row | {"comment": "rappel"}], "request")
        self.assertEqual(len(self.first.request_ids), 1)

    def test_what_nobody_can_grant_is_refused(self):
        problems = self.refused([self.ask("holiday")], "request")
        self.assertEqual(problems[0][:3], (2, "request", "holiday"))
        back = self.new_file("Revenu", state="recalled")
        problems = self.refused([self.ask("plan", placement=back.reference)], "request")
        self.assertIn("not with the agency", problems[0][3])

    def test_numbers_may_begin_anew_with_each_file(self):
        rows = [
            self.ask("document", request_text="Bon ?", line_reference="1"),
            self.ask(
                "plan",
                request_text="3 mois ?",
                line_reference="1",
                placement=self.second.reference,
            ),
        ]
        self.booked(rows, "request")
        self.assertEqual(self.first.request_ids.mapped("kind"), ["document"])
        self.assertEqual(self.second.request_ids.mapped("kind"), ["plan"])
        self.booked([rows[0] | {"comment": "rappel"}], "request")
        self.assertEqual(len(self.first.request_ids), 1)
