from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .twilio_case import TwilioCase
from .twilio_double import NUMBER, SID, TOKEN


@tagged("post_install", "-at_install")
class TestChannelSettings(TwilioCase):
    """One page for all channels, for managers; accounts for administrators only."""

    def setUp(self):
        super().setUp()
        self.manager = new_test_user(
            self.root,
            "direction",
            "debt_recovery.group_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def page(self, **values):
        page = self.env["recovery.company.channels"].with_user(self.manager)
        return page.with_company(self.company).create(
            {"company_id": self.company.id, **values}
        )

    def notification(self, action):
        self.assertEqual(action["tag"], "display_notification")
        return action["params"]["message"]

    def test_a_manager_who_is_no_administrator_turns_a_channel_on(self):
        self.assertFalse(self.manager.has_group("base.group_system"))
        self.page(
            recovery_whatsapp_active=True, recovery_whatsapp_from="06 44 60 00 01"
        ).action_save()
        self.assertTrue(self.company.recovery_whatsapp_active)
        self.assertEqual(self.company.recovery_whatsapp_from, NUMBER)

    def test_nobody_else_does(self):
        manager = self.env.ref("debt_recovery.group_manager")
        page = self.page(recovery_voice_active=True)
        self.manager.group_ids -= manager
        with self.assertRaises(AccessError):
            page.action_save()
        self.assertFalse(self.company.recovery_voice_active)

    def test_a_page_that_shows_no_accounts_still_saves(self):
        before = self.company.sudo().sms_twilio_auth_token
        self.page().action_save()
        self.assertEqual(self.company.sudo().sms_twilio_auth_token, before)

    def test_it_says_what_is_missing(self):
        page = self.page()
        self.assertEqual(page.email_status, "")
        self.assertIn("switched off", page.whatsapp_status)
        self.company.write(
            {"recovery_voice_active": True, "recovery_voice_from": NUMBER}
        )
        self.assertEqual(self.page().voice_status, "")
        self.company.sudo().sms_twilio_auth_token = False
        self.assertIn("Twilio", self.page().voice_status)

    def test_only_administrators_see_the_account(self):
        with self.assertRaises(AccessError):
            self.page().read(["twilio_account"])
        admin = self.page().with_user(self.env.ref("base.user_admin"))
        admin.env.user.company_ids += self.company
        admin.env.user.group_ids += self.env.ref("debt_recovery.group_manager")
        self.assertEqual(admin.twilio_account, f"{SID[:4]}…{SID[-4:]}")
        self.assertNotIn(TOKEN, str(admin.read()))

    def test_the_test_of_the_mail_server_says_what_it_says(self):
        with self.smtp():
            said = self.notification(self.page().action_test_email())
        self.assertIn("The mail server answers", said)
        self.root["ir.mail_server"].search([]).active = False

        def refuse(*_arguments, **_options):
            raise OSError("connection refused")

        self.patch(type(self.env["ir.mail_server"]), "_connect__", refuse)
        with self.assertRaisesRegex(UserError, "connection refused"):
            self.page().action_test_email()

    def test_the_test_of_twilio_signs_in(self):
        page = self.page(recovery_voice_from=NUMBER)
        self.assertIn(NUMBER, self.notification(page.action_test_voice()))
        self.company.sudo().sms_twilio_auth_token = "wrong"
        with self.assertRaises(UserError):
            self.page(recovery_voice_from=NUMBER).action_test_voice()

    def test_the_test_of_letters_prints_a_page(self):
        self.company.write({"street": "1 rue A", "zip": "49000", "city": "Angers"})
        self.patch(
            type(self.env["recovery.paper"]), "_pages", lambda _self, sheets: sheets
        )
        said = self.notification(self.page().action_test_letter())
        self.assertIn("pages made 1", said)
        self.company.city = False
        with self.assertRaises(UserError):
            self.page().action_test_letter()

    def test_limits_are_told_to_the_outbox(self):
        self.page(recovery_voice_per_minute=3).action_save()
        self.assertEqual(self.company._recovery_rate("voice"), 3)
        self.assertEqual(self.company._recovery_rate("task"), 0)
        with self.assertRaises(ValidationError):
            self.page(recovery_voice_per_minute=-1).action_save()

    def test_send_me_one_goes_to_the_user(self):
        self.manager.email = "direction@belleroche.example"
        with self.smtp():
            self.notification(self.page().action_send_me())
        (sent,) = self.emails
        self.assertEqual(sent["smtp_to_list"], ["direction@belleroche.example"])

    def test_the_account_is_no_field_that_others_read(self):
        with self.assertRaises(AccessError):
            self.company.with_user(self.manager).read(["sms_twilio_auth_token"])
