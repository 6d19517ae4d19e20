from datetime import date

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import MONDAY
from .test_portfolios import TeamCase

DUE = date(2026, 2, 10)


@tagged("post_install", "-at_install")
class TestDisputeDoors(TeamCase):
    """From an invoice, a customer, a list: to a dispute and to its outcome."""

    def setUp(self):
        super().setUp()
        self.cycle(MONDAY)
        self.bill = self.invoice(self.lecoq, 500, DUE)

    def opened(self, action):
        """The dialog that an action opens, as its agent."""
        model = self.root[action["res_model"]].with_user(self.anna)
        model = model.with_company(self.company)
        return Form(model.with_context(**action["context"]))

    def reason(self, code):
        return self.root["recovery.dispute.reason"]._find(code)

    def test_from_an_invoice_an_amount(self):
        with self.opened(self.bill.action_recovery_dispute()) as form:
            self.assertEqual(form.open_amount, 500)
            form.amount = 120
            form.reason_id = self.reason("price")
        action = form.record.action_open()
        dispute = self.root["recovery.dispute"].browse(action["res_id"])
        self.assertEqual((dispute.amount, dispute.move_id), (120, self.bill))

    def test_from_an_invoice_one_of_its_lines(self):
        with self.opened(self.bill.action_recovery_dispute()) as form:
            form.scope = "lines"
            form.invoice_line_ids.add(self.bill.invoice_line_ids)
            form.reason_id = self.reason("goods_damaged")
            self.assertEqual(form.amount, 500)
        action = form.record.action_open()
        dispute = self.root["recovery.dispute"].browse(action["res_id"])
        self.assertEqual(dispute.invoice_line_ids, self.bill.invoice_line_ids)

    def test_from_the_customer_one_chooses_the_invoice(self):
        with self.opened(self.case(self.lecoq).action_dispute()) as form:
            self.assertEqual(form.partner_id, self.lecoq)
            form.move_ids.add(self.bill)
            form.scope = "whole"
            form.reason_id = self.reason("duplicate")
        form.record.action_open()
        self.assertEqual(self.bill.recovery_dispute_ids.amount, 500)
        self.assertEqual(self.case(self.lecoq).dispute_count, 1)

    def test_one_click_gives_back_and_shows_the_credit_note(self):
        dispute = self.root["recovery.dispute"]._contest(self.bill, 100, "price")
        action = dispute.with_user(self.anna).action_accept()
        note = self.root["account.move"].browse(action["res_id"])
        self.assertEqual((note.amount_total, note.state), (100, "posted"))

    def test_a_part_is_given_back_from_the_dialog(self):
        dispute = self.root["recovery.dispute"]._contest(self.bill, 100, "price")
        with self.opened(dispute.action_settle()) as form:
            form.amount = 60
            form.is_seller_fault = False
        form.record.action_settle()
        self.assertEqual((dispute.state, dispute.accepted_amount), ("accepted", 60))
        self.assertFalse(dispute.is_seller_fault)
        self.assertEqual(sum(dispute.item_ids.mapped("amount")), 40)

    def test_a_refusal_starts_from_its_text(self):
        dispute = self.root["recovery.dispute"]._contest(self.bill, 100, "price")
        with self.opened(dispute.action_settle()) as form:
            form.outcome = "rejected"
            form.way = "noted"
            self.assertIn(dispute.name, form.body)
        form.record.action_settle()
        self.assertEqual(dispute.state, "rejected")

    def test_a_refusal_is_worded_without_an_account_too(self):
        dispute = self.root["recovery.dispute"]._contest(self.bill, 100, "price")
        dispute.sudo().case_id = False
        with self.opened(dispute.action_settle()) as form:
            form.outcome = "rejected"
            form.way = "noted"
            self.assertIn(dispute.name, form.body)
        form.record.action_settle()
        self.assertEqual(dispute.state, "rejected")

    def test_many_invoices_are_disputed_at_once(self):
        other = self.invoice(self.german, 70, DUE)
        moves = self.bill | other
        moves = moves.with_user(self.anna).with_company(self.company)
        moves = moves.with_context(allowed_company_ids=self.company.ids)
        wizard = moves.env["recovery.mass.action"].browse(
            moves.action_recovery_mass()["res_id"]
        )
        wizard.action = "dispute"
        with self.assertRaisesRegex(UserError, "Say what is disputed"):
            wizard.action_confirm()
        wizard.dispute_reason_id = self.reason("duplicate")
        wizard.action_confirm()
        self.assertEqual(self.bill.recovery_dispute_ids.amount, 500)
        self.assertEqual(other.recovery_dispute_ids.amount, 70)
        self.assertEqual(len(wizard._judge()[1]), 2, "nothing twice")
