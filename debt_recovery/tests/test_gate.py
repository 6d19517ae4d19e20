"""No message leaves without an answer of the rules, and the log says which."""

from datetime import date, datetime, timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.debt_recovery.tools.rules.model import ALLOW, REFUSE, WAIT, Place

from .common import MONDAY, RecoveryCase

LATE = date(2026, 2, 20)
NYC = {"city": "Brooklyn", "zip": "11201"}


class GateCase(RecoveryCase):
    """Customers of several places, one late invoice each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.decisions = cls.root["recovery.decision"]
        cls.by_sms = cls.root["recovery.template"].create(
            {
                "name": "By SMS",
                "channel": "sms",
                "text": "{company}: a message waits for you.",
            }
        )
        task = cls.root.ref("debt_recovery.template_task_unreachable")
        cls.scenario = cls.policy(
            {
                "days": 4,
                "is_entry": True,
                "fallback_ids": [
                    Command.create({"channel": "task", "template_id": task.id})
                ],
            }
        )

    def late(self, name, country, state="", **values):
        """Return a customer somewhere, with a late invoice."""
        where = self.root.ref(f"base.{country}")
        found = self.root["res.country.state"].search(
            [("country_id", "=", where.id), ("code", "=", state)]
        )
        partner = self.customer(
            name,
            f"{name.split()[0].lower()}@{country}.example",
            country_id=where.id,
            state_id=found.id,
            tz=False,
            **values,
        )
        partner.with_company(self.company).recovery_policy_id = self.scenario
        self.invoice(partner, 900, LATE)
        return partner

    def waiting(self, partner, day=MONDAY):
        self.cycle(day)
        return self.notices(partner)

    def reserve(self, notice, at):
        self.clock.move_to(at)
        return notice._reserve(at)

    def last(self, notice):
        return self.decisions.search([("notice_id", "=", notice.id)], limit=1)

    def facts(self, partner):
        notice = self.waiting(partner)
        socket = self.root["recovery.channel"]._for(notice.channel)
        pairs = socket._addresses(notice)[notice.id]
        subject = notice._subject(pairs)
        gate = self.root["recovery.gate"]
        return gate._facts(self.company, [subject], datetime(2026, 3, 2, 9))[notice.id]


@tagged("post_install", "-at_install")
class TestGateFacts(GateCase):
    """What is known of a customer: candidates, never a guess."""

    def test_a_florida_number_and_a_new_york_address_are_two_places(self):
        partner = self.late(
            "Ann Doe",
            "us",
            "NY",
            city="Buffalo",
            is_company=False,
            phone="+13055550123",
        )
        facts = self.facts(partner)
        self.assertIn(Place("US", "FL", "-"), facts.places)
        self.assertIn(Place("US", "NY", "-"), facts.places)
        self.assertEqual(set(facts.zones), {"America/New_York"})
        self.assertTrue(facts.is_place_known)
        self.assertIn("consumer", facts.kinds)

    def test_where_nobody_lives_for_sure_the_companys_country_is_a_guess(self):
        partner = self.late("Nobody", "fr")
        partner.country_id = False
        facts = self.facts(partner)
        self.assertEqual([place.country for place in facts.places], ["FR"])
        self.assertFalse(facts.is_place_known)

    def test_a_company_card_may_stand_for_a_person_in_business(self):
        facts = self.facts(self.late("Garage Moreau", "fr"))
        self.assertEqual(facts.kinds, {"sole", "company"})

    def test_a_town_hall_may_be_a_public_body_until_somebody_says_so(self):
        facts = self.facts(self.late("Mairie de Segré", "fr"))
        self.assertIn("public", facts.kinds)

    def test_alsace_keeps_its_own_holidays(self):
        colmar = self.facts(self.late("Colmar SA", "fr", zip="68000"))
        angers = self.facts(self.late("Angers SA", "fr", zip="49000"))
        good_friday = date(2026, 4, 3)
        self.assertIn(good_friday, colmar.holidays["FR"])
        self.assertNotIn(good_friday, angers.holidays["FR"])

    def test_facts_of_many_cost_as_few_statements_as_of_one(self):
        customers = [self.late(f"Customer{n} SA", "fr") for n in range(5)]
        self.cycle(MONDAY)
        notices = self.root["recovery.notice"].union(
            *(self.notices(one) for one in customers)
        )
        gate = self.root["recovery.gate"]
        subjects = [one._subject([]) for one in notices]
        at = datetime(2026, 3, 2, 9)
        gate._facts(self.company, subjects[:1], at)
        counts = []
        for some in (subjects[:1], subjects):
            before = self.env.cr.sql_log_count
            gate._facts(self.company, some, at)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLess(counts[0], 11)


@tagged("post_install", "-at_install")
class TestGate(GateCase):
    """The outbox asks the rules under its lock, and obeys."""

    def test_nothing_leaves_on_the_fourteenth_of_july(self):
        notice = self.waiting(self.late("Angers SA", "fr", zip="49000"))
        self.company.recovery_hours_holidays = False
        self.assertFalse(self.reserve(notice, datetime(2026, 7, 14, 9)))
        self.assertEqual((notice.state, notice.reason), ("queued", "hours"))
        log = self.last(notice)
        self.assertEqual((log.verdict, log.reason), ("wait", "holiday"))
        self.assertEqual(self.company._recovery_today(log.until), date(2026, 7, 15))
        self.assertTrue(self.reserve(notice, log.until))

    def test_the_strict_default_holds_where_nobody_knows_the_place(self):
        partner = self.late("Paul Moreau", "fr", is_company=False)
        partner.country_id = False
        notice = self.waiting(partner)
        self.assertFalse(self.reserve(notice, datetime(2026, 3, 2, 18, 30)))
        log = self.last(notice)
        self.assertEqual(log.rule_id.country, "ZZ")
        self.assertEqual(log.until, datetime(2026, 3, 3, 8, 0))

    def test_a_text_in_new_york_city_needs_consent_and_falls_back_without(self):
        partner = self.late("Ann Doe", "us", "NY", phone="+12125550123", **NYC)
        partner.recovery_debtor_type = "consumer"
        self.company.recovery_sms_active = True
        notice = self.waiting(partner)
        notice.write({"channel": "sms", "template_id": self.by_sms.id})
        at = datetime(2026, 9, 14, 16)  # in force since the first of the month
        self.assertFalse(self.reserve(notice, at))
        self.assertEqual((notice.state, notice.reason), ("withheld", "no_consent"))
        self.assertEqual(self.last(notice).rule_id.city, "NYC")
        following = self.notices(partner) - notice
        self.assertEqual((following.channel, following.rank), ("email", 1))

    def test_a_decision_keeps_its_rules_and_figures_and_no_name(self):
        notice = self.waiting(self.late("Angers SA", "fr", zip="49000"))
        self.assertTrue(self.reserve(notice, datetime(2026, 3, 2, 9)))
        log = self.last(notice)
        self.assertEqual(
            (log.verdict, log.channel, log.purpose, log.is_machine),
            ("allow", "email", "collection", True),
        )
        self.assertIn("FR.", log.rules)
        self.assertIn("places FR", log.facts)
        self.assertNotIn("Angers", log.facts)
        self.assertNotIn("@", log.facts)
        self.assertEqual(len(log.request_hash), 32)

    def test_the_same_facts_at_the_same_instant_get_the_same_decision(self):
        notice = self.waiting(self.late("Angers SA", "fr", zip="49000"))
        socket = self.root["recovery.channel"]._for("email")
        pairs, at = socket._addresses(notice), datetime(2026, 3, 2, 9)
        gate = self.root["recovery.gate"]
        first = gate._judge(notice, at, pairs)[notice]
        self.env.invalidate_all()
        self.assertEqual(gate._judge(notice, at, pairs)[notice], first)

    def test_a_queue_that_looks_again_writes_nothing_new(self):
        notice = self.waiting(self.late("Angers SA", "fr", zip="49000"))
        self.company.recovery_hours_holidays = False
        at = datetime(2026, 7, 14, 9)
        self.assertFalse(self.reserve(notice, at))
        self.assertFalse(self.reserve(notice, at + timedelta(hours=1)))
        logs = self.decisions.search([("notice_id", "=", notice.id)])
        self.assertEqual(len(logs), 1)

    def test_asked_again_at_its_hour_it_leaves_and_not_a_minute_before(self):
        partner = self.late("Angers SA", "fr", zip="49000")
        notice = self.waiting(partner)
        self.assertTrue(self.reserve(notice, datetime(2026, 3, 2, 9)))
        notice._move_to("sent", sent_at=datetime(2026, 3, 2, 9))
        second = notice.copy({"rank": 9, "state": "queued", "left_on": False})
        self.assertFalse(self.reserve(second, datetime(2026, 3, 3, 9)))
        until = self.last(second).until
        self.assertFalse(self.reserve(second, until - timedelta(minutes=1)))
        self.assertTrue(self.reserve(second, until))

    def test_a_hold_that_ends_makes_no_burst(self):
        partner = self.late("Angers SA", "fr", zip="49000")
        for amount in (100, 200, 300):
            self.invoice(partner, amount, LATE)
        hold = self.root["recovery.hold"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "from_date": MONDAY,
                "reason": "asked to wait",
            }
        )
        for days in range(4):
            self.assertFalse(self.day(MONDAY + timedelta(days=days)))
        hold.action_lift()
        left = []
        for days in range(4, 11):
            left += self.day(MONDAY + timedelta(days=days))
        self.assertLessEqual(len(left), 2)

    def test_the_log_refuses_to_be_changed(self):
        notice = self.waiting(self.late("Angers SA", "fr", zip="49000"))
        self.reserve(notice, datetime(2026, 3, 2, 9))
        with self.assertRaises(UserError):
            self.last(notice).until = False


@tagged("post_install", "-at_install")
class TestGateByHand(GateCase):
    """Law and holds stop persons too; the house only warns them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"recovery_hours_from": 9, "recovery_hours_to": 19})

    def test_the_hours_of_the_house_warn_a_person(self):
        partner = self.late("Angers SA", "fr", zip="49000")
        self.cycle(MONDAY)
        self.clock.move_to(datetime(2026, 3, 2, 19, 30))
        case = self.case(partner)
        decision = case._decision_by_hand("voice", "+33241000001")
        self.assertEqual(decision.outcome, ALLOW)
        self.assertTrue(decision.warnings)
        said = case._warnings_by_hand("voice", "+33241000001")
        self.assertFalse(said["blocks"])
        self.assertTrue(said["warns"])

    def test_an_answer_to_the_customer_always_leaves(self):
        partner = self.late("Angers SA", "fr", zip="49000")
        self.cycle(MONDAY)
        self.root["recovery.hold"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "kind": "lawyer",
                "from_date": MONDAY,
                "reason": "Maître Roche",
            }
        )
        case = self.case(partner)
        self.assertTrue(case._warnings_by_hand("voice", "+33241000001")["blocks"])
        with self.assertRaises(UserError):
            case._contact_by_hand("voice", partner, "+33241000001", reason="must")
        answer = case._contact_by_hand(
            "voice", partner, "+33241000001", is_answer=True, came_to="conversation"
        )
        log = self.last(answer)
        self.assertEqual((log.verdict, log.reason), ("allow", "answer"))
        self.assertEqual((log.channel, log.is_machine), ("call", False))

    def test_next_contacts_name_every_channel(self):
        partner = self.late("Angers SA", "fr", zip="49000")
        self.cycle(MONDAY)
        found = self.case(partner)._next_contacts(datetime(2026, 3, 7, 10))
        self.assertEqual(found["email"].outcome, WAIT)
        self.assertEqual(found["email"].until, datetime(2026, 3, 9, 8, 0))
        self.assertEqual(found["letter"].outcome, ALLOW)
        self.assertIn("call", found)
        self.assertNotIn(REFUSE, {one.outcome for one in found.values()})
