from xml.etree import ElementTree

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MONDAY
from .twilio_case import MOBILE, TwilioCase
from .twilio_double import NUMBER

MINE = "+33611111111"


@tagged("post_install", "-at_install")
class TestVoice(TwilioCase):
    """A spoken message names no debt before a key, and a colleague's phone rings
    before the customer's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "recovery_voice_active": True,
                "recovery_voice_from": NUMBER,
                "recovery_phone": "01 42 34 56 78",
            }
        )
        cls.words = cls.root["recovery.template"].create(
            {
                "name": "Spoken",
                "channel": "voice",
                "subject": "Spoken",
                "text": "Hello, this is {company} about your account.",
                "voice_details": "The invoice {invoice} of {total} is open.",
                "voicemail": "Hello, this is {company}. Please call us back.",
            }
        )

    def debtor(self, **values):
        step = {"channel": "voice", "template_id": self.words.id}
        return super().debtor(recovery_policy_id=self.texting(**step).id, **values)

    def speak(self, **values):
        """Call a customer; return the reminder and the call that the double took."""
        partner = self.debtor(**values)
        self.cycle(MONDAY)
        self.send(MONDAY)
        notice = self.notices(partner)[-1:]
        self.assertEqual(notice.state, "sent", notice.failure_text or notice.reason)
        return notice, self.double.calls()[-1]

    def said(self, page):
        return [
            (one.text, one.get("language"))
            for one in ElementTree.fromstring(page).iter("Say")
        ]

    def ask(self, call, step="", **form):
        url = call["params"]["Url"] + step
        status, page = self.double.ask(call["sid"], url=url, **form)
        self.assertEqual(status, 200)
        return page

    # --- the spoken message ----------------------------------------------------------

    def test_nothing_of_the_debt_is_said_before_a_key(self):
        notice, call = self.speak()
        page = self.ask(call, AnsweredBy="human")
        words = " ".join(text for text, _language in self.said(page))
        self.assertIn("this is Ateliers Belleroche SAS about your account", words)
        self.assertIn("press 9", words)
        for secret in ("100", notice.line_ids.name, "invoice", "owe"):
            self.assertNotIn(secret, words)

    def test_a_machine_hears_who_calls_and_no_more(self):
        _notice, call = self.speak()
        page = self.ask(call, AnsweredBy="machine_end_beep")
        self.assertEqual(
            [text for text, _language in self.said(page)],
            ["Hello, this is Ateliers Belleroche SAS. Please call us back."],
        )
        self.assertNotIn("Gather", page)

    def test_the_language_is_the_customers(self):
        self.words.with_context(lang="fr_FR").text = "Bonjour, ici {company}."
        _notice, call = self.speak(lang="fr_FR")
        (first, language), *others = self.said(self.ask(call, AnsweredBy="human"))
        self.assertEqual(language, "fr-FR")
        self.assertEqual(first, "Bonjour, ici Ateliers Belleroche SAS.")
        self.assertEqual({language for _text, language in others}, {"fr-FR"})

    def test_no_call_is_recorded(self):
        _notice, call = self.speak()
        self.assertFalse([name for name in call["params"] if "ecord" in name])
        for step, form in (("", {}), ("/key", {"Digits": "2"})):
            self.assertNotIn("ecord", self.ask(call, step, **form))

    def test_key_1_tells_the_details_and_sends_the_link_once(self):
        notice, call = self.speak()
        for _time in range(2):
            page = self.ask(call, "/key", Digits="1")
        self.assertIn("100.00", " ".join(text for text, _lang in self.said(page)))
        self.understand()
        self.send(MONDAY, hour=10)
        (message,) = self.double.messages()
        self.assertEqual(message["to"], MOBILE)
        self.assertIn("/recovery/l/", message["body"])
        self.assertTrue(notice.answered_at)
        sent = self.notices(notice.partner_id)[-1:]
        self.assertEqual((sent.purpose, sent.state), ("service", "sent"))

    def test_key_2_rings_us_and_tells_the_responsible(self):
        notice, call = self.speak()
        page = self.ask(call, "/key", Digits="2")
        dial = ElementTree.fromstring(page).find("Dial")
        self.assertEqual((dial.text, dial.get("callerId")), ("+33142345678", NUMBER))
        self.understand()
        replies = self.root["recovery.event"].search(
            [("case_id", "=", notice.case_id.id), ("kind", "=", "replied")]
        )
        self.assertEqual(len(replies), 1)
        self.assertIn("key 2", replies.text)

    def test_key_9_ends_the_calls(self):
        notice, call = self.speak()
        self.ask(call, "/key", Digits="9")
        self.understand()
        reach = notice.reach_ids.filtered(lambda one: one.medium == "phone")
        self.assertEqual(reach._consent("voice"), "opt_out")
        self.assertEqual(reach._consent("sms"), "unknown")

    def test_key_9_in_a_test_is_not_the_customers(self):
        self.company.write(
            {
                "recovery_test_mode": True,
                "recovery_test_email": "essai@belleroche.example",
                "recovery_test_phone": MINE,
            }
        )
        notice, call = self.speak()
        self.assertTrue(notice.is_test)
        self.ask(call, "/key", Digits="9")
        self.understand()
        self.assertTrue(notice.answered_at)
        self.assertEqual(notice.reach_ids._consent("voice"), "unknown")

    def test_a_link_that_no_channel_carries_is_sent_by_a_person(self):
        notice, call = self.speak()
        self.company.recovery_sms_active = False
        notice.partner_id.email = False
        self.ask(call, "/key", Digits="1")
        self.understand()
        self.assertIn("link", notice.case_id.activity_ids[-1:].note)

    def test_any_other_key_asks_again(self):
        notice, call = self.speak()
        self.assertIn("Redirect", self.ask(call, "/key", Digits="5"))
        self.understand()
        self.assertFalse(notice.answered_at)

    def test_nobody_there_lets_the_next_channel_take_over(self):
        partner = self.debtor()
        self.case(partner)
        step = partner.recovery_policy_id.treatment_ids
        step.fallback_ids = [(0, 0, {"channel": "sms", "template_id": self.text.id})]
        self.cycle(MONDAY)
        self.send(MONDAY)
        notice = self.notices(partner)
        self.double.report(notice.provider_ref, "initiated", "ringing", "no-answer")
        self.understand()
        self.assertEqual(
            (notice.state, notice.failure_type), ("bounced", "unreachable")
        )
        self.assertEqual(self.notices(partner)[-1:].channel, "sms")

    def test_a_call_that_was_heard_is_delivered(self):
        notice, call = self.speak()
        self.double.report(call["sid"], "completed", "ringing", "completed")
        self.understand()
        self.assertEqual(notice.state, "delivered")

    def test_forged_and_unknown_questions_are_refused_and_counted(self):
        _notice, call = self.speak()
        form = {"CallSid": call["sid"], "Digits": "9"}
        url = call["params"]["Url"]
        self.assertEqual(self.double.tell(f"{url}/key", form, forged=True)[0], 403)
        elsewhere = url.rsplit("/", 1)[0] + "/" + "0" * 32
        self.assertEqual(self.double.tell(elsewhere, form)[0], 404)
        refused = self.told("refused")
        self.assertEqual(
            {one.status: one.count for one in refused}, {"403": 1, "404": 1}
        )
        self.assertFalse(self.told("new"))

    def test_off_until_somebody_turns_it_on(self):
        channel = self.env["recovery.channel"]._for("voice")
        company = self.root["res.company"].create({"name": "New"})
        self.assertFalse(company.recovery_voice_active)
        self.assertIn("switched off", channel._problem(company))

    def test_a_lost_answer_is_looked_up_and_nobody_is_called_twice(self):
        self.double.fault(hang="after", times=1)
        partner = self.debtor()
        self.cycle(MONDAY)
        self.send(MONDAY)
        notice = self.notices(partner)
        self.assertEqual(notice.state, "uncertain")
        self.try_again(notice)
        self.assertEqual((notice.state, len(self.double.calls())), ("sent", 1))

    def test_the_test_button_says_whose_the_number_is(self):
        channel = self.env["recovery.channel"]._for("voice")
        self.assertIn(f"It owns {NUMBER}", channel._test(self.company))
        self.company.recovery_voice_from = "+33644600009"
        self.assertIn("does not own", channel._test(self.company))
        self.company.sudo().sms_twilio_auth_token = "wrong"
        with self.assertRaises(UserError):
            channel._test(self.company)

    # --- a call by a colleague -------------------------------------------------------

    def ring(self, **more):
        self.env.user.partner_id.phone = MINE
        partner = self.debtor()
        self.cycle(MONDAY)
        case = self.case(partner).with_env(self.env)
        return case._ring(partner, "06 12 34 56 78", **more)

    def test_our_own_phone_rings_before_the_customers(self):
        notice = self.ring()
        (call,) = self.double.calls()
        self.assertEqual((call["to"], call["from"]), (MINE, NUMBER))
        page = ElementTree.fromstring(self.ask(call))
        self.assertIsNone(page.find("Dial"))
        dial = ElementTree.fromstring(self.bridge(call)).find("Dial")
        self.assertEqual((dial.text, dial.get("callerId")), (MOBILE, NUMBER))
        self.assertEqual(
            (notice.mode, notice.state, notice.address), ("manual", "sent", MOBILE)
        )

    def bridge(self, call, step="bridge", **form):
        url = call["params"]["Url"].removesuffix("ring") + step
        status, page = self.double.ask(call["sid"], url=url, Digits="1", **form)
        self.assertEqual(status, 200)
        return page

    def test_a_conversation_is_told_to_the_record_of_the_call(self):
        notice = self.ring()
        (call,) = self.double.calls()
        self.bridge(call, "bridged", DialCallStatus="completed", DialCallDuration="42")
        self.double.report(call["sid"], "completed")
        self.understand()
        self.assertEqual(notice.state, "delivered")
        events = self.root["recovery.event"].search([("notice_id", "=", notice.id)])
        self.assertIn("42 seconds", events.mapped("text"))

    def test_a_customer_who_does_not_answer_is_told_too(self):
        notice = self.ring()
        (call,) = self.double.calls()
        self.bridge(call, "bridged", DialCallStatus="no-answer")
        self.understand()
        self.assertEqual(notice.state, "sent")
        events = self.root["recovery.event"].search([("notice_id", "=", notice.id)])
        self.assertIn("no-answer", events.mapped("text"))

    def test_the_lock_warns_and_wants_a_reason(self):
        notice = self.ring()
        case = notice.case_id.with_env(self.env)
        with self.assertRaisesRegex(UserError, "Write why"):
            case._ring(notice.partner_id, MOBILE)
        case._ring(notice.partner_id, MOBILE, reason="She asked to be called back")
        self.assertEqual(len(self.double.calls()), 2)

    def test_a_refused_call_leaves_no_record(self):
        self.double.fault(refuse=21211)
        partner = self.debtor()
        self.env.user.partner_id.phone = MINE
        self.cycle(MONDAY)
        before = self.notices(partner)
        refused = self.assertRaisesRegex(UserError, "could not be placed")
        with refused, self.cr.savepoint():
            self.case(partner).with_env(self.env)._ring(partner, MOBILE)
        self.assertEqual(self.notices(partner), before)

    def test_without_a_phone_of_our_own_it_says_so(self):
        partner = self.debtor()
        self.cycle(MONDAY)
        self.env.user.partner_id.phone = False
        with self.assertRaisesRegex(UserError, "Your own phone number"):
            self.case(partner).with_env(self.env)._ring(partner, MOBILE)

    def test_in_test_mode_the_customer_is_not_rung(self):
        self.company.write(
            {
                "recovery_test_mode": True,
                "recovery_test_email": "essai@belleroche.example",
                "recovery_test_phone": "+33600000001",
            }
        )
        self.ring()
        (call,) = self.double.calls()
        dial = ElementTree.fromstring(self.bridge(call)).find("Dial")
        self.assertEqual(dial.text, "+33600000001")
        self.assertFalse(self.double.calls(MOBILE))

    def test_from_a_copy_nobody_is_called(self):
        safety = self.root["recovery.safety"]
        self.assertTrue(safety._may_send())
        self.root["ir.config_parameter"].set_param("database.uuid", "a-copy")
        with self.assertRaisesRegex(UserError, "copy"):
            self.ring()
        self.assertEqual(self.double.calls(), [])
