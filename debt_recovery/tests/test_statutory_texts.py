from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.debt_recovery.tools.rules.book import Book
from odoo.addons.debt_recovery.tools.rules.model import (
    ALLOW,
    CONSUMER,
    FIRST,
    REFUSE,
    THIRD,
    WAIT,
    Facts,
    Place,
    Request,
)

from .common import MONDAY
from .letters import LATE, LetterCase

ZONES = {
    "BE": "Europe/Brussels",
    "NL": "Europe/Amsterdam",
    "FR": "Europe/Paris",
    "US": "America/New_York",
    "CA": "America/Toronto",
}


class StatutoryCase(LetterCase):
    """Claire Dumont is a consumer; she lives where the story says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claire = cls.customer(
            "Claire Dumont",
            "claire@dumont.example",
            is_company=False,
            recovery_debtor_type="consumer",
            **{"street": "1 Main street", "zip": "1000", "city": "Town"},
        )
        cls.claim = cls.invoice(cls.claire, 1000, LATE)

    def living_in(self, country):
        self.claire.country_id = self.root.ref(f"base.{country.lower()}")

    def write_to(self, text, **step):
        """Let Claire's scenario begin with the text of the library."""
        text = self.root.ref(f"debt_recovery.template_{text}")
        step = {"channel": text.channel, "template_id": text.id, **step}
        self.claire.recovery_policy_id = self.policy(
            {"days": 5, "is_entry": True, **step}
        )
        self.day(MONDAY)
        return self.notices(self.claire)

    def decided(self, at, channel="letter", party=FIRST, state="", **request):
        """What the rules say of a contact with Claire at an instant."""
        country = self.claire.country_id.code
        facts = Facts(
            kinds=frozenset({CONSUMER}),
            places=(Place(country, state or "-", "-"),),
            is_place_known=True,
            zones=(ZONES[country],),
            given=self.given(at),
        )
        book = self.root["recovery.rule"]._book(self.company, at.date())
        asked = Request(
            channel,
            is_machine=False,
            party=party,
            debts=frozenset(self.debt(self.claim).ids),
            **request,
        )
        return book.decide(asked, facts, at)

    def given(self, at):
        notices = self.root["recovery.notice"].with_company(self.company)
        return notices._given(self.claire, at.date()).get(self.claire.id, {})


