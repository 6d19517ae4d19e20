import base64
import hashlib

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.misc import file_open

from .agency_travel import TravelCase


@tagged("post_install", "-at_install")
class TestAgencyFiles(TravelCase):
    """Every byte that goes to an agency or comes from it is kept, for good."""

    def test_a_file_is_kept_to_the_byte_with_its_fingerprint(self):
        body = bytes(range(256)) * 40
        file = self.make(name="BT-1.bin", body=body, placements=self.one | self.two)
        file.invalidate_recordset()
        self.assertEqual(file._content(), body)
        self.assertEqual(file.sha256, hashlib.sha256(body).hexdigest())
        self.assertEqual((file.size, file.row_count), (len(body), 2))
        self.assertEqual(file.total, "6720.00 EUR")
        self.assertEqual((file.state, file.format_code), ("made", "csv"))
        self.assertEqual(file.placement_ids, self.one | self.two)
        self.assertTrue(file.key)

    def test_a_picture_is_not_made_smaller_and_nothing_is_an_empty_file(self):
        with file_open("web/static/img/logo.png", "rb") as picture:
            body = picture.read()
        self.assertEqual(self.take("logo.png", body)._content(), body)
        self.assertEqual(self.take("leer.csv", b"")._content(), b"")

    def test_a_second_hand_over_of_the_same_file_is_a_copy(self):
        first = self.make()
        self.assertFalse(first.copy_of_id)
        again = self.make(name="BT-2.csv", placements=self.one | self.two)
        self.assertEqual(again.copy_of_id, first)
        change = self.make(name="BT-3.csv", purpose="amendment")
        self.assertFalse(change.copy_of_id)
        said = self.make(name="BT-4.csv", purpose="amendment", copy_of=change)
        self.assertEqual(said.copy_of_id, change)

    def test_a_file_of_another_agency_holds_nothing_of_ours(self):
        other = self.new_agency("Cabinet Morel")
        with self.assertRaisesRegex(UserError, "not placed with Cabinet Morel"):
            self.make(agency=other)

    def test_nobody_changes_or_removes_what_was_exchanged(self):
        file = self.make()
        kept = self.env["ir.attachment"].sudo()
        kept = kept.search(
            [("res_model", "=", file._name), ("res_field", "=", "body")]
        ).filtered(lambda one: one.res_id == file.id)
        self.assertEqual(len(kept), 1)
        for work in (
            lambda: file.sudo().write({"body": base64.b64encode(b"other")}),
            lambda: file.sudo().write({"sha256": "0" * 64}),
            lambda: file.sudo().write({"name": "other.csv"}),
            lambda: file.sudo().unlink(),
            lambda: kept.write({"raw": b"other"}),
            lambda: kept.write({"res_id": 0}),
            lambda: kept.unlink(),
        ):
            with self.assertRaises(UserError):
                work()
        self.assertEqual(file._content(), b"ref;amount\r\n")
        kept.write({"raw": b"ref;amount\r\n"})  # as when all files move elsewhere
        self.assertEqual(file._content(), b"ref;amount\r\n")

    def test_bytes_that_changed_all_the_same_go_nowhere(self):
        file = self.make()
        self.env.flush_all()
        self.cr.execute(
            "UPDATE ir_attachment SET db_datas = 'other', store_fname = NULL "
            "WHERE res_model = %s AND res_id = %s AND res_field = 'body'",
            [file._name, file.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "SHA-256"):
            file.action_download()
        self.agency.transport_code = "sftp"
        with self.way("sftp", _open=None, _put="", _close=None) as way:
            self.job()
            self.assertFalse(way._put.called)
        self.assertEqual((file.state, file.failure_type), ("failed", "damaged"))

    def test_a_key_belongs_to_one_file(self):
        file = self.make()
        other = self.make(name="BT-2.csv", purpose="amendment")
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.cr.execute(
                "UPDATE recovery_agency_file SET key = %s WHERE id = %s",
                [file.key, other.id],
            )

    # --- in ---------------------------------------------------------------------------

    def test_the_same_bytes_twice_are_taken_once(self):
        file = self.take()
        self.assertEqual((file.direction, file.state), ("in", "received"))
        self.assertEqual(self.take("sous un autre nom.csv"), file)
        copy = self.files.search([("copy_of_id", "=", file.id)])
        self.assertEqual((copy.state, copy.name), ("ignored", "sous un autre nom.csv"))
        self.assertEqual(copy._content(), file._content())
        self.assertEqual(self.take(), file)
        self.assertEqual(self.files.search_count([("copy_of_id", "=", file.id)]), 2)

    def test_what_was_refused_as_something_else_may_come_as_what_it_is(self):
        first = self.take()  # as a status, and it is a remittance
        first._move_to("refused")
        self.assertEqual(self.take("encore.csv"), first)
        found = self.files._take_in(
            *(self.agency, self.company, "statut.csv", b"ref;status\r\n", "remittance")
        )
        self.assertNotEqual(found, first)
        self.assertEqual((found.purpose, found.state), ("remittance", "received"))
        self.assertEqual(first.state, "ignored")
        found._move_to("checked")  # once it is right, nothing else takes its place
        self.assertEqual(self.take(), found)

    def test_two_agencies_and_two_companies_may_send_the_same_bytes(self):
        file = self.take()
        other = self.new_agency("Cabinet Morel", company_id=False)
        self.assertNotEqual(self.take(agency=other), file)
        company = self.setup_other_company()["company"]
        self.assertNotEqual(self.take(agency=other, company=company), file)

    def test_another_content_under_a_known_name_is_a_new_file_with_a_warning(self):
        first = self.take()
        second = self.take(body=b"ref;status\r\nDC/2026/00001;paid\r\n")
        self.assertNotEqual(first, second)
        self.assertEqual(second.state, "received")
        said = [body for body in second.message_ids.mapped("body") if "before" in body]
        self.assertEqual(len(said), 1)
        self.assertFalse(
            [body for body in first.message_ids.mapped("body") if "before" in body]
        )

    def test_a_name_is_made_safe(self):
        self.assertEqual(self.take("../../etc/statut\u202e.csv").name, "statut.csv")

    # --- who --------------------------------------------------------------------------

    def test_a_clerk_and_another_company_see_no_file(self):
        file = self.make()
        clerk = new_test_user(self.env, "clerk_of_files", "base.group_user")
        with self.assertRaises(AccessError):
            file.with_user(clerk).read(["name"])
        company = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            "agent_elsewhere",
            "debt_recovery.group_agent",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.assertFalse(self.files.with_user(stranger).search([("id", "=", file.id)]))
        with self.assertRaises(AccessError):
            file.with_user(stranger).read(["name"])

    def test_an_agent_reads_a_file_and_writes_nothing_of_it(self):
        file = self.make()
        agent = new_test_user(
            self.env,
            "agent_of_files",
            "debt_recovery.group_agent",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        own = file.with_user(agent)
        self.assertEqual(own.name, "BT-1.csv")
        self.assertIn(str(file.id), own.action_download()["url"])
        for values in ({"state": "sent"}, {"attempts": 0}, {"key": "x"}):
            with self.assertRaises(UserError):
                own.write(values)
        with self.assertRaises(AccessError):
            self.files.with_user(agent).create({"name": "x"})
