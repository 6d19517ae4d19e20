"""What the rules refuse is told to somebody, and goes on as soon as it may."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from odoo.tests import tagged

from .common import MONDAY
from .test_gate import GateCase
from .test_statutory_texts import StatutoryCase


@tagged("post_install", "-at_install")
class TestWithheldByHolds(GateCase):
    """A hold stops for good only what it is measured to spare."""

    def hold(self, partner, **values):
        return self.root["recovery.hold"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "from_date": MONDAY,
                "reason": "told so",
                **values,
            }
        )

    def refused(self, **values):
        partner = self.late("Angers SA", "fr", zip="49000")
        notice = self.waiting(partner)
        self.hold(partner, **values)
        self.root["recovery.rule"].search(
            [("code", "=", "ZZ.payment_plan_hold.01")]
        ).state = "on"
        self.assertFalse(self.reserve(notice, datetime(2026, 3, 2, 9)))
        return notice

    def test_a_rule_that_stops_more_than_its_hold_leaves_it_to_be_seen(self):
        notice = self.refused(kind="plan", freeze_contact=False)
        self.assertEqual((notice.state, notice.reason), ("withheld", "spared"))
        self.assertEqual(notice.reason_text, "ZZ.payment_plan_hold.01")
        self.assertEqual(self.notices(notice.partner_id), notice)
        self.cycle(MONDAY + timedelta(days=1))
        self.assertEqual(notice.state, "withheld")

    def test_a_hold_on_contacts_is_planned_again_after_it(self):
        notice = self.refused(kind="plan")
        self.assertEqual((notice.state, notice.reason), ("cancelled", "spared"))


@tagged("post_install", "-at_install")
class TestWithheldForText(StatutoryCase):
    """What needs a statutory text waits for it on its own channel."""

    def test_it_leaves_the_queue_until_the_text_is_given_and_comes_back(self):
        self.living_in("BE")
        notice = self.write_to("letter_be_first_reminder")
        threat = notice.sudo().copy({"rank": 9, "state": "queued", "left_on": False})
        threat._move_to("withheld", reason="notice", reason_text="BE.grace_days.02")
        self.post(date(2026, 3, 5))
        self.assertEqual((threat.state, threat.reason), ("queued", False))
        self.assertFalse(threat.send_after)


@tagged("post_install", "-at_install")
class TestPutOff(GateCase):
    """What was put off far ahead is looked at again when its cause is gone."""

    def put_off(self, reason):
        notice = self.waiting(self.late("Angers SA", "fr", zip="49000"))
        notice.write({"send_after": datetime(2026, 9, 1, 9), "reason": reason})
        return notice

    def hold(self, partner):
        return self.root["recovery.hold"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "kind": "dispute",
                "freeze_contact": False,
                "from_date": MONDAY,
                "until_date": date(2026, 8, 31),
                "reason": "told so",
            }
        )

    def test_a_hold_that_is_lifted_wakes_it(self):
        notice = self.waiting(self.late("Angers SA", "fr", zip="49000"))
        hold = self.hold(notice.partner_id)
        notice.write({"send_after": datetime(2026, 9, 1, 9), "reason": "spared"})
        hold.action_lift()
        self.assertFalse(notice.send_after)

    def test_a_consent_wakes_it_and_an_objection_does_not(self):
        notice = self.put_off("no_consent")
        reach = self.root["recovery.reach"]
        address = notice.partner_id.email
        reach._note_consent("email", address, "opt_out", "reply", "no")
        self.assertTrue(notice.send_after)
        reach._note_consent("email", address, "opt_in", "reply", "yes")
        self.assertFalse(notice.send_after)

    def test_what_a_person_put_off_is_left_alone(self):
        notice = self.put_off("callback")
        self.hold(notice.partner_id).action_lift()
        self.assertTrue(notice.send_after)

    def test_another_rule_wakes_what_the_rules_put_off(self):
        notice = self.put_off("hours")
        rules = self.root["recovery.rule"]
        row = rules.search([("code", "=", "ZZ.payment_plan_hold.01")])._as_row()
        rules._apply(rules._plan([replace(row, code="ZZ.payment_plan_hold.09")]))
        self.assertFalse(notice.send_after)


@tagged("post_install", "-at_install")
class TestMemory(GateCase):
    """Nothing that a rule counts is forgotten."""

    def left(self, notice, day, **values):
        at = datetime.combine(day, datetime.min.time()) + timedelta(hours=9)
        rank = max(self.notices(notice.partner_id).mapped("rank")) + 1
        return notice.sudo().copy(
            {"rank": rank, "state": "sent", "sent_at": at, "left_on": day, **values}
        )

    def days(self, partner):
        notice = self.notices(partner).filtered(lambda one: one.state == "queued")
        socket = self.root["recovery.channel"]._for(notice.channel)
        subject = notice._subject(socket._addresses(notice)[notice.id])
        at = datetime(2026, 3, 2, 9)
        facts = self.root["recovery.gate"]._facts(self.company, [subject], at)
        return [touch.at.date() for touch in facts[notice.id].touches]

    def test_the_first_contact_and_the_first_conversation_count_for_ever(self):
        partner = self.late("Angers SA", "fr", zip="49000")
        notice = self.waiting(partner)
        first, talk = date(2024, 1, 8), date(2024, 5, 6)
        self.left(notice, first)
        self.left(notice, date(2024, 3, 4))
        self.left(notice, talk, came_to="conversation")
        self.left(notice, date(2024, 6, 3), came_to="conversation")
        self.left(notice, date(2026, 2, 23))
        self.assertEqual(self.days(partner), [first, talk, date(2026, 2, 23)])

    def test_a_delay_of_the_house_longer_than_a_month_is_kept(self):
        partner = self.late("Angers SA", "fr", zip="49000")
        notice = self.waiting(partner)
        self.left(notice, date(2025, 1, 6))
        self.left(notice, date(2026, 1, 5))
        self.assertEqual(self.days(partner), [date(2025, 1, 6)])
        self.company.recovery_gap_days = 90
        self.assertEqual(self.days(partner), [date(2025, 1, 6), date(2026, 1, 5)])

    def test_quebec_counts_ten_years_of_contacts_at_work(self):
        partner = self.late("Anne Roy", "ca", "QC", is_company=False)
        notice = self.waiting(partner)
        self.left(notice, date(2017, 1, 9))
        self.left(notice, date(2019, 1, 7))
        found = self.days(partner)
        self.assertEqual(found, [date(2017, 1, 9), date(2019, 1, 7)])