@tagged("post_install", "-at_install")
class TestStatutoryTexts(StatutoryCase):
    """Each says all that its rule asks for, or does not leave."""

    def test_the_belgian_reminder_is_free_and_announces_the_exact_indemnity(self):
        self.living_in("BE")
        self.company.company_registry = "0477.472.701"
        notice = self.write_to("be_first_reminder")
        (message,) = self.messages()
        for words in (
            "free of charge",
            "0477.472.701",
            "Goods",
            "14 calendar days to pay, from the day after",
            "90.00",  # 65 + 5 % of what is above 500
            "Ateliers Belleroche",
            self.claim.name,
        ):
            self.assertIn(words, message.text)
        self.assertEqual(notice.notice_code, "be_first_reminder")

    def test_the_dutch_letter_names_the_exact_costs(self):
        self.living_in("NL")
        for amount, costs in ((200, "40.00"), (1000, "150.00"), (20000, "975.00")):
            with self.subTest(amount=amount):
                person = self.claire.copy(
                    {"name": f"Person {amount}", "street": f"{amount} Main street"}
                )
                self.invoice(person, amount, LATE)
                text = self.root.ref("debt_recovery.template_letter_nl_14_days")
                person.recovery_policy_id = self.policy(
                    {
                        "days": 5,
                        "is_entry": True,
                        "channel": "letter",
                        "template_id": text.id,
                    }
                )
                self.day(MONDAY)
                self.assertIn(costs, self.notices(person).body)

    def test_every_shipped_text_says_what_it_must_in_both_languages(self):
        self.company.recovery_creditor_id = self.living_at("Wool and Co", 3)
        self.cycle(MONDAY)
        notice = self.notices(self.claire) or self.write_to("letter_nl_14_days")
        texts = self.root["recovery.template"].search(
            [("notice_code", "not in", (False, "formal_notice"))]
        )
        self.assertEqual(len(texts), 7)
        countries = {"be": "BE", "nl": "NL"}
        for text in texts:
            self.living_in(countries.get(text.notice_code[:2], "BE"))
            for lang in ("en_US", "fr_FR"):
                with self.subTest(text=text.name, lang=lang):
                    notice.write({"template_id": text.id, "channel": text.channel})
                    here = notice.with_context(lang=lang)
                    words = here._words(here._claim(MONDAY), self.claire, MONDAY)
                    subject, body = here._fill(words)
                    self.assertNotIn("{", subject + body)
                    self.assertNotIn("None", subject + body)

    def test_a_text_that_lacks_a_mention_is_not_saved_and_names_its_rule(self):
        text = self.root.ref("debt_recovery.template_be_first_reminder")
        body = text.body.replace("{registration}", "known to you")
        with self.assertRaisesRegex(
            ValidationError, r"BE\.mandatory_notice\.01.*registration or VAT number"
        ):
            text.body = body

    def test_it_does_not_leave_when_we_do_not_know_what_it_must_say(self):
        self.living_in("BE")
        self.company.write({"company_registry": False, "vat": False})
        notice = self.write_to("be_first_reminder")
        self.assertEqual((notice.state, notice.failure_type), ("failed", "template"))
        self.assertIn("{registration}", notice.failure_text)
        self.assertEqual(self.given(datetime(2026, 12, 31)), {})

    def test_where_no_rule_says_what_may_be_added_it_does_not_leave(self):
        self.living_in("DE")
        notice = self.write_to("letter_nl_14_days")
        self.assertEqual(notice.state, "failed")
        self.assertIn("{costs}", notice.failure_text)

    def test_the_validation_notice_adds_up(self):
        self.living_in("US")
        self.company.recovery_creditor_id = self.living_at("Wool and Co", 3)
        self.claire.ref = "C-0042"
        self.pay(self.claire, 300, LATE, self.debt(self.claim))
        self.refund(self.claire, 50, LATE)
        notice = self.write_to("letter_us_validation")
        body = notice.body or notice.failure_text or notice.reason
        for words in (
            "1,000.00",
            "-300.00",
            "-50.00",
            "650.00",
            "•••0042",
            "Wool and Co, 3 rue Beaurepaire",
            "April 8, 2026",  # five working days and thirty days
        ):
            self.assertIn(words, body)


