"""What passes the rules by another door: a step that a person starts, a text that the
law asks for, a call that was asked for, a message that claims nothing."""

from datetime import datetime

from odoo.tests import tagged

from odoo.addons.debt_recovery.tools.rules.model import ALLOW, REFUSE

from ..models.recovery_gate_facts import Subject
from .common import MONDAY
from .test_gate import GateCase

MORNING = datetime(2026, 3, 2, 9)
SUNDAY_NIGHT = datetime(2026, 3, 8, 1)


@tagged("post_install", "-at_install")
class TestGateDoors(GateCase):
    """Who sends, and what, is judged as it is."""

    def setUp(self):
        super().setUp()
        self.angers = self.late("Angers SA", "fr", zip="49000")

    def judge(self, notice, at=MORNING):
        gate = self.root["recovery.gate"]
        return gate._judge(notice, at, {notice.id: []})[notice]

    def hold(self, kind):
        return self.root["recovery.hold"].create(
            {
                "partner_id": self.angers.id,
                "company_id": self.company.id,
                "kind": kind,
                "from_date": MONDAY,
                "reason": "said so",
            }
        )

    def touches(self):
        subject = Subject(key=0, debtor=self.angers.id)
        return self.root["recovery.gate"]._touches([subject], MORNING, 0)[0]

    # --- a step by hand --------------------------------------------------------------

    def test_what_the_outbox_sends_by_hand_keeps_to_the_hours_of_a_machine(self):
        notice = self.waiting(self.angers)
        notice.mode = "manual"
        self.assertFalse(self.reserve(notice, SUNDAY_NIGHT))
        self.assertEqual((notice.state, notice.reason), ("queued", "hours"))
        self.assertTrue(self.last(notice).is_machine)

    def test_a_robots_voice_is_no_conversation_and_a_persons_is(self):
        notice = self.waiting(self.angers)
        notice.write({"mode": "manual", "channel": "voice"})
        request = notice._request()
        self.assertEqual((request.channel, request.is_machine), ("voice", True))
        notice.write({"state": "sent", "left_on": MONDAY, "sent_at": MORNING})
        (touch,) = self.touches()
        told = (touch.channel, touch.is_machine, touch.result)
        self.assertEqual(told, ("voice", True, "contact"))
        notice.write({"state": "cancelled"})
        self.clock.move_to(MORNING)
        self.case(self.angers)._contact_by_hand(
            "voice", self.angers, "+33241000001", reason="must"
        )
        (touch,) = self.touches()
        told = (touch.channel, touch.is_machine, touch.result)
        self.assertEqual(told, ("call", False, "conversation"))

    # --- what the law asks for -------------------------------------------------------

    def test_only_what_is_written_is_a_statutory_notice(self):
        notice = self.waiting(self.angers)
        notice.purpose = "statutory"
        self.hold("opt_out")
        for channel in ("email", "letter"):
            notice.channel = channel
            self.assertEqual(notice._request().purpose, "statutory", channel)
            self.assertEqual(self.judge(notice).outcome, ALLOW, channel)
        for channel in ("sms", "whatsapp", "voice"):
            notice.channel = channel
            self.assertEqual(notice._request().purpose, "collection", channel)
            self.assertEqual(self.judge(notice).outcome, REFUSE, channel)

    # --- what claims nothing ---------------------------------------------------------

    def thanks(self):
        self.cycle(MONDAY)
        case = self.case(self.angers)
        return self.root["recovery.notice"].create(
            {
                "case_id": case.id,
                "company_id": self.company.id,
                "partner_id": self.angers.id,
                "template_id": self.root.ref("debt_recovery.template_thanks").id,
                "purpose": "service",
                "planned_on": MONDAY,
                "anchor": "case",
                "anchor_id": case.id,
                "state": "queued",
            }
        )

    def test_nobody_is_thanked_who_may_not_be_written_to(self):
        thanks = self.thanks()
        self.assertEqual(self.judge(thanks).outcome, ALLOW)
        for kind in ("cease", "lawyer", "deceased", "opt_out"):
            hold = self.hold(kind)
            self.assertEqual(self.judge(thanks).outcome, REFUSE, kind)
            hold.action_lift()

    def test_a_receipt_leaves_in_spite_of_what_only_stops_claims(self):
        thanks = self.thanks()
        for kind in ("dispute", "promise", "complaint"):
            self.hold(kind)
        self.assertEqual(self.judge(thanks).outcome, ALLOW)
