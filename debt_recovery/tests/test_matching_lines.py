from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MONDAY, RecoveryCase

TUESDAY = MONDAY + timedelta(days=1)


class MatchingCase(RecoveryCase):
    """Bank lines of Ateliers Belleroche."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.talbot = cls.customer("Menuiserie Talbot", "compta@talbot.example")
        cls.owned(cls.talbot, "FR7630006000011234567890189")
        cls.owned(cls.lecoq, "FR1420041010050500013M02606")

    @classmethod
    def owned(cls, partner, iban):
        cls.root["res.partner.bank"].create(
            {"acc_number": iban, "partner_id": partner.id}
        )

    @classmethod
    def received(cls, amount, text="VIREMENT SEPA", payer=None, **values):
        """A bank line, with the account of ``payer``."""
        account = payer.bank_ids[:1].acc_number if payer else False
        return (
            cls.root["account.bank.statement.line"]
            .with_company(cls.company)
            .create(
                {
                    "journal_id": cls.bank.id,
                    "payment_ref": text,
                    "amount": amount,
                    "date": TUESDAY,
                    "account_number": account,
                    **values,
                }
            )
        )

    def close(self, day):
        """Close the books as one who had nothing to match yet that day."""
        self.env.flush_all()
        self.cr.execute(
            "UPDATE res_company SET fiscalyear_lock_date = %s WHERE id = %s",
            [day, self.company.id],
        )
        self.env.invalidate_all()

    def matched(self):
        return self.root["recovery.match"]._match_new(self.company, commit=False)

    def verdict(self, line):
        found = self.root["recovery.match"]._verdicts(self.company, line)
        return found[line]


@tagged("post_install", "-at_install")
class TestMatchingLines(MatchingCase):
    """A bank line pays what it pays: exact and unique, or a person decides."""

    def test_talbot_is_matched_without_a_reference(self):
        invoice = self.invoice(self.talbot, 3600, date(2026, 2, 20))
        other = self.invoice(self.lecoq, 3600, date(2026, 2, 20))
        line = self.received(3600, payer=self.talbot)
        self.assertEqual(self.matched(), line)
        self.assertTrue(self.debt(invoice).reconciled)
        self.assertFalse(self.debt(other).reconciled)
        self.assertTrue(line.is_reconciled)
        self.assertEqual(line.partner_id, self.talbot)
        self.assertEqual(sum(line.move_id.line_ids.mapped("balance")), 0)
        self.assertEqual(line.move_id.line_ids.partner_id, self.talbot)
        self.assertNotIn(
            self.bank.suspense_account_id, line.move_id.line_ids.account_id
        )

    def test_the_entry_reads_alone(self):
        invoice = self.invoice(self.talbot, 3600, date(2026, 2, 20))
        line = self.received(3600, "VIR TALBOT", self.talbot)
        self.matched()
        credit = line.move_id.line_ids.filtered(lambda one: one.balance < 0)
        self.assertEqual(credit.name, f"{invoice.name} – VIR TALBOT")

    def test_the_same_amount_twice_waits_for_a_person(self):
        self.invoice(self.talbot, 3600, date(2026, 2, 20))
        self.invoice(self.talbot, 3600, date(2026, 2, 21))
        line = self.received(3600, payer=self.talbot)
        self.assertFalse(self.matched())
        verdict = self.verdict(line)
        self.assertEqual((verdict.why, len(verdict.candidates)), ("several", 2))

    def test_an_amount_without_a_sign_is_never_matched(self):
        self.invoice(self.talbot, 3617.23, date(2026, 2, 20))
        line = self.received(3617.23)
        self.assertFalse(self.matched())
        self.assertEqual(self.verdict(line).candidates[0].debtor, self.talbot.id)

    def test_a_reference_names_the_invoices_that_are_paid(self):
        first = self.invoice(self.lecoq, 100, date(2026, 2, 20))
        second = self.invoice(self.lecoq, 100, date(2026, 2, 21))
        third = self.invoice(self.lecoq, 250, date(2026, 2, 22))
        self.received(350, f"REGLT {second.name} {third.name.replace('/', ' ')}")
        self.matched()
        self.assertFalse(self.debt(first).reconciled)
        self.assertTrue(self.debt(second).reconciled)
        self.assertTrue(self.debt(third).reconciled)

    def test_a_transfer_net_of_the_credits_settles_the_account(self):
        first = self.invoice(self.lecoq, 4800, date(2026, 1, 31))
        second = self.invoice(self.lecoq, 1920, date(2026, 2, 15))
        credit = self.refund(self.lecoq, 600, date(2026, 2, 20))
        line = self.received(6120, payer=self.lecoq)
        self.assertEqual(self.matched(), line)
        for move in (first, second, credit):
            self.assertTrue(self.debt(move).reconciled, move.name)
        self.assertTrue(line.is_reconciled)

    def test_the_lines_of_one_customer_are_matched_one_after_the_other(self):
        one = self.invoice(self.talbot, 300, date(2026, 2, 20))
        two = self.invoice(self.talbot, 500, date(2026, 2, 21))
        lines = self.received(300, payer=self.talbot)
        lines |= self.received(500, payer=self.talbot)
        self.assertEqual(self.matched(), lines)
        self.assertTrue(self.debt(one | two)[0].reconciled)

    def test_a_second_transfer_of_the_same_amount_stays(self):
        self.invoice(self.talbot, 300, date(2026, 2, 20))
        first = self.received(300, payer=self.talbot)
        second = self.received(300, payer=self.talbot)
        self.assertEqual(self.matched(), first)
        self.assertFalse(second.is_reconciled)

    def test_an_invoice_in_francs_is_paid_in_francs(self):
        francs = self.setup_other_currency("CHF", rates=[("2016-01-01", 0.94)])
        invoice = self.invoice(
            self.talbot, 3000, date(2026, 2, 20), currency_id=francs.id
        )
        line = self.received(
            3200,
            payer=self.talbot,
            foreign_currency_id=francs.id,
            amount_currency=3000,
        )
        self.assertEqual(self.matched(), line)
        self.assertTrue(self.debt(invoice).reconciled)
        self.assertEqual(self.debt(invoice).amount_residual, 0)

    def test_a_discount_taken_in_time_closes_the_invoice(self):
        term = self.root["account.payment.term"].create(
            {
                "name": "2 % ten days",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "line_ids": [Command.create({"value_amount": 100, "nb_days": 30})],
            }
        )
        invoice = self.invoice(
            self.talbot,
            1000,
            date(2026, 3, 27),
            issued=date(2026, 2, 25),
            invoice_payment_term_id=term.id,
        )
        line = self.received(980, payer=self.talbot)
        self.assertEqual(self.matched(), line)
        self.assertTrue(self.debt(invoice).reconciled)
        self.assertEqual(sum(line.move_id.line_ids.mapped("balance")), 0)

    def test_a_payer_that_paid_before_is_known_by_its_account(self):
        self.invoice(self.talbot, 300, date(2026, 2, 20))
        line = self.received(300, account_number="DE02120300000000202051")
        self.assertFalse(self.matched())
        candidate = self.verdict(line).candidates[0]
        line._recovery_match_all({line: candidate}, automatic=False)
        invoice = self.invoice(self.talbot, 410, date(2026, 2, 24))
        self.received(410, account_number="DE02 1203 0000 0000 2020 51")
        self.matched()
        self.assertTrue(self.debt(invoice).reconciled)

    def test_a_match_is_taken_back_and_not_made_again(self):
        invoice = self.invoice(self.talbot, 3600, date(2026, 2, 20))
        line = self.received(3600, payer=self.talbot)
        self.matched()
        line._recovery_unmatch()
        self.assertFalse(line.is_reconciled)
        self.assertFalse(line.partner_id)
        self.assertEqual(self.debt(invoice).amount_residual, 3600)
        self.assertFalse(self.matched())

    def test_a_closed_period_stays_closed(self):
        invoice = self.invoice(self.talbot, 3600, date(2026, 2, 20))
        line = self.received(3600, payer=self.talbot)
        self.close(date(2026, 3, 31))
        self.assertFalse(self.matched())
        self.assertFalse(self.debt(invoice).reconciled)
        candidate = self.verdict(line).candidates[0]
        with self.assertRaisesRegex(UserError, "prior to"):
            line._recovery_match_all({line: candidate}, automatic=False)

    def test_nothing_is_matched_alone_where_the_company_says_so(self):
        self.invoice(self.talbot, 3600, date(2026, 2, 20))
        self.company.recovery_match_alone = False
        self.received(3600, payer=self.talbot)
        self.assertFalse(self.matched())

    def test_odoos_own_rule_names_the_payer(self):
        invoice = self.invoice(self.talbot, 300, date(2026, 2, 20))
        self.root["account.reconcile.model"].create(
            {
                "name": "Talbot",
                "company_id": self.company.id,
                "match_label": "contains",
                "match_label_param": "MENUIS ANGERS",
                "line_ids": [Command.create({"partner_id": self.talbot.id})],
            }
        )
        self.received(300, "VIR INST MENUIS ANGERS")
        self.matched()
        self.assertTrue(self.debt(invoice).reconciled)
