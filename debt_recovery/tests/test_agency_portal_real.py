"""What an agency's user tells in the portal, through the real formats and checks."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .agency_inbound_case import InboundCase
from .common import MONDAY

TOLD = {
    "status": "Contacté",
    "status_on": "2026-03-01",
    "comment": "A rappelé ; paie vendredi",
    "promise_on": "2026-03-13",
    "promise_amount": "600,50",
}


@tagged("post_install", "-at_install")
class TestAgencyPortalStatus(InboundCase):
    """A status of the form is a file of one row, in whatever shape the agency's are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, "clerk_of_orvane", "base.group_portal")
        cls.agency.user_ids = cls.user
        cls.status_layout = cls.root["recovery.agency.layout"]

    def tell(self, **told):
        """Post the form as the agency's user does; return the file."""
        own = self.first.with_user(self.user).sudo()
        return own._portal_status({**TOLD, **told})

    def shape(self, **values):
        """Let the agency have a layout of its own for statuses."""
        names = ("placement", "status", "status_on", "comment")
        names += ("promise_on", "promise_amount")
        columns = [
            Command.create({"heading": name, "field": name, "sequence": at})
            for at, name in enumerate(names)
        ]
        return self.root["recovery.agency.layout"].create(
            {
                "name": "Orvane",
                "agency_id": self.agency.id,
                "purpose": "status",
                "column_ids": columns,
                **values,
            }
        )

    def test_it_is_checked_and_booked_in_every_shape(self):
        self.root["recovery.agency.status"].create(
            {"agency_id": self.agency.id, "word": "Promis", "meaning": "promise"}
        )
        shapes = [
            lambda: None,
            lambda: self.shape(),
            lambda: self.shape(format_code="xlsx", sheet="Statuts"),
            lambda: self.shape(format_code="json", decimal="point"),
            lambda: self.agency.write({"format_code": "ubl_reminder"}),
        ]
        for number, shape in enumerate(shapes):
            with self.subTest(shape=number):
                self.agency.own_layout_ids.unlink()
                shape()
                file = self.tell(comment=f"A rappelé, {number}", status="Promis")
                self.assertEqual(self.problems(file), [])
                self.assertEqual(file.state, "checked")
                self.assertEqual(file.user_id, self.user)
                rows, problems = file._rows()
                self.assertEqual(problems, [])
                self.assertEqual(str(rows[0]["promise_amount"]), "600.50")
                self.assertEqual(rows[0]["status_on"].isoformat(), "2026-03-01")
                self.assertEqual(rows[0]["comment"], f"A rappelé, {number}")

    def test_a_word_that_nobody_knows_is_said_on_the_file(self):
        file = self.tell(status="Zufrieden")
        self.assertEqual(file.state, "refused")
        ((line, column, value, reason),) = self.problems(file)
        self.assertEqual((line, column, value), (2, "status", "Zufrieden"))
        self.assertTrue(reason)

    def test_what_a_file_cannot_carry_is_said_with_its_reason(self):
        self.shape(format_code="xlsx")
        with self.assertRaisesRegex(UserError, "“@Marie a rappelé”: A spreadsheet"):
            self.tell(comment="@Marie a rappelé")
        with self.assertRaisesRegex(UserError, "“600,505” is not an amount"):
            self.tell(promise_amount="600,505")
        self.assertFalse(self.root["recovery.agency.file"].search([]))

    def test_a_column_that_is_missing_has_its_name_in_words(self):
        layout = self.shape()
        layout.column_ids.filtered(lambda one: one.field == "promise_on").unlink()
        with self.assertRaisesRegex(UserError, "no column for: Promised for."):
            self.tell()

    def test_an_agency_s_status_reaches_the_file_once_a_colleague_books_it(self):
        file = self.tell()
        self.assertFalse(self.first.agency_meaning)
        file.with_user(self.env.user).sudo(False)._apply()
        self.assertEqual(file.state, "booked")
        self.assertEqual(self.first.agency_meaning, "contacted")
        self.assertEqual(self.first.expires_on, self.second.expires_on)
        self.assertLess(MONDAY, self.first.expires_on)
