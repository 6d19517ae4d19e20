"""What the rules refuse is told to somebody, and goes on as soon as it may."""

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
