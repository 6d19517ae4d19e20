from psycopg2.errors import SerializationFailure

from odoo.tests import mute_logger, tagged

from .twilio_case import MOBILE, MONDAY, TwilioCase

QUIET = (
    "odoo.addons.debt_recovery.models.recovery_webhook",
    "odoo.addons.sms_twilio.controllers.controllers",
)


@tagged("post_install", "-at_install")
class TestTwilioWebhooks(TwilioCase):
    """What Twilio tells is kept, then understood: in any order, late or twice."""

    def setUp(self):
        super().setUp()
        self.notice = self.remind(self.debtor())
        (record,) = self.double.messages()
        self.sid = record["sid"]

    def report(self, *statuses, **options):
        """Report, let it be understood; return the HTTP statuses."""
        answers = self.double.report(self.sid, *statuses, **options)
        self.understand()
        return [status for status, _text in answers]

    def events(self):
        kinds = ("accepted", "sent", "delivered", "read", "bounced")
        found = self.root["recovery.event"].search(
            [("notice_id", "=", self.notice.id), ("kind", "in", kinds)], order="id"
        )
        return found.mapped("kind")

    def test_a_delivery_is_told_to_reminder_and_thread(self):
        self.assertEqual(self.report("sent", "delivered"), [200, 200])
        self.assertEqual(self.notice.state, "delivered")
        self.assertTrue(self.notice.delivered_at)
        shown = self.notice.message_id.notification_ids
        self.assertEqual(
            (shown.notification_type, shown.notification_status), ("sms", "sent")
        )

    def test_it_is_answered_before_it_is_understood(self):
        self.double.report(self.sid, "delivered")
        self.assertEqual(self.told().state, "new")
        self.assertEqual(self.notice.state, "sent")

    def test_told_twice_is_told_once(self):
        self.report("sent", "sent", "delivered", "delivered", "delivered")
        self.assertEqual(len(self.told()), 2)
        self.assertEqual(self.events(), ["delivered"])

    def test_the_order_does_not_matter(self):
        self.report("delivered", "sent", "queued")
        self.assertEqual(self.notice.state, "delivered")
        self.assertEqual(self.events(), ["delivered"])

    def test_undelivered_comes_back_with_its_reason(self):
        for code, reason in ((30003, "unreachable"), (30005, "bad_address")):
            with self.subTest(code=code):
                notice = self.notice.copy({"anchor_id": code, "state": "sent"})
                notice.write({"uuid": f"{code:032x}", "address": MOBILE})
                form = {
                    "uuid": notice.uuid,
                    "external_id": f"SM{code:032x}",
                    "status": "undelivered",
                    "payload": {"ErrorCode": str(code)},
                }
                self.root["recovery.webhook"]._store(
                    "status",
                    self.company,
                    form["external_id"],
                    form["status"],
                    form["payload"],
                    uuid=form["uuid"],
                )
                self.understand()
                self.assertEqual(
                    (notice.state, notice.failure_type), ("bounced", reason)
                )

    def test_undelivered_after_delivered_changes_nothing(self):
        self.report("delivered")
        self.report("undelivered", error=30003)
        self.assertEqual(self.notice.state, "delivered")

    def test_an_objection_told_later_is_noted(self):
        self.report("undelivered", error=21610)
        self.assertEqual(self.notice.reach_ids._consent("sms"), "opt_out")

    def test_a_forged_one_is_refused_and_counted(self):
        self.assertEqual(self.report("delivered", forged=True), [403])
        self.assertEqual(self.report("undelivered", forged=True, error=30005), [403])
        refused = self.told("refused")
        self.assertEqual((refused.status, refused.count), ("403", 2))
        self.assertEqual((self.notice.state, self.told("done").ids), ("sent", []))

    @mute_logger(*QUIET)
    def test_one_that_concerns_nobody_is_refused_and_counted(self):
        url = f"{self.company.get_base_url()}/recovery/twilio/status/{'0' * 32}"
        form = {"MessageSid": self.sid, "MessageStatus": "delivered"}
        self.assertEqual(self.double.tell(url, form)[0], 404)
        self.assertEqual(self.told("refused").status, "404")
        native = f"{self.company.get_base_url()}/sms_twilio/status/{'0' * 32}"
        form = {"SmsSid": self.sid, "SmsStatus": "delivered"}
        self.assertEqual(self.double.tell(native, form)[0], 404)

    @mute_logger(*QUIET)
    def test_a_company_without_a_token_believes_nobody(self):
        self.company.sms_twilio_auth_token = False
        self.assertEqual(self.report("delivered"), [403])

    def test_a_late_one_is_believed_when_the_native_row_is_gone(self):
        self.root["sms.sms"].search([]).unlink()
        self.assertEqual(self.report("delivered"), [200])
        self.assertEqual(self.notice.state, "delivered")

    def test_one_of_an_earlier_attempt_finds_its_reminder(self):
        self.notice.uuid = "f" * 32
        self.assertEqual(self.report("delivered"), [200])
        self.assertEqual(self.notice.state, "delivered")

    def test_what_was_taken_for_lost_does_not_leave_again(self):
        self.notice.write({"state": "queued", "left_on": False, "is_handed": False})
        self.report("sent")
        self.assertEqual((self.notice.state, self.notice.left_on), ("sent", MONDAY))
        self.send(MONDAY, hour=15)
        self.assertEqual(len(self.double.messages()), 1)

    def test_one_that_comes_too_early_waits(self):
        self.notice.state = "sending"
        self.report("delivered")
        waiting = self.told("new")
        self.assertTrue(waiting.retry_at)
        self.notice.state = "sent"
        waiting.retry_at = False
        self.understand()
        self.assertEqual(self.notice.state, "delivered")

    @mute_logger(*QUIET)
    def test_one_that_cannot_be_understood_keeps_its_error(self):
        handler = type(self.root["recovery.webhook.status"])

        def fail(_self, _webhook):
            raise ZeroDivisionError("by nothing")

        self.patch(handler, "_understand", fail)
        self.report("delivered")
        webhook = self.told("new")
        self.assertIn("by nothing", webhook.error)
        for _try in range(5):
            webhook.retry_at = False
            self.understand()
        self.assertEqual(webhook.state, "failed")

    def tell_as_odoo(self, status):
        told = {"sms_status": status, "uuids": [self.notice.uuid]}
        self.make_jsonrpc_request("/sms/status", {"message_statuses": [told]})
        self.understand()

    def test_receipts_by_the_odoo_service_are_taken_too(self):
        self.company.sms_provider = "iap"
        self.tell_as_odoo("delivered")
        self.assertEqual(self.notice.state, "delivered")

    def test_what_nobody_signed_is_not_believed_of_twilio(self):
        self.tell_as_odoo("delivered")
        self.assertEqual(self.notice.state, "sent")
        self.assertFalse(self.told())

    def test_one_that_meets_another_session_holds_nobody_up(self):
        handler = type(self.root["recovery.webhook.status"])
        real = handler._understand

        def busy(model, webhook):
            if webhook.status == "sent":
                raise SerializationFailure
            return real(model, webhook)

        self.patch(handler, "_understand", busy)
        self.patch(self.env.cr, "rollback", lambda: None)
        self.report("sent", "delivered")
        self.assertEqual(self.told().mapped("state"), ["new", "done"])
