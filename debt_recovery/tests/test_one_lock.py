"""One lock over all channels: whoever contacts somebody, nobody else does so soon."""

from datetime import date, datetime, timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MONDAY, RecoveryCase

LATE = date(2026, 2, 20)


@tagged("post_install", "-at_install")
class TestOneLock(RecoveryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.text = cls.root.ref("debt_recovery.template_task_unreachable")
        cls.scenario = cls.policy(
            {
                "days": 4,
                "is_entry": True,
                "fallback_ids": [
                    Command.create({"channel": "task", "template_id": cls.text.id})
                ],
            }
        )
        cls.lecoq.with_company(cls.company).recovery_policy_id = cls.scenario
        cls.invoice(cls.lecoq, 1000, LATE)

    def other(self, mail):
        """Another customer of the same scenario, late too."""
        partner = self.customer("Menuiserie Talbot", mail)
        partner.with_company(self.company).recovery_policy_id = self.scenario
        self.invoice(partner, 500, LATE)
        return partner

    def reserve(self, notices, hour=9):
        at = datetime(2026, 3, 2, hour)
        self.clock.move_to(at)
        return notices._reserve(at)

    # --- one person, several debts -----------------------------------------------

    def test_two_customers_of_one_address_count_once(self):
        other = self.other("compta@lecoq.example")
        self.cycle(MONDAY)
        both = self.notices(self.lecoq) | self.notices(other)
        first = self.reserve(both)
        self.assertEqual(len(first), 1)
        second = both - first
        self.assertEqual(second.state, "queued")
        self.assertFalse(self.reserve(second))
        self.assertEqual(second.reason, "cooling")
        # from 8:00, as nobody knows where they are
        self.assertEqual(second.send_after, datetime(2026, 3, 6, 7, 0))

    def test_other_addresses_are_reserved_together(self):
        other = self.other("atelier@talbot.example")
        self.cycle(MONDAY)
        both = self.notices(self.lecoq) | self.notices(other)
        self.assertEqual(self.reserve(both), both)
        self.assertEqual(set(both.mapped("state")), {"sending"})
        medium = both.mapped("reach_ids.medium")
        self.assertEqual(sorted(set(medium)), ["debtor", "email"])

    def test_a_contact_in_another_company_counts(self):
        other = self.company_data_2["company"] if hasattr(self, "company_data_2") else 0
        other = other or self.root["res.company"].create({"name": "Belgium SRL"})
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        case = notice.case_id.copy({"company_id": other.id})
        notice.copy(
            {
                "case_id": case.id,
                "company_id": other.id,
                "state": "sent",
                "left_on": MONDAY - timedelta(days=1),
            }
        )
        self.assertFalse(self.reserve(notice))
        self.assertEqual(notice.reason, "cooling")

    # --- persons -----------------------------------------------------------------

    def test_after_a_call_no_mail_leaves_in_its_cooling_time(self):
        self.cycle(MONDAY)
        case = self.case(self.lecoq)
        call = case._contact_by_hand(
            "email", self.lecoq, "compta@lecoq.example", "A word", reason="asked to"
        )
        self.assertEqual((call.state, call.mode), ("sent", "manual"))
        self.assertFalse(self.reserve(self.notices(self.lecoq) - call))
        self.assertEqual((self.notices(self.lecoq) - call).reason, "cooling")

    def test_a_person_is_warned_and_writes_why(self):
        self.day(MONDAY)
        case = self.case(self.lecoq)
        said = case._warnings_by_hand("email", "compta@lecoq.example")
        self.assertEqual(said["blocks"], [])
        self.assertEqual(len(said["warns"]), 1)
        with self.assertRaises(UserError):
            case._contact_by_hand("email", self.lecoq, "compta@lecoq.example", "Again")
        case._contact_by_hand(
            "email", self.lecoq, "compta@lecoq.example", "Again", reason="he called"
        )
        decision = self.root["recovery.decision"].search([], limit=1)
        self.assertEqual((decision.verdict, decision.note), ("allow", "he called"))
        self.assertFalse(decision.is_machine)

    def test_an_objection_blocks_persons_too(self):
        self.cycle(MONDAY)
        self.root["recovery.reach"]._note_consent(
            "email", "compta@lecoq.example", "opt_out", "call", "told us"
        )
        case = self.case(self.lecoq)
        with self.assertRaises(UserError):
            case._contact_by_hand(
                "email", self.lecoq, "compta@lecoq.example", "Hello", reason="still"
            )

    # --- consent, preference, hours ------------------------------------------------

    def test_an_objection_is_seen_at_the_hand_over_though_its_mark_is_gone(self):
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        known = self.reserve(notice)._known()[notice.id]
        self.assertTrue(notice._mark_handed(known))
        self.root["recovery.reach"]._note_consent(
            "email", "compta@lecoq.example", "opt_out", "reply", "STOP"
        )
        self.root["recovery.mark"].search([]).unlink()
        self.assertFalse(notice._mark_handed(known))

    def test_an_objection_lets_the_next_channel_take_over_once(self):
        self.cycle(MONDAY)
        self.root["recovery.reach"]._note_consent(
            "email", "compta@lecoq.example", "opt_out", "reply", "STOP"
        )
        notice = self.notices(self.lecoq)
        self.assertFalse(self.reserve(notice))
        self.assertEqual((notice.state, notice.reason), ("withheld", "opted_out"))
        following = self.notices(self.lecoq) - notice
        self.assertEqual((following.channel, following.rank), ("task", 1))
        self.assertFalse(notice._fall_back())
        event = self.case(self.lecoq).event_ids.filtered(
            lambda one: one.kind == "opted_out"
        )
        self.assertEqual(len(event), 1)
        self.assertIn("STOP", event.text)

    def test_the_declared_channel_comes_first_and_the_step_s_own_after_it(self):
        letter = self.root["recovery.template"].create(
            {
                "name": "By SMS",
                "channel": "sms",
                "text": "{company}: a message waits for you.",
            }
        )
        step = self.scenario.treatment_ids
        step.fallback_ids = [
            Command.create({"channel": "sms", "template_id": letter.id, "sequence": 1})
        ]
        self.lecoq.write({"recovery_pref_channel": "sms", "phone": "+33612345678"})
        self.company.recovery_sms_active = True
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        self.assertEqual((notice.channel, notice.template_id), ("sms", letter))
        self.assertEqual(notice._fall_back().channel, "email")

    def test_nobody_is_contacted_at_night_nor_on_a_holiday(self):
        self.company.write(
            {
                "recovery_hours_from": 9,
                "recovery_hours_to": 19,
                "recovery_hours_days": "01234",
                "recovery_hours_holidays": False,
            }
        )
        self.lecoq.country_id = self.root.ref("base.fr")
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        self.assertFalse(self.reserve(notice, 18))  # 19:00 in Paris
        self.assertEqual((notice.state, notice.reason), ("queued", "hours"))
        self.assertEqual(notice.send_after, datetime(2026, 3, 3, 8, 0))
        notice.write({"send_after": False})
        holiday = datetime(2026, 7, 14, 9)
        self.assertFalse(notice._reserve(holiday))
        self.assertEqual(notice.send_after, datetime(2026, 7, 15, 7, 0))

    def test_the_person_s_own_hours_are_kept(self):
        self.lecoq.write(
            {
                "recovery_pref_days": "1",
                "recovery_pref_from": 14,
                "recovery_pref_to": 16,
            }
        )
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        self.assertFalse(self.reserve(notice))
        self.assertEqual(notice.send_after, datetime(2026, 3, 3, 13, 0))

    def test_unanswered_after_its_days_goes_on_by_the_next_channel(self):
        self.scenario.treatment_ids.fallback_after_days = 3
        self.day(MONDAY)
        (notice,) = self.notices(self.lecoq)
        plan = self.root["recovery.notice"]._fall_back_unanswered
        self.assertFalse(plan(self.company, date(2026, 3, 4)))
        following = plan(self.company, date(2026, 3, 5))
        self.assertEqual((following.channel, following.rank), ("task", 1))
        self.assertFalse(plan(self.company, date(2026, 3, 6)))

    def test_an_answer_stops_the_cascade(self):
        self.scenario.treatment_ids.fallback_after_days = 3
        self.day(MONDAY)
        self.assertTrue(self.notices(self.lecoq)._receive("answered"))
        plan = self.root["recovery.notice"]._fall_back_unanswered
        self.assertFalse(plan(self.company, date(2026, 3, 6)))

    # --- what providers tell ---------------------------------------------------------

    def test_statuses_arrive_in_any_order_and_twice_and_never_go_back(self):
        self.day(MONDAY)
        notice = self.notices(self.lecoq)
        self.assertTrue(notice._receive("read"))
        self.assertEqual(notice.state, "delivered")
        self.assertFalse(notice._receive("delivered"))
        self.assertFalse(notice._receive("sent"))
        self.assertFalse(notice._receive("read"))
        self.assertEqual(notice.state, "delivered")
        kinds = notice.case_id.event_ids.mapped("kind")
        self.assertEqual(kinds.count("read"), 1)

    def test_what_comes_back_after_a_delivery_is_only_told(self):
        self.day(MONDAY)
        notice = self.notices(self.lecoq)
        notice._receive("delivered")
        notice._receive("bounced", text="550 later")
        self.assertEqual(notice.state, "delivered")

    def test_what_came_back_is_no_step_done_and_goes_on_elsewhere(self):
        self.day(MONDAY)
        notice = self.notices(self.lecoq)
        notice._receive("bounced", failure_type="bad_address", text="550 no such user")
        self.assertEqual(
            (notice.state, notice.failure_type), ("bounced", "bad_address")
        )
        self.assertFalse(notice._receive("bounced"))
        following = self.notices(self.lecoq) - notice
        self.assertEqual(following.channel, "task")

    def test_an_uncertain_one_that_the_provider_has_did_leave(self):
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        self.reserve(notice)
        notice._doubt("time-out")
        ours = notice.provider_ref
        self.assertFalse(notice._receive("delivered", provider_ref="of another try"))
        self.assertTrue(notice._receive("delivered", provider_ref=ours))
        self.assertEqual(notice.state, "delivered")
        self.assertTrue(notice.sent_at)

    def test_a_reservation_never_handed_over_waits_again(self):
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        self.reserve(notice)
        outbox = self.root["recovery.outbox"].with_company(self.company)
        self.env.flush_all()  # where the job commits
        outbox._sweep(self.company, datetime(2026, 3, 2, 9))
        self.assertEqual(notice.state, "queued")
        self.reserve(notice)
        notice.is_handed = True
        self.env.flush_all()
        outbox._sweep(self.company, datetime(2026, 3, 2, 9))
        self.assertEqual(notice.state, "uncertain")

    def test_tries_are_farther_and_farther_apart_and_never_before_it_is_asked(self):
        notice = self.root["recovery.notice"].new({"uuid": "ffff" + "0" * 28})
        waits = [notice._backoff(tries) for tries in range(1, 5)]
        self.assertEqual(waits, sorted(set(waits)))
        self.assertEqual(waits[0], timedelta(minutes=12.5))
        self.assertEqual(notice._backoff(1, 7200), timedelta(hours=2))
