import io
import zipfile
from datetime import date, timedelta

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools.pdf import PdfFileReader

from .common import MONDAY, RecoveryCase

LATE = date(2026, 2, 10)
SOON = MONDAY + timedelta(days=20)


class StatementCase(RecoveryCase):
    def statement(self, partner, company=None, lang="en_US"):
        company = company or self.company
        self.env.cr.flush()
        return (
            self.root["recovery.statement"]
            .with_context(lang=lang)
            ._content(company, partner, MONDAY)
        )

    def total(self, partner, company=None, currency=None):
        company = company or self.company
        totals = self.statement(partner, company)["totals"]
        return totals[currency or company.currency_id]

    def page(self, partner, lang="en_US"):
        statement = self.root["recovery.statement"].with_context(lang=lang)
        return statement._page(self.statement(partner, lang=lang))

    def pdf(self, records, report="report_statement"):
        """Return the text of each page of a printed statement."""
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        raw, kind = reports._render_qweb_pdf(f"debt_recovery.{report}", records.ids)
        self.assertEqual(kind, "pdf")
        reader = PdfFileReader(io.BytesIO(raw))
        pages = [reader.getPage(n) for n in range(reader.getNumPages())]
        return [" ".join(page.extractText().split()) for page in pages]

    def hold(self, line, kind, **values):
        return self.root["recovery.hold"].create(
            {
                "partner_id": line.partner_id.id,
                "company_id": line.company_id.id,
                "line_ids": [Command.set(line.ids)],
                "kind": kind,
                "reason": "For the test",
                "from_date": LATE,
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestStatementFigures(StatementCase):
    """All that is open, in the figures of the account and of the reminder."""

    def lecoq_account(self):
        self.invoice(self.lecoq, 4800, date(2026, 1, 31))
        self.invoice(self.lecoq, 1920, date(2026, 2, 15))
        self.invoice(self.lecoq, 700, SOON)
        self.refund(self.lecoq, 600, date(2026, 2, 16))
        self.pay(self.lecoq, 1000, date(2026, 2, 20))

    def test_it_says_what_the_account_and_the_reminder_say(self):
        self.lecoq_account()
        (message,) = self.day(MONDAY)
        case, total = self.case(self.lecoq), self.total(self.lecoq)
        self.assertEqual(total["to_pay"], 5120)
        self.assertEqual(total["to_pay"], case.live_net)
        self.assertEqual(total["to_pay"], self.notices(self.lecoq).amount)
        self.assertIn("5,120.00", message.text)
        rows = self.exposure(self.lecoq, MONDAY).values()
        self.assertEqual(total["balance"], sum(row["residual"] for row in rows))
        self.assertEqual(
            total["balance"], sum(self.debt_of(self.lecoq).mapped("amount_residual"))
        )

    def debt_of(self, partner):
        return self.root["account.move.line"].search(
            [
                ("partner_id", "=", partner.id),
                ("account_id", "=", self.receivable.id),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )

    def test_credits_are_lines_of_their_own_and_negative(self):
        self.lecoq_account()
        items = self.statement(self.lecoq)["items"]
        credits = {i["name"]: i["open"] for i in items if i["kind"] == "credit"}
        self.assertEqual(sorted(credits.values()), [-1000, -600])
        self.assertIn("Payment received, to be allocated", credits)
        self.assertEqual(
            [i["open"] for i in items if i["kind"] == "upcoming"], [700], items
        )

    def test_what_is_not_chased_is_open_all_the_same(self):
        """An entry left out of the reminders, or a blocked invoice, is still due."""
        move = self.invoice(self.lecoq, 800, LATE)
        self.debt(move).no_followup = True
        self.invoice(self.lecoq, 200, LATE)
        total = self.total(self.lecoq)
        self.assertEqual((total["balance"], total["overdue"]), (1000, 1000))
        self.assertEqual((total["held"], total["to_pay"]), (800, 200))

    def test_a_disputed_item_is_marked_and_not_asked_for(self):
        line = self.debt(self.invoice(self.lecoq, 300, LATE))
        self.hold(line, "dispute")
        self.invoice(self.lecoq, 700, LATE)
        (section,) = self.page(self.lecoq)["sections"]
        self.assertEqual([row["mark"] for row in section["rows"]], ["Disputed", ""])
        self.assertEqual(self.total(self.lecoq)["to_pay"], 700)

    def test_customers_never_read_why_something_is_held_inside(self):
        line = self.debt(self.invoice(self.lecoq, 300, LATE))
        hold = self.hold(line, "vulnerable")
        for kind in ("vulnerable", "deceased", "insolvency", "insured", "time_barred"):
            hold.kind = kind
            (section,) = self.page(self.lecoq)["sections"]
            self.assertEqual(section["rows"][0]["mark"], "Not asked for now", kind)

    def test_factored_debts_stand_apart_and_are_not_asked_for(self):
        line = self.debt(self.invoice(self.lecoq, 9600, LATE))
        self.hold(line, "factored")
        self.invoice(self.lecoq, 100, LATE)
        due, apart = self.page(self.lecoq)["sections"]
        self.assertEqual(len(due["rows"]), 1)
        self.assertEqual(apart["title"], "For information, not to be paid to us now")
        self.assertEqual(apart["rows"][0]["mark"], "Assigned to a factoring company")
        total = self.total(self.lecoq)
        self.assertEqual(
            (total["to_pay"], total["apart"], total["balance"]), (100, 9600, 9700)
        )

    def test_nothing_to_pay_to_us_gives_no_account_to_pay_to(self):
        self.company.recovery_bank_id = self.root["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": self.company.partner_id.id,
            }
        )
        line = self.debt(self.invoice(self.lecoq, 9600, LATE))
        self.assertIn("FR76", self.page(self.lecoq)["transfer"])
        self.hold(line, "factored")
        page = self.page(self.lecoq)
        self.assertFalse(page["transfer"])
        self.assertEqual(page["lead"], "Nothing is to pay to date.")

    def test_a_retention_waits_for_its_date_apart(self):
        retention = self.account("411700")
        income = self.company_data["default_account_revenue"]
        self.entry(self.lecoq, 1350, SOON, income, account=retention)
        (item,) = self.statement(self.lecoq)["items"]
        self.assertEqual(item["kind"], "apart")
        self.assertEqual(self.total(self.lecoq)["to_pay"], 0)

    def test_a_credit_larger_than_the_debt_leaves_nothing_to_pay(self):
        self.invoice(self.lecoq, 1000, LATE)
        self.invoice(self.lecoq, 500, SOON)
        self.refund(self.lecoq, 1200, LATE)
        total = self.total(self.lecoq)
        self.assertEqual(
            (total["balance"], total["to_pay"], total["surplus"]), (300, 0, 200)
        )

    def test_a_payment_being_processed_is_a_negative_line(self):
        self.invoice(self.lecoq, 1000, LATE)
        demo = self.root.ref("payment.payment_provider_demo")
        provider = demo.copy(
            {"company_id": self.company.id, "state": "test", "journal_id": self.bank.id}
        )
        self.root["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": self.root.ref(
                    "payment_demo.payment_method_demo"
                ).id,
                "reference": "TX400",
                "operation": "online_redirect",
                "amount": 400,
                "currency_id": self.company.currency_id.id,
                "partner_id": self.lecoq.id,
            }
        )._set_pending()
        total = self.total(self.lecoq)
        self.assertEqual(total["in_flight"], -400)
        self.assertEqual((total["balance"], total["to_pay"]), (1000, 600))

    def test_the_sums_explain_what_is_to_pay(self):
        """To pay = due − held − credits − in process, line by line, never below 0."""
        self.lecoq_account()
        self.hold(self.debt(self.invoice(self.lecoq, 33.33, LATE)), "promise")
        total = self.total(self.lecoq)
        self.assertEqual(
            total["to_pay"],
            total["overdue"] - total["held"] + total["credit"] + total["in_flight"],
        )
        self.assertEqual(
            total["balance"],
            total["overdue"] + total["upcoming"] + total["credit"] + total["apart"],
        )

    def test_the_printed_sums_add_up_from_line_to_line(self):
        """Also when credits exceed what is due."""
        self.lecoq_account()
        self.hold(self.debt(self.invoice(self.lecoq, 33.33, LATE)), "promise")
        self.hold(self.debt(self.invoice(self.lecoq, 50, LATE)), "factored")
        for credit in (0, 9000):
            if credit:
                self.refund(self.lecoq, credit, LATE)
            (sums,) = self.page(self.lecoq)["totals"]
            amounts = [self.number(text) for _label, text, _strong in sums["lines"]]
            strong = [n for n, line in enumerate(sums["lines"]) if line[2]]
            first, last = strong
            self.assertAlmostEqual(sum(amounts[:first]), amounts[first])
            self.assertAlmostEqual(sum(amounts[first:last]), amounts[last])

    def number(self, text):
        return float(text.replace("\xa0€", "").replace(",", ""))

    def test_ageing_adds_up_to_what_is_open(self):
        self.invoice(self.lecoq, 10, MONDAY - timedelta(days=1))
        self.invoice(self.lecoq, 20, MONDAY - timedelta(days=30))
        self.invoice(self.lecoq, 40, MONDAY - timedelta(days=31))
        self.invoice(self.lecoq, 80, MONDAY - timedelta(days=91))
        self.invoice(self.lecoq, 160, MONDAY)
        (ageing,) = self.statement(self.lecoq)["ageing"].values()
        self.assertEqual(list(ageing.values()), [160, 30, 40, 0, 80])

    def test_currencies_have_their_own_totals(self):
        chf = self.setup_other_currency("CHF", rates=[("2016-01-01", 1.2)])
        self.invoice(self.lecoq, 3000, LATE, currency_id=chf.id)
        self.invoice(self.lecoq, 480, LATE)
        totals = self.statement(self.lecoq)["totals"]
        found = {c.name: total["to_pay"] for c, total in totals.items()}
        self.assertEqual(found, {"CHF": 3000, "EUR": 480})
        lead = self.page(self.lecoq)["lead"].replace("\xa0", " ")
        self.assertIn("480.00 €", lead)
        self.assertIn("3,000.00", lead)

    def test_a_statement_is_that_of_one_company(self):
        other = self.setup_other_company(name="Other")["company"]
        other = self.root["res.company"].browse(other.id)
        self._open_company(other, "Filiale", "filiale.example")
        self.invoice(self.lecoq, 1000, LATE)
        self.invoice(self.lecoq, 77, LATE, company=other)
        self.assertEqual(self.total(self.lecoq)["balance"], 1000)
        self.assertEqual(self.total(self.lecoq, other)["balance"], 77)

    def test_a_contact_gets_the_statement_of_its_company(self):
        child = self.customer("Claire", parent_id=self.lecoq.id, is_company=False)
        self.invoice(child, 500, LATE)
        self.assertEqual(self.total(child)["balance"], 500)
        self.assertEqual(self.total(self.lecoq)["balance"], 500)

    def test_a_settled_account_says_so(self):
        page = self.page(self.lecoq)
        self.assertEqual(page["lead"], "Your account is settled: nothing is open.")
        self.assertEqual((page["sections"], page["totals"]), ([], []))
        self.assertFalse(page["ageing"])


@tagged("post_install", "-at_install")
class TestStatementPaper(StatementCase):
    """What is printed and downloaded, by whom, in which language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["res.lang"]._activate_lang("fr_FR")
        cls.clairval = cls.customer("Résidence Clairval", lang="fr_FR")
        cls.first = cls.invoice(cls.lecoq, 4800, LATE, ref="=HYPERLINK(1)")
        cls.credit = cls.refund(cls.lecoq, 600, LATE)
        cls.invoice(cls.clairval, 1234.56, LATE)

    def setUp(self):
        super().setUp()
        self.cycle(MONDAY)

    def reader(self, *groups):
        return new_test_user(
            self.root,
            f"reader_{len(groups)}_{groups[0]}",
            groups=",".join(("base.group_user", *groups)),
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def test_french_amounts_and_dates_on_paper(self):
        (text,) = self.pdf(self.case(self.clairval))
        self.assertRegex(text, "1.234,56.€")
        self.assertIn("2 mars 2026", text)
        self.assertIn("10/02/2026", text)
        page = self.page(self.clairval, "fr_FR")
        self.assertIn("1\xa0234,56\xa0€", page["lead"])
        self.assertNotIn("-", page["date"])

    def test_many_are_one_pdf_in_the_order_asked_each_in_its_language(self):
        cases = self.case(self.clairval) | self.case(self.lecoq)
        first, second = self.pdf(cases)
        self.assertIn("Résidence Clairval", first)
        self.assertIn("2 mars 2026", first)
        self.assertIn("Boulangeries Lecoq", second)
        self.assertIn("March 2, 2026", second)
        self.assertNotIn("Lecoq", first)

    def test_the_pages_of_a_long_statement_are_numbered(self):
        for number in range(60):
            self.invoice(self.lecoq, 10 + number, LATE)
        texts = self.pdf(self.case(self.lecoq))
        self.assertGreater(len(texts), 1)
        for number, text in enumerate(texts, start=1):
            self.assertIn(f"{number} / {len(texts)}", text)
        self.assertNotIn("/ 1", self.pdf(self.case(self.clairval))[0])

    def test_the_customer_prints_the_same_as_the_account(self):
        by_case = self.pdf(self.case(self.lecoq))
        partners = self.lecoq.with_env(self.env)
        by_partner = self.pdf(partners, "report_statement_partner")
        self.assertEqual(by_case, by_partner)

    def test_numbers_are_numbers_and_dates_are_dates_in_the_workbook(self):
        name, raw = self.env["recovery.statement"]._file(self.case(self.lecoq))
        self.assertEqual(
            name, "Statement of account - Boulangeries Lecoq - 2026-03-02.xlsx"
        )
        sheet = openpyxl.load_workbook(io.BytesIO(raw), data_only=True).active
        rows = list(sheet.values)
        at = next(i for i, row in enumerate(rows) if row[0] == "Date" and row[1])
        head = next(i for i, row in enumerate(rows) if "Still open" in row)
        self.assertEqual(rows[at][1].date(), MONDAY)
        invoice, credit = rows[head + 1], rows[head + 2]
        self.assertEqual(invoice[1], self.first.name)
        self.assertEqual(invoice[2], "=HYPERLINK(1)")
        self.assertEqual(invoice[3].date(), LATE)
        self.assertEqual((invoice[6], invoice[7]), (4800, "EUR"))
        self.assertEqual((credit[3], credit[6]), (None, -600))
        totals = {row[5]: row[6] for row in rows[head + 3 :] if row[5]}
        self.assertEqual(totals, {"Total": 4200, "To pay to date": 4200})

    def test_a_reference_is_text_never_a_formula(self):
        _name, raw = self.env["recovery.statement"]._file(self.case(self.lecoq))
        sheet = openpyxl.load_workbook(io.BytesIO(raw)).active
        kinds = {
            cell.data_type
            for row in sheet
            for cell in row
            if cell.value == "=HYPERLINK(1)"
        }
        self.assertEqual(kinds, {"s"})

    def test_several_workbooks_come_in_one_archive(self):
        cases = self.case(self.clairval) | self.case(self.lecoq)
        name, raw = self.env["recovery.statement"]._file(cases)
        self.assertEqual(name, "Statements of account.zip")
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            self.assertEqual(len(archive.namelist()), 2)
            for one in archive.namelist():
                self.assertTrue(openpyxl.load_workbook(io.BytesIO(archive.read(one))))

    def test_an_auditor_may_print_and_download(self):
        auditor = self.reader("debt_recovery.group_auditor")
        case = self.case(self.lecoq).with_user(auditor)
        wizard = self.wizard(case.action_statement(), auditor)
        self.assertIn("4,200.00", wizard.preview_html)
        self.assertEqual(wizard.action_print()["type"], "ir.actions.report")
        self.assertTrue(wizard.env["recovery.statement"]._file(case)[1])
        partner = self.lecoq.with_user(auditor)
        self.assertTrue(wizard.env["recovery.statement"]._file(partner)[1])

    def wizard(self, action, user):
        model = self.env(user=user)[action["res_model"]]
        return model.with_context(**action["context"]).create({})

    def test_a_salesperson_sees_nobodys_account(self):
        seller = self.reader("account.group_account_invoice")
        statement = self.env(user=seller)["recovery.statement"]
        with self.assertRaises(AccessError):
            statement._file(self.lecoq.with_user(seller))
        with self.assertRaises(AccessError):
            statement._file(self.case(self.lecoq).with_user(seller))
        report = self.env(user=seller)["report.debt_recovery.report_statement_partner"]
        with self.assertRaises(AccessError):
            report._get_report_values(self.lecoq.ids)

    def test_another_companys_account_is_not_printed(self):
        reader = self.reader("debt_recovery.group_auditor")
        other = self.setup_other_company(name="Other")["company"]
        reader.sudo().write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        with self.assertRaises(AccessError):
            self.env(user=reader)["report.debt_recovery.report_statement"]._values(
                self.case(self.lecoq).with_user(reader)
            )

    def test_it_is_sent_with_the_pdf_to_the_reminders_contact(self):
        case = self.case(self.lecoq).with_env(self.env)
        action = self.wizard(case.action_statement(), self.env.user).action_send()
        context = {**action["context"], "force_report_rendering": True}
        composer = self.env["mail.compose.message"].with_context(**context).create({})
        self.assertEqual(composer.partner_ids, self.lecoq)
        self.assertIn("Ateliers Belleroche SAS", composer.subject)
        (attachment,) = composer.attachment_ids
        self.assertEqual(
            attachment.name,
            "Statement of account - Boulangeries Lecoq - 2026-03-02.pdf",
        )
        self.assertEqual(attachment.raw[:4], b"%PDF")
