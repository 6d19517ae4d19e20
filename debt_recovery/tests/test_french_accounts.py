from datetime import date

from odoo import Command
from odoo.tests import tagged

from .common import MONDAY, RecoveryCase

DUE = date(2026, 1, 20)


@tagged("post_install", "-at_install")
class TestFrenchAccounts(RecoveryCase):
    """Moves between accounts that Odoo calls “paid” and that nobody paid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.thanks = cls.root.ref("debt_recovery.template_thanks")
        scenario = cls.root.ref("debt_recovery.policy_business")
        scenario.write({"thank_you": True, "thank_you_template_id": cls.thanks.id})

    def setUp(self):
        super().setUp()
        self.move = self.invoice(self.lecoq, 1200, DUE)
        (self.first,) = self.day(MONDAY)
        self.account_ = self.case(self.lecoq)

    def transfer(self, code, day, maturity=None, journal=None):
        """Move the debt to another account by an entry matched with the invoice."""
        target = self.account(code)
        entry = self.root["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": (journal or self.misc).id,
                "date": day,
                "line_ids": [
                    Command.create(
                        {
                            "name": "Transfer",
                            "account_id": account.id,
                            "partner_id": self.lecoq.id,
                            "date_maturity": maturity or day,
                            "debit": debit,
                            "credit": credit,
                        }
                    )
                    for account, debit, credit in (
                        (target, 1200, 0),
                        (self.receivable, 0, 1200),
                    )
                ],
            }
        )
        entry.action_post()
        old = entry.line_ids.filtered(lambda line: line.account_id == self.receivable)
        (old | self.debt(self.move)).reconcile()
        return entry.line_ids - old

    def thank_yous(self):
        return self.notices(self.lecoq).filtered(lambda n: n.purpose == "service")

    def test_the_chart_says_how_each_account_is_followed(self):
        rules = self.root["recovery.account"].search(
            [("company_id", "=", self.company.id)]
        )
        by_code = {
            rule.account_id.with_company(self.company).code[:6]: rule.treatment
            for rule in rules
        }
        self.assertEqual(by_code["411100"], "chase")
        self.assertEqual(by_code["411700"], "maturity")
        self.assertEqual(by_code["413000"], "maturity")
        self.assertEqual(by_code["416000"], "doubtful")

    def test_a_doubtful_debt_goes_on_at_its_age_and_thanks_nobody(self):
        day = date(2026, 3, 10)
        self.account("416").reconcile = True
        self.clock.move_to(day)
        line = self.transfer("416", day)
        self.assertEqual(self.move.payment_state, "paid")
        self.settle(day)
        self.assertRecordValues(
            self.account_,
            [{"state": "open", "net_overdue": 1200, "oldest_due": DUE}],
        )
        self.assertEqual(self.account_.oldest_line_id, line)
        self.assertEqual(self.account_.stage_id.from_dpd, 31)
        self.assertEqual(line.with_company(self.company).recovery_dpd, (day - DUE).days)
        self.assertFalse(self.thank_yous())
        self.assertEqual(self.day(day), [])
        (message,) = self.day(date(2026, 3, 16))
        self.assertEqual(self.steps(self.lecoq), ["Statement of account", "Reminder 3"])
        self.assertIn("Total 1,200.00 €", message.text)

    def test_cash_on_a_doubtful_debt_is_a_receipt(self):
        day = date(2026, 3, 10)
        self.account("416").reconcile = True
        line = self.transfer("416", day)
        self.settle(day)
        entry = self.entry(
            self.lecoq,
            -1200,
            day,
            self.bank.default_account_id,
            account=line.account_id,
            journal=self.bank,
        )
        credit = entry.line_ids.filtered(lambda x: x.account_id == line.account_id)
        (credit | line).reconcile()
        self.settle(day)
        self.assertEqual(self.account_.state, "closed")

    def test_an_accepted_bill_is_reported_until_its_maturity(self):
        day, maturity = date(2026, 3, 10), date(2026, 4, 10)
        self.clock.move_to(day)
        line = self.transfer("413", day, maturity)
        self.assertEqual(self.move.payment_state, "paid")
        self.assertTrue(line.no_followup)
        line.no_followup = False
        self.settle(day)
        self.assertFalse(self.thank_yous())
        self.assertEqual(self.account_.net_overdue, 0)
        rows = self.exposure(self.lecoq, maturity)
        self.assertEqual(rows[line.id]["spared"], "report")
        for later in (date(2026, 4, 4), maturity):
            self.assertEqual(self.day(later), [])
        self.cycle(date(2026, 4, 11))
        self.assertRecordValues(
            self.account_,
            [{"state": "open", "net_overdue": 1200, "oldest_due": maturity}],
        )
        (message,) = self.day(date(2026, 4, 15))
        self.assertIn("Total 1,200.00 €", message.text)

    def test_a_write_off_closes_the_account_without_thanks(self):
        day = date(2026, 3, 10)
        entry = self.entry(self.lecoq, -1200, day, self.account("654"))
        (self.debt(entry) | self.debt(self.move)).reconcile()
        self.assertEqual(self.move.payment_state, "paid")
        self.settle(day)
        self.assertEqual(self.account_.state, "closed")
        self.assertFalse(self.thank_yous())
        self.assertEqual(self.send(day), [])

    def test_cash_closes_the_account_and_thanks_once(self):
        day = date(2026, 3, 10)
        self.pay(self.lecoq, 1200, day, self.debt(self.move))
        self.settle(day)
        self.assertEqual(self.account_.state, "closed")
        (message,) = self.send(day)
        self.assertEqual(message.recipients, ["compta@lecoq.example"])
        self.assertNotIn("1,200.00", message.subject)
        self.assertEqual(self.thank_yous().state, "sent")
        self.assertEqual(self.day(date(2026, 3, 11)), [])
        self.assertEqual(len(self.thank_yous()), 1)

    def test_who_paid_before_any_reminder_is_not_thanked(self):
        talbot = self.customer("Menuiserie Talbot", "talbot@talbot.example")
        move = self.invoice(talbot, 3600, date(2026, 2, 27))
        self.cycle(MONDAY)
        self.pay(talbot, 3600, MONDAY, self.debt(move))
        self.settle(MONDAY)
        self.assertEqual(self.case(talbot).state, "closed")
        self.assertFalse(self.notices(talbot))