@tagged("post_install", "-at_install")
class TestTimeToWait(StatutoryCase):
    """What needs a text waits for it, then for its time; never less when the rule
    changes."""

    def threat(self, at, **values):
        return self.decided(at, is_threat=True, **values)

    def test_a_belgian_consumer_by_mail_is_free_after_fourteen_whole_days(self):
        self.living_in("BE")
        before = self.threat(datetime(2026, 3, 2, 9))
        self.assertEqual((before.outcome, before.governing.reason)[1], "notice_missing")
        self.write_to("be_first_reminder")  # on 2 March: from the 3rd to the 16th
        on_13, on_15 = datetime(2026, 3, 15, 10), datetime(2026, 3, 17, 10)
        early = self.threat(on_13)
        self.assertEqual(
            (early.outcome, early.governing.reason), (WAIT, "notice_running")
        )
        self.assertIn("BE.grace_days", early.governing.rule.code)
        self.assertEqual(early.until, datetime(2026, 3, 16, 23, 0))
        self.assertEqual(self.threat(on_15).outcome, ALLOW)

    def test_a_belgian_consumer_by_post_from_the_third_working_day(self):
        self.living_in("BE")
        self.write_to("letter_be_first_reminder")
        self.assertEqual(self.threat(datetime(2026, 3, 30)).outcome, REFUSE)
        self.post(date(2026, 3, 5))  # a Thursday: counted from Tuesday the 10th
        self.assertEqual(self.threat(datetime(2026, 3, 23, 10)).outcome, WAIT)
        free = self.threat(datetime(2026, 3, 23, 10)).until
        self.assertEqual(free, datetime(2026, 3, 23, 23, 0))
        self.assertEqual(self.threat(datetime(2026, 3, 24, 10)).outcome, ALLOW)

    def test_a_plain_reminder_is_no_threat_and_waits_for_nothing(self):
        self.living_in("BE")
        plain = self.decided(datetime(2026, 3, 3, 10), "email")
        self.assertEqual(plain.outcome, ALLOW)

    def test_a_reminder_for_another_debt_is_none_for_this_one(self):
        self.living_in("BE")
        self.write_to("be_first_reminder")
        self.claim = self.invoice(self.claire, 70, LATE)
        self.assertEqual(
            self.threat(datetime(2026, 5, 4, 10)).governing.reason, "notice_missing"
        )

    def test_ontario_hears_nothing_before_the_letter_and_six_days(self):
        self.living_in("CA")
        self.company.recovery_creditor_id = self.living_at("Wool and Co", 3)
        ask = {"channel": "call", "party": THIRD, "state": "ON"}
        first = self.decided(datetime(2026, 3, 2, 15), **ask)
        self.assertEqual(first.governing.reason, "notice_missing")
        self.write_to("letter_on_notice")
        self.post(date(2026, 3, 3))
        early = self.decided(datetime(2026, 3, 7, 15), **ask)
        self.assertEqual(early.governing.reason, "notice_running")
        self.assertEqual(early.governing.rule.code, "CA-ON.notice_before_contact.01")
        self.assertEqual(self.decided(datetime(2026, 3, 10, 15), **ask).outcome, ALLOW)

    def test_our_own_debts_in_ontario_wait_for_no_letter(self):
        self.living_in("CA")
        asked = self.decided(datetime(2026, 3, 3, 15), "call", state="ON")
        self.assertEqual(asked.outcome, ALLOW)

    def test_who_says_that_it_never_came_is_written_to_again(self):
        self.living_in("CA")
        self.company.recovery_creditor_id = self.living_at("Wool and Co", 3)
        notice = self.write_to("letter_on_notice")
        self.post(date(2026, 3, 3))
        notice.action_never_came()
        ask = {"channel": "call", "party": THIRD, "state": "ON"}
        again = self.decided(datetime(2026, 3, 20, 15), **ask)
        self.assertEqual(again.governing.reason, "notice_missing")
        self.assertIn("never_came", self.case(self.claire).event_ids.mapped("kind"))

    def test_a_collector_sends_the_validation_notice_first(self):
        self.living_in("US")
        self.company.recovery_creditor_id = self.living_at("Wool and Co", 3)
        ask = {"channel": "email", "party": THIRD, "state": "TX"}
        self.write_to("letter_us_validation")
        self.post(date(2026, 3, 3))
        self.assertEqual(self.decided(datetime(2026, 3, 4, 16), **ask).outcome, ALLOW)

    def test_the_accountant_reads_what_waits_until_when_and_by_which_rule(self):
        self.living_in("BE")
        notice = self.write_to("be_first_reminder")
        self.assertEqual(notice.free_on, date(2026, 3, 17))
        self.assertIn("BE.grace_days.02@", notice.notice_rules)
        for words in ("Belgium: first reminder", "legal steps", "03/17/2026"):
            self.assertIn(words, notice.term_text)

    def test_the_time_that_was_announced_stays_when_the_rule_changes(self):
        self.living_in("BE")
        notice = self.write_to("be_first_reminder")
        said = notice.notice_rules, notice.free_on
        rules = type(self.root["recovery.rule"])
        with patch.object(rules, "_book", lambda *_args: Book(())):
            notice._start_terms()
        self.assertEqual((notice.notice_rules, notice.free_on), said)
