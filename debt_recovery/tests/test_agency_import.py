import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .agency_inbound_case import InboundCase, csv_of
from .common import MONDAY


@tagged("post_install", "-at_install")
class TestAgencyImport(InboundCase):
    """The import screen: what is wrong, or what would happen, before anything is."""

    def wizard(self, rows, agency=None, name="releve.csv"):
        body = rows if isinstance(rows, bytes) else csv_of(rows)
        wizards = self.env["recovery.agency.import"].with_company(self.company)
        return wizards.create(
            {
                "agency_id": (agency or self.agency).id,
                "company_id": self.company.id,
                "upload_name": name,
                "upload": base64.b64encode(body),
            }
        )

    def test_a_misread_file_shows_line_column_value_and_reason(self):
        rows = [self.row(one) for one in self.files]
        rows[1]["promise_amount"] = "1.000,00"
        rows[1]["promise_on"] = MONDAY
        wizard = self.wizard(rows)
        action = wizard.action_check()
        self.assertEqual(action["res_id"], wizard.id)
        self.assertEqual(wizard.state, "refused")
        ((line, column, value, reason),) = self.problems(wizard)
        self.assertEqual((line, column, value), (3, "promise_amount", "1.000,00"))
        self.assertTrue(reason)
        self.assertFalse(self.first.agency_status_id)

    def test_a_clean_file_says_what_will_happen_and_is_booked(self):
        wizard = self.wizard([self.row(one) for one in self.files])
        wizard.action_check()
        self.assertEqual(wizard.state, "checked")
        self.assertIn("3 × Customer reached", wizard.forecast)
        self.assertFalse(self.first.agency_status_id)
        action = wizard.action_apply()
        self.assertEqual(action["res_model"], "recovery.agency.file")
        self.assertEqual(wizard.file_id.state, "booked")
        self.assertEqual(wizard.file_id.booked_by_id, self.env.user)
        self.assertEqual(self.first.agency_meaning, "contacted")

    def test_what_it_is_is_guessed_from_its_columns(self):
        reference = self.first.reference
        told = {
            "status": [{"placement": reference, "status": "Contacté"}],
            "report": [{"placement": reference, "exit_reason": "Restitué"}],
            "request": [{"placement": reference, "request": "plan"}],
            "remittance": [
                {"placement": reference, "paid_on": MONDAY, "amount": "10.00"}
            ],
        }
        for purpose, rows in told.items():
            with self.subTest(purpose=purpose):
                self.assertEqual(self.wizard(rows).purpose, purpose)
        self.assertEqual(self.wizard(b"\xff\xfe\x00garbage").purpose, "status")

    def test_a_file_in_a_layout_that_nobody_chose_says_which(self):
        body = (
            "Votre dossier;Facture;Référence encaissement;Devise;Payé le;Payé à;"
            "Montant payé\r\n"
            f"{self.first.reference};;E-1;EUR;02/03/2026;nous;10,00\r\n"
        )
        wizard = self.wizard(body.encode("utf-8-sig"))
        self.assertEqual(wizard.purpose, "remittance")
        self.assertIn("Remittance, French text file", wizard.layout_note)
        ready_made = self.env.ref("debt_recovery.layout_remittance_csv")
        self.agency.sudo().layout_ids |= ready_made
        self.assertFalse(self.wizard(body.encode("utf-8-sig")).layout_note)

    def test_a_remittance_that_was_taken_over_opens_to_be_booked(self):
        row = {
            "placement": self.first.reference,
            "paid_on": MONDAY,
            "amount": "10.00",
            "line_reference": "E-1",
            "paid_to": "agency",
        }
        wizard = self.wizard([row])
        wizard.action_check()
        action = wizard.action_apply()
        self.assertEqual(action["res_model"], "recovery.remittance")
        made = self.env["recovery.remittance"].browse(action["res_id"])
        self.assertEqual((made.file_id, made.state), (wizard.file_id, "checked"))

    def test_a_file_that_came_already_is_said_to_be_known(self):
        rows = [self.row(self.first)]
        first = self.wizard(rows)
        first.action_check()
        first.action_apply()
        again = self.wizard(rows, name="same-again.csv")
        again.action_check()
        self.assertTrue(again.is_known)
        self.assertEqual(again.file_id.state, "booked")
        self.assertEqual(len(self.told(self.first)), 1)

    def test_what_was_guessed_wrong_is_imported_as_what_it_is(self):
        rows = [{"placement": self.first.reference, "exit_reason": "Restitué"}]
        wrong = self.wizard(rows)
        wrong.purpose = "status"
        wrong.action_check()
        self.assertEqual(wrong.state, "refused")
        right = self.wizard(rows)
        right.action_check()
        self.assertEqual(right.file_id.purpose, "report")
        self.assertNotEqual(right.file_id, wrong.file_id)
        self.assertFalse(right.is_known)

    def test_an_agent_imports_nothing_for_a_company_that_is_not_his(self):
        other = self.setup_other_company()["company"]
        theirs = self.new_agency("Cabinet Morel", company_id=other.id)
        both = self.new_agency("Cabinet Both", company_id=False)
        agent = new_test_user(
            self.env,
            "import.agent",
            "debt_recovery.group_agent",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        for agency, company in (
            (theirs, other),
            (both, other),
            (theirs, self.company),
        ):
            wizard = self.wizard([self.row(self.first)])
            wizard.write({"agency_id": agency.id, "company_id": company.id})
            with self.assertRaises(AccessError):
                wizard.with_user(agent).sudo(False).action_check()
        files = self.root["recovery.agency.file"]
        self.assertFalse(files.search([("agency_id", "in", (theirs | both).ids)]))
        mine = self.wizard([self.row(self.first)]).with_user(agent)
        mine.action_check()
        self.assertEqual(mine.state, "checked")

    def test_it_is_checked_again_after_the_table_was_mended(self):
        wizard = self.wizard([self.row(self.first, "Zufrieden")])
        wizard.action_check()
        self.root["recovery.agency.status"].create(
            {"agency_id": self.agency.id, "word": "Zufrieden", "meaning": "contacted"}
        )
        wizard.action_check_again()
        self.assertEqual(wizard.state, "checked")

    def test_no_file_no_check(self):
        wizard = self.env["recovery.agency.import"].create(
            {"agency_id": self.agency.id, "company_id": self.company.id}
        )
        with self.assertRaisesRegex(UserError, "Choose the file"):
            wizard.action_check()

    def test_an_auditor_imports_nothing(self):
        auditor = new_test_user(
            self.env, "import.auditor", "base.group_user,debt_recovery.group_auditor"
        )
        with self.assertRaises(AccessError):
            self.env["recovery.agency.import"].with_user(auditor).create(
                {"agency_id": self.agency.id}
            )

    def test_the_screens_open(self):
        for name in ("import", "status", "score"):
            action = self.env.ref(f"debt_recovery.recovery_agency_{name}_action")
            for mode in action.view_mode.split(","):
                with self.subTest(screen=name, mode=mode):
                    found = self.env[action.res_model].get_view(view_type=mode)
                    self.assertIn("<", found["arch"])
        Form(self.env["recovery.complaint"])
