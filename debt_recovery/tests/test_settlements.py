from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import RecoveryCase

FRIDAY = date(2026, 3, 13)
MONDAY = date(2026, 3, 16)


@tagged("post_install", "-at_install")
class TestSettlements(RecoveryCase):
    """L'Estran owes 1,200 for long; 900 by Friday 13 March settle it, or nothing."""

    def setUp(self):
        super().setUp()
        self.tax = self.company_data["default_tax_sale"]
        self.estran = self.customer("Restaurant L'Estran", "compta@estran.example")
        self.owed = self.invoice(
            *(self.estran, 1000, date(2025, 1, 10)),
            invoice_line_ids=[
                (
                    *(0, 0),
                    {"name": "Sign", "price_unit": 1000, "tax_ids": self.tax.ids},
                )
            ],
        )
        self.line = self.debt(self.owed)
        self.cycle(date(2026, 3, 2))
        self.account_of = self.case(self.estran)
        self.bracket = self.account_of.stage_id
        self.bracket.settlement_share = 75

    def offer(self, amount=900, day=FRIDAY, user=None, **vals):
        case = self.account_of.with_user(user) if user else self.account_of
        return case._offer_settlement(self.line, amount, day, **vals)

    def person(self, login, group="agent"):
        return new_test_user(
            *(self.root, login, f"base.group_user,debt_recovery.group_{group}"),
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def look(self, day):
        self.env.flush_all()
        self.root["recovery.arrangement"]._evaluate_due(
            self.company, day, self.estran.ids
        )

    def events(self):
        return self.account_of.event_ids.mapped("kind")

    def test_an_invoice_of_1200_is_owed(self):
        self.assertEqual(self.line.amount_residual, 1200)
        self.assertEqual(self.account_of._settlement_floor(self.line), 900)

    def test_an_offer_silences_its_debts_until_its_day(self):
        offer = self.offer()
        self.assertEqual((offer.state, offer.given_up), ("active", 300))
        rows = self.exposure(self.estran, FRIDAY)
        self.assertFalse(rows[self.line.id]["chaseable"])

    def test_paid_in_time_the_rest_is_closed_with_its_tax(self):
        offer = self.offer()
        self.pay(self.estran, 900, FRIDAY, self.line)
        self.look(MONDAY)
        self.assertEqual(offer.state, "kept")
        self.assertFalse(offer.rest_problem)
        self.assertEqual(offer.rest_closed_on, MONDAY)
        self.assertEqual(self.line.amount_residual, 0)
        (credit,) = self.owed.reversal_move_ids
        self.assertEqual((credit.amount_total, credit.amount_tax), (300, 50))
        self.assertIn("settlement_kept", self.events())
        self.look(MONDAY)
        self.assertEqual(self.owed.reversal_move_ids, credit, "closed once")

    def test_the_rest_may_be_a_loss(self):
        offer = self.offer(how="write_off")
        self.pay(self.estran, 900, FRIDAY, self.line)
        self.look(MONDAY)
        self.assertEqual((offer.state, offer.rest_problem), ("kept", False))
        self.assertEqual(self.line.amount_residual, 0)
        self.assertFalse(self.owed.reversal_move_ids)
        loss = self.root["recovery.write.off"].search(
            [("arrangement_id", "=", offer.id)]
        )
        self.assertEqual((loss.state, loss.amount), ("booked", 300))
        self.look(date(2026, 3, 18))
        self.assertEqual(offer.state, "kept")

    def test_a_transfer_that_nobody_matched_takes_it_too(self):
        offer = self.offer()
        self.pay(self.estran, 900, FRIDAY)
        self.look(MONDAY)
        self.assertEqual((offer.state, offer.rest_problem), ("kept", False))
        self.assertEqual(self.line.amount_residual, 0)

    def test_a_day_late_by_value_date_it_has_expired(self):
        offer = self.offer()
        self.pay(self.estran, 900, date(2026, 3, 14), self.line)
        self.look(date(2026, 3, 17))
        self.assertEqual(offer.state, "active", "the bank may still tell")
        self.look(date(2026, 3, 18))
        self.assertEqual((offer.state, self.line.amount_residual), ("expired", 300))
        self.assertIn("settlement_expired", self.events())
        rows = self.exposure(self.estran, date(2026, 3, 18))
        self.assertEqual(rows[self.line.id]["chaseable"], 300)

    def test_one_minute_late_is_the_next_day_of_the_company(self):
        self.clock.move_to("2026-03-13 22:59:00")  # 23:59 in Paris
        in_time = self.company._recovery_today()
        self.clock.move_to("2026-03-13 23:01:00")
        late = self.company._recovery_today()
        self.assertEqual((in_time, late), (FRIDAY, date(2026, 3, 14)))
        self.clock.move_to("2026-03-02 08:00:00")
        offer = self.offer()
        self.pay(self.estran, 900, late, self.line)
        self.look(date(2026, 3, 18))
        self.assertEqual(offer.state, "expired")

    def test_a_statement_read_late_takes_the_offer_that_had_expired(self):
        offer = self.offer()
        self.look(date(2026, 3, 18))
        self.assertEqual(offer.state, "expired")
        self.pay(self.estran, 900, FRIDAY, self.line)
        self.look(date(2026, 3, 19))
        self.assertEqual((offer.state, self.line.amount_residual), ("kept", 0))

    def test_when_its_payment_goes_back_somebody_undoes_the_credit_note(self):
        offer = self.offer()
        payment = self.pay(self.estran, 900, FRIDAY, self.line)
        self.look(MONDAY)
        payment.action_draft()
        self.look(date(2026, 3, 18))
        self.assertEqual(offer.state, "expired")
        self.assertIn("went back", offer.activity_ids[-1:].summary)

    def test_a_closed_period_is_told_and_stops_nothing(self):
        offer = self.offer()
        self.pay(self.estran, 900, FRIDAY, self.line)
        self.company.fiscalyear_lock_date = date(2026, 3, 31)
        self.look(MONDAY)
        self.assertEqual(offer.state, "kept")
        if offer.rest_problem:
            self.assertEqual(self.line.amount_residual, 300)
            self.assertTrue(offer.activity_ids)
        self.company.fiscalyear_lock_date = False
        offer.action_close_rest()
        self.assertEqual(self.line.amount_residual, 0)

    # --- floor, approval, one at a time ------------------------------------------

    def test_below_the_floor_a_manager_approves(self):
        agent, boss = self.person("agent1"), self.person("boss1", "manager")
        offer = self.offer(899.99, user=agent)
        self.assertEqual(offer.state, "to_approve")
        with self.assertRaises(AccessError):
            offer.with_user(agent).action_approve_settlement()
        self.assertTrue(offer.with_user(boss).action_approve_settlement())
        self.assertEqual((offer.state, offer.approved_by_id), ("active", boss))
        self.assertFalse(offer.approved_alone)

    def test_who_made_it_approves_alone_only_with_a_reason(self):
        boss = self.person("boss2", "manager")
        offer = self.offer(500, user=boss)
        self.assertEqual(offer.create_uid, boss)
        with self.assertRaisesRegex(UserError, "another manager"):
            offer.with_user(boss).action_approve_settlement("mine")
        managers = self.root.ref("debt_recovery.group_manager").all_user_ids
        (managers - boss).active = False
        asked = offer.with_user(boss).action_approve_settlement()
        self.assertEqual(asked["res_model"], "recovery.settlement.approve")
        offer.with_user(boss).action_approve_settlement("The customer closes down")
        self.assertEqual((offer.state, offer.approved_alone), ("active", True))

    def test_one_offer_stands_at_a_time(self):
        self.offer()
        with self.assertRaises(UserError):
            self.offer(950)
        self.account_of.settlement_id.action_withdraw()
        self.assertEqual(self.offer(950).state, "active")

    def test_an_offer_gives_something_up(self):
        with self.assertRaisesRegex(UserError, "less than"):
            self.offer(1200)

    def test_a_young_debt_is_not_given_up_by_an_agent(self):
        young = self.debt(self.invoice(self.estran, 100, date(2026, 2, 20)))
        self.assertEqual(self.account_of._settlement_floor(young), 100)

    # --- whom, and in which words ------------------------------------------------

    def test_the_page_warns_where_the_customer_would_pay_anyway(self):
        for month in (9, 10, 11):
            paid = self.invoice(self.estran, 50, date(2025, month, 10))
            self.pay(self.estran, 50, date(2025, month, 5), self.debt(paid))
        (words,) = self.account_of._settlement_warnings(self.line)
        self.assertIn("3 of 3", words)

    def test_the_page_shows_what_closes(self):
        action = self.account_of.action_settle()
        wizard = self.root["recovery.settlement.wizard"].browse(action["res_id"])
        self.assertEqual((wizard.owed, wizard.amount), (1200, 900))
        self.assertIn("300.00", wizard.preview_html)
        wizard.amount = 600
        self.assertIn("manager", wizard.preview_html)
        wizard.date = FRIDAY
        self.assertEqual(wizard.action_offer()["res_model"], "recovery.arrangement")

    def test_the_letter_says_the_same_and_counts_as_told(self):
        offer = self.offer()
        action = offer.action_print()
        self.assertEqual(action["report_name"], "debt_recovery.report_settlement")
        self.assertEqual(offer.told_on, date(2026, 3, 2))
        report = self.root["ir.actions.report"]
        html = report._render_qweb_html(action["report_name"], offer.ids)[0].decode()
        for words in ("900.00", "1,200.00", offer.reference, "March 13, 2026"):
            self.assertIn(words, html)

    def test_the_message_says_how_much_until_when_and_what_for(self):
        offer = self.offer()
        action = offer.action_tell()
        composer = self.root["mail.compose.message"]
        message = composer.with_context(**action["context"]).create({})
        for words in ("900.00", "1,200.00", offer.reference, self.owed.name):
            self.assertIn(words, message.body)
        self.assertIn("13", message.body)
        message._action_send_mail()
        self.assertEqual(offer.told_on, date(2026, 3, 2))
