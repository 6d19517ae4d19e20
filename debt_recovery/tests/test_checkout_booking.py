from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .common import MONDAY
from .paying import PayingCase


@tagged("post_install", "-at_install")
class TestCheckoutBooking(PayingCase):
    """The money pays what was chosen, to the cent, and nothing else."""

    def test_what_was_ticked_is_what_is_matched(self):
        checkout = self.chosen({self.second: ""})  # not the oldest one
        transaction = self.pay_online(checkout)
        move = transaction.payment_id.move_id
        self.assertEqual(self.matched(self.second), [(1920.0, move)])
        self.assertEqual(self.open_of(self.first), 4800.0)
        self.assertEqual(checkout.state, "paid")
        self.assertEqual(checkout.line_ids.mapped("paid"), [1920.0])
        self.assertEqual(self.second.payment_state, "paid")

    def test_parts_are_matched_to_the_cent(self):
        checkout = self.chosen({self.first: "100.10", self.second: "33.33"})
        move = self.pay_online(checkout).payment_id.move_id
        self.assertEqual(self.matched(self.first), [(100.1, move)])
        self.assertEqual(self.matched(self.second), [(33.33, move)])
        self.assertEqual(self.open_of(self.first), 4699.9)
        self.assertEqual(self.open_of(self.second), 1886.67)
        self.assertEqual(self.open_of(self.credit), -600.0)

    def test_the_credit_that_was_deducted_is_matched_too(self):
        checkout = self.chosen({self.first: "", self.second: ""})
        move = self.pay_online(checkout).payment_id.move_id
        self.assertEqual(
            self.matched(self.first), [(4200.0, move), (600.0, self.credit)]
        )
        self.assertEqual(self.open_of(self.credit), 0.0)
        self.assertEqual(self.open_of(self.second), 0.0)

    def test_each_counterpart_says_whose_and_what_it_pays(self):
        checkout = self.chosen({self.second: ""})
        entry = self.pay_online(checkout).payment_id.move_id
        (line,) = self.debt(entry)
        for piece in (self.lecoq.name, self.second.name, checkout.reference):
            self.assertIn(piece, line.name)

    def test_entries_without_an_invoice_on_two_accounts_are_paid(self):
        other = self.receivable.copy({"code": "411777", "name": "Other customers"})
        self.root["recovery.account"]._sync(self.company)
        old = self.entry(
            self.lecoq, 70.0, MONDAY - timedelta(days=5), self.account("7")
        )
        moved = self.entry(
            *(self.lecoq, 90.0, MONDAY - timedelta(days=4), self.account("7")),
            account=other,
        )
        checkout = self.chosen({old: "", moved: "40", self.second: ""})
        payment = self.pay_online(checkout).payment_id
        self.assertEqual(payment.amount, 2030.0)
        self.assertEqual(self.matched(old), [(70.0, payment.move_id)])
        self.assertEqual(self.matched(moved), [(40.0, payment.move_id)])
        self.assertEqual(self.open_of(self.second), 0.0)
        credits = payment.move_id.line_ids.filtered("credit")
        self.assertEqual(sorted(credits.mapped("credit")), [40.0, 70.0, 1920.0])
        self.assertTrue(all(credits.mapped("reconciled")))

    def test_another_currency_is_paid_in_it(self):
        dollar = self.setup_other_currency(
            "USD", rates=[("2026-01-01", 2.0), ("2026-03-01", 1.6)]
        )
        move = self.invoice(
            *(self.lecoq, 300.0, MONDAY - timedelta(days=9)), currency_id=dollar.id
        )
        checkout = self.chosen({move: ""}, currency="USD")
        self.assertEqual((checkout.amount, checkout.currency_id), (300.0, dollar))
        payment = self.pay_online(checkout).payment_id
        self.assertEqual(payment.currency_id, dollar)
        self.assertEqual(self.matched(move)[0], (300.0, payment.move_id))
        self.assertEqual(self.debt(move).amount_residual, 0.0)
        self.assertEqual(self.open_of(self.second), 1920.0)

    def test_two_currencies_are_two_payments(self):
        dollar = self.setup_other_currency("USD", rates=[("2026-01-01", 2.0)])
        move = self.invoice(
            *(self.lecoq, 300.0, MONDAY - timedelta(days=9)), currency_id=dollar.id
        )
        answer = self.choose({move: "", self.second: ""})
        self.assertEqual(answer.status_code, 422)
        self.assertIn("one currency", answer.text)

    def test_an_early_discount_is_granted_with_its_tax(self):
        tax = self.company_data["default_tax_sale"]
        term = self.root["account.payment.term"].create(
            {
                "name": "2 % within 10 days",
                "company_id": self.company.id,
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": "included",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100, "nb_days": 30}
                    )
                ],
            }
        )
        move = self.invoice(
            *(self.lecoq, 1000.0, MONDAY + timedelta(days=30)),
            issued=MONDAY - timedelta(days=2),
            invoice_payment_term_id=term.id,
            invoice_line_ids=[
                Command.create(
                    {"name": "Goods", "price_unit": 1000.0, "tax_ids": tax.ids}
                )
            ],
        )
        total = move.amount_total
        page = self.text(self.opened(f"{self.base}/choose"))
        self.assertIn("Discount of", page)
        self.refund_credit()
        checkout = self.chosen({move: ""})
        self.assertEqual(checkout.amount, round(total * 0.98, 2))
        payment = self.pay_online(checkout).payment_id
        self.assertEqual(self.open_of(move), 0.0)
        self.assertEqual(self.matched(move), [(total, payment.move_id)])
        taxed = payment.move_id.line_ids.filtered("tax_line_id")
        self.assertEqual(sum(taxed.mapped("debit")), round((total - 1000) * 0.02, 2))

    def refund_credit(self):
        """The credit note goes elsewhere: a discount is for what is paid whole."""
        (self.debt(self.first) | self.debt(self.credit)).reconcile()

    def test_what_was_settled_meanwhile_stays_a_credit_with_a_task(self):
        checkout = self.chosen({self.first: "100", self.second: ""})
        values, _error = self.start(checkout)
        self.pay(self.lecoq, 1920.0, MONDAY, self.debt(self.second))
        self.confirm(values)
        self.env.invalidate_all()
        payment = checkout.transaction_ids.payment_id
        self.assertEqual(self.matched(self.first), [(100.0, payment.move_id)])
        left = self.debt(payment.move_id).filtered(lambda line: not line.reconciled)
        self.assertEqual(left.mapped("amount_residual"), [-1920.0])
        task = self.account_of_lecoq.activity_ids
        self.assertIn("settled meanwhile", task.summary)
        self.assertIn("1,920.00", self.plain(task.summary))

    def plain(self, text):
        return text.replace("\xa0", " ").replace("\u202f", " ")

    def test_confirmed_twice_it_is_one_payment(self):
        checkout = self.chosen({self.second: ""})
        values, _error = self.start(checkout)
        self.confirm(values)
        self.confirm(values)
        checkout.transaction_ids._post_process()
        self.assertEqual(
            self.root["account.payment"].search_count(
                [("memo", "like", checkout.reference)]
            ),
            1,
        )
        self.assertEqual(len(self.matched(self.second)), 1)
        self.assertEqual(len(self.events("paid_online")), 1)

    def test_two_tabs_make_one_payment_of_the_right_items(self):
        first = self.chosen({self.first: "", self.second: ""})
        second = self.chosen({self.second: ""})
        _values, error = self.start(first)
        self.assertIn("Nothing was charged", error)
        self.pay_online(second)
        for tab in (first, second):
            self.assertTrue(self.start(tab)[1])
        payments = self.root["account.payment"].search([])
        self.assertEqual(payments.mapped("amount"), [1920.0])
        self.assertEqual(self.open_of(self.second), 0.0)
        self.assertEqual(self.open_of(self.first), 4800.0)

    def test_pending_then_done(self):
        checkout = self.chosen({self.second: ""})
        values, _error = self.start(checkout)
        self.confirm(values, "pending")
        self.env.invalidate_all()
        self.assertEqual((checkout.state, checkout._outcome()), ("started", "pending"))
        self.assertEqual(self.open_of(self.second), 1920.0)
        self.confirm(values)
        self.assertEqual(self.open_of(self.second), 0.0)
        self.assertEqual(checkout.state, "paid")

    def test_refused_or_cancelled_it_can_be_tried_again(self):
        checkout = self.chosen({self.second: ""})
        for state in ("error", "cancel"):
            self.pay_online(checkout, state)
            self.assertEqual(
                (checkout.state, checkout._outcome()), ("started", "failed")
            )
        self.assertEqual(self.open_of(self.second), 1920.0)
        self.pay_online(checkout)
        self.assertEqual(self.open_of(self.second), 0.0)
        self.assertEqual(checkout.state, "paid")
        self.assertEqual(len(checkout.transaction_ids), 3)

    def test_confirmed_after_the_link_ended(self):
        checkout = self.chosen({self.second: ""})
        values, _error = self.start(checkout)
        self.link().search([]).action_revoke()
        landing = self.confirm(values)["landing_route"]
        self.assertEqual(self.open_of(self.second), 0.0)
        page = self.opened(landing).text
        self.assertIn("Thank you", page)
        self.assertNotIn("1,920", page)

    def test_confirmed_after_another_choice_it_is_booked_all_the_same(self):
        old = self.chosen({self.second: ""})
        values, _error = self.start(old)
        new = self.chosen({self.second: ""})
        self.assertEqual((old.state, new.state), ("ended", "open"))
        self.confirm(values)
        self.assertEqual(self.open_of(self.second), 0.0)
        self.env.invalidate_all()
        self.assertEqual(old.state, "paid")
        self.assertIn("has changed", self.start(new)[1])

    def test_in_flight_counts_once_until_it_is_booked(self):
        checkout = self.chosen({self.first: "", self.second: ""})
        values, _error = self.start(checkout)

        def asked():
            rows = self.exposure(self.lecoq, self.company._recovery_today())
            return sum(row["chaseable"] for row in rows.values() if row["due"] < MONDAY)

        self.assertEqual(asked(), 6120)
        self.confirm(values, "pending")
        self.assertEqual(asked(), 0)
        rows = self.exposure(self.lecoq, self.company._recovery_today())
        self.assertEqual(sum(row["in_flight"] for row in rows.values()), 6120)
        self.confirm(values)
        self.assertEqual(asked(), 0)
        rows = self.exposure(self.lecoq, self.company._recovery_today())
        self.assertEqual(sum(row["in_flight"] for row in rows.values()), 0)

    def test_after_it_the_page_says_what_was_paid_and_what_is_left(self):
        checkout = self.chosen({self.second: ""})
        values, _error = self.start(checkout)
        landing = self.confirm(values)["landing_route"]
        page = self.text(self.opened(landing))
        for piece in ("has been received", "1,920.00", self.second.name, "4,200.00"):
            self.assertIn(piece, page)
        follow = self.text(self.opened(f"{self.base}/follow"))
        self.assertIn(checkout.reference, follow)

    def test_several_items_are_one_receipt(self):
        checkout = self.chosen({self.first: "100.10", self.second: "33.33"})
        values, _error = self.start(checkout)
        landing = self.confirm(values)["landing_route"]
        self.env.invalidate_all()
        (row,) = self.link()._receipt_rows()
        self.assertIn("133.43", row["amount"])
        self.assertIn(f"{self.base}/receipt/", self.opened(landing).text)
        payments = self.root["recovery.receipt"]._payments(
            self.company, self.lecoq, row["id"]
        )
        self.assertEqual(
            [(move, amount) for move, amount, _unit in payments[0]["settled"]],
            [(self.second, 33.33), (self.first, 100.1)],
        )
