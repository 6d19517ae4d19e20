from datetime import date, timedelta
from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import RecoveryCase

CLOSING = date(2025, 12, 31)
DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestLateTable(RecoveryCase):
    """The table that article D. 441-6 asks for, at the end of 2025."""

    def table(self, **values):
        tables = self.env["recovery.late.table"].with_company(self.company)
        return tables.create({"closing_date": CLOSING, **values})

    def late(self, days, amount, **values):
        return self.invoice(self.lecoq, amount, CLOSING - days * DAY, **values)

    def block(self, table, name="late"):
        figures = table._figures()[name]
        names = ("late_1", "late_31", "late_61", "late_91", "total")
        return [figures[one] for one in names]

    def test_the_last_closed_year_is_proposed(self):
        tables = self.env["recovery.late.table"].with_company(self.company)
        self.assertEqual(tables.create({}).closing_date, CLOSING)

    def test_invoices_are_counted_and_added_by_lateness(self):
        for days, amount in ((1, 100), (30, 200), (31, 300), (90, 400), (91, 500)):
            self.late(days, amount)
        self.late(0, 1000)
        self.late(-20, 2000)
        self.assertEqual(
            self.block(self.table()),
            [(2, 300), (1, 300), (1, 400), (1, 500), (5, 1500)],
        )

    def test_what_was_paid_after_the_year_was_unpaid_then(self):
        move = self.late(10, 100)
        self.pay(self.lecoq, 40, CLOSING - 2 * DAY, self.debt(move))
        self.pay(self.lecoq, 60, CLOSING + 9 * DAY, self.debt(move))
        self.assertEqual(self.block(self.table())[0], (1, 60))

    def test_tax_is_left_out_where_asked(self):
        tax = self.company_data["default_tax_sale"]
        goods = {"name": "Goods", "price_unit": 100, "tax_ids": [tax.id]}
        self.late(10, 0, invoice_line_ids=[Command.create(goods)])
        included, excluded = self.table(), self.table(tax="excluded")
        rate = 1 + tax.amount / 100
        self.assertAlmostEqual(self.block(included)[0][1], 100 * rate)
        self.assertAlmostEqual(self.block(excluded)[0][1], 100)
        self.assertAlmostEqual(included.turnover, 100 * rate)
        self.assertAlmostEqual(excluded.turnover, 100)

    def test_disputed_invoices_stand_apart(self):
        disputed, _other = self.late(10, 100), self.late(10, 70)
        self.root["recovery.hold"].create(
            {
                "line_ids": [Command.set(self.debt(disputed).ids)],
                "company_id": self.company.id,
                "from_date": CLOSING - DAY,
                "kind": "dispute",
                "reason": "incomplete",
            }
        )
        table = self.table()
        self.assertEqual(self.block(table)[-1], (1, 70))
        self.assertEqual(self.block(table, "disputed")[-1], (1, 100))

    def test_an_invoice_disputed_in_part_stands_apart_while_it_is(self):
        disputed, _other = self.late(10, 100), self.late(10, 70)
        dispute = self.root["recovery.dispute"]._contest(disputed, 30, "quality")
        dispute.opened_on = CLOSING - DAY
        self.assertEqual(self.block(self.table(), "disputed")[-1], (1, 100))
        dispute._withdraw()
        dispute.closed_on = CLOSING
        self.assertEqual(self.block(self.table())[-1], (2, 170))

    def test_it_adds_up_to_the_aged_balance(self):
        self.late(10, 100)
        self.late(40, 300)
        self.refund(self.lecoq, 30, CLOSING - 5 * DAY)
        table = self.table()
        paper = table._paper()
        rows = self.env["recovery.aged"]._rows(self.company, CLOSING)
        aged = sum(row["total"] - row["not_due"] for row in rows)
        self.assertEqual((paper["invoices"], paper["other"]), (400, -30))
        self.assertEqual(paper["aged"], aged)

    def test_it_says_what_the_snapshot_of_that_evening_had(self):
        move = self.late(10, 100)
        self.root["recovery.snapshot"]._take(self.company, CLOSING)
        self.pay(self.lecoq, 40, CLOSING, self.debt(move))
        paper = self.table()._paper()
        self.assertEqual((paper["kept"], paper["since"]), (100, -40))

    def test_an_invoice_in_two_parts_counts_once_in_the_total(self):
        term = self.payment_term((50, 10), (50, 50))
        self.invoice(
            self.lecoq,
            100,
            CLOSING,
            issued=CLOSING - 60 * DAY,
            invoice_payment_term_id=term.id,
        )
        numbers = [number for number, _amount in self.block(self.table())]
        self.assertEqual(numbers, [1, 1, 0, 0, 1])

    def test_screen_paper_and_sheet_say_the_same(self):
        self.late(10, 100)
        table = self.table(turnover=2000)
        self.assertIn("5.00", table.table_html)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "debt_recovery.report_late_table", table.ids
        )
        self.assertIn("100.00", html.decode())
        sheet = load_workbook(BytesIO(table._sheet())).active
        rows = [[cell.value for cell in row] for row in sheet.rows]
        share = next(row for row in rows if row[0] == "Share of the year's turnover")
        self.assertEqual((share[1], share[5]), (0.05, 0.05))

    def test_another_company_s_figures_stay_its_own(self):
        other = self.setup_other_company(name="Other")["company"]
        table = self.table().with_context(allowed_company_ids=self.company.ids)
        with self.assertRaises(AccessError):
            table.create({"company_id": other.id, "closing_date": CLOSING})._figures()
