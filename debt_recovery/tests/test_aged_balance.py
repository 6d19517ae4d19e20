import random
from datetime import date, timedelta
from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..models import recovery_aged_report
from .common import MONDAY, RecoveryCase

LATE = date(2026, 2, 20)
DAY = timedelta(days=1)


class AgedCase(RecoveryCase):
    """Reads the aged balance as the product computes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.aged = cls.root["recovery.aged"]
        cls.income = cls.company_data["default_account_revenue"]

    def row(self, partner, day, currency=None):
        """The row of a customer, as a dictionary; of zeros when there is none."""
        rows = self.aged._rows(self.company, day, [partner.id or 0])
        wanted = currency or self.company.currency_id
        rows = [row for row in rows if row["currency_id"] == wanted.id]
        return rows[0] if rows else dict.fromkeys(("total", "late_1", "not_due"), 0)

    def total(self, day, company=None):
        return sum(
            row["total"] for row in self.aged._rows(company or self.company, day)
        )

    def assertTies(self, day, company=None):
        balances = self.aged._balances(company or self.company, day)
        self.assertAlmostEqual(self.total(day, company), sum(balances.values()), 6)


@tagged("post_install", "-at_install")
class TestAgedBalance(AgedCase):
    """What a customer owed at a date, whatever happened since."""

    def test_each_debt_stands_in_the_column_of_its_age(self):
        for days, amount in ((0, 1), (1, 10), (30, 100), (31, 1000), (60, 2000)):
            self.invoice(self.lecoq, amount, MONDAY - days * DAY)
        for days, amount in ((61, 4), (90, 40), (91, 400), (-5, 4000)):
            self.invoice(self.lecoq, amount, MONDAY - days * DAY)
        row = self.row(self.lecoq, MONDAY)
        names = ("not_due", "late_1", "late_31", "late_61", "late_91", "total")
        self.assertEqual(
            [row[name] for name in names], [4001, 110, 3000, 44, 400, 7555]
        )
        self.assertEqual(row["oldest_due"], MONDAY - 91 * DAY)
        self.assertTies(MONDAY)

    def test_a_payment_after_the_date_is_undone(self):
        move = self.invoice(self.lecoq, 1500, LATE)
        self.pay(self.lecoq, 500, MONDAY, self.debt(move))
        self.pay(self.lecoq, 1000, MONDAY + 2 * DAY, self.debt(move))
        days = (MONDAY - DAY, MONDAY, MONDAY + DAY, MONDAY + 2 * DAY)
        found = [self.row(self.lecoq, day)["total"] for day in days]
        self.assertEqual(found, [1500, 1000, 1000, 0])
        for day in days:
            self.assertTies(day)

    def test_a_matching_that_was_taken_back_leaves_both_sides_open(self):
        move = self.invoice(self.lecoq, 1500, LATE)
        self.pay(self.lecoq, 500, MONDAY, self.debt(move))
        self.debt(move).remove_move_reconcile()
        row = self.row(self.lecoq, MONDAY)
        self.assertEqual((row["late_1"], row["not_due"]), (1500, -500))
        self.assertTies(MONDAY)

    def test_a_credit_note_stands_where_its_own_date_puts_it(self):
        self.invoice(self.lecoq, 1500, MONDAY - 50 * DAY)
        self.refund(self.lecoq, 200, LATE)
        row = self.row(self.lecoq, MONDAY)
        self.assertEqual((row["late_31"], row["late_1"]), (1500, -200))

    def test_a_foreign_debt_is_told_in_both_currencies(self):
        chf = self.setup_other_currency(
            "CHF", rates=[("2016-01-01", 1.2), ("2026-03-01", 1.0)]
        )
        move = self.invoice(self.lecoq, 3000, LATE, currency_id=chf.id)
        self.pay(self.lecoq, 1800, MONDAY, self.debt(move), currency_id=chf.id)
        before = self.row(self.lecoq, MONDAY - DAY, chf)
        self.assertEqual((before["total"], before["currency_total"]), (2500, 3000))
        after = self.row(self.lecoq, MONDAY, chf)
        self.assertEqual(after["currency_late_1"], 1200)
        self.assertEqual(after["total"], 1000)
        for day in (MONDAY - DAY, MONDAY, MONDAY + 60 * DAY):
            self.assertTies(day)

    def test_an_exchange_difference_belongs_to_its_day(self):
        chf = self.setup_other_currency(
            "CHF", rates=[("2016-01-01", 1.2), ("2026-03-01", 1.0)]
        )
        move = self.invoice(self.lecoq, 3000, LATE, currency_id=chf.id)
        self.pay(self.lecoq, 3000, MONDAY, self.debt(move), currency_id=chf.id)
        self.assertEqual(self.row(self.lecoq, MONDAY - DAY, chf)["total"], 2500)
        for day in (LATE, MONDAY - DAY, MONDAY, date(2026, 3, 31), date(2026, 4, 30)):
            self.assertTies(day)
        self.assertEqual(self.total(date(2026, 4, 30)), 0)

    def test_a_line_without_customer_is_not_lost(self):
        self.invoice(self.lecoq, 1500, LATE)
        self.entry(self.root["res.partner"], 12.5, LATE, self.income)
        self.assertEqual(self.row(self.root["res.partner"], MONDAY)["late_1"], 12.5)
        self.assertTies(MONDAY)

    def test_a_doubtful_debt_keeps_the_age_of_its_invoice(self):
        due = MONDAY - 100 * DAY
        move = self.invoice(self.lecoq, 1500, due)
        doubtful = self.account("416")
        taken = self.entry(self.lecoq, 1500, LATE, self.receivable, account=doubtful)
        credit = taken.line_ids.filtered(
            lambda line: line.account_id == self.receivable
        )
        credit.partner_id = self.lecoq
        (credit | self.debt(move)).reconcile()
        self.assertEqual(self.row(self.lecoq, MONDAY)["late_91"], 1500)
        self.assertEqual(self.row(self.lecoq, LATE - DAY)["late_61"], 1500)
        self.assertTies(MONDAY)

    def test_a_draft_owes_nothing_though_it_keeps_its_matching(self):
        move = self.invoice(self.lecoq, 1500, LATE)
        self.pay(self.lecoq, 500, MONDAY, self.debt(move))
        move.button_draft()
        self.env.flush_all()
        self.assertEqual(self.row(self.lecoq, MONDAY)["total"], -500)
        self.assertEqual(self.total(MONDAY - DAY), 0)
        self.assertTies(MONDAY)

    def test_a_contact_s_payment_counts_for_its_company(self):
        self.invoice(self.lecoq, 1500, LATE)
        contact = self.root["res.partner"].create(
            {"name": "Accounts", "parent_id": self.lecoq.id}
        )
        self.entry(contact, -300, LATE, self.income)
        self.assertEqual(self.row(self.lecoq, MONDAY)["total"], 1200)

    def test_an_account_that_is_not_ours_stays_out(self):
        vat = self.root["recovery.account"].search(
            [("company_id", "=", self.company.id), ("treatment", "=", "ignore")],
            limit=1,
        )
        self.entry(self.root["res.partner"], 90, LATE, self.income, vat.account_id)
        self.invoice(self.lecoq, 1500, LATE)
        self.assertEqual(self.total(MONDAY), 1500)
        balances = self.aged._balances(self.company, MONDAY)
        self.assertEqual(balances[vat.account_id.id], 90)

    def test_two_companies_are_told_apart(self):
        other = self.setup_other_company(name="Other")["company"]
        other = self.root["res.company"].browse(other.id)
        self._open_company(other, "Belleroche Nord SAS", "nord.example")
        self.invoice(self.lecoq, 1000, LATE)
        self.invoice(self.lecoq, 500, LATE, company=other)
        self.assertEqual((self.total(MONDAY), self.total(MONDAY, other)), (1000, 500))
        self.assertTies(MONDAY, other)


@tagged("post_install", "-at_install")
class TestAgedReport(AgedCase):
    """The screen, the spreadsheet and the paper say the same, and tie."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chf = cls.setup_other_currency("CHF", rates=[("2016-01-01", 1.2)])
        move = cls.invoice(cls.lecoq, 1500, LATE)
        cls.invoice(cls.lecoq, 3000, LATE, currency_id=cls.chf.id)
        cls.pay(cls.lecoq, 500, MONDAY, cls.debt(move))
        cls.refund(cls.lecoq, 100, LATE)
        cls.entry(cls.root["res.partner"], 12.5, LATE, cls.income)
        cls.entry(cls.lecoq, 70, LATE, cls.income)  # journal of entries: not chased
        vat = cls.root["recovery.account"].search(
            [("company_id", "=", cls.company.id), ("treatment", "=", "ignore")],
            limit=1,
        )
        cls.entry(cls.root["res.partner"], 90, LATE, cls.income, vat.account_id)
        cls.auditor = new_test_user(
            cls.root,
            "aged_auditor",
            groups="base.group_user,debt_recovery.group_auditor,"
            "account.group_account_readonly",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def open(self, day=MONDAY, user=None):
        reports = self.root["recovery.aged.report"].with_user(user or self.auditor)
        reports = reports.with_company(self.company)
        action = reports.action_open()
        report = reports.browse(action["context"]["aged_report_id"])
        report.change(day)
        return report

    def test_a_reader_sees_each_customer_and_currency(self):
        lines = {
            (line.name, line.currency_id.name): (line.total, line.currency_total)
            for line in self.open().line_ids
        }
        self.assertEqual(
            lines,
            {
                ("Boulangeries Lecoq", "EUR"): (970, 970),
                ("Boulangeries Lecoq", "CHF"): (2500, 3000),
                ("No customer", "EUR"): (12.5, 12.5),
            },
        )

    def test_the_control_names_every_difference(self):
        summary = self.open().summary()
        self.assertEqual(summary["total"], 3482.5)
        self.assertEqual((summary["balance"], summary["not_ours"]), (3572.5, 90))
        self.assertEqual(summary["difference"], 0)
        parts = {part["kind"]: part["amount"] for part in summary["parts"]}
        self.assertEqual(
            parts,
            {"followed": 3500, "credit": -100, "nobody": 12.5, "no_followup": 70},
        )
        columns = {one["name"]: one["amount"] for one in summary["columns"]}
        self.assertEqual(sum(columns.values()), summary["total"])

    def test_another_date_replaces_the_rows(self):
        report = self.open()
        summary = report.change(MONDAY - DAY)
        self.assertEqual(summary["total"], 3982.5)
        self.assertEqual(sum(report.line_ids.mapped("total")), 3982.5)

    def test_a_row_opens_its_items_as_they_stood(self):
        line = self.open(MONDAY - DAY).line_ids.filtered(
            lambda line: line.partner_id and line.currency_id.name == "EUR"
        )
        action = line.action_items()
        items = self.env["account.move.line"].with_user(self.auditor)
        items = items.with_context(**action["context"]).search(action["domain"])
        self.assertEqual(sum(items.mapped("recovery_residual_at")), 1470)
        self.assertEqual(set(items.mapped("recovery_late_at")), {9})

    def test_the_spreadsheet_holds_numbers_and_the_control(self):
        book = load_workbook(BytesIO(self.open()._sheet()))
        rows = [[cell.value for cell in row] for row in book.active.rows]
        head = next(row for row in rows if row[0] == "Customer")
        self.assertEqual(head[2:8], ["Not due yet", *head[3:7], "Outstanding"])
        total = next(row for row in rows if row[0] == "Total")
        self.assertEqual(total[7], 3482.5)
        self.assertIn(["Difference", None, 0], [row[:3] for row in rows])
        self.assertTrue(book.active.freeze_panes)

    def test_the_paper_ties(self):
        reports = self.env["ir.actions.report"].with_user(self.auditor)
        html, _kind = reports._render_qweb_html(
            "debt_recovery.report_aged", self.open().ids
        )
        self.assertIn("3,482.50", html.decode())
        self.assertIn("equal to the receivable accounts", html.decode())

    def test_a_book_is_not_printed(self):
        report = self.open()
        self.patch(recovery_aged_report, "PDF_ROWS", 2)
        with self.assertRaises(UserError):
            report.action_pdf()

    def test_nobody_reads_another_s_report_or_company(self):
        report = self.open(user=self.env.user)
        with self.assertRaises(AccessError):
            report.with_user(self.auditor).summary()
        other = self.setup_other_company(name="Other")["company"]
        Report = self.root["recovery.aged.report"].with_user(self.auditor)
        stranger = Report.create({"as_of": MONDAY, "company_id": other.id})
        with self.assertRaises(AccessError):
            stranger.change(MONDAY)


@tagged("post_install", "-at_install")
class TestAnyLedger(AgedCase):
    """Ten dates of a ledger made at random agree with a recomputation by hand."""

    def test_ten_dates_agree_with_moves_and_matchings_read_one_by_one(self):
        dice = random.Random(20260302)  # noqa: S311
        chf = self.setup_other_currency(
            "CHF", rates=[("2016-01-01", 1.2), ("2025-12-01", 1.1)]
        )
        people = [self.customer(f"Customer {number}") for number in range(4)]
        for _number in range(24):
            self.one_event(dice, people, chf)
        for _number in range(10):
            day = date(2025, 9, 1) + dice.randrange(240) * DAY
            with self.subTest(day=day):
                found = {
                    (row["debtor_id"], row["currency_id"]): (
                        *(round(row[f"late_{n}"], 2) for n in (1, 31, 61, 91)),
                        *(round(row[n], 2) for n in ("not_due", "total")),
                        round(row["currency_total"], 2),
                    )
                    for row in self.aged._rows(self.company, day)
                }
                self.assertEqual(found, self.by_hand(day))
                self.assertTies(day)

    def one_event(self, dice, people, chf):
        partner = dice.choice(people)
        due = date(2025, 9, 1) + dice.randrange(200) * DAY
        amount = dice.randrange(100, 200000) / 100
        extra = {"currency_id": chf.id} if dice.random() < 0.3 else {}
        move = self.invoice(partner, amount, due, **extra)
        for _payment in range(dice.choice((0, 1, 1, 2))):
            day = due + dice.randrange(-20, 60) * DAY
            share = round(amount * dice.choice((0.25, 0.5, 1)), 2)
            lines = self.debt(move).filtered(lambda line: not line.reconciled)
            self.pay(partner, share, day, lines, **extra)
        if dice.random() < 0.2:
            self.debt(move).remove_move_reconcile()
        if dice.random() < 0.15:
            self.refund(partner, 30, due, **extra)

    def by_hand(self, day):
        """Each item's balance less its matchings until ``day``, one item at a time."""
        found = {}
        lines = self.root["account.move.line"].search(
            [
                ("account_type", "=", "asset_receivable"),
                ("company_id", "=", self.company.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", day),
            ]
        )
        for line in lines:
            left, foreign = line.balance, line.amount_currency
            for part in line.matched_credit_ids.filtered(lambda p: p.max_date <= day):
                left -= part.amount
                foreign -= part.debit_amount_currency
            for part in line.matched_debit_ids.filtered(lambda p: p.max_date <= day):
                left += part.amount
                foreign += part.credit_amount_currency
            if round(left, 2) or round(foreign, 2):
                key = (line.partner_id.id or None, line.currency_id.id)
                columns = found.setdefault(key, [0.0] * 7)
                late = (day - (line.date_maturity or line.date)).days
                place = 4
                if late > 0:
                    place = min((late - 1) // 30, 3)
                columns[place] += left
                columns[5] += left
                columns[6] += foreign
        return {key: tuple(round(c, 2) + 0.0 for c in cs) for key, cs in found.items()}
