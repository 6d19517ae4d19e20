from datetime import timedelta

from odoo.tests import tagged

from .common import MONDAY
from .twilio_case import LANDLINE, MOBILE, NUMBER, TwilioCase

OTHER = "+33644600002"


@tagged("post_install", "-at_install")
class TestSms(TwilioCase):
    """A text leaves through the company's own native provider, one at a time."""

    def test_what_leaves_is_plain_text_with_a_way_out(self):
        notice = self.remind(self.debtor())
        (record,) = self.double.messages()
        self.assertEqual((record["from"], record["to"]), (NUMBER, MOBILE))
        lines = record["body"].split("\n")
        self.assertRegex(
            lines[0], r"^Ateliers Belleroche SAS: invoice \S+, .*100.00.* to pay\.$"
        )
        self.assertEqual(lines[1], "Reply STOP to get no more texts.")
        self.assertEqual(notice.segments, 1)
        self.assertNotIn("\u00a0", record["body"])

    def test_a_sender_that_cannot_receive_gives_the_page_in_place_of_stop(self):
        self.company.sms_twilio_number_ids.number = "BELLEROCHE"
        self.assertFalse(self.company.recovery_sms_can_receive)
        self.remind(self.debtor())
        (record,) = self.double.messages()
        self.assertNotIn("STOP", record["body"])
        self.assertIn("http", record["body"])

    def test_whether_the_sender_can_receive_is_proposed_and_can_be_corrected(self):
        self.assertTrue(self.company.recovery_sms_can_receive)
        self.company.sms_twilio_number_ids.number = "38200"
        self.assertFalse(self.company.recovery_sms_can_receive)
        self.company.recovery_sms_can_receive = True
        self.company.recovery_sms_active = True
        self.assertTrue(self.company.recovery_sms_can_receive)

    def test_a_landline_gets_none(self):
        notice = self.remind(self.debtor(LANDLINE))
        self.assertEqual((notice.state, notice.reason), ("withheld", "landline"))
        self.assertEqual(self.double.requests(), [])

    def test_a_consumer_gets_texts_where_he_agreed_himself_or_at_the_number(self):
        anna = self.debtor(name="Anna Roy")
        self.cycle(MONDAY)
        anna.recovery_debtor_type = "consumer"
        notice = self.notices(anna)[-1:]
        reach, channel = self.root["recovery.reach"], self.root["recovery.channel.sms"]
        pairs = [(anna, MOBILE)]
        self.assertEqual(channel._refusal(notice, pairs), ("no_consent", ""))
        own = reach._ensure(anna, [])
        said = own._write_consent("sms", "opt_in", "reply", "Form", purpose="service")
        self.assertEqual(channel._refusal(notice, pairs), ("no_consent", ""))
        said.write({"purpose": "collection"})
        self.assertIsNone(channel._refusal(notice, pairs))
        notice.purpose = "service"
        self.assertEqual(channel._refusal(notice, pairs), ("no_consent", ""))
        reach._note_consent("sms", MOBILE, "opt_in", "reply", "Form")
        self.assertIsNone(channel._refusal(notice, pairs))

    def test_of_two_numbers_the_mobile_is_written_to(self):
        vasseur = self.debtor(LANDLINE)
        self.customer(
            "Chloé Vasseur",
            parent_id=vasseur.id,
            type="invoice",
            is_company=False,
            phone="06 12 34 56 78",
            country_id=self.root.ref("base.fr").id,
        )
        notice = self.remind(vasseur)
        self.assertEqual((notice.state, notice.address), ("sent", MOBILE))
        self.assertEqual(notice.recipient_id.name, "Chloé Vasseur")

    def test_no_phone_is_no_address(self):
        notice = self.remind(self.debtor(phone=False))
        self.assertEqual((notice.state, notice.failure_type), ("failed", "no_address"))

    def test_off_or_without_a_number_nothing_leaves(self):
        for vals in (
            {"recovery_sms_active": False},
            {"recovery_sms_active": True, "sms_twilio_number_ids": [(5,)]},
        ):
            with self.subTest(vals):
                self.company.write(vals)
                notice = self.remind(self.debtor())
                self.assertEqual(
                    (notice.state, notice.reason), ("withheld", "channel_off")
                )
        self.assertEqual(self.double.requests(), [])

    def test_the_native_queue_never_sees_it(self):
        self.double.fault(hang="after", times=1)
        self.remind(self.debtor())
        rows = self.root["sms.sms"].search([("number", "=", MOBILE)])
        self.assertTrue(rows)
        self.assertFalse(rows.filtered(lambda row: row.state == "outgoing"))
        self.root["sms.sms"]._process_queue()
        self.assertEqual(len(self.double.messages()), 1)

    def test_each_company_sends_with_its_own_account(self):
        other = self.setup_other_company(name="Belleroche Services")["company"]
        other = self.root["res.company"].browse(other.id)
        account = {f"AC{'2' * 32}": "token-2"}
        self.double.book.accounts.update(account)
        other.write(
            {
                "sms_provider": "twilio",
                "sms_twilio_account_sid": f"AC{'2' * 32}",
                "sms_twilio_auth_token": "token-2",
                "sms_twilio_number_ids": [
                    (0, 0, {"number": OTHER, "country_id": self.root.ref("base.fr").id})
                ],
            }
        )
        providers = self.root["recovery.sms.provider"]
        for company, sid in ((self.company, self.double.sid), (other, f"AC{'2' * 32}")):
            socket = self.root["recovery.channel.sms"].with_company(self.company)
            provider = socket._open(company)
            row = socket._native(company, MOBILE, "x", f"{company.id:032x}", self.lecoq)
            providers._hand_over(provider, row)
            self.assertEqual(self.double.messages()[-1]["account"], sid)
        senders = [one["from"] for one in self.double.messages()]
        self.assertEqual(senders, [NUMBER, OTHER])

    def test_a_text_that_is_too_long_is_ours_to_mend(self):
        self.text.text = "{company} " + "x" * 1600
        notice = self.remind(self.debtor())
        self.assertEqual((notice.state, notice.failure_type), ("failed", "template"))

    def test_the_settings_say_whether_the_account_works(self):
        settings = self.root["res.config.settings"].create(
            {"company_id": self.company.id}
        )
        said = settings.action_recovery_test_sms()
        self.assertIn("Signed in", said["params"]["message"])
        self.company.sms_twilio_auth_token = "changed"
        with self.assertRaisesRegex(Exception, "refuses the account SID"):
            settings.action_recovery_test_sms()

    def test_other_answers_of_native_providers_keep_their_meaning(self):
        self.company.write({"sms_provider": "iap", "recovery_sms_active": True})
        native = self.company._get_sms_api_class()
        answers = (
            ("insufficient_credit", "credit"),
            ("wrong_number_format", "bad_address"),
            ("registration_needed", "account"),
            ("sms_optout", "opted_out"),
        )
        for rank, (state, failure) in enumerate(answers):
            self.patch(
                native,
                "_send_sms_batch",
                lambda api, messages, **options: [
                    {"uuid": messages[0]["numbers"][0]["uuid"], "state": state}  # noqa: B023
                ],
            )
            with self.subTest(state):
                notice = self.remind(self.debtor(f"+336123456{rank:02d}"))
                self.assertEqual(
                    (notice.state, notice.failure_type), ("failed", failure)
                )

    def test_the_odoo_service_that_takes_it_has_it(self):
        self.company.write({"sms_provider": "iap", "recovery_sms_active": True})
        self.patch(
            self.company._get_sms_api_class(),
            "_send_sms_batch",
            lambda api, messages, **options: [
                {"uuid": messages[0]["numbers"][0]["uuid"], "state": "success"}
            ],
        )
        self.assertEqual(self.remind(self.debtor()).state, "sent")

    def test_what_it_cost_is_asked_once_it_is_known(self):
        notice = self.remind(self.debtor())
        twilio = self.root["recovery.twilio"]
        self.clock.tick(3600)
        self.assertEqual(twilio._fetch_costs(self.company), 0)
        self.double.book.accepted[notice.provider_ref]["price"] = "-0.07500"
        self.assertEqual(twilio._fetch_costs(self.company), 1)
        self.assertEqual((notice.cost, notice.cost_currency_id.name), (0.075, "USD"))
        self.assertEqual(twilio._fetch_costs(self.company), 0)

    def test_a_text_that_twilio_forgot_hides_no_other_cost(self):
        first = self.remind(self.debtor())
        lost = self.remind(self.debtor("+33612345679", "Verrerie Aubin"))
        self.double.book.accepted[first.provider_ref]["price"] = "-0.07500"
        lost.write({"provider_ref": f"SM{'f' * 32}", "sent_at": first.sent_at})
        first.sent_at -= timedelta(minutes=1)
        self.clock.tick(3600)
        self.assertEqual(self.root["recovery.twilio"]._fetch_costs(self.company), 1)
        self.assertEqual(first.cost, 0.075)
