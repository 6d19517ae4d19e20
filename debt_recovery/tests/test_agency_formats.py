"""Placed debts become files that an agency loads."""

import io
import json
from datetime import date, timedelta
from decimal import Decimal
from unittest.mock import patch

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from .agency_files import PlacedCase
from .common import MONDAY


@tagged("post_install", "-at_install")
class TestAgencyFormats(PlacedCase):
    def test_a_placed_debt_says_who_owes_what_to_whom(self):
        row = next(self.csv._rows(self.of_lecoq))
        self.assertEqual(row["placement"], self.of_lecoq.reference)
        self.assertEqual(row["contract"], self.contract.name)
        self.assertEqual(row["creditor"], "Ateliers Belleroche SAS")
        self.assertIn("3 quai Rambaud, 69002 Lyon", row["creditor_address"])
        self.assertEqual(row["debtor_name"], "Boulangeries Lecoq")
        self.assertEqual(row["debtor_kind"], "company")
        self.assertEqual(row["debtor_reference"], "00042")
        self.assertEqual(row["debtor_zip"], "01000")
        self.assertEqual(row["debtor_country"], "FR")
        self.assertEqual(row["debtor_phone"], "+33474000000")
        self.assertEqual(row["debtor_mobile"], "+33612345678")
        self.assertEqual(row["original"], Decimal("1000.00"))
        self.assertEqual(row["paid_before"], Decimal("200.00"))
        self.assertEqual(row["principal"], Decimal("800.00"))
        self.assertEqual(row["interest"], Decimal("12.30"))
        self.assertEqual(row["interest_rate"], Decimal("10.150"))
        self.assertEqual(row["total"], Decimal("852.30"))
        self.assertEqual(row["description"], "Goods")
        self.assertIsNone(row["debtor_first_name"])

    def test_a_person_has_a_first_and_a_family_name(self):
        (row,) = self.csv._rows(self.of_marie)
        self.assertEqual(row["debtor_kind"], "consumer")
        self.assertEqual(
            (row["debtor_first_name"], row["debtor_last_name"]), ("Marie", "Dupont")
        )

    def test_reminders_that_left_are_told(self):
        baker = self.customer("Moulin Vert", "compta@moulin.example")
        move = self.invoice(baker, 100, MONDAY - timedelta(days=20))
        self.cycle(MONDAY)
        self.assertTrue(self.send(MONDAY))
        (row,) = self.csv._rows(self.placed(self.debt(move)))
        self.assertEqual(row["last_contact_on"], MONDAY)
        self.assertEqual(row["history"], "03/02/2026 E-mail")
        self.assertIsNone(row["formal_notice_on"])

    def test_what_the_layout_does_not_ask_is_not_read(self):
        layout = self.layout(("Invoice", "document"), ("Name", "debtor_last_first"))
        rows = list(self.csv._rows(self.both, layout._spec().fields))
        self.assertNotIn("debtor_email", rows[0])
        self.assertNotIn("history", rows[0])
        _name, table = self.table(self.both, layout)
        self.assertEqual(list(table[0]), ["Invoice", "Name"])
        self.assertEqual(table[2]["Name"], "Dupont, Marie")

    def test_many_files_are_read_with_as_few_queries_as_two(self):
        lines = [
            self.debt(self.invoice(self.customer(f"C{n}"), 10, MONDAY))
            for n in range(20)
        ]
        placements = self.root["recovery.placement"].concat(
            *(self.placed(one) for one in lines)
        )

        def queries(some):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(list(self.csv._rows(some))), len(some))
            return self.cr.sql_log_count - before

        few, many = queries(placements[:2]), queries(placements)
        self.assertLessEqual(many, few + 2)

    def test_chunks_give_every_row_once(self):
        path = "odoo.addons.debt_recovery.agency_formats.recovery_agency_format_rows"
        with patch(f"{path}.CHUNK", 1):
            names = [one["document"] for one in self.csv._rows(self.both)]
        self.assertEqual(names, self.both.line_ids.mapped("name"))

    # --- files ---------------------------------------------------------------------

    def test_the_file_bears_its_number_and_says_that_it_is_a_copy(self):
        layout = self.layout(("Batch", "batch"), ("Copy", "copy_of"))
        name, table = self.table(self.of_marie, layout)
        self.assertEqual(name, "BT-2026-00001.csv")
        self.assertEqual(table[0], {"Batch": "BT/2026/00001", "Copy": ""})
        heading = {
            **self.heading,
            "number": "BT/2026/00002",
            "copy_of": "BT/2026/00001",
        }
        name, table = self.table(self.of_marie, layout, heading)
        self.assertEqual(name, "BT-2026-00002-copy.csv")
        self.assertEqual(table[0]["Copy"], "BT/2026/00001")

    def test_french_signs_and_words(self):
        layout = self.layout(
            ("Montant", "total"),
            ("Échéance", "due"),
            {
                "heading": "Type",
                "field": "debtor_kind",
                "words": "consumer=PP\ncompany=PM",
            },
            {"heading": "Pays", "fixed": "FR"},
        )
        _name, table = self.table(self.both, layout)
        self.assertEqual(table[0]["Montant"], "852,30")
        self.assertEqual(table[0]["Échéance"], "02/12/2025")
        self.assertEqual([one["Type"] for one in table], ["PM", "PM", "PP"])
        self.assertEqual(table[2]["Pays"], "FR")

    def test_a_text_that_is_too_long_stops_the_file_and_says_where(self):
        layout = self.layout(
            {"heading": "Name", "field": "debtor_name", "width": 12},
        )
        with self.assertRaises(UserError) as stopped:
            self.table(self.both, layout)
        said = str(stopped.exception)
        self.assertIn("Row 1, column “Name”, “Boulangeries Lecoq”", said)
        self.assertIn("18 characters, 12 are agreed", said)

    def test_every_ready_made_layout_takes_a_complete_file(self):
        layouts = self.root["recovery.agency.layout"].search(
            [("agency_id", "=", False), ("purpose", "=", "placement")]
        )
        self.assertGreaterEqual(len(layouts), 6)
        self.lecoq.email = "compta@lecoq.example"
        for layout in layouts:
            with self.subTest(layout=layout.name):
                writer = self.root["recovery.agency.format"]._for(layout.format_code)
                name, body = writer._render(
                    writer._rows(self.both), layout, self.heading
                )
                self.assertTrue(name.endswith(f".{layout.format_code}"))
                self.assertGreater(len(body), 300)

    def test_a_workbook_opens_with_days_and_numbers(self):
        writer = self.root["recovery.agency.format"]._for("xlsx")
        layout = self.layout(
            ("Due", "due"),
            ("Total", "total"),
            ("Zip", "debtor_zip"),
            format_code="xlsx",
        )
        _name, body = writer._render(writer._rows(self.both), layout, self.heading)
        rows = list(openpyxl.load_workbook(io.BytesIO(body)).active.values)
        self.assertEqual(rows[0], ("Due", "Total", "Zip"))
        self.assertEqual(rows[1][0].date(), date(2025, 12, 2))
        self.assertEqual(rows[1][1:], (852.3, "01000"))

    def test_our_json_says_who_and_when(self):
        writer = self.root["recovery.agency.format"]._for("json")
        _name, body = writer._render(
            writer._rows(self.both), self.no_layout, self.heading
        )
        told = json.loads(body)
        self.assertEqual(told["format"], "debt_recovery.placement")
        self.assertEqual(told["creditor"], "Ateliers Belleroche SAS")
        self.assertEqual(told["rows"][0]["total"], "852.30")

    def test_reminders_for_machines_one_a_customer(self):
        writer = self.root["recovery.agency.format"]._for("ubl_reminder")
        name, body = writer._render(
            writer._rows(self.of_lecoq), self.no_layout, self.heading
        )
        self.assertEqual(name, "BT-2026-00001.xml")
        self.assertIn(b'<cbc:PayableAmount currencyID="EUR">912.80<', body)
        name, body = writer._render(
            writer._rows(self.both), self.no_layout, self.heading
        )
        self.assertEqual(name, "BT-2026-00001.xml.zip")
        self.assertEqual(body[:2], b"PK")
