"""What the accountant sees of the rules: next contacts, the log, trials."""

from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.debt_recovery.tools.decision_seen import read_seen, write_seen

from .common import MONDAY, RecoveryCase

NOON = "2026-03-02 12:00:00"
HOUSE = {
    "recovery_hours_from": 9,
    "recovery_hours_to": 19,
    "recovery_hours_days": "01234",
    "recovery_hours_holidays": False,
}


@tagged("post_install", "-at_install")
class TestRuleTrial(RecoveryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(HOUSE)

    def try_(self, lang="en_US", **typed):
        env = self.root(context={"lang": lang, "tz": "Europe/Paris"})
        trial = env["recovery.rule.trial"].with_company(self.company)
        return trial.try_rules({"at": NOON, "channel": "email", **typed})

    def test_a_french_company_is_written_to_on_a_working_day(self):
        said = self.try_(kind="company", country="FR")
        self.assertEqual(said["outcome"], "allow")
        self.assertEqual(said["sentence"], "E-mail: allowed now.")
        self.assertTrue(said["asked"])

    def test_one_changed_fact_changes_the_answer(self):
        night = self.try_(kind="company", country="FR", at="2026-03-02 20:30:00")
        self.assertEqual(night["outcome"], "wait")
        self.assertIn("tomorrow", night["sentence"])
        person = self.try_(
            kind="company", country="FR", at="2026-03-02 20:30:00", by="person"
        )
        self.assertEqual(person["outcome"], "allow")

    def test_an_eighth_call_in_seven_days_names_the_american_rule(self):
        touches = [
            {"days": day, "channel": "call", "result": "attempt", "by": "person"}
            for day in (0.5, 1, 2, 3, 4, 5, 6)
        ]
        said = self.try_(
            kind="consumer",
            country="US",
            state="TX",
            zone="America/Chicago",
            channel="call",
            by="person",
            party="third",
            at="2026-03-02 18:00:00",
            is_verified="yes",
            is_work="no",
            notice="us_validation",
            notice_on="2026-01-05",
            touches=touches,
        )
        self.assertEqual(said["outcome"], "wait", said)
        self.assertIn("7 of 7 attempts used in 7 days", said["sentence"])
        self.assertIn("12 CFR 1006.14", said["sentence"])
        self.assertIn("United States", said["sentence"])

    def test_a_hold_until_a_day_says_which_and_until_when(self):
        said = self.try_(country="FR", hold="dispute", hold_until="2026-03-31")
        self.assertEqual(said["outcome"], "wait")
        self.assertIn("on hold until 03/31/2026, dispute", said["sentence"])

    def test_an_objection_stops_the_channel_and_not_its_neighbour(self):
        objected = self.try_(country="FR", channel="sms", consent="opt_out")
        self.assertEqual(objected["outcome"], "refuse")
        self.assertIn("objected", objected["sentence"])

    def test_an_account_is_tried_with_what_is_known_of_it(self):
        self.invoice(self.lecoq, 900, MONDAY - timedelta(days=20))
        self.cycle(MONDAY)
        case = self.case(self.lecoq)
        said = self.try_(case_id=case.id)
        self.assertTrue(said["known"]["zone"])
        self.assertIn(said["outcome"], ("allow", "wait"))
        held = self.try_(case_id=case.id, hold="dispute")
        self.assertEqual(held["outcome"], "refuse")

    def test_a_trial_writes_nothing(self):
        self.env.flush_all()
        before = self.root["recovery.decision"].search_count([])
        self.env.cr.execute("SELECT pg_current_xact_id_if_assigned()")
        self.try_(country="US", state="MA", channel="sms")
        self.assertEqual(self.root["recovery.decision"].search_count([]), before)

    def test_a_trial_in_french_has_no_english_sentence(self):
        said = self.try_("fr_FR", country="FR", hold="dispute", hold_until="2026-03-31")
        self.assertIn("suspendu jusqu’au 31/03/2026", said["sentence"])

    def test_the_page_lists_places_that_have_rules(self):
        choices = self.root["recovery.rule.trial"].load()
        states = next(one for one in choices["places"] if one["code"] == "US")["inner"]
        self.assertIn("MA", [one["code"] for one in states])
        york = next(one for one in states if one["code"] == "NY")
        self.assertEqual([one["code"] for one in york["inner"]], ["NYC"])

    def test_who_may_not_see_reminders_may_not_try_rules(self):
        stranger = new_test_user(self.root, "trial_stranger", groups="base.group_user")
        trial = self.env(user=stranger)["recovery.rule.trial"]
        with self.assertRaises(AccessError):
            trial.try_rules({})
        with self.assertRaises(AccessError):
            trial.load()


@tagged("post_install", "-at_install")
class TestNextContacts(RecoveryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice(cls.lecoq, 900, MONDAY - timedelta(days=20))

    def setUp(self):
        super().setUp()
        self.cycle(MONDAY)
        self.open_case = self.case(self.lecoq)

    def rows(self, at=datetime(2026, 3, 2, 12)):
        """``{channel: what is told of it}``"""
        english = self.open_case.with_context(lang="en_US", tz="Europe/Paris")
        rows = english._next_contacts_rows(at)
        return {channel: row for row in rows for channel in row["channels"]}

    def test_each_channel_says_when_it_may_be_used_next(self):
        rows = self.rows()
        self.assertEqual(rows["letter"]["when"], "now")
        self.assertEqual(
            set(rows),
            {
                *("email", "sms", "whatsapp", "voice"),
                *("call", "voicemail", "letter", "visit"),
            },
        )

    def test_a_hold_shows_on_every_channel(self):
        self.root["recovery.hold"].create(
            {
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "kind": "dispute",
                "reason": "Wrong quantity",
                "from_date": MONDAY,
            }
        )
        rows = self.rows()
        self.assertEqual({one["outcome"] for one in rows.values()}, {"refuse"})
        self.assertIn("dispute", rows["email"]["why"])

    def test_the_panel_is_one_line_that_opens(self):
        html = self.open_case.next_contacts_html
        self.assertIn("<details", html)
        self.assertNotIn("frequency_cap", html)


@tagged("post_install", "-at_install")
class TestDecisionLog(RecoveryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(HOUSE)
        cls.invoice(cls.lecoq, 900, MONDAY - timedelta(days=20))

    def decisions(self):
        return self.root["recovery.decision"].search(
            [("case_id", "=", self.case(self.lecoq).id)]
        )

    def test_a_reminder_put_off_reads_as_a_sentence(self):
        self.cycle(MONDAY)
        self.send(MONDAY, hour=20)
        last = self.decisions()[:1].with_context(lang="en_US", tz="Europe/Paris")
        self.assertEqual(last.verdict, "wait")
        self.assertIn("E-mail from tomorrow", last.sentence)
        self.assertIn("hours of contact", last.sentence)

    def test_the_history_shows_refusals_and_counts_repeats(self):
        self.cycle(MONDAY)
        self.send(MONDAY, hour=20)
        case = self.case(self.lecoq)
        moments = [one for one in case.timeline["moments"] if one["kind"] == "decision"]
        self.assertEqual(len(moments), 1)
        self.assertEqual(moments[0]["tone"], "warning")
        kinds = {one["kind"]: one["count"] for one in case.timeline["kinds"]}
        self.assertEqual(kinds["decision"], 1)

    def test_the_same_decision_again_and_again_is_one_line(self):
        self.cycle(MONDAY)
        self.send(MONDAY, hour=20)
        first = self.decisions()[:1]
        again = first.sudo().copy_data()[0]
        self.root["recovery.decision"].create([again, again])
        runs = self.decisions()._runs()
        self.assertEqual([len(run) for run in runs], [3])
        self.assertIn("3", runs[0]._moment().title)

    def test_a_reminder_to_approve_says_what_the_rules_would_do(self):
        self.root["recovery.treatment"].search([]).mode = "approve"
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)[:1]
        english = notice.with_context(lang="en_US", tz="Europe/Paris")
        self.assertFalse(english.rules_text)
        self.clock.move_to(datetime(2026, 3, 2, 21))
        english.invalidate_recordset()
        self.assertIn("If approved now: waits until tomorrow", english.rules_text)

    def test_the_invoice_says_by_what_rule_its_reminder_waits(self):
        self.cycle(MONDAY)
        self.send(MONDAY, hour=20)
        move = self.case(self.lecoq)._exposure()[0]["move_id"]
        invoice = self.root["account.move"].browse(move)
        said = invoice.with_context(lang="en_US", tz="Europe/Paris").recovery_why
        self.assertIn("waits until tomorrow", said)
        self.assertIn("house rule", said)

    def test_a_second_contact_too_soon_tells_the_first_and_the_days_between(self):
        self.company.recovery_gap_days = 4
        self.cycle(MONDAY)
        self.send(MONDAY)
        first = self.notices(self.lecoq)[:1]
        self.assertEqual(first.state, "sent")
        again = first.copy(
            {"state": "queued", "anchor": "picture", "sent_at": False, "left_on": False}
        )
        self.send(MONDAY + timedelta(days=1))
        last = again._last_decision().with_context(lang="en_US", tz="Europe/Paris")
        self.assertEqual((last.verdict, last.reason), ("wait", "gap"))
        self.assertIn(
            "contacted on 03/02/2026, 4 days between two contacts (house rule)",
            last.sentence,
        )

    def test_figures_survive_the_log(self):
        seen = ("dispute", date(2026, 3, 31), 7)
        self.assertEqual(read_seen(write_seen(seen)), seen)
