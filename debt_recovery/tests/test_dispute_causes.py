from datetime import date

from odoo import Command
from odoo.tests import new_test_user, tagged

from .common import RecoveryCase


@tagged("post_install", "-at_install")
class TestDisputeCauses(RecoveryCase):
    """Disputes counted by reason, product and salesperson; errors that repeat."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.door, cls.lock = cls.root["product.product"].create(
            [{"name": "Door"}, {"name": "Lock"}]
        )
        cls.boss = new_test_user(cls.root, "boss", "debt_recovery.group_manager")
        cls.boss.write({"company_ids": cls.company.ids, "company_id": cls.company.id})
        cls.company.recovery_manager_id = cls.boss

    def billed(self, *lines, **values):
        return self.invoice(
            self.lecoq,
            0,
            date(2026, 2, 10),
            invoice_line_ids=[
                Command.create(
                    {"product_id": product.id, "price_unit": price, "tax_ids": False}
                )
                for product, price in lines
            ],
            **values,
        )

    def contest(self, move, amount=None, reason="quality", **vals):
        return self.root["recovery.dispute"]._contest(move, amount, reason, **vals)

    def counted(self, by):
        self.env.flush_all()
        rows = self.root["recovery.dispute.report"]._read_group(
            [("company_id", "=", self.company.id)],
            [by],
            ["number:sum", "amount:sum", "accepted_amount:sum", "days:avg"],
        )
        return {row[0].display_name: row[1:] for row in rows}

    def test_disputed_lines_share_the_amount_between_their_products(self):
        move = self.billed((self.door, 300), (self.lock, 100), (self.lock, 600))
        self.contest(move, invoice_lines=move.invoice_line_ids[:2])
        self.assertEqual(
            self.counted("product_id"),
            {"Door": (0.75, 300, 0, 0), "Lock": (0.25, 100, 0, 0)},
        )
        self.assertEqual(self.counted("reason_id"), {"Quality": (1, 400, 0, 0)})

    def test_an_amount_is_the_product_s_where_there_is_one_alone(self):
        self.contest(self.billed((self.door, 300)), 50)
        self.contest(self.billed((self.door, 300), (self.lock, 100)), 70)
        found = self.counted("product_id")
        self.assertEqual(found["Door"][:2], (1, 50))
        self.assertEqual(sum(row[1] for row in found.values()), 120)

    def test_what_was_given_back_and_the_days_count(self):
        dispute = self.contest(self.billed((self.door, 300)), 50)
        self.clock.move_to("2026-03-09 08:00")
        dispute._accept(30)
        self.assertEqual(self.counted("product_id"), {"Door": (1, 50, 30, 7)})

    def test_amounts_are_in_the_company_s_currency(self):
        dollar = self.root.ref("base.USD")
        dollar.active = True
        self.root["res.currency.rate"].create(
            {
                "name": "2026-01-01",
                "rate": 1.25,
                "currency_id": dollar.id,
                "company_id": self.company.id,
            }
        )
        move = self.billed((self.door, 100), currency_id=dollar.id)
        self.contest(move, 50)
        self.assertEqual(self.counted("product_id")["Door"][1], 40)

    def test_the_third_of_a_kind_makes_the_manager_look_once(self):
        made = self.root["recovery.dispute"]
        for _number in range(4):
            made |= self.contest(self.billed((self.door, 300)), 10)
        made |= self.contest(self.billed((self.lock, 300)), 10)
        made |= self.contest(self.billed((self.door, 300)), 10, "price")
        tasks = made.activity_ids.filtered(lambda task: task.user_id == self.boss)
        repeated = tasks.filtered(lambda task: "Repeated error" in task.summary)
        self.assertEqual(len(repeated), 1)
        self.assertEqual(repeated.res_id, made[2].id)
        self.assertIn("Quality – Door, 3 disputes in 90 days", repeated.summary)

    def test_zero_asks_nobody(self):
        self.company.recovery_dispute_repeat = 0
        for _number in range(4):
            self.contest(self.billed((self.door, 300)), 10)
        self.assertFalse(
            self.root["recovery.dispute"].search([("repeat_product_id", "!=", False)])
        )
