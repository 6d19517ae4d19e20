from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .twilio_case import MOBILE, MONDAY, TwilioCase


@tagged("post_install", "-at_install")
class TestTwilioFaults(TwilioCase):
    """Whatever Twilio does, a customer is contacted once and nobody is lost: counted on
    its side."""

    def contacts(self, number=MOBILE):
        return len(self.double.messages(number))

    def refused(self, code):
        """Send one that is refused with ``code``; return the reminder."""
        self.double.fault(MOBILE, refuse=code)
        notice = self.remind(self.debtor())
        self.assertEqual(self.contacts(), 0)
        self.assertEqual(notice.state, "failed")
        return notice

    # --- refused ---------------------------------------------------------------------

    def test_success_is_one_contact_with_its_reference(self):
        notice = self.remind(self.debtor())
        (record,) = self.double.messages()
        self.assertEqual((record["to"], notice.state), (MOBILE, "sent"))
        self.assertEqual(notice.provider_ref, record["sid"])
        self.send(MONDAY, hour=15)
        self.assertEqual(self.contacts(), 1)

    def test_21610_is_an_objection_and_stays_one(self):
        notice = self.refused(21610)
        self.assertEqual(notice.failure_type, "opted_out")
        consent = notice.reach_ids.consent_ids
        self.assertEqual(
            (consent.channel, consent.state, consent.source),
            ("sms", "opt_out", "carrier"),
        )
        self.double.heal()
        notice.action_queue_again()
        self.send(MONDAY, hour=15)
        self.assertEqual(
            (notice.state, notice.reason, self.contacts()),
            ("withheld", "opted_out", 0),
        )

    def test_in_test_mode_our_own_objection_is_not_the_customers(self):
        self.company.write(
            {
                "recovery_test_mode": True,
                "recovery_test_email": "essai@belleroche.example",
                "recovery_test_phone": "+33600000001",
            }
        )
        for code in (21610, 21211):
            with self.subTest(code=code):
                self.double.heal()
                self.double.fault(refuse=code)
                number = f"+336123{code}"
                notice = self.remind(self.debtor(number))
                self.assertEqual((notice.state, notice.is_test), ("failed", True))
                point = notice.reach_ids.filtered(lambda one: one.medium == "phone")
                self.assertEqual(point._consent("sms"), "unknown")
                self.assertFalse(notice.case_id.activity_ids)

    def test_21614_says_that_it_is_a_landline(self):
        self.assertEqual(self.refused(21614).failure_type, "landline")

    def test_63016_says_that_the_window_is_closed(self):
        self.assertEqual(self.refused(63016).failure_type, "window")

    def test_a_wrong_token_fails_without_a_fall_back(self):
        self.company.sms_twilio_auth_token = "changed"
        notice = self.remind(self.debtor())
        self.assertEqual((notice.state, notice.failure_type), ("failed", "account"))
        self.assertEqual(self.contacts(), 0)

    # --- not now ---------------------------------------------------------------------

    def test_429_waits_as_long_as_it_is_told(self):
        self.double.fault(http=429, retry_after=7200, times=1)
        notice = self.remind(self.debtor())
        self.assertEqual((notice.state, notice.failure_type), ("queued", "limit"))
        waits = notice.send_after - notice.reserved_at
        self.assertGreaterEqual(waits, timedelta(seconds=7200))
        self.send(MONDAY, hour=10)
        self.assertEqual(self.contacts(), 0)
        self.send(MONDAY, hour=12)
        self.assertEqual((notice.state, self.contacts()), ("sent", 1))

    def test_503_is_tried_again(self):
        self.double.fault(http=503, times=1)
        notice = self.remind(self.debtor())
        self.assertEqual((notice.state, self.contacts()), ("queued", 0))
        self.send(MONDAY, hour=12)
        self.assertEqual((notice.state, self.contacts()), ("sent", 1))

    def test_a_line_that_never_was_is_tried_again(self):
        port, self.double.port = self.double.port, 9  # nobody listens
        notice = self.remind(self.debtor())
        self.assertEqual((notice.state, notice.failure_type), ("queued", "server"))
        self.double.port = port
        self.send(MONDAY, hour=12)
        self.assertEqual((notice.state, self.contacts()), ("sent", 1))

    # --- nobody knows ----------------------------------------------------------------

    def uncertain(self, taken, **fault):
        """Send one whose fate is unknown, then ask; return the reminder."""
        self.double.fault(MOBILE, times=1, **fault)
        notice = self.remind(self.debtor())
        self.assertEqual((notice.state, self.contacts()), ("uncertain", taken))
        self.double.heal()
        self.try_again(notice)
        self.assertEqual((notice.state, self.contacts()), ("sent", 1))
        self.assertEqual(notice.provider_ref, self.double.messages()[0]["sid"])
        self.try_again(notice, hour=16)
        self.assertEqual(self.contacts(), 1)
        return notice

    def test_500_before_the_acceptance_leaves_after_all(self):
        self.uncertain(0, http=500)

    def test_500_after_the_acceptance_is_found_and_not_sent_again(self):
        self.uncertain(1, http=500, accepted=True)

    def test_a_time_out_after_the_acceptance_is_found(self):
        notice = self.uncertain(1, hang="after")
        self.assertEqual(notice.message_id.message_type, "sms")

    def test_a_time_out_before_the_acceptance_leaves_after_all(self):
        self.uncertain(0, hang="before")

    def test_a_cut_line_is_asked_about(self):
        self.uncertain(1, cut="after")

    def test_a_job_that_dies_after_the_acceptance_is_found(self):
        partner = self.debtor()
        self.cycle(MONDAY)
        notice = self.notices(partner)
        at = fields.Datetime.now()
        self.assertEqual(notice._reserve(at), notice)
        notice.is_handed = True
        socket = self.root["recovery.channel.sms"]
        with self.env.cr.savepoint() as point:
            socket._send(notice, socket._open(self.company))
            point.rollback()  # what it wrote is gone with it
        self.assertEqual((notice.state, self.contacts()), ("sending", 1))
        self.root["recovery.outbox"]._sweep(self.company, at)
        self.assertEqual(notice.state, "uncertain")
        self.try_again(notice, hour=16)
        self.assertEqual((notice.state, self.contacts()), ("sent", 1))

    def test_who_cannot_be_asked_is_not_sent_again(self):
        self.double.fault(MOBILE, times=1, hang="after")
        notice = self.remind(self.debtor())
        self.company.sms_twilio_auth_token = "changed"
        self.try_again(notice)
        self.assertEqual((notice.state, self.contacts()), ("uncertain", 1))

    def test_a_clock_that_is_ahead_makes_nothing_leave_twice(self):
        self.double.fault(MOBILE, times=1, hang="after")
        notice = self.remind(self.debtor())
        notice.reserved_at += timedelta(hours=1)
        self.try_again(notice, hour=16)
        self.assertEqual((notice.state, self.contacts()), ("sent", 1))

    def test_nobody_reads_in_the_log_what_is_sent(self):
        notice = self.remind(self.debtor())
        with self.assertNoLogs(level="INFO"):
            self.root["recovery.channel.sms"]._look_up(notice)

    def test_the_same_words_to_another_reminder_are_not_its_own(self):
        first = self.remind(self.debtor())
        again = first.copy({"anchor_id": first.anchor_id + 1, "state": "sent"})
        again.write(
            {
                "address": MOBILE,
                "body": first.body,
                "reserved_at": first.reserved_at,
            }
        )
        socket = self.root["recovery.channel.sms"]
        self.assertIs(socket._look_up(again), False)
        again.provider_ref, first.provider_ref = "SM-other", False
        self.assertEqual(socket._look_up(first), self.double.messages()[0]["sid"])

    def test_slow_is_sent_once(self):
        self.double.fault(slow=0.1)
        self.assertEqual(self.remind(self.debtor()).state, "sent")
        self.assertEqual(self.contacts(), 1)
