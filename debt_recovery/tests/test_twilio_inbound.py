from odoo.tests import tagged

from .twilio_case import MOBILE, MONDAY, NUMBER, TwilioCase


@tagged("post_install", "-at_install")
class TestTwilioInbound(TwilioCase):
    """Customers answer texts: an objection ends them, a reply is given to somebody."""

    def write_to_us(self, body, sender=MOBILE, **options):
        url = f"{self.company.get_base_url()}/recovery/twilio/inbound"
        answer = self.double.text_us(url, sender, body, **options)
        self.understand()
        return answer

    def consent(self, number=MOBILE, channel="sms"):
        reach = self.root["recovery.reach"].search([("address", "=", number)])
        return reach._consent(channel)

    def replies(self, partner):
        return self.root["recovery.event"].search(
            [
                ("case_id", "=", self.case(partner).id),
                ("kind", "=", "replied"),
            ]
        )

    def test_a_reply_lands_on_the_account_that_was_written_to(self):
        vasseur = self.debtor()
        self.remind(vasseur)
        status, twiml = self.write_to_us("Je paie demain")
        self.assertEqual(status, 200)
        self.assertIn("<Response/>", twiml)
        self.assertIn("Je paie demain", self.replies(vasseur).text)
        self.assertEqual(self.consent(), "unknown")
        self.assertTrue(self.notices(vasseur).answered_at)

    def test_a_reply_told_twice_is_one(self):
        vasseur = self.debtor()
        self.remind(vasseur)
        self.write_to_us("Bonjour", sid=f"SM{'a' * 32}")
        self.write_to_us("Bonjour", sid=f"SM{'a' * 32}")
        self.assertEqual(len(self.replies(vasseur)), 1)

    def test_a_number_that_was_never_written_to_is_found_by_its_customer(self):
        vasseur = self.debtor()
        self.cycle(MONDAY)
        self.write_to_us("Rappelez-moi")
        self.assertEqual(len(self.replies(vasseur)), 1)

    def test_stop_ends_the_texts_with_one_confirmation(self):
        vasseur = self.debtor()
        self.remind(vasseur)
        self.write_to_us("Stop SVP")
        self.assertEqual(self.consent(), "opt_out")
        first, confirmation = self.double.messages()
        self.assertIn("no more texts", confirmation["body"])
        self.write_to_us("STOP")
        self.assertEqual(self.consent(), "opt_out")
        self.assertFalse(self.replies(vasseur))
        self.assertEqual(self.double.messages(), [first, confirmation])

    def test_a_copied_database_confirms_nothing(self):
        self.remind(self.debtor())
        self.assertTrue(self.root["recovery.safety"]._may_send())
        self.root["ir.config_parameter"].set_param("database.uuid", "a-copy")
        self.write_to_us("STOP")
        self.assertEqual(self.consent(), "opt_out")
        self.assertEqual(len(self.double.messages()), 1)

    def test_stop_that_twilio_answered_gets_no_second_answer(self):
        self.remind(self.debtor())
        self.write_to_us("STOP", OptOutType="STOP")
        self.assertEqual(self.consent(), "opt_out")
        self.assertEqual(len(self.double.messages()), 1)

    def test_nothing_leaves_after_stop(self):
        vasseur = self.debtor()
        self.cycle(MONDAY)
        self.write_to_us("STOP", OptOutType="STOP")
        self.send(MONDAY)
        notice = self.notices(vasseur)
        self.assertEqual((notice.state, notice.reason), ("withheld", "opted_out"))
        self.assertEqual(self.double.messages(), [])

    def test_start_takes_the_objection_back(self):
        self.remind(self.debtor())
        self.write_to_us("STOP", OptOutType="STOP")
        self.write_to_us("START", OptOutType="START")
        self.assertEqual(self.consent(), "opt_in")

    def test_a_bare_yes_is_read_by_a_person_and_agrees_to_nothing(self):
        vasseur = self.debtor()
        self.remind(vasseur)
        self.write_to_us("Yes")
        self.assertEqual(self.consent(), "unknown")
        self.assertEqual(len(self.replies(vasseur)), 1)

    def test_a_bare_yes_takes_an_objection_back_and_is_read(self):
        vasseur = self.debtor()
        self.remind(vasseur)
        self.write_to_us("STOP", OptOutType="STOP")
        self.write_to_us("Yes")
        self.assertEqual(self.consent(), "opt_in")
        self.assertEqual(len(self.replies(vasseur)), 1)

    def test_what_an_unknown_number_writes_is_given_to_somebody(self):
        self.write_to_us("Quelle facture ?", sender="+33698000001")
        task = self.company.partner_id.activity_ids
        self.assertIn("+33698000001", task.summary)
        self.assertIn("Quelle facture", task.note)

    def test_an_answer_on_whatsapp_finds_the_company_of_the_number(self):
        line = "+33644600009"
        other = self.root["res.company"].create(
            {
                "name": "Other",
                "sms_twilio_account_sid": self.company.sms_twilio_account_sid,
                "recovery_whatsapp_from": line,
            }
        )
        twilio, sid = self.root["recovery.twilio"], other.sms_twilio_account_sid
        self.assertEqual(twilio._company_of(sid, f"whatsapp:{line}"), other)
        self.assertEqual(twilio._company_of(sid, NUMBER), self.company)

    def test_a_forged_message_is_refused(self):
        vasseur = self.debtor()
        self.remind(vasseur)
        self.assertEqual(self.write_to_us("STOP", forged=True)[0], 403)
        self.assertEqual(self.consent(), "unknown")
        self.assertEqual(self.told("refused").status, "403")

    def test_another_account_is_unknown(self):
        url = f"{self.company.get_base_url()}/recovery/twilio/inbound"
        form = {"AccountSid": f"AC{'9' * 32}", "From": MOBILE, "To": NUMBER}
        self.assertEqual(self.double.tell(url, form)[0], 404)
