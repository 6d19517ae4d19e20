from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import MONDAY
from .test_matching_lines import TUESDAY, MatchingCase
from .under_way import without_entry


@tagged("post_install", "-at_install")
class TestReceiptsToMatch(MatchingCase):
    """The page on which a person decides what the rest of the bank lines pay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = new_test_user(
            cls.root,
            "receipts_agent",
            groups="debt_recovery.group_agent",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.page = (
            cls.root["recovery.match"].with_user(cls.agent).with_company(cls.company)
        )

    def row(self, line):
        return next(one for one in self.page.load()["lines"] if one["id"] == line.id)

    def test_a_line_says_why_it_waits_and_what_it_may_pay(self):
        first = self.invoice(self.talbot, 3600, date(2026, 2, 20))
        self.invoice(self.talbot, 3600, date(2026, 2, 21))
        row = self.row(self.received(3600, "VIR TALBOT", self.talbot))
        self.assertEqual(row["why"], "More than one explanation fits")
        self.assertEqual(row["guesses"][0]["parts"][0]["name"], first.name)
        self.assertEqual(
            row["guesses"][0]["reasons"],
            ["Exactly this invoice", "The customer's bank account"],
        )

    def test_a_name_in_the_text_makes_a_guess_likely_the_amount_alone_does_not(self):
        self.invoice(self.talbot, 312.40, date(2026, 2, 20))
        named = self.row(self.received(312.40, "VIR MENUISERIE TALBOT FACTURE"))
        self.assertEqual(named["why"], "The amount fits: who paid is not sure")
        self.assertTrue(named["guesses"][0]["is_likely"])
        alone = self.row(self.received(312.40, "REMISE CHEQUE"))
        self.assertFalse(alone["guesses"][0]["is_likely"])

    def test_an_agent_accepts_an_explanation(self):
        first = self.invoice(self.talbot, 3600, date(2026, 2, 20))
        self.invoice(self.talbot, 3600, date(2026, 2, 21))
        line = self.received(3600, payer=self.talbot)
        self.page.accept(line.id, self.row(line)["guesses"][0]["key"])
        self.assertTrue(self.debt(first).reconciled)
        latest = self.page.load()["latest"]
        self.assertEqual(latest[0]["by"], self.agent.name)
        self.page.take_back(line.id)
        self.assertFalse(self.debt(first).reconciled)
        self.assertEqual(self.row(line)["amount"], "3,600.00\xa0€")

    def test_what_changed_meanwhile_is_not_booked(self):
        invoice = self.invoice(self.talbot, 400, date(2026, 2, 20))
        line = self.received(1000, payer=self.talbot)
        key = self.row(line)["guesses"][0]["key"]
        self.pay(self.talbot, 400, TUESDAY, self.debt(invoice))
        with self.assertRaisesRegex(UserError, "look again"):
            self.page.accept(line.id, key)

    def test_too_much_stays_as_a_credit_of_the_customer(self):
        invoice = self.invoice(self.talbot, 400, date(2026, 2, 20))
        line = self.received(1000, payer=self.talbot)
        guess = self.row(line)["guesses"][0]
        self.assertIn("600.00\xa0€ stays as a credit", guess["reasons"])
        self.page.accept(line.id, guess["key"])
        self.assertTrue(self.debt(invoice).reconciled)
        left = self.debt(line.move_id).filtered(lambda one: not one.reconciled)
        self.assertEqual(left.amount_residual, -600)
        self.assertTrue(line.is_reconciled)

    def test_debts_chosen_in_an_order_are_paid_in_that_order(self):
        old = self.invoice(self.talbot, 400, date(2026, 1, 20))
        young = self.invoice(self.talbot, 500, date(2026, 2, 20))
        line = self.received(700)
        debts = self.page.debts(line.id, self.talbot.id)
        self.assertEqual([one["name"] for one in debts], [old.name, young.name])
        chosen = [self.debt(young).id, self.debt(old).id]
        self.page.accept_debts(line.id, self.talbot.id, chosen)
        self.assertTrue(self.debt(young).reconciled)
        self.assertEqual(self.debt(old).amount_residual, 200)

    def test_money_without_a_debt_is_kept_as_a_credit(self):
        line = self.received(700)
        self.page.accept_debts(line.id, self.talbot.id, [])
        self.assertEqual(self.debt(line.move_id).amount_residual, -700)

    def test_money_on_a_lost_debt_becomes_income(self):
        lost = self.lost(500)
        line = self.received(500, payer=self.talbot)
        guess = self.row(line)["guesses"][0]
        self.assertIn("written off", guess["reasons"][0])
        self.page.accept(line.id, guess["key"])
        self.assertEqual(lost.regained, 500)
        self.assertFalse(sum(self.debt(line.move_id).mapped("amount_residual")))

    def test_money_taken_back_from_a_lost_debt_is_no_income_any_more(self):
        lost = self.lost(500)
        line = self.received(500, payer=self.talbot)
        for undo in (
            lambda: self.page.take_back(line.id),
            lambda: line.action_undo_reconciliation(),
            lambda: line._recovery_unmatch(),
        ):
            self.page.accept(line.id, self.row(line)["guesses"][0]["key"])
            self.assertEqual((lost.regained, self.income()), (500, -500))
            undo()
            self.assertEqual((lost.regained, self.income()), (0, 0))
            self.assertFalse(self.exposure(self.talbot, TUESDAY))
            self.assertFalse(line.is_reconciled)

    def lost(self, amount):
        """A debt of Talbot's that was given up."""
        invoice = self.invoice(self.talbot, amount, date(2025, 9, 30))
        losses = self.root["recovery.write.off"]
        lost = losses._request({self.debt(invoice): amount}, "small_balance")
        lost._approve()
        lost._book(MONDAY)
        return lost

    def income(self):
        """What later receipts are booked as, credits negative."""
        account = self.company._recovery_account_for("recovery_regained_account_id")
        lines = self.root["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return sum(lines.mapped("balance"))

    def test_what_is_no_customer_payment_goes_out_of_the_way(self):
        line = self.received(700, "REMBOURSEMENT TVA")
        self.page.set_aside(line.id)
        self.assertNotIn(line.id, [one["id"] for one in self.page.load()["lines"]])
        self.page.take_back(line.id)
        self.assertIn(line.id, [one["id"] for one in self.page.load()["lines"]])

    def test_who_only_reads_decides_nothing(self):
        reader = new_test_user(
            self.root,
            "receipts_reader",
            groups="debt_recovery.group_auditor",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        line = self.received(700)
        page = self.page.with_user(reader)
        self.assertFalse(page.load()["may_work"])
        for call in (
            lambda: page.accept(line.id, ""),
            lambda: page.accept_debts(line.id, self.talbot.id, []),
            lambda: page.set_aside(line.id),
            lambda: page.take_back(line.id),
            lambda: page.go_on("because"),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_nobody_matches_a_line_of_another_company(self):
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.root,
            "receipts_stranger",
            groups="debt_recovery.group_agent",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        line = self.received(700)
        page = self.root["recovery.match"].with_user(stranger).with_company(other)
        with self.assertRaises(UserError):
            page.accept_debts(line.id, self.talbot.id, [])


@tagged("post_install", "-at_install")
class TestUnmatchedMoney(MatchingCase):
    """Money at the bank of a known payer is not chased while nobody matched it."""

    def setUp(self):
        super().setUp()
        self.company.recovery_match_alone = False
        self.owed = self.invoice(self.talbot, 3600, date(2026, 2, 20))
        self.cycle(MONDAY)

    def test_a_known_account_stops_the_reminder_of_what_it_covers(self):
        self.received(3600, payer=self.talbot)
        self.settle(TUESDAY)
        (notice,) = self.notices(self.talbot)
        self.assertEqual((notice.state, notice.reason), ("cancelled", "in_flight"))
        self.assertEqual(self.send(TUESDAY), [])

    def test_a_part_stops_a_part(self):
        self.received(600, partner_name="MENUISERIE TALBOT")
        self.settle(TUESDAY)
        self.assertEqual(self.case(self.talbot).net_overdue, 3000)

    def test_it_is_chased_again_after_some_working_days(self):
        self.received(3600, payer=self.talbot)
        self.settle(TUESDAY)
        after = date(2026, 3, 11)
        row = next(iter(self.exposure(self.talbot, date(2026, 3, 10)).values()))
        self.assertEqual(row["chaseable"], 0)
        row = next(iter(self.exposure(self.talbot, after).values()))
        self.assertEqual(row["chaseable"], 3600)

    def test_an_unknown_payer_stops_nothing(self):
        self.received(3600, partner_name="Inconnu")
        self.settle(TUESDAY)
        self.assertEqual(self.case(self.talbot).net_overdue, 3600)

    def test_what_is_no_customer_payment_is_chased_at_once(self):
        line = self.received(3600, payer=self.talbot)
        self.settle(TUESDAY)
        self.root["recovery.match"].set_aside(line.id)
        self.settle(TUESDAY)
        self.assertEqual(self.case(self.talbot).net_overdue, 3600)

    def test_once_matched_it_counts_once(self):
        line = self.received(600, payer=self.talbot)
        candidate = self.verdict(line).candidates[0]
        line._recovery_match_all({line: candidate}, automatic=False)
        self.settle(TUESDAY)
        self.assertEqual(self.case(self.talbot).net_overdue, 3000)

    def test_a_payment_and_its_own_bank_line_count_once(self):
        without_entry(self, self.talbot, 1000, MONDAY, self.owed)
        self.received(1000, payer=self.talbot)
        self.settle(TUESDAY)
        self.assertEqual(self.case(self.talbot).in_flight_amount, 1000)
        self.assertEqual(self.case(self.talbot).net_overdue, 2600)

    def test_what_its_invoice_received_since_is_on_its_way_no_more(self):
        payment = without_entry(self, self.talbot, 1000, MONDAY, self.owed)
        line = self.received(600, payer=self.talbot)
        candidate = self.verdict(line).candidates[0]
        line._recovery_match_all({line: candidate}, automatic=False)
        self.assertEqual(payment.state, "in_process")
        self.settle(TUESDAY)
        self.assertEqual(self.case(self.talbot).in_flight_amount, 400)
        self.assertEqual(self.case(self.talbot).net_overdue, 2600)

    def test_a_line_matched_in_part_by_hand_counts_for_its_rest(self):
        line = self.received(600, payer=self.talbot)
        self.settle(TUESDAY)
        _bank, waiting, _other = line._seek_for_lines()
        part = {
            "name": "Part",
            "account_id": self.receivable.id,
            "partner_id": self.talbot.id,
        }
        line._recovery_replace(
            waiting,
            self.talbot,
            [
                {"balance": -400, "amount_currency": -400},
                {"balance": -200, "amount_currency": -200, **part},
            ],
        )
        self.assertEqual(line.amount_residual, -400)
        self.settle(TUESDAY)
        row = self.exposure(self.talbot, TUESDAY)[self.debt(self.owed).id]
        self.assertEqual((row["netted"], row["in_flight"]), (200, 400))
