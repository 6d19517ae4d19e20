import hashlib
import io
import zipfile
from datetime import date
from unittest.mock import patch

from odoo.tests import tagged

from .common import MONDAY
from .placed_case import PlacingCase


@tagged("post_install", "-at_install")
class TestAgencySheet(PlacingCase):
    """What a clerk asks for in the first hour, on paper and in rows."""

    def setUp(self):
        super().setUp()
        self.contract.write(
            {
                "grant_months": 3,
                "grant_waiver": 5,
                "instructions": "No visit.",
                "scope": "court",
            }
        )
        self.lecoq.write({"company_registry": "732829320", "vat": "FR44732829320"})
        self.pay(self.lecoq, 100, date(2026, 2, 1), self.bakery)
        self.cycle(MONDAY)
        self.one = self.handed_over(
            self.bakery,
            case_id=self.case(self.lecoq).id,
            unpaid_why="Cash is short",
            guarantees="Pledge on the oven",
            co_debtors="Mme Lecoq",
        )

    def html(self, lang="en_US"):
        report = self.root.ref("debt_recovery.report_placement_sheet_action")
        report = report.with_context(reader_lang=lang, lang=lang)
        raw, _kind = report._render_qweb_html(report.report_name, self.one.ids)
        return raw.decode()

    def test_it_says_who_what_and_what_may_be_granted(self):
        text = self.html()
        for said in (
            self.one.reference,
            self.one.batch,
            "Boulangeries Lecoq",
            "732829320",
            "Cash is short",
            "Pledge on the oven",
            "Mme Lecoq",
            "up to 3 months, a waiver of up to 5 %",
            "No visit.",
            "Amicable and court",
            self.bakery.move_id.name,
            "900.00",
            "compta@lecoq.example",
        ):
            self.assertIn(said, text)

    def test_the_last_payment_is_named(self):
        facts = dict(self.one._sheet_facts())
        self.assertIn("100.00", facts["Last payment"])
        self.assertEqual(facts["Known dispute"], "none")

    def test_missing_documents_are_in_red(self):
        text = self.html()
        self.assertIn('class="rl_missing">missing', text)
        found = dict(self.one._sheet_documents())
        self.assertFalse(found["Formal notice"])

    def test_what_worked_is_told_of_each_contact(self):
        (before,) = self.one._sheet_contacts()
        self.assertEqual(before[3], "not tried")

    def test_what_was_sent_is_told_of_the_address(self):
        debt = self.debt(self.invoice(self.talbot, 90, date(2026, 2, 10)))
        self.send(MONDAY)
        other = self.handed_over(self.joinery, debt)
        (contact,) = other._sheet_contacts()
        self.assertIn("Sent (1, last on", contact[3])

    def test_what_a_person_reads_has_no_code_and_no_empty_line(self):
        self.one.partner_id.write(
            {"lang": "en_US", "street": "4 Mill Lane", "street2": False}
        )
        facts = dict(self.one._sheet_facts())
        self.assertEqual(facts["Language"], "English (US)")
        self.assertNotIn("\n\n", facts["Address"])
        self.assertIn("4 Mill Lane", facts["Address"])

    def test_our_own_dossier_is_no_contract(self):
        paper = "Contract, order or delivery note"
        with patch.object(
            self.registry["recovery.placement"], "_printed", lambda *a: b"%PDF-1.4"
        ):
            self.one.action_legal_dossier()
        self.assertFalse(dict(self.one._sheet_documents())[paper])

    def test_the_rows_are_the_sheet_s(self):
        text = self.one._sheet_csv().decode("utf-8-sig")
        self.assertIn("Pledge on the oven", text)
        self.assertIn("MISSING", text)

    def test_the_dossier_holds_all_with_its_sums(self):
        with patch.object(
            self.registry["recovery.placement"], "_printed", lambda *a: b"%PDF-1.4"
        ):
            action = self.one.action_legal_dossier()
        file = self.root["ir.attachment"].search(
            [("res_model", "=", self.one._name), ("res_id", "=", self.one.id)]
        )
        self.assertIn(f"/web/content/{file.id}", action["url"])
        archive = zipfile.ZipFile(io.BytesIO(file.raw))
        names = archive.namelist()
        for part in ("1-sheet.pdf", "1-sheet.csv", "3-sent/decisions.csv"):
            self.assertIn(part, names)
        self.assertTrue(any(name.startswith("2-invoices/") for name in names))
        sums = archive.read("SHA256SUMS").decode().splitlines()
        self.assertEqual(len(sums), len(names) - 1)
        for line in sums:
            digest, name = line.split("  ", 1)
            self.assertEqual(hashlib.sha256(archive.read(name)).hexdigest(), digest)
        timeline = archive.read("5-timeline.csv").decode("utf-8-sig")
        self.assertIn("Placed with an agency", timeline)
