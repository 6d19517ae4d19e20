from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import RecoveryCase

DUE = date(2026, 2, 10)


@tagged("post_install", "-at_install")
class TestDisputes(RecoveryCase):
    """A contested part: opened against the ledger, given back or refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clairval = cls.customer("Résidence Clairval", "syndic@clairval.example")
        cls.bill = cls.invoice(cls.clairval, 1000, DUE)
        cls.disputes = cls.root["recovery.dispute"]

    def contest(self, amount=300.0, reason="service_incomplete", debts=None, **vals):
        return self.disputes._contest(debts or self.bill, amount, reason, **vals)

    def test_an_amount_of_an_invoice_is_contested(self):
        dispute = self.contest(note="Incomplete")
        self.assertEqual(dispute.state, "open")
        self.assertEqual(dispute.item_ids.line_id, self.debt(self.bill))
        self.assertEqual(dispute.item_ids.amount, 300.0)
        self.assertEqual(dispute.partner_id, self.clairval)
        self.assertTrue(dispute.is_seller_fault)
        self.assertTrue(dispute.name.startswith("L2026-"))

    def test_it_is_to_be_settled_within_working_days_by_its_owner(self):
        dispute = self.contest()
        self.assertEqual(dispute.deadline, date(2026, 3, 16))  # ten working days
        task = dispute.activity_ids
        self.assertEqual(task.date_deadline, dispute.deadline)
        self.assertEqual(task.user_id, dispute.user_id)
        self.assertIn("300.00", task.summary)

    def test_the_salesperson_handles_what_was_sold_wrong(self):
        seller = new_test_user(self.root, "seller", "base.group_user")
        self.bill.invoice_user_id = seller
        self.assertEqual(self.contest(reason="price").user_id, seller)
        self.assertNotEqual(
            self.contest(reason="goods_missing", amount=10).user_id, seller
        )

    def test_without_an_amount_all_that_is_open_is_contested(self):
        self.pay(self.clairval, 200, date(2026, 3, 1), self.debt(self.bill))
        self.assertEqual(self.contest(amount=None).amount, 800.0)

    def test_several_disputes_never_exceed_what_is_open(self):
        self.contest(700.0)
        with self.assertRaisesRegex(UserError, "300.00.*is open and not disputed"):
            self.contest(300.01)
        self.contest(300.0, "quality")
        with self.assertRaises(UserError):
            self.contest(0.01)

    def test_of_several_due_dates_the_oldest_is_contested_first(self):
        term = self.payment_term((50, 0), (50, 30))
        bill = self.invoice(self.clairval, 1000, DUE, invoice_payment_term_id=term.id)
        dispute = self.contest(600.0, debts=bill)
        self.assertEqual(dispute.item_ids.line_id, self.debt(bill))
        self.assertEqual(dispute.item_ids.mapped("amount"), [500.0, 100.0])

    def test_the_lines_that_are_wrong_say_the_amount_with_tax(self):
        tax = self.company_data["default_tax_sale"]
        bill = self.invoice(
            self.clairval,
            0,
            DUE,
            invoice_line_ids=[
                Command.create({"name": name, "price_unit": price, "tax_ids": tax.ids})
                for name, price in (("Door", 500), ("Fitting", 100))
            ],
        )
        wrong = bill.invoice_line_ids[1]
        dispute = self.contest(None, debts=bill, invoice_lines=wrong)
        self.assertEqual(dispute.amount, 120.0)
        note = dispute._accept()
        self.assertEqual(note.invoice_line_ids.name, "Fitting")
        self.assertEqual(note.amount_total, 120.0)

    def test_one_dispute_an_invoice(self):
        other = self.invoice(self.clairval, 500, date(2026, 2, 20))
        made = self.contest(1200.0, debts=self.bill | other)
        self.assertEqual(made.mapped("move_id"), self.bill | other)
        self.assertEqual(made.mapped("amount"), [1000.0, 200.0])

    def test_debts_of_another_customer_are_refused(self):
        self.day(date(2026, 3, 2))
        lecoq = self.invoice(self.lecoq, 100, DUE)
        with self.assertRaisesRegex(UserError, "of this customer"):
            self.case(self.clairval)._dispute(lecoq, 10.0, "price")

    def test_accepting_gives_back_in_one_step(self):
        dispute = self.contest()
        note = dispute._accept()
        self.assertEqual(note.state, "posted")
        self.assertEqual(note.amount_total, 300.0)
        self.assertEqual(self.bill.amount_residual, 700.0)
        self.assertEqual(
            (dispute.state, dispute.accepted_amount, dispute.credit_note_id),
            ("accepted", 300.0, note),
        )
        self.assertEqual(dispute.closed_on, date(2026, 3, 2))
        self.assertFalse(dispute.activity_ids)

    def test_the_reason_is_read_on_the_credit_note_in_the_customer_s_language(self):
        self.root["res.lang"]._activate_lang("fr_FR")
        self.clairval.lang = "fr_FR"
        reason = self.root.ref("debt_recovery.dispute_reason_incomplete")
        reason.with_context(lang="fr_FR").name = "Prestation incomplète"
        note = self.contest()._accept()
        self.assertIn("Prestation incomplète", note.ref)

    def test_a_part_is_accepted_and_the_rest_waits_a_fair_delay(self):
        dispute = self.contest()
        dispute._accept(200.0)
        self.assertEqual(self.bill.amount_residual, 800.0)
        self.assertEqual(dispute.frozen_until, date(2026, 3, 9))  # five working days

    def test_no_more_than_disputed_is_accepted(self):
        with self.assertRaisesRegex(UserError, "no more than that"):
            self.contest()._accept(300.01)

    def test_a_refusal_says_why_and_waits_a_fair_delay(self):
        self.day(date(2026, 3, 2))
        dispute = self.contest()
        with self.assertRaisesRegex(UserError, "Say why"):
            dispute._reject("<p><br></p>")
        dispute._reject("<p>The fitting was accepted on site.</p>")
        self.assertEqual(dispute.state, "rejected")
        self.assertEqual(dispute.frozen_until, date(2026, 3, 9))
        message = self.send()[-1]
        self.assertIn("The fitting was accepted on site.", message.text)
        self.assertIn(dispute.name, message.subject)

    def test_a_consumer_is_told_of_the_mediator(self):
        anna = self.customer(
            "Anna D.",
            "anna@example.com",
            is_company=False,
            recovery_debtor_type="consumer",
        )
        bill = self.invoice(anna, 100, DUE)
        self.day(date(2026, 3, 2))
        dispute = self.contest(50.0, "quality", debts=bill)
        with self.assertRaisesRegex(UserError, "mediator"):
            dispute._reject("<p>It works.</p>")
        self.company.recovery_mediator = "Médiation Conso, www.mediation.example"
        dispute._reject("<p>It works.</p>")
        self.assertIn("www.mediation.example", self.send()[-1].text)

    def test_a_dispute_taken_back_goes_on_at_once(self):
        dispute = self.contest()
        dispute._withdraw("Found the paper")
        self.assertEqual((dispute.state, dispute.frozen_until), ("cancelled", False))

    def test_what_was_refused_can_be_opened_again(self):
        self.day(date(2026, 3, 2))
        dispute = self.contest()
        dispute._reject("<p>No.</p>", is_sent=False)
        dispute._reopen()
        self.assertEqual((dispute.state, dispute.frozen_until), ("open", False))
        self.assertTrue(dispute.activity_ids)

    def test_what_was_given_back_is_not_opened_again(self):
        dispute = self.contest()
        note = dispute._accept()
        with self.assertRaisesRegex(UserError, note.name):
            dispute._reopen()
        note.button_draft()
        dispute._reopen()
        self.assertEqual((dispute.state, dispute.accepted_amount), ("open", 0))

    def test_opened_again_for_no_more_than_is_open(self):
        dispute = self.contest(900.0)
        dispute._withdraw()
        self.pay(self.clairval, 200, date(2026, 3, 2), self.debt(self.bill))
        with self.assertRaisesRegex(UserError, "less than that is open"):
            dispute._reopen()

    def test_not_settled_in_time_it_goes_to_the_manager_once(self):
        boss = new_test_user(self.root, "boss", "debt_recovery.group_manager")
        boss.write({"company_ids": self.company.ids, "company_id": self.company.id})
        self.company.recovery_manager_id = boss
        dispute = self.contest()
        self.cycle(date(2026, 3, 16))
        self.assertFalse(dispute.escalated_on)
        self.cycle(date(2026, 3, 17))
        self.cycle(date(2026, 3, 18))
        tasks = dispute.activity_ids.filtered(lambda task: task.user_id == boss)
        self.assertEqual(len(tasks), 1)
        self.assertIn("Not settled in time", tasks.summary)

    def test_amount_and_state_change_through_their_doors_only(self):
        agent = new_test_user(
            self.root, "agent", "debt_recovery.group_agent,base.group_user"
        )
        agent.write({"company_ids": self.company.ids, "company_id": self.company.id})
        dispute = self.contest().with_user(agent)
        for vals in ({"state": "accepted"}, {"amount": 1}, {"frozen_until": DUE}):
            with self.assertRaises(AccessError):
                dispute.write(vals)
        with self.assertRaises(AccessError):
            self.disputes.with_user(agent).create({"partner_id": self.clairval.id})
        dispute.deadline = date(2026, 3, 20)
        self.assertEqual(dispute.activity_ids.date_deadline, date(2026, 3, 20))
        self.assertEqual(dispute._accept().state, "posted")

    def test_an_auditor_opens_none(self):
        reader = new_test_user(
            self.root, "reader", "debt_recovery.group_auditor,base.group_user"
        )
        reader.write({"company_ids": self.company.ids, "company_id": self.company.id})
        with self.assertRaises(AccessError):
            self.disputes.with_user(reader)._contest(self.bill, 10.0, "price")

    def test_an_entry_that_is_no_invoice_is_contested_but_not_credited(self):
        entry = self.entry(self.clairval, 500, DUE, self.account("758"))
        dispute = self.contest(100.0, debts=self.debt(entry))
        with self.assertRaisesRegex(UserError, "no invoice"):
            dispute._accept()
