from datetime import datetime, timedelta

from odoo.tests import tagged
from odoo.tools.misc import file_open

from .common import MONDAY, RecoveryCase

LEAVE = "odoo.addons.debt_recovery.models.recovery_safety"


@tagged("post_install", "-at_install")
class TestSafety(RecoveryCase):
    """A copy of a working database never writes to anybody."""

    def setUp(self):
        super().setUp()
        self.safety = self.root["recovery.safety"]
        self.start = self.env["recovery.start"].with_company(self.company)

    def outbox(self):
        """Send as the job does, what is committed apart."""
        with self.enter_registry_test_mode(), self.smtp():
            cron = self.root.ref("debt_recovery.cron_outbox")
            cron.method_direct_trigger()
            return list(self.emails)

    def queue(self):
        self.invoice(self.lecoq, 500, MONDAY.replace(month=1))
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        self.assertEqual(notice.state, "queued")
        return notice

    def renumber(self):
        """What copying a database does to it."""
        self.root["ir.config_parameter"].set_param("database.uuid", "a-copy")

    def test_the_first_sending_keeps_what_the_database_is(self):
        notice = self.queue()
        self.assertIsNone(self.safety._known())
        self.assertEqual(len(self.outbox()), 1)
        self.assertEqual(notice.state, "sent")
        self.assertEqual(self.safety._known(), self.safety._fingerprint())

    def test_in_test_mode_the_job_itself_writes_to_us_only(self):
        self.company.write(
            {"recovery_test_mode": True, "recovery_test_email": "a@belleroche.example"}
        )
        notice = self.queue()
        (sent,) = self.outbox()
        self.assertEqual(sent["smtp_to_list"], ["a@belleroche.example"])
        self.assertEqual(notice.address, "compta@lecoq.example")

    def test_no_provider_gets_more_a_minute_than_allowed(self):
        self.company.recovery_email_per_minute = 2
        for number in range(5):
            partner = self.customer(f"Client {number}", f"c{number}@client.example")
            self.invoice(partner, 500, MONDAY.replace(month=1))
        self.cycle(MONDAY)
        outbox = self.root["recovery.outbox"].with_company(self.company)
        at = datetime(2026, 3, 2, 9)
        self.assertEqual(len(outbox._due(self.company, at)), 2)
        waits = self.root["recovery.notice"].search([("send_after", ">", at)])
        self.assertEqual(
            sorted((one.send_after - at).seconds // 60 for one in waits), [1, 1, 2]
        )
        self.assertEqual(len(self.send(MONDAY)), 2)
        minute = at + timedelta(minutes=1, seconds=1)
        self.assertEqual(len(outbox._due(self.company, minute)), 2)
        self.assertEqual(outbox._gone(self.company, "email", at), 2)

    def test_nothing_leaves_from_a_copy(self):
        self.assertTrue(self.safety._may_send())
        notice = self.queue()
        self.renumber()
        with self.assertLogs(LEAVE, "WARNING") as log:
            self.assertEqual(self.outbox(), [])
        self.assertEqual(notice.state, "queued")
        self.assertIn("copied from another", log.output[0])

    def test_nothing_leaves_from_the_same_number_in_another_place(self):
        self.assertTrue(self.safety._may_send())
        known = self.safety._known().split("/")
        self.root["ir.config_parameter"].set_param(
            "debt_recovery.database", "/".join((known[0], "other-server", known[2]))
        )
        self.assertTrue(self.safety._is_copy())

    def test_nothing_leaves_from_a_neutralised_database(self):
        self.root["ir.config_parameter"].set_param("database.is_neutralized", "true")
        self.assertTrue(self.safety._is_copy())
        self.assertFalse(self.safety._may_send())

    def test_getting_started_says_so_until_a_manager_confirms(self):
        self.assertTrue(self.safety._may_send())
        notice = self.queue()
        self.assertFalse(self.start.load()["copy"])
        self.renumber()
        self.assertTrue(self.start.load()["copy"])
        self.start.run("confirm_database")
        self.assertFalse(self.start.load()["copy"])
        self.assertEqual(len(self.outbox()), 1)
        self.assertEqual(notice.state, "sent")

    def test_only_a_manager_confirms(self):
        self.assertTrue(self.safety._may_send())
        self.renumber()
        manager = self.env.ref("debt_recovery.group_manager")
        self.env.user.sudo().group_ids -= manager
        with self.assertRaisesRegex(Exception, "role"):
            self.start.run("confirm_database")
        self.assertTrue(self.safety._is_copy())

    def test_colleagues_get_no_monday_summary_from_a_copy(self):
        self.assertTrue(self.safety._may_send())
        self.renumber()
        self.assertFalse(self.root["recovery.monday"]._process(self.company))

    def test_neutralising_leaves_no_account_no_sender_and_no_job(self):
        self.company.sudo().write(
            {
                "sms_provider": "twilio",
                "sms_twilio_account_sid": "AC" + "1" * 32,
                "sms_twilio_auth_token": "the-token",
                "recovery_whatsapp_from": "+33644600001",
                "recovery_whatsapp_active": True,
                "recovery_voice_from": "+33644600001",
                "recovery_voice_active": True,
            }
        )
        self.env.flush_all()
        with file_open("debt_recovery/data/neutralize.sql") as file:
            self.cr.execute(file.read())
        self.env.invalidate_all()
        own = self.company.sudo()
        self.assertFalse(own.sms_twilio_account_sid)
        self.assertFalse(own.sms_twilio_auth_token)
        self.assertFalse(own.recovery_whatsapp_from or own.recovery_voice_from)
        self.assertFalse(own.recovery_whatsapp_active or own.recovery_voice_active)
        self.assertTrue(own.recovery_test_mode)
        crons = self.env["ir.model.data"].search(
            [("model", "=", "ir.cron"), ("module", "=", "debt_recovery")]
        )
        self.assertTrue(crons)
        jobs = self.root["ir.cron"].browse(crons.mapped("res_id"))
        self.assertFalse(jobs.filtered("active"))
