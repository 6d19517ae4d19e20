from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RecoveryCase

DUE = date(2026, 2, 10)
PAID = date(2026, 2, 27)


@tagged("post_install", "-at_install")
class TestShortPayments(RecoveryCase):
    """Paid in part: somebody says why, and what follows from it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bill = cls.invoice(cls.lecoq, 1000, DUE)
        cls.line = cls.debt(cls.bill)
        cls.company.recovery_loss_floor = 5

    def short(self):
        self.env.flush_all()
        rows = self.root["recovery.short.payment"].with_context(
            allowed_company_ids=self.company.ids
        )
        rows.invalidate_model()
        return rows.search([("company_id", "=", self.company.id)])

    def answer(self, line=None, **vals):
        values = {"line_id": (line or self.line).id, **vals}
        return self.root["recovery.short.answer"].create(values)

    def reason(self, code):
        return self.root["recovery.dispute.reason"]._find(code).id

    def test_what_was_paid_in_part_with_money_asks_for_a_reason(self):
        whole = self.invoice(self.lecoq, 50, DUE)
        self.pay(self.lecoq, 50, PAID, self.debt(whole))
        credited = self.invoice(self.lecoq, 80, DUE)
        credited._recovery_credit_note(30, "Price")
        self.assertFalse(self.short())
        self.pay(self.lecoq, 940, PAID, self.line)
        row = self.short()
        self.assertEqual(
            (row.line_id, row.paid, row.difference, row.last_paid_on),
            (self.line, 940, 60, PAID),
        )
        self.assertFalse(row.is_discount)

    def test_a_reason_opens_a_dispute_about_the_difference(self):
        self.pay(self.lecoq, 940, PAID, self.line)
        answer = self.answer(reason_id=self.reason("price"), note="5 % agreed")
        self.assertEqual(answer.outcome, "dispute")
        action = answer.action_apply()
        dispute = self.root["recovery.dispute"].browse(action["res_id"])
        self.assertEqual((dispute.amount, dispute.source), (60, "short_payment"))
        self.assertFalse(self.short())

    def test_a_small_difference_is_written_off(self):
        self.pay(self.lecoq, 996, PAID, self.line)
        answer = self.answer()
        self.assertEqual(answer.outcome, "write_off")
        answer.action_apply()
        request = self.root["recovery.write.off"].search([], limit=1)
        self.assertEqual(request.item_ids.line_id, self.line)
        self.assertEqual(request.item_ids.amount, 4)

    def test_a_larger_one_is_not_written_off_here(self):
        self.pay(self.lecoq, 940, PAID, self.line)
        with self.assertRaisesRegex(UserError, "Only up to"):
            self.answer(outcome="write_off").action_apply()

    def test_left_as_it_is_it_asks_again_with_the_next_payment(self):
        self.pay(self.lecoq, 940, PAID, self.line)
        self.answer(outcome="leave").action_apply()
        self.assertFalse(self.short())
        self.pay(self.lecoq, 20, date(2026, 3, 2), self.line)
        self.assertEqual(self.short().difference, 40)

    def test_short_by_the_expired_discount_is_no_dispute(self):
        term = self.root["account.payment.term"].create(
            {
                "name": "2 % in ten days",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100, "nb_days": 30}
                    )
                ],
            }
        )
        bill = self.invoice(
            self.lecoq,
            500,
            DUE,
            invoice_payment_term_id=term.id,
            invoice_date=date(2026, 1, 11),
        )
        line = self.debt(bill)
        self.pay(self.lecoq, 490, PAID, line)
        self.assertTrue(self.short().is_discount)
        answer = self.answer(line)
        self.assertEqual(answer.reason_id.code, "discount_late")
        self.assertEqual(answer.outcome, "leave")
        answer.outcome = "dispute"
        with self.assertRaisesRegex(UserError, "no dispute"):
            answer.action_apply()
        self.assertTrue(self.short(), "nothing was answered yet")
        answer.outcome = "leave"
        answer.action_apply()
        self.assertFalse(self.short())

    def test_what_is_agreed_or_disputed_asks_nothing(self):
        self.pay(self.lecoq, 940, PAID, self.line)
        dispute = self.root["recovery.dispute"]._contest(self.line, 60, "quality")
        self.assertFalse(self.short())
        dispute._withdraw()
        self.assertTrue(self.short())

    def test_paid_further_meanwhile_is_said(self):
        self.pay(self.lecoq, 940, PAID, self.line)
        answer = self.answer(outcome="leave")
        self.pay(self.lecoq, 10, date(2026, 3, 2), self.line)
        with self.assertRaisesRegex(UserError, "meanwhile"):
            answer.action_apply()

    def test_the_rows_of_another_company_are_not_read(self):
        self.pay(self.lecoq, 940, PAID, self.line)
        other = self._create_company(name="Belleroche Belgium")
        rows = self.root["recovery.short.payment"].with_context(
            allowed_company_ids=other.ids
        )
        self.env.flush_all()
        self.assertFalse(rows.search([]))
