from unittest.mock import patch

from odoo.tests import tagged

from ..tools.wording import WordingError
from .common import MONDAY, RecoveryCase
from .test_merge import LATE

FEES = (
    "<p>Dear {customer},</p><div>{items}</div>"
    "<p>A fixed sum of €40 is due for late payment.</p>"
    "<p>We will go to court. {contact}</p>"
)


@tagged("post_install", "-at_install")
class TestWordingGuard(RecoveryCase):
    """The last look at the words, once it is known who reads them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.text = cls.root["recovery.template"].create(
            {
                "name": "Mine",
                "channel": "email",
                "audience": "business",
                "purpose": "statutory",
                "subject": "Invoice {invoice}",
                "body": FEES + "<p>Within ten days.</p>",
            }
        )

    def written(self, **values):
        """The message that a customer like this gets."""
        partner = self.customer("Reader", "reader@gmail.com", **values)
        partner.recovery_policy_id = self.policy(
            {"days": 5, "is_entry": True, "template_id": self.text.id}
        )
        self.invoice(partner, 100, LATE)
        self.day(MONDAY)
        self.notice = self.notices(partner)
        return next(iter(self.messages()), None)

    def test_a_company_reads_of_the_sum_that_the_law_gives(self):
        message = self.written(recovery_debtor_type="company")
        self.assertIn("€40", message.text)

    def test_who_may_be_a_consumer_reads_of_no_fee(self):
        for number, values in enumerate(
            (
                {"recovery_debtor_type": "consumer", "is_company": False},
                {"is_company": False},
                {"is_company": True},  # a card, and nobody said what it is
            )
        ):
            with self.subTest(values):
                message = self.written(
                    **{**values, "email": f"reader{number}@gmail.com"}
                )
                self.assertNotIn("€40", message.text)
                self.assertIn("100.00", message.text)

    def test_a_fee_in_the_sentence_of_the_claim_stays_here(self):
        self.text.body = FEES.replace(
            "<div>{items}</div>", "<p>{items} and fees</p> within 10 days"
        )
        self.assertIsNone(self.written(is_company=False))
        self.assertEqual(self.notice.failure_type, "template")
        self.assertIn("FR.fee_ban.01", self.notice.failure_text)
        self.assertIn("“fees”", self.notice.failure_text)

    def test_a_customer_may_be_called_as_he_likes(self):
        partner = self.customer("Fees & Penalty Ltd", "fees@gmail.com")
        partner.recovery_policy_id = self.policy(
            {"days": 5, "is_entry": True, "template_id": self.text.id}
        )
        self.invoice(partner, 100, LATE)
        self.day(MONDAY)
        self.assertEqual(self.notices(partner).state, "sent")

    def test_nothing_is_announced_on_barred_debts(self):
        limits = type(self.root["recovery.limitation"])

        def all_barred(_self, partners, _day):
            debts = self.env["account.move.line"].search(
                [("partner_id", "in", partners.ids)]
            )
            return {partners.id: frozenset(debts.ids)}

        with patch.object(limits, "_barred", all_barred):
            self.assertIsNone(self.written(recovery_debtor_type="company"))
            claim = self.notice._claim(MONDAY)
            with self.assertRaises(WordingError) as caught:
                self.notice._words(claim, self.notice.partner_id, MONDAY)
        said = self.text._explain(caught.exception, "en_US")
        self.assertIn("ZZ.time_barred.01", said)
        self.assertIn("“court”", said)

    def test_a_public_body_reads_of_no_enforcement(self):
        self.text.body = FEES.replace(
            "go to court", "ask for enforcement within 10 days"
        )
        self.assertIsNone(self.written(recovery_debtor_type="public"))
        self.assertIn("FR.placement_ban.01", self.notice.failure_text)

    def test_a_shared_address_gets_a_subject_that_tells_of_nothing(self):
        self.written(recovery_debtor_type="consumer", is_company=False)
        point = self.notice.reach_ids.filtered(lambda one: one.medium == "email")
        self.assertIn("Invoice", self.notice.subject)
        point._mark_as("His wife reads it too", is_shared=True)
        here = self.notice.with_context(lang="en_US")
        words = here._words(here._claim(MONDAY), self.notice.partner_id, MONDAY)
        subject, _body = here._fill(words)
        self.assertEqual(subject, "A message from Ateliers Belleroche SAS")

    def test_a_consumer_is_never_written_to_in_another_language(self):
        self.root["res.lang"]._activate_lang("nl_NL")
        values = {"recovery_debtor_type": "consumer", "is_company": False}
        self.assertIsNone(self.written(lang="nl_NL", **values))
        self.assertIn("ZZ.language.01", self.notice.failure_text)
        self.text.with_context(lang="nl_NL").subject = "Factuur {invoice}"
        self.notice.action_queue_again()
        self.send(MONDAY, hour=11)
        self.assertEqual(self.notice.subject[:7], "Factuur")

    def test_the_lint_names_the_rule(self):
        draft = self.root["recovery.template"].new(
            {"name": "S", "channel": "sms", "audience": "consumer", "text": "{total}"}
        )
        said = [
            draft._remark_words(one) for one in draft._remarks("en_US", "", "{total}")
        ]
        self.assertIn("Rule ZZ.third_party_disclosure_ban.01.", said[0])
