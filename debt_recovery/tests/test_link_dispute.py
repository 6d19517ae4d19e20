from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .common import MONDAY
from .test_link_told import PDF, ToldCase


@tagged("post_install", "-at_install")
class TestLinkDispute(ToldCase):
    """Reporting a problem, and saying that something is paid already."""

    def setUp(self):
        super().setUp()
        self.lines = self.invoice(
            self.lecoq,
            0,
            MONDAY - timedelta(days=9),
            invoice_line_ids=[
                Command.create({"name": name, "price_unit": price, "tax_ids": False})
                for name, price in (("Flour", 100.0), ("Butter", 250.0))
            ],
        )

    def report(self, path, move, files=(), **form):
        values = {"about": "whole", "reason": "price", "text": "Too dear", **form}
        return self.told(f"{path}/dispute/{move.id}", files, **values)

    def disputes(self):
        return self.root["recovery.dispute"].search([])

    def test_an_amount_waits_and_the_rest_goes_on(self):
        path = self.path()
        answer = self.report(path, self.first, about="amount", amount="1 500,00")
        reference, page = self.made(answer)
        dispute = self.disputes()
        self.assertEqual((dispute.name, dispute.amount), (reference, 1500.0))
        self.assertEqual((dispute.source, dispute.note), ("link", "Too dear"))
        self.assertIn("We are looking into it", page)
        row = self.exposure(self.lecoq, MONDAY)[self.debt(self.first).id]
        self.assertEqual(float(row["chaseable"]), 2700.0)  # less the credit
        self.assertEqual(len(self.events("disputed")), 1)

    def test_some_lines_are_reported(self):
        path = self.path()
        butter = self.lines.invoice_line_ids[1]
        form = {"about": "lines", "lines": [str(butter.id)]}
        self.made(self.report(path, self.lines, **form))
        self.assertEqual(self.disputes().amount, 250.0)
        self.assertEqual(self.disputes().invoice_line_ids, butter)

    def test_lines_of_another_invoice_are_refused(self):
        path = self.path()
        form = {"about": "lines", "lines": [str(self.first.invoice_line_ids.id)]}
        answer = self.report(path, self.lines, **form)
        self.assertEqual(answer.status_code, 422)
        self.assertFalse(self.disputes())

    def test_wrong_input_is_said_and_nothing_is_made(self):
        path = self.path()
        for form, words in (
            ({"about": "amount", "amount": "9999"}, "4,800.00 € at most"),
            ({"about": "amount", "amount": "-5"}, "more than zero"),
            ({"reason": "already_paid"}, "choose what is wrong"),
            ({"text": " "}, "in a few words"),
        ):
            answer = self.report(path, self.first, **form)
            self.assertEqual(answer.status_code, 422, form)
            self.assertIn(words, self.text(answer).replace("€4,800.00", "4,800.00 €"))
        self.assertFalse(self.disputes())

    def test_what_is_reported_is_not_reported_again(self):
        path = self.path()
        once = {"once": "the same page"}
        first = self.made(self.report(path, self.first, **once))
        again = self.made(self.report(path, self.first, **once))
        self.assertEqual(again[0], first[0])
        other = self.report(path, self.first)
        self.assertEqual(other.status_code, 422)
        self.assertIn("told us of this invoice already", other.text)
        self.assertEqual(len(self.disputes()), 1)
        listed = self.opened(f"{path}/dispute").text
        self.assertNotIn(f'/dispute/{self.first.id}"', listed)

    def test_invoices_of_others_and_of_other_companies_are_refused(self):
        other = self.customer("Hôtel du Port", "compta@port.example")
        foreign = self.invoice(other, 300.0, MONDAY - timedelta(days=20))
        path = self.path()
        for move_id in (foreign.id, 999999999):
            page = self.opened(f"{path}/dispute/{move_id}")
            self.assertEqual(page.status_code, 404)
            answer = self.told(f"{path}/dispute/{move_id}", about="whole")
            self.assertEqual(answer.status_code, 404)
        self.assertFalse(self.disputes())

    def test_a_consumer_complains_a_business_reports(self):
        path = self.path()
        self.assertIn("Report a problem", self.opened(path).text)
        self.lecoq.recovery_debtor_type = "consumer"
        self.env.flush_all()
        self.assertIn("Make a complaint", self.opened(path).text)

    # --- already paid -----------------------------------------------------------------

    def declare(self, path, *moves, files=(), **form):
        items = [self.item(move) for move in moves]
        values = {"items": items, "paid_on": "2026-02-27", **form}
        return self.told(f"{path}/declared", files, **values)

    def test_what_is_declared_paid_is_looked_for_and_not_asked_for(self):
        path = self.path()
        form = {"amount": "4 800", "paid_by": "transfer", "reference": "VIR 7"}
        answer = self.declare(path, self.first, files=[("proof.pdf", PDF)], **form)
        reference, page = self.made(answer)
        claim = self.root["recovery.paid.claim"].search([])
        self.assertEqual(
            (claim.number, claim.line_ids), (reference, self.debt(self.first))
        )
        self.assertEqual((claim.paid_amount, claim.paid_by), (4800.0, "transfer"))
        self.assertEqual(claim.attachment_ids.name, "proof.pdf")
        self.assertEqual(claim.activity_ids.user_id, claim.user_id)
        for words in ("VIR 7", "Bank transfer", "proof.pdf"):
            self.assertIn(words, page)
        row = self.exposure(self.lecoq, MONDAY)[self.debt(self.first).id]
        self.assertEqual(row["spared"], "declared_paid")

    def test_it_pauses_once_and_says_so_kindly(self):
        path = self.path()
        reference, _page = self.made(self.declare(path, self.first))
        answer = self.declare(path, self.first)
        self.assertEqual(answer.status_code, 422)
        self.assertIn(reference, answer.text)
        self.assertIn("thank you", answer.text)
        holds = self.root["recovery.hold"].search([("kind", "=", "declared_paid")])
        self.assertEqual(len(holds), 1)

    def test_a_day_to_come_is_no_payment_made(self):
        path = self.path()
        for day in ("2026-03-20", "", "soon"):
            answer = self.declare(path, self.first, paid_on=day)
            self.assertEqual(answer.status_code, 422, day)
        self.assertFalse(self.root["recovery.paid.claim"].search([]))

    def test_a_proof_can_be_added_later(self):
        path = self.path()
        reference, _page = self.made(self.declare(path, self.first))
        answer = self.told(
            f"{path}/follow/{reference}", [("bank.pdf", PDF)], text="Here it is"
        )
        self.assertEqual(self.made(answer)[0], reference)
        claim = self.root["recovery.paid.claim"].search([])
        self.assertEqual(claim.attachment_ids.name, "bank.pdf")
        self.assertEqual(len(self.events("replied")), 1)
