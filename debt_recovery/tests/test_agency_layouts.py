"""How an agency wants its files is a setting; its answers become typed rows."""

from decimal import Decimal

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.debt_recovery.models.recovery_agency_file import PURPOSES
from odoo.addons.debt_recovery.models.recovery_agency_layout import FORMATS
from odoo.addons.debt_recovery.models.recovery_agency_words import FIELDS
from odoo.addons.debt_recovery.tools.agency_fields import REASONS, Problem
from odoo.addons.debt_recovery.tools.agency_layout import fields_of

from .agency_files import PlacedCase


@tagged("post_install", "-at_install")
class TestAgencyLayouts(PlacedCase):
    # --- reading -------------------------------------------------------------------

    def test_an_answer_is_read_by_the_ready_made_layout(self):
        layout = self.root.ref("debt_recovery.layout_remittance_csv")
        self.agency.layout_ids = layout
        self.assertEqual(self.agency._layout("remittance"), layout)
        body = (
            "Votre dossier;Payé le;Montant payé;Payé à;Devise\r\n"
            "DC/1;02/03/2026;10,00;nous;EUR\r\n"
        )
        reader = self.agency._format("remittance")
        rows, problems = reader._read(body.encode("utf-8-sig"), layout, "remittance")
        self.assertEqual(problems, [])
        self.assertEqual(rows[0]["amount"], Decimal("10.00"))
        self.assertEqual(rows[0]["paid_to"], "agency")

    def test_decimals_are_those_of_the_currency(self):
        self.root.ref("base.JPY").active = True
        body = b"status;currency;promise_amount\r\nopen;JPY;10.5\r\nopen;EUR;10.5\r\n"
        rows, problems = self.csv._read(body, self.no_layout, "status")
        self.assertEqual([one["promise_amount"] for one in rows], [Decimal("10.50")])
        self.assertEqual(problems[0].reason, "too_many_decimals")

    def test_every_reason_has_its_sentence(self):
        problems = self.root["recovery.agency.problem"]
        said = set()
        for code in REASONS:
            known = (("sign", ","), ("digits", 2), ("limit", 9), ("length", 12))
            known += (("date_format", "dd/mm/yyyy"), ("why", "bomb"))
            sentence = problems._sentence(Problem(1, "A", "x", code, known))
            self.assertNotIn("%", sentence)
            self.assertNotIn("…", sentence)
            self.assertTrue(sentence.endswith("."), sentence)
            said.add(sentence)
        self.assertEqual(len(said), len(REASONS))
        of_others = Problem(1, "", "", "This file is not ours.")
        self.assertEqual(problems._sentence(of_others), "This file is not ours.")
        self.assertTrue(problems._sentence(Problem(1, "", "", "ambiguous_amount")))

    # --- settings ------------------------------------------------------------------

    def test_a_recall_never_leaves_as_a_reminder(self):
        """A reminder says what is owed: of a recalled file it would ask to collect."""
        self.agency.format_code = "ubl_reminder"
        told = {self.of_marie.reference: {"event": "Recalled"}}
        heading = {**self.heading, "told": told}
        for purpose in ("recall", "payment", "amendment", "answer"):
            with self.subTest(purpose=purpose):
                name, body, info = self.agency._package(
                    self.of_marie, heading, purpose=purpose
                )
                self.assertEqual((name[-4:], info["format"]), (".csv", "csv"))
                self.assertIn(b"Recalled", body)
        _name, body, info = self.agency._package(self.of_marie, heading)
        self.assertEqual((body[:5], info["format"]), (b"<?xml", "ubl_reminder"))

    def test_an_agency_of_reminders_answers_in_text(self):
        self.agency.format_code = "ubl_reminder"
        reader, layout = self.agency._format("status"), self.agency._layout("status")
        body = b"placement;status\r\nDC/1;open\r\n"
        rows, problems = reader._read(body, layout, "status")
        self.assertEqual((rows[0]["status"], problems), ("open", []))

    def test_its_own_layout_goes_before_the_ready_made_one(self):
        ready = self.root.ref("debt_recovery.layout_collect")
        self.assertFalse(self.agency._layout("placement"))
        self.assertEqual(self.agency._format("placement")._name, self.csv._name)
        self.agency.layout_ids = ready
        self.assertEqual(self.agency._layout("placement"), ready)
        own = self.layout(("A", "document"), format_code="xlsx")
        self.assertEqual(self.agency._layout("placement"), own)
        self.assertTrue(self.agency._format("placement")._name.endswith(".xlsx"))
        own.active = False
        self.assertEqual(self.agency._layout("placement"), ready)

    def test_what_cannot_be_a_layout(self):
        status = {"purpose": "status"}
        wrong = (
            ([], {"decimal": "comma", "thousands": "comma"}),
            ([], {"quote": "none", "delimiter": "comma", "decimal": "comma"}),
            ([{"heading": "A", "field": "document", "fixed": "x"}], {}),
            ([{"heading": "A", "field": "debtor_name"}], status),
            ([{"heading": "A", "field": "document", "words": "no sign"}], {}),
            ([{"heading": "A", "field": "document", "width": -1}], {}),
            ([], {**status, "format_code": "ubl_reminder"}),
            ([], {"format_code": "xlsx", "sheet": "Dossiers/2026"}),
            ([], {"format_code": "xlsx", "sheet": "x" * 32}),
        )
        for columns, values in wrong:
            with (
                self.subTest(values=values, columns=columns),
                self.assertRaises(ValidationError),
                self.cr.savepoint(),
            ):
                self.layout(*columns, **values)

    def test_two_ready_made_layouts_for_one_kind_of_file_are_refused(self):
        two = self.root.ref("debt_recovery.layout_collect")
        two |= self.root.ref("debt_recovery.layout_debitura")
        with self.assertRaises(ValidationError):
            self.agency.layout_ids = two
        own = self.layout(("A", "document"))
        with self.assertRaises(ValidationError):
            self.agency.layout_ids = own

    def test_a_duplicate_keeps_its_columns(self):
        ready = self.root.ref("debt_recovery.layout_respaid_fr")
        twin = ready.copy({"agency_id": self.agency.id})
        self.assertEqual(len(twin.column_ids), len(ready.column_ids))
        self.assertEqual(self.agency._layout("placement"), twin)

    def test_layouts_of_another_company_stay_there(self):
        other = self.setup_other_company()["company"]
        elsewhere = self.new_agency("Elsewhere", company_id=other.id)
        theirs = self.layout(("A", "document"), agency_id=elsewhere.id)
        ours = self.layout(("A", "document"))
        seen = (
            self.env["recovery.agency.layout"]
            .with_context(allowed_company_ids=self.company.ids)
            .search([("agency_id", "!=", False)])
        )
        self.assertIn(ours, seen)
        self.assertNotIn(theirs, seen)
        self.assertNotIn(theirs.column_ids, seen.column_ids)

    def test_each_format_and_field_that_can_be_chosen_exists(self):
        for code, _label in FORMATS:
            self.assertTrue(self.root["recovery.agency.format"]._for(code)._ending)
        known = set()
        for purpose, _label in PURPOSES:
            known |= set(fields_of(purpose))
        self.assertEqual(known, set(FIELDS))
        with self.assertRaises(UserError):
            self.root["recovery.agency.format"]._for("fax")

    def test_the_page_of_a_layout_opens_and_saves(self):
        with Form(self.env["recovery.agency.layout"]) as form:
            form.name = "By hand"
            with form.column_ids.new() as column:
                column.heading = "Invoice"
                column.field = "document"
        saved = form.save()
        self.assertEqual(saved._spec().columns[0].field, "document")

    def test_the_page_of_an_agency_sets_its_layouts(self):
        ready = self.root.ref("debt_recovery.layout_collect")
        with Form(self.agency.with_user(self.env.user)) as form:
            form.layout_ids.add(ready)
            form.zip_package = True
        self.assertEqual(self.agency._layout("placement"), ready)
        self.assertTrue(self.agency.zip_package)
