"""One customer, one page: note, tiles, one timeline, and its invoices' chatter."""

from datetime import timedelta
from unittest.mock import patch

from odoo.tests import new_test_user, tagged
from odoo.tools import html2plaintext, mute_logger

from .common import MONDAY, RecoveryCase

DUE = MONDAY - timedelta(days=16)


@tagged("post_install", "-at_install")
class TestInvoiceChatter(RecoveryCase):
    """Each contact leaves one line on every invoice that it spoke of."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.invoice(cls.lecoq, 4800, DUE)
        cls.second = cls.invoice(cls.lecoq, 1920, DUE + timedelta(days=1))
        cls.upcoming = cls.invoice(cls.lecoq, 300, MONDAY + timedelta(days=3))
        cls.pay(cls.lecoq, 1600, MONDAY)

    def lines(self, move):
        notes = move.message_ids.filtered(lambda m: "“" in (m.body or ""))
        return [html2plaintext(note.body).replace("\xa0", " ") for note in notes]

    def test_one_line_on_each_invoice_claimed(self):
        self.day(MONDAY)
        self.assertEqual(
            self.lines(self.first),
            ["“Reminder 1” sent to compta@lecoq.example: 4,800.00 € of 5,120.00 €"],
        )
        self.assertEqual(len(self.lines(self.second)), 1)
        self.assertFalse(self.lines(self.upcoming))

    def test_nobody_is_notified_and_nothing_else_leaves(self):
        self.first.message_subscribe(self.customer("Follower", "f@example.com").ids)
        before = self.root["mail.notification"].search_count([])
        self.assertEqual(len(self.day(MONDAY)), 1)
        self.assertEqual(self.root["mail.notification"].search_count([]), before)

    def test_a_line_that_fails_neither_fails_nor_repeats_the_sending(self):
        failing = patch.object(
            type(self.root["account.move"]),
            "_message_log_batch",
            side_effect=ValueError,
        )
        with (
            failing,
            mute_logger("odoo.addons.debt_recovery.models.recovery_notice_chatter"),
        ):
            self.assertEqual(len(self.day(MONDAY)), 1)
        self.assertEqual(self.notices(self.lecoq).state, "sent")
        self.assertFalse(self.lines(self.first))
        self.assertFalse(self.send(MONDAY, hour=10))

    def test_a_line_that_breaks_the_transaction_leaves_the_result(self):
        def broken(records, *args, **kwargs):
            records.env.cr.execute("SELECT 1 / 0")

        failing = patch.object(
            type(self.root["account.move"]), "_message_log_batch", broken
        )
        with (
            failing,
            mute_logger(
                "odoo.sql_db",
                "odoo.addons.debt_recovery.models.recovery_notice_chatter",
            ),
        ):
            self.day(MONDAY)
        self.env.invalidate_all()
        self.assertEqual(self.notices(self.lecoq).state, "sent")
        marks = self.root["recovery.mark"].search([("reason", "=", "sent")])
        self.assertEqual(marks.partner_id, self.lecoq)

    def test_a_task_writes_its_line_once_it_is_done(self):
        user = new_test_user(
            self.root,
            "chatter_agent",
            groups="base.group_user,debt_recovery.group_agent",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.company.recovery_user_id = user
        task = self.root.ref("debt_recovery.template_task_call")
        self.lecoq.recovery_policy_id = self.policy(
            {"days": 1, "channel": "task", "template_id": task.id, "name": "Call"},
            {"days": 60, "is_entry": True},
        )
        self.day(MONDAY)
        activity = self.case(self.lecoq).activity_ids
        self.assertEqual(len(activity), 1)
        self.assertFalse(self.lines(self.first))
        activity.with_user(user)._action_done(feedback="Pays <b>Friday</b>")
        self.assertEqual(len(self.lines(self.first)), 1)
        self.assertIn("“Call” done by", self.lines(self.first)[0])
        self.assertIn("Pays", self.lines(self.first)[0])
