"""Every reason of the rules is said in the reader's words, in both languages."""

import re
from datetime import date, datetime
from itertools import product

from odoo.tests import tagged

from odoo.addons.debt_recovery.tools.contact_window import Window
from odoo.addons.debt_recovery.tools.rules.model import (
    ALLOW,
    CHANNELS,
    REFUSE,
    STRENGTHS,
    WAIT,
    Cap,
    Decision,
    Notice,
    Rule,
    Verdict,
)
from odoo.addons.debt_recovery.tools.rules.reasons import REASONS

from .common import RecoveryCase

AT = datetime(2026, 3, 6, 15, 0)  # a Friday, 16:00 in Paris
MONDAY = datetime(2026, 3, 9, 8, 0)
LANGUAGES = ("en_US", "fr_FR")
CAP = Rule(
    "US-MA.frequency_cap.01",
    "frequency_cap",
    country="US",
    state_code="MA",
    cap=Cap(2, 7, counts="contact"),
)
HOURS = Rule(
    "US.contact_window.01",
    "contact_window",
    country="US",
    windows=(Window(8, 21, frozenset(range(7))),),
)
STRICT = Rule(
    "ZZ.contact_window.01",
    "contact_window",
    strength="product_default",
    windows=(Window(),),
    only_unknown_place=True,
)
LETTER = Rule(
    "BE.mandatory_notice.01",
    "mandatory_notice",
    country="BE",
    notice=Notice("be_first_reminder", 14),
)
FRANCE = Rule("FR.harassment_ban.01", "harassment_ban", country="FR")
SAID = {
    "window": (HOURS, ()),
    "strict_default": (STRICT, ()),
    "holiday": (None, (date(2026, 7, 14),)),
    "cap": (CAP, (2, 2, 7)),
    "cooling": (CAP, (date(2026, 3, 2), 7)),
    "gap": (None, (date(2026, 3, 3), 4)),
    "hold": (None, ("dispute", date(2026, 3, 31))),
    "opted_out": (FRANCE, ()),
    "no_consent": (FRANCE, ()),
    "channel_ban": (FRANCE, ()),
    "workplace": (FRANCE, ()),
    "not_verified": (FRANCE, ()),
    "notice_missing": (LETTER, ("be_first_reminder",)),
    "notice_running": (
        LETTER,
        ("be_first_reminder", date(2026, 3, 3), date(2026, 3, 18)),
    ),
    "time_barred": (FRANCE, ()),
    "placement_ban": (FRANCE, ()),
    "no_basis": (None, ()),
    "fee_ban": (FRANCE, ()),
    "answer": (None, ()),
}
# codes and field names: no reader should meet one
MACHINE = re.compile(r"[a-z]+_[a-z_]+|[A-Z]{2}\.\w+|@\d|None|frozenset|\bZZ\b")


@tagged("post_install", "-at_install")
class TestRuleWords(RecoveryCase):
    def words(self, lang="en_US"):
        return self.root(context={"lang": lang, "tz": "Europe/Paris"})[
            "recovery.rule.words"
        ]

    def decision(self, reason, outcome=WAIT, until=MONDAY, **values):
        rule, seen = SAID[reason]
        verdict = Verdict(outcome, rule, reason, until, seen)
        return Decision(outcome, until, verdict, (verdict,), **values)

    def test_every_reason_is_said_without_a_machine_word_in_both_languages(self):
        for lang, reason in product(LANGUAGES, SAID):
            said = self.words(lang)._sentence("sms", self.decision(reason), AT)
            with self.subTest(lang=lang, reason=reason):
                self.assertRegex(said, r"\w{4,}.*\.$")
                self.assertIsNone(MACHINE.search(said), said)

    def test_no_reason_is_said_in_english_to_a_french_reader(self):
        for reason in SAID:
            said = {
                self.words(lang)._verdict_words(self.decision(reason).governing)
                for lang in LANGUAGES
            }
            with self.subTest(reason=reason):
                self.assertEqual(len(said), 2, said)

    def test_a_used_up_limit_names_the_place_and_the_first_moment(self):
        said = self.words()._sentence("sms", self.decision("cap"), AT)
        self.assertEqual(
            said.replace("\u202f", " "),
            "SMS from Monday 9:00 AM: 2 of 2 contacts used in 7 days "
            "(law: Massachusetts, United States).",
        )

    def test_the_same_limit_in_french(self):
        said = self.words("fr_FR")._sentence("sms", self.decision("cap"), AT)
        self.assertEqual(
            said,
            "SMS dès lundi 09:00\u00a0: 2 contacts sur 2 en 7 jours "
            "(loi\u00a0: Massachusetts, États-Unis).",
        )

    def test_hours_are_said_as_days_and_hours(self):
        words = self.words()
        self.assertIn(
            "every day 08:00–21:00",
            words._verdict_words(self.decision("window").governing),
        )
        self.assertIn(
            "Mon–Fri 09:00–19:00",
            words._verdict_words(self.decision("strict_default").governing),
        )

    def test_a_house_rule_is_never_called_a_law(self):
        words = self.words()
        for strength in STRENGTHS:
            rule = Rule("FR.x.01", "x", country="FR", strength=strength)
            said = words._source_words(rule)
            with self.subTest(strength=strength):
                is_law = strength in ("law", "presumption")
                self.assertEqual(said.startswith("law"), is_law)

    def test_a_law_that_only_warns_says_that_it_is_to_be_checked(self):
        rule = Rule("FR.x.01", "x", country="FR", state="warn")
        warning = Verdict(REFUSE, rule, "channel_ban")
        allowed = Decision(ALLOW, None, Verdict(ALLOW), (), (warning,))
        words = self.words()
        self.assertEqual(words._sentence("call", allowed, AT), "Call: allowed now.")
        self.assertEqual(
            words._warnings(allowed),
            [
                "Caution: this way of contact is not allowed here "
                "(law, to be checked: France)."
            ],
        )

    def test_every_channel_has_a_name_of_its_own(self):
        names = self.words("fr_FR")._channel_names()
        self.assertEqual(tuple(names), CHANNELS)
        self.assertEqual(len(set(names.values())), len(CHANNELS))

    def test_a_moment_is_said_as_near_as_it_is(self):
        words = self.words()
        self.assertEqual(
            [
                words._moment_words(datetime(2026, 3, day, 8), AT).replace(
                    "\u202f", " "
                )
                for day in (7, 8, 12, 13)
            ],
            [
                "tomorrow 9:00 AM",
                "Sunday 9:00 AM",
                "Thursday 9:00 AM",
                "Friday 13 March 2026 9:00 AM",
            ],
        )

    def test_every_reason_of_the_engine_is_said(self):
        self.assertEqual(set(SAID) | {"none"}, set(REASONS))

    def test_what_waits_says_until_when_and_what_never_leaves_says_so(self):
        words = self.words()
        waits = words._waiting_sentence(self.decision("gap"), AT)
        self.assertTrue(waits.startswith("Waits until Monday"), waits)
        never = self.decision("opted_out", REFUSE, None)
        self.assertTrue(words._waiting_sentence(never, AT).startswith("Will not leave"))
        free = Decision(ALLOW, None, Verdict(ALLOW))
        self.assertFalse(words._waiting_sentence(free, AT))
