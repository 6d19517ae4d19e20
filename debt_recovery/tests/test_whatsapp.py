import json
from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import MONDAY
from .twilio_case import MOBILE, TwilioCase
from .twilio_double import CONTENT, NUMBER

INBOUND = "/recovery/twilio/inbound"


@tagged("post_install", "-at_install")
class TestWhatsapp(TwilioCase):
    """Only who agreed, only approved texts, or free words to who wrote within a day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {"recovery_whatsapp_active": True, "recovery_whatsapp_from": NUMBER}
        )
        cls.words = cls.root["recovery.template"].create(
            {
                "name": "WhatsApp",
                "channel": "whatsapp",
                "subject": "WhatsApp",
                "text": "{company}: about your account, call {contact}.",
            }
        )
        cls.form = cls.root["recovery.whatsapp.text"].create(
            {
                "template_id": cls.words.id,
                "company_id": cls.company.id,
                "lang": "en_US",
                "content_sid": CONTENT,
                "variables": "company, {customer}, contact",
            }
        )

    def debtor(self, consent=True, **step):
        step = {"channel": "whatsapp", "template_id": self.words.id, **step}
        partner = super().debtor(recovery_policy_id=self.texting(**step).id)
        if consent:
            self.root["recovery.reach"]._note_consent(
                "whatsapp", MOBILE, "opt_in", "page", "ticked on the order form"
            )
        return partner

    def remind(self, partner, day=MONDAY):
        self.cycle(day)
        self.send(day)
        return self.notices(partner)[-1:]

    def falling_back(self):
        """A step whose second channel is a text message."""
        return {
            "fallback_ids": [
                (0, 0, {"channel": "sms", "template_id": self.text.id}),
            ]
        }

    def test_an_approved_text_leaves_with_its_variables_in_order(self):
        notice = self.remind(self.debtor())
        self.assertEqual(notice.state, "sent", notice.failure_text)
        (message,) = self.double.messages()
        form = message["params"]
        self.assertEqual(form["To"], f"whatsapp:{MOBILE}")
        self.assertEqual(form["From"], f"whatsapp:{NUMBER}")
        self.assertEqual(form["ContentSid"], CONTENT)
        self.assertNotIn("Body", form)
        values = json.loads(form["ContentVariables"])
        self.assertEqual(list(values), ["1", "2", "3"])
        self.assertEqual(values["1"], "Ateliers Belleroche SAS")
        self.assertEqual(values["2"], "Menuiserie Vasseur")
        self.assertEqual(notice.provider_ref, message["sid"])

    def test_without_proof_of_agreement_another_channel_takes_over(self):
        partner = self.debtor(consent=False, **self.falling_back())
        self.assertEqual(self.remind(partner).channel, "sms")
        (message,) = self.double.messages()
        self.assertEqual(message["kind"], "sms")

    def test_without_proof_of_agreement_and_another_channel_nothing_leaves(self):
        notice = self.remind(self.debtor(consent=False))
        self.assertEqual((notice.state, notice.reason), ("withheld", "no_consent"))
        self.assertEqual(self.double.messages(), [])

    def test_an_objection_is_stronger_than_an_agreement(self):
        partner = self.debtor()
        self.root["recovery.reach"]._note_consent(
            "whatsapp", MOBILE, "opt_out", "reply", "STOP"
        )
        notice = self.remind(partner)
        self.assertEqual((notice.state, notice.reason), ("withheld", "opted_out"))
        self.assertEqual(self.double.messages(), [])

    def test_without_an_approved_text_nothing_opens_a_conversation(self):
        self.form.unlink()
        notice = self.remind(self.debtor())
        self.assertEqual((notice.state, notice.reason), ("withheld", "window"))
        self.assertEqual(self.double.messages(), [])

    def test_who_wrote_within_a_day_gets_free_words(self):
        self.form.unlink()
        partner = self.debtor()
        self.hear("Hello")
        notice = self.remind(partner)
        self.assertEqual(notice.state, "sent", notice.reason)
        (message,) = self.double.messages()
        self.assertIn("Ateliers Belleroche SAS: about your account", message["body"])
        self.assertNotIn("ContentSid", message["params"])

    def test_who_wrote_two_days_ago_does_not(self):
        self.form.unlink()
        partner = self.debtor()
        self.hear("Hello")
        told = self.told()
        told.received_at -= timedelta(hours=25)
        self.assertEqual(self.remind(partner).reason, "window")

    def test_an_objection_is_noted_and_confirmed_once(self):
        self.debtor()
        for _time in range(2):
            self.hear("STOP", sid="SM" + "e" * 32)
        reach = self.root["recovery.reach"].search([("address", "=", MOBILE)])
        self.assertEqual(reach._consent("whatsapp"), "opt_out")
        self.assertEqual(reach._consent("sms"), "unknown")
        (message,) = self.double.messages()
        self.assertIn("noted", message["body"])
        self.assertEqual(message["to"], f"whatsapp:{MOBILE}")

    def test_a_text_message_opens_no_window(self):
        self.form.unlink()
        partner = self.debtor()
        self.double.text_us(f"{self.company.get_base_url()}{INBOUND}", MOBILE, "Hello")
        self.understand()
        self.assertEqual(self.remind(partner).reason, "window")

    def hear(self, text, **more):
        url = f"{self.company.get_base_url()}{INBOUND}"
        status, _page = self.double.text_us(url, f"whatsapp:{MOBILE}", text, **more)
        self.assertEqual(status, 200)
        self.understand()

    def test_a_debt_placed_with_an_agency_gets_none(self):
        partner = self.debtor()
        self.cycle(MONDAY)
        case = type(self.case(partner))
        self.patch(case, "_compute_is_placed", _placed)
        self.send(MONDAY)
        notice = self.notices(partner)
        self.assertEqual((notice.state, notice.reason), ("withheld", "placed"))
        self.assertEqual(self.double.messages(), [])

    def test_what_meta_refuses_at_once_falls_back(self):
        partner = self.debtor(**self.falling_back())
        for code, failure in ((63016, "window"), (63027, "template_refused")):
            with self.subTest(code=code):
                self.double.heal()
                self.double.fault(refuse=code)
                self.cycle(MONDAY)
                notice = self.notices(partner)[:1]
                self.send(MONDAY)
                self.assertEqual(
                    (notice.state, notice.failure_type), ("failed", failure)
                )
                fallback = self.notices(partner)[-1:]
                self.assertEqual((fallback.channel, fallback.rank), ("sms", 1))
                fallback.unlink()
                notice.action_queue_again()
        self.assertEqual(self.double.messages(), [])

    def test_what_meta_refuses_later_falls_back(self):
        partner = self.debtor(**self.falling_back())
        notice = self.remind(partner)
        (message,) = self.double.messages()
        self.double.report(message["sid"], "sent", "undelivered", error=63016)
        self.understand()
        self.assertEqual((notice.state, notice.failure_type), ("bounced", "window"))
        self.assertEqual(self.notices(partner)[-1:].channel, "sms")

    def test_delivery_and_reading_come_back(self):
        notice = self.remind(self.debtor())
        (message,) = self.double.messages()
        answers = self.double.report(message["sid"], "read", "delivered", "sent")
        self.assertEqual([status for status, _text in answers], [200] * 3)
        self.understand()
        self.assertEqual(notice.state, "delivered")
        self.assertTrue(notice.read_at)

    def test_a_lost_answer_is_looked_up_and_never_sent_twice(self):
        for when, count in (("after", 1), ("before", 0)):
            with self.subTest(when=when):
                partner = self.debtor()
                self.double.heal()
                self.double.fault(hang=when, times=1)
                self.cycle(MONDAY)
                self.send(MONDAY)
                notice = self.notices(partner)
                self.assertEqual(notice.state, "uncertain")
                before = len(self.double.messages())
                self.assertEqual(before, count)
                self.try_again(notice)
                self.assertEqual(notice.state, "sent")
                self.assertEqual(len(self.double.messages()), 1)
                self.double.book.accepted.clear()
                self.case(partner).notice_ids.write({"left_on": False})
                partner.phone = "+33698765432"

    def test_the_confirmation_of_an_objection_is_not_the_reminder(self):
        partner = self.debtor()
        self.double.fault(hang="before", times=1)
        self.cycle(MONDAY)
        self.send(MONDAY)
        notice = self.notices(partner)
        self.assertEqual(notice.state, "uncertain")
        channel = self.root["recovery.channel"]._for("whatsapp")
        channel._confirm_objection(self.company, MOBILE)
        self.assertIs(channel._look_up(notice), False)

    def test_a_busy_provider_says_when_to_come_back(self):
        self.double.fault(http=429, retry_after=3600, times=1)
        notice = self.remind(self.debtor())
        self.assertEqual((notice.state, notice.failure_type), ("queued", "limit"))
        wait = (notice.send_after - notice.reserved_at).total_seconds()
        self.assertGreaterEqual(wait, 3600)

    def test_off_until_somebody_turns_it_on(self):
        company = self.root["res.company"].create({"name": "New"})
        channel = self.env["recovery.channel"]._for("whatsapp")
        self.assertFalse(company.recovery_whatsapp_active)
        self.assertIn("switched off", channel._problem(company))
        company.recovery_whatsapp_active = True
        self.assertIn("no number", channel._problem(company))

    def test_in_test_mode_the_message_goes_to_us(self):
        self.company.write(
            {
                "recovery_test_mode": True,
                "recovery_test_email": "essai@belleroche.example",
                "recovery_test_phone": "+33600000001",
            }
        )
        notice = self.remind(self.debtor())
        self.assertEqual((notice.state, notice.address), ("sent", MOBILE))
        (message,) = self.double.messages()
        self.assertEqual(message["to"], "whatsapp:+33600000001")
        self.assertIn(f"[TEST → {MOBILE}]", message["params"]["ContentVariables"])

    def test_the_test_button_asks_for_metas_verdict(self):
        channel = self.env["recovery.channel"]._for("whatsapp")
        self.assertIn("Approved forms: 1", channel._test(self.company))
        self.double.book.contents[CONTENT] = "rejected"
        with self.assertRaisesRegex(UserError, "Not approved by Meta: WhatsApp"):
            channel._test(self.company)

    def test_references_and_words_are_checked(self):
        for values in ({"content_sid": "HX1"}, {"variables": "company, total"}):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.form.write(values)

    def test_the_token_never_reaches_the_log(self):
        with self.assertLogs("", "DEBUG") as log:
            self.remind(self.debtor())
        said = "\n".join(log.output)
        self.assertNotIn(self.company.sudo().sms_twilio_auth_token, said)
        self.assertNotIn("BEGIN Twilio API Request", said)
        self.assertEqual(len(self.double.messages()), 1)


def _placed(self):
    self.is_placed = True
