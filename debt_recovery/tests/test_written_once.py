from datetime import date

from psycopg2.errors import ForeignKeyViolation, RestrictViolation

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import MONDAY, RecoveryCase

LOGS = ("event", "decision", "mark", "run")


@tagged("post_install", "-at_install")
class TestWrittenOnce(RecoveryCase):
    """Logs that refuse a change, by the house or by SQL; history that is kept."""

    def setUp(self):
        super().setUp()
        self.move = self.invoice(self.lecoq, 1000, date(2026, 2, 20))
        self.day(MONDAY)
        case = self.case(self.lecoq)
        self.person = new_test_user(
            self.root, "clerk", groups="base.group_user,debt_recovery.group_agent"
        )
        self.root["recovery.event"].with_user(self.person).sudo()._log("replied", case)
        self.root["recovery.mark"]._add(self.company, self.lecoq, "asked")
        self.env.cr.flush()
        self.logs = {
            name: self.root[f"recovery.{name}"].search([], limit=1) for name in LOGS
        }

    def test_the_house_refuses_to_write_and_to_delete(self):
        for name, record in self.logs.items():
            with self.subTest(name):
                self.assertTrue(record)
                field = record._body_columns[0]
                with self.assertRaisesRegex(UserError, "its entries never change"):
                    record.write({field: record[field]})
                with self.assertRaisesRegex(UserError, "are never deleted"):
                    record.unlink()

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_too(self):
        for name, record in self.logs.items():
            table = f"recovery_{name}"
            for column in record._body_columns:
                with (
                    self.subTest(table=table, column=column),
                    self.assertRaises(RestrictViolation),
                    self.cr.savepoint(),
                ):
                    self.cr.execute(f"UPDATE {table} SET {column} = {column}")
            with (
                self.subTest(table=table),
                self.assertRaises(RestrictViolation),
                self.cr.savepoint(),
            ):
                self.cr.execute(f"DELETE FROM {table} WHERE id = %s", [record.id])

    def test_the_one_way_out_is_the_audited_one(self):
        mark = self.logs["mark"]
        self.root["recovery.mark"]._purge(mark.ids)
        self.assertFalse(mark.exists())
        with mute_logger("odoo.sql_db"), self.assertRaises(RestrictViolation):
            self.cr.execute("DELETE FROM recovery_event")

    def test_a_person_may_go_and_what_he_did_stays(self):
        event = self.root["recovery.event"].search([("user_id", "=", self.person.id)])
        self.assertTrue(event)
        self.person.unlink()
        self.env.flush_all()
        event.invalidate_recordset()
        self.assertTrue(event.exists())
        self.assertFalse(event.user_id)
        self.assertEqual(event.subject_token, f"P{self.lecoq.id}")

    def test_logs_hold_no_name(self):
        for name in ("event", "decision"):
            rows = " ".join(self.table(f"recovery_{name}"))
            self.assertNotIn("Lecoq", rows)
            self.assertNotIn("lecoq.example", rows)

    def test_a_reminder_that_left_is_kept(self):
        notice = self.notices(self.lecoq)
        self.assertEqual(notice.state, "sent")
        with self.assertRaisesRegex(UserError, "part of the history"):
            notice.unlink()

    @mute_logger("odoo.sql_db")
    def test_settings_in_use_are_not_deleted(self):
        notice = self.notices(self.lecoq)
        for record in (notice.template_id, notice.policy_id, notice.treatment_id):
            with (
                self.subTest(record=record),
                self.assertRaises(ForeignKeyViolation),
                self.cr.savepoint(),
            ):
                record.unlink()
                self.env.flush_all()
            self.assertTrue(record.exists())

    @mute_logger("odoo.sql_db")
    def test_a_customer_with_an_account_is_not_deleted(self):
        with self.assertRaises(UserError), self.cr.savepoint():
            self.lecoq.unlink()
            self.env.flush_all()

    def test_a_deleted_draft_invoice_leaves_the_reminder_readable(self):
        notice = self.notices(self.lecoq)
        name = self.move.name
        self.move.button_draft()
        self.move.with_context(force_delete=True).unlink()
        self.env.flush_all()
        line = notice.line_ids
        line.invalidate_recordset()
        self.assertFalse(line.line_id)
        self.assertEqual((line.name, line.amount), (name, 1000))
