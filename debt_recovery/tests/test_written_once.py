from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError
from psycopg2.errors import ForeignKeyViolation, RestrictViolation

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import MONDAY, RecoveryCase

LOGS = ("event", "decision", "mark", "run")
KEPT = ("recovery_event", "recovery_decision")


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

    def logs_of_the_house(self):
        """The models that inherit the guard, by name."""
        mixin = self.env.registry["recovery.append.only.mixin"]
        return [
            model
            for name, model in self.env.items()
            if isinstance(model, mixin) and model._auto and not model._abstract
        ]

    @mute_logger("odoo.sql_db")
    def test_every_column_but_links_is_guarded_in_every_log(self):
        for log in self.logs_of_the_house():
            if not log.sudo().search_count([], limit=1):
                continue
            for name, field in log._fields.items():
                if name == "id" or not field.store or not field.column_type:
                    continue
                free = field.type == "many2one" and name not in log._body_columns
                with self.subTest(log=log._name, column=name), self.cr.savepoint():
                    statement = f"UPDATE {log._table} SET {name} = {name}"
                    if free:
                        self.cr.execute(statement)
                        continue
                    with self.assertRaises(RestrictViolation), self.cr.savepoint():
                        self.cr.execute(statement)

    @mute_logger("odoo.sql_db")
    def test_no_log_is_emptied_at_once(self):
        for log in self.logs_of_the_house():
            with (
                self.subTest(log=log._name),
                self.assertRaises(RestrictViolation),
                self.cr.savepoint(),
            ):
                self.cr.execute(f"TRUNCATE {log._table}")

    @mute_logger("odoo.sql_db")
    def test_an_upgrade_guards_the_column_that_it_brings(self):
        events = self.root["recovery.event"]
        self.cr.execute("ALTER TABLE recovery_event ADD COLUMN weather varchar")
        self.cr.execute("UPDATE recovery_event SET weather = 'rain'")
        with patch.object(
            type(events), "_body_columns", (*events._body_columns, "weather")
        ):
            events.init()
            events.init()
        for column in ("weather", "text", "kind"):
            with (
                self.subTest(column=column),
                self.assertRaises(RestrictViolation),
                self.cr.savepoint(),
            ):
                self.cr.execute(f"UPDATE recovery_event SET {column} = {column}")
        self.cr.execute(
            "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal "
            "AND tgrelid = 'recovery_event'::regclass"
        )
        self.assertEqual(self.cr.fetchone()[0], 2)

    def test_a_merge_of_contacts_loses_no_line_and_changes_no_word(self):
        double = self.customer("Lecoq bis", "bis@lecoq.example")
        self.invoice(double, 300, date(2026, 2, 20))
        self.day(date(2026, 3, 3))
        self.root["recovery.event"]._log("noted", self.case(double), "said so")
        kept = "id, kind, happened_at, text, subject_token"
        decided = "id, decided_at, verdict, reason, facts, subject_token"
        before = (
            self.rows("recovery_event", kept),
            self.rows("recovery_decision", decided),
        )
        wizard = self.root["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((double | self.lecoq).ids, self.lecoq)
        after = (
            self.rows("recovery_event", kept),
            self.rows("recovery_decision", decided),
        )
        self.assertLessEqual(set(before[0]), set(after[0]))  # and "merged"
        self.assertEqual(before[1], after[1])
        self.assertIn(f"P{double.id}", {row[-1] for row in after[0]})

    def rows(self, table, columns):
        self.env.flush_all()
        self.cr.execute(f"SELECT {columns} FROM {table} ORDER BY id")
        return self.cr.fetchall()

    @mute_logger("odoo.sql_db")
    def test_a_company_with_a_history_is_not_deleted(self):
        before = {table: len(self.table(table)) for table in KEPT}
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.cr.execute("DELETE FROM res_company WHERE id = %s", [self.company.id])
        self.assertEqual({table: len(self.table(table)) for table in KEPT}, before)

    def test_a_purge_takes_what_it_is_told_and_no_more(self):
        self.root["recovery.event"]._log("noted", self.case(self.lecoq))
        events = self.root["recovery.event"].search([])
        self.assertGreater(len(events), 1)
        events._purge(events[:1].ids)
        self.assertEqual(len(events.exists()), len(events) - 1)
        with mute_logger("odoo.sql_db"), self.assertRaises(RestrictViolation):
            self.cr.execute("DELETE FROM recovery_event")

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
