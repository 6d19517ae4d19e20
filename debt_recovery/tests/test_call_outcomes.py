from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..tools import call_outcomes
from .common import MONDAY, RecoveryCase

FRIDAY = date(2026, 3, 6)
NEXT_FRIDAY = date(2026, 3, 13)
PHONE = "+33241000001"


class CallCase(RecoveryCase):
    """Lecoq owes 4,800 and 1,920, has 1,600 of credits; an agent calls on Friday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = new_test_user(
            cls.root,
            "calls",
            groups="base.group_user,debt_recovery.group_agent,"
            "base.group_partner_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.company.recovery_user_id = cls.agent
        cls.lecoq.phone = PHONE
        cls.first = cls.invoice(cls.lecoq, 4800, date(2026, 1, 31))
        cls.second = cls.invoice(cls.lecoq, 1920, date(2026, 2, 15))
        cls.refund(cls.lecoq, 600, date(2026, 2, 20))
        cls.pay(cls.lecoq, 1000, date(2026, 2, 25))

    def setUp(self):
        super().setUp()
        self.cycle(MONDAY)

    def call(self, code, partner=None, **vals):
        """Record the outcome of a call, as the agent does; return what was said."""
        case = self.case(partner or self.lecoq).with_user(self.agent)
        return case._call_outcome(code, {"reason": "agreed", **vals})

    def promise(self, amount=3200.0, day=NEXT_FRIDAY, lines=None, **vals):
        lines = lines or self.debt(self.first)
        return self.call(
            "promise", amount=amount, date=str(day), line_ids=lines.ids, **vals
        )

    def holds(self, partner=None, **fields):
        found = self.root["recovery.hold"].search(
            [("partner_id", "=", (partner or self.lecoq).id)], order="id"
        )
        return found.filtered(
            lambda hold: all(hold[name] == value for name, value in fields.items())
        )

    def promises(self):
        """The promises of Lecoq, the oldest first."""
        return self.case(self.lecoq).arrangement_ids.sorted("id")

    def judge(self, day):
        """Run the cycle of ``day``; return the promises."""
        self.on(day)
        return self.promises()

    def events(self, partner=None):
        return self.case(partner or self.lecoq).event_ids.sorted("id").mapped("kind")

    def tasks(self, partner=None):
        return self.case(partner or self.lecoq).activity_ids

    def on(self, day, hour=10):
        self.cycle(day)
        self.clock.move_to(f"{day} {hour:02}:00:00")


@tagged("post_install", "-at_install")
class TestCallOutcomes(CallCase):
    """Each outcome makes the right records, pauses what it should, and no more."""

    def test_every_outcome_has_a_label_an_effect_and_a_key_of_its_own(self):
        labels = dict(self.case(self.lecoq)._call_labels())
        self.assertEqual(labels.keys(), call_outcomes.OUTCOMES.keys())
        keys = [one.key for one in call_outcomes.OUTCOMES.values()]
        self.assertEqual(len(keys), len(set(keys)))

    # --- the demonstration's Friday --------------------------------------------

    def test_lecoq_promises_and_only_those_lines_are_held(self):
        self.on(FRIDAY)
        self.promise()
        (promise,) = self.promises()
        self.assertRecordValues(
            promise,
            [
                {
                    "kind": "promise",
                    "source": "call",
                    "amount": 3200.0,
                    "last_due": NEXT_FRIDAY,
                    "state": "active",
                }
            ],
        )
        rows = self.exposure(self.lecoq, FRIDAY)
        self.assertFalse(rows[self.debt(self.first).id]["chaseable"])
        self.assertEqual(rows[self.debt(self.second).id]["chaseable"], 1920)
        self.assertIn("promised", self.events())

    def test_what_was_to_leave_next_day_about_these_lines_is_cancelled(self):
        self.on(FRIDAY)
        waiting = self.notices(self.lecoq).filtered(
            lambda notice: notice.state in ("draft", "queued")
        )
        self.assertTrue(waiting, "nothing was to leave")
        self.assertEqual(waiting.anchor_id, self.debt(self.first).id)
        self.promise()
        self.settle(FRIDAY)
        self.assertEqual(waiting.state, "cancelled")
        self.assertEqual(self.day(FRIDAY + timedelta(days=1)), [])

    def test_a_promise_counts_as_a_conversation(self):
        self.on(FRIDAY)
        self.promise(note="by transfer")
        (notice,) = self.notices(self.lecoq).filtered(lambda n: n.channel == "voice")
        self.assertEqual((notice.state, notice.mode), ("sent", "manual"))
        self.assertEqual((notice.address, notice.left_on), (PHONE, FRIDAY))
        self.assertTrue(notice.answered_at)
        self.assertIn("by transfer", notice.subject)

    def test_a_promise_is_not_for_more_than_is_to_pay(self):
        self.on(FRIDAY)
        with self.assertRaisesRegex(UserError, r"3,200\.00"):
            self.promise(3200.01)
        with self.assertRaises(UserError):
            self.promise(0.001)
        with self.assertRaises(UserError):
            self.promise(day=FRIDAY - timedelta(days=1))
        other = self.customer("Talbot")
        theirs = self.debt(self.invoice(other, 50, MONDAY))
        with self.assertRaises(UserError):
            self.promise(50, lines=theirs)
        self.assertFalse(self.promises())

    def test_a_transfer_of_the_promised_day_keeps_the_promise(self):
        self.on(FRIDAY)
        self.promise()
        self.pay(self.lecoq, 3200, NEXT_FRIDAY)
        monday = date(2026, 3, 16)
        self.assertEqual(self.judge(monday).state, "kept")
        self.assertIn("promise_kept", self.events())
        rest = self.exposure(self.lecoq, monday)
        self.assertEqual(sum(row["chaseable"] for row in rest.values()), 1920)

    def test_a_promise_that_is_not_kept_becomes_a_call(self):
        self.on(FRIDAY)
        self.promise()
        self.pay(self.lecoq, 500, NEXT_FRIDAY, self.debt(self.first))
        self.assertEqual(self.judge(date(2026, 3, 17)).state, "active", "still time")
        promise = self.judge(date(2026, 3, 18))
        self.assertEqual((promise.state, promise.received), ("partly_kept", 500))
        self.assertIn("promise_partly_kept", self.events())
        call = self.tasks().filtered(lambda task: "3,200.00" in task.summary)
        self.assertEqual(call.user_id, self.agent)
        self.assertIn("500.00", call.summary)
        rows = self.exposure(self.lecoq, date(2026, 3, 18))
        self.assertTrue(rows[self.debt(self.first).id]["chaseable"])
        number = len(self.events())
        self.on(date(2026, 3, 19))
        self.assertEqual(len(self.events()), number, "told once")

    def test_a_credit_note_does_not_keep_a_promise(self):
        self.on(FRIDAY)
        self.promise()
        credit = self.refund(self.lecoq, 3200, NEXT_FRIDAY)
        (self.debt(credit) | self.debt(self.first)).reconcile()
        self.assertEqual(self.judge(NEXT_FRIDAY).received, 0)

    def test_a_promise_about_debts_that_were_credited_is_waited_for_no_more(self):
        self.on(FRIDAY)
        self.promise()
        calls = len(self.tasks())
        credit = self.refund(self.lecoq, 4800, NEXT_FRIDAY)
        (self.debt(credit) | self.debt(self.first)).reconcile()
        promise = self.judge(date(2026, 3, 18))
        self.assertEqual((promise.state, promise.ended_why), ("cancelled", "gone"))
        self.assertNotIn("promise_broken", self.events())
        self.assertEqual(len(self.tasks()), calls)

    def test_what_is_left_after_a_credit_note_keeps_the_promise(self):
        self.on(FRIDAY)
        self.promise()
        credit = self.refund(self.lecoq, 4000, NEXT_FRIDAY)
        (self.debt(credit) | self.debt(self.first)).reconcile()
        self.pay(self.lecoq, 800, NEXT_FRIDAY, self.debt(self.first))
        self.assertEqual(self.judge(NEXT_FRIDAY).state, "kept")

    def test_a_doubtful_debt_is_promised_all_the_same(self):
        self.on(FRIDAY)
        self.promise()
        doubtful = self.account("416")
        self.root["recovery.account"]._sync(self.company)
        lines = [
            (0, 0, {"account_id": account.id, "partner_id": self.lecoq.id, **to})
            for account, to in (
                (doubtful, {"debit": 4800}),
                (self.receivable, {"credit": 4800}),
            )
        ]
        move = self.root["account.move"].create(
            {"move_type": "entry", "journal_id": self.misc.id, "line_ids": lines}
        )
        move.action_post()
        (move.line_ids.filtered("credit") | self.debt(self.first)).reconcile()
        self.assertEqual(self.judge(date(2026, 3, 18)).state, "broken")

    def test_one_transfer_keeps_one_promise(self):
        self.on(FRIDAY)
        self.promise(300)
        self.promise(300, day=date(2026, 3, 12), lines=self.debt(self.second))
        self.pay(self.lecoq, 300, date(2026, 3, 12))
        states = self.judge(date(2026, 3, 18)).mapped("state")
        self.assertEqual(states, ["broken", "kept"], "the one for the earlier day")

    def test_a_promise_is_for_thirty_days_at_most(self):
        self.on(FRIDAY)
        with self.assertRaisesRegex(UserError, "agree on a plan"):
            self.promise(day=date(2026, 4, 6))
        self.promise(day=date(2026, 4, 5))
        self.company.recovery_promise_longest = 0
        self.promise(day=date(2026, 9, 1))

    def test_a_promise_that_is_withdrawn_is_not_broken_later(self):
        self.on(FRIDAY)
        self.promise()
        self.promises().with_user(self.agent).action_withdraw()
        self.assertEqual(self.judge(date(2026, 3, 18)).state, "cancelled")
        self.assertNotIn("promise_broken", self.events())

    def test_a_wrong_number_that_answered_is_not_dialled_again(self):
        self.on(FRIDAY)
        self.call("callback", at="2026-03-09 13:30:00")
        self.call("wrong_number", reason="again")
        case = self.case(self.lecoq)
        self.assertFalse(case._waiting_callback())
        self.assertTrue(case._warnings_by_hand("voice", PHONE)["blocks"])
        said = case._warnings_by_hand("voice", "+33241000009")
        self.assertFalse(said["blocks"])

    def test_a_call_for_a_later_day_stays(self):
        self.on(FRIDAY)
        task = self.call_task()
        task.date_deadline = NEXT_FRIDAY
        self.call("no_answer")
        self.assertEqual(task.date_deadline, NEXT_FRIDAY)
        self.promise(reason="again")
        self.assertTrue(task.exists().active)

    def test_a_new_promise_replaces_the_one_before(self):
        self.on(FRIDAY)
        self.promise()
        self.promise(1000, date(2026, 3, 20), incoming=True)
        states = self.promises().mapped("state")
        self.assertEqual(states, ["cancelled", "active"])
        self.assertEqual(self.promises()[0].ended_why, "replaced")

    # --- the others ------------------------------------------------------------

    def test_a_dispute_is_recorded_about_its_amount_alone(self):
        self.on(FRIDAY)
        lines = self.debt(self.second)
        said = self.call(
            "dispute",
            amount=300,
            line_ids=lines.ids,
            why="service_incomplete",
            note="incomplete",
        )
        dispute = self.root["recovery.dispute"].search([])
        self.assertEqual(dispute.item_ids.line_id, lines)
        self.assertEqual((dispute.amount, dispute.source), (300.0, "phone"))
        self.assertEqual(dispute.reason_id.code, "service_incomplete")
        self.assertEqual(dispute.note, "incomplete")
        self.assertFalse(self.holds(kind="dispute"))
        self.assertTrue(dispute.activity_ids)
        self.assertIn("disputed", self.events())
        self.assertIn(dispute.user_id.name, said[0])
        rows = self.exposure(self.lecoq, FRIDAY)
        self.assertEqual(rows[self.debt(self.first).id]["chaseable"], 3200)

    def test_already_paid_leaves_the_late_debts_alone_once(self):
        self.on(FRIDAY)
        self.call("paid", note="transfer of Wednesday")
        hold = self.holds(kind="declared_paid")
        days = self.company.recovery_claim_days
        self.assertEqual(hold.until_date, FRIDAY + timedelta(days=days))
        self.assertEqual(hold.scope, "lines")
        self.assertIn("declared_paid", self.events())
        claim = self.root["recovery.paid.claim"].search([])
        self.assertTrue(claim.activity_ids)
        said = self.call(
            "paid", note="really", line_ids=claim.line_ids.ids, incoming=True
        )
        self.assertIn("not left alone a second time", said[0])
        self.assertEqual(self.holds(kind="declared_paid"), hold)

    def test_a_plan_asked_for_waits_for_its_answer(self):
        self.on(FRIDAY)
        self.call("plan", note="three times")
        self.assertEqual(self.holds().until_date, FRIDAY + timedelta(days=5))
        self.assertIn("plan_asked", self.events())

    def test_hardship_and_vulnerability_stop_everything(self):
        for code in ("hardship", "vulnerable"):
            with self.subTest(code=code):
                partner = self.customer(code, phone="+33241000009")
                self.invoice(partner, 100, date(2026, 2, 10))
                self.on(FRIDAY)
                self.call(code, partner, note="told us")
                self.assertEqual(self.holds(partner).sensitive_kind, code)
                self.assertEqual(self.holds(partner).kind, "confidential")
                events = self.case(partner).event_ids
                self.assertNotIn("told us", " ".join(events.mapped("text")))
                self.assertFalse(self.holds(partner).until_date)
                self.settle(FRIDAY)
                pending = self.notices(partner).filtered(
                    lambda n: n.state in ("draft", "queued")
                )
                self.assertFalse(pending)
                self.assertTrue(self.tasks(partner))

    def test_refusing_asks_for_a_decision_and_holds_nothing(self):
        self.on(FRIDAY)
        self.call("refuses", note="bad will")
        self.assertFalse(self.holds())
        self.assertIn("refused_payment", self.events())
        self.assertTrue(self.tasks())

    def test_asking_not_to_be_called_is_written_down_and_obeyed(self):
        self.on(FRIDAY)
        self.call("opt_out")
        reach = self.root["recovery.reach"].search([("address", "=", PHONE)])
        self.assertEqual(reach._consent("voice"), "opt_out")
        self.assertEqual(reach._consent("email"), "unknown")
        with self.assertRaises(UserError):
            self.call("no_answer")
        self.call("paid", note="he called", incoming=True)

    def test_attempts_count_but_pause_nothing(self):
        self.on(FRIDAY)
        for code in ("voicemail", "no_answer", "busy", "other_person"):
            with self.subTest(code=code):
                before = len(self.notices(self.lecoq))
                self.call(code)
                self.assertEqual(len(self.notices(self.lecoq)), before + 1)
        self.assertFalse(self.holds())
        calls = self.notices(self.lecoq).filtered(lambda n: n.channel == "voice")
        self.assertEqual(
            calls.sorted("id").mapped(lambda n: bool(n.answered_at)),
            [False, False, False, True],
        )

    def test_a_wrong_number_bounces(self):
        self.on(FRIDAY)
        self.call("wrong_number")
        call = self.notices(self.lecoq).filtered(lambda n: n.channel == "voice")
        self.assertEqual((call.state, call.failure_type), ("bounced", "bad_address"))

    def test_after_a_wrong_number_the_step_goes_on_by_its_next_channel(self):
        task = self.root.ref("debt_recovery.template_task_call")
        mail = self.root.ref("debt_recovery.template_business_reminder_1")
        fallback = {"channel": "email", "template_id": mail.id}
        self.lecoq.recovery_policy_id = self.policy(
            {
                "channel": "task",
                "template_id": task.id,
                "days": 10,
                "fallback_ids": [(0, 0, fallback)],
            }
        )
        self.day(FRIDAY)
        self.assertEqual(len(self.case(self.lecoq)._call_tasks()), 1)
        self.call("wrong_number")
        step = self.notices(self.lecoq).filtered("treatment_id")[-1:]
        self.assertEqual((step.channel, step.state), ("email", "queued"))
        self.assertFalse(self.case(self.lecoq)._call_tasks())

    def test_the_step_that_asks_for_a_call_is_closed_by_the_call(self):
        task = self.root.ref("debt_recovery.template_task_call")
        self.lecoq.recovery_policy_id = self.policy(
            {"channel": "task", "template_id": task.id, "days": 10}
        )
        self.day(FRIDAY)
        (task,) = self.case(self.lecoq)._call_tasks()
        self.promise(note="by transfer")
        self.assertFalse(task.exists().active)
        said = self.first.message_ids.mapped("body")
        self.assertTrue(any("by transfer" in one for one in said), said)

    def test_a_note_is_no_contact(self):
        self.on(FRIDAY)
        before = self.notices(self.lecoq)
        self.call("note", note="new accountant from April")
        self.assertEqual(self.notices(self.lecoq), before)
        self.assertIn("noted", self.events())

    def test_the_statement_goes_to_who_gets_the_reminders(self):
        self.on(FRIDAY)
        said = self.call("statement")
        self.assertIn("compta@lecoq.example", said[0])
        message = self.case(self.lecoq).message_ids[:1]
        self.assertEqual(message.partner_ids, self.lecoq)
        self.assertTrue(message.attachment_ids)
        unknown = self.customer("No mail")
        self.invoice(unknown, 100, date(2026, 2, 10))
        self.on(FRIDAY)
        with self.assertRaisesRegex(UserError, "e-mail"):
            self.call("statement", unknown, phone="+33241000007")

    def test_no_statement_leaves_in_test_mode_nor_from_a_copy(self):
        self.on(FRIDAY)
        self.company.write(
            {
                "recovery_test_mode": True,
                "recovery_test_email": "essai@belleroche.example",
                "recovery_test_phone": "+33600000001",
            }
        )
        with self.assertRaisesRegex(UserError, "Test mode"):
            self.call("statement")
        self.company.recovery_test_mode = False
        self.assertTrue(self.root["recovery.safety"]._may_send())
        self.root["ir.config_parameter"].set_param("database.uuid", "a-copy")
        with self.assertRaisesRegex(UserError, "copy"):
            self.call("statement")

    # --- tasks, call-backs -----------------------------------------------------

    def call_task(self):
        return self.case(self.lecoq).activity_schedule(
            "mail.mail_activity_data_call", date_deadline=FRIDAY, user_id=self.agent.id
        )

    def test_an_outcome_closes_the_call_that_it_fulfils(self):
        self.on(FRIDAY)
        task = self.call_task()
        other = self.case(self.lecoq).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.agent.id
        )
        self.call("no_answer")
        self.assertEqual(task.date_deadline, date(2026, 3, 9), "again on Monday")
        self.promise()
        self.assertFalse(task.exists().active)
        self.assertTrue(other.active)

    def test_a_callback_blocks_the_machine_and_its_call_needs_no_reason(self):
        self.on(FRIDAY)
        self.call("callback", at="2026-03-09 13:30:00", phone="02 41 00 00 05")
        (callback,) = self.case(self.lecoq).callback_ids
        self.assertEqual(callback.user_id, self.agent)
        self.assertEqual(callback.phone, "+33241000005")
        spoken = self.root["recovery.notice"].new(
            {"channel": "voice", "case_id": self.case(self.lecoq).id}
        )
        self.assertTrue(spoken.case_id._waiting_callback())
        self.on(date(2026, 3, 9), 14)
        self.case(self.lecoq).with_user(self.agent)._call_outcome("busy", {})
        self.assertEqual(callback.state, "waiting", "nobody answered: it comes back")
        self.assertEqual(str(callback.call_at), "2026-03-09 15:00:00")
        self.promise(reason="")
        self.assertEqual(callback.state, "done")

    def represented(self):
        self.root["recovery.hold"].create(
            {
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "kind": "lawyer",
                "from_date": FRIDAY,
                "reason": "Maître Roche",
            }
        )

    def test_a_callback_that_the_customer_asked_for_is_an_answer_for_two_days(self):
        self.on(FRIDAY)
        self.call("callback", at="2026-03-09 13:30:00")
        self.represented()
        self.on(date(2026, 3, 9), 14)
        self.call("no_answer", reason="")
        notice = self.notices(self.lecoq).filtered("is_answer")
        log = self.root["recovery.decision"].search([("notice_id", "=", notice.id)])
        self.assertIn("Call-back agreed: 3/9/26", log.note)
        self.on(date(2026, 3, 12), 14)
        with self.assertRaises(UserError):
            self.call("no_answer")

    def test_a_callback_that_an_agent_sets_himself_opens_no_door(self):
        self.on(FRIDAY)
        callback = self.root["recovery.callback"]._plan(
            self.case(self.lecoq), datetime(2026, 3, 9, 13, 30), user=self.agent
        )
        self.represented()
        self.on(date(2026, 3, 9), 14)
        with self.assertRaises(UserError):
            self.call("no_answer")
        with self.assertRaises(AccessError):
            callback.with_user(self.agent).asked_for = callback.call_at

    def test_a_call_stands_once_in_the_history(self):
        self.on(FRIDAY)
        self.call("no_answer", note="rang long")
        self.promise(note="by transfer")
        moments = self.case(self.lecoq)._moments()
        calls = [one for one in moments if one.icon == "fa-phone"]
        self.assertEqual([one.tone for one in calls], ["success", "secondary"])
        self.assertIn("rang long", calls[1].detail)
        titles = [one.title for one in moments]
        self.assertNotIn("Contact by a person", titles)

    def test_a_later_callback_takes_the_place_of_the_one_before(self):
        self.on(FRIDAY)
        self.call("callback", at="2026-03-09 13:30:00")
        self.call("callback", at="2026-03-10 13:30:00")
        states = self.case(self.lecoq).callback_ids.sorted("id").mapped("state")
        self.assertEqual(states[-1], "waiting")
        self.assertEqual(len(self.case(self.lecoq)._waiting_callback()), 1)
        with self.assertRaises(UserError):
            self.call("callback", at="2026-03-05 13:30:00")

    # --- who may, and with whom ------------------------------------------------

    def test_nothing_is_agreed_with_an_unknown_voice_about_a_consumer(self):
        person = self.customer("Mme D.", is_company=False, phone="+33241000003")
        self.invoice(person, 100, date(2026, 2, 10))
        self.on(FRIDAY)
        with self.assertRaisesRegex(UserError, "who speaks"):
            self.call("paid", person, note="yesterday")
        self.assertFalse(self.holds(person))
        self.call("paid", person, note="yesterday", identified=True)
        self.assertTrue(self.holds(person))
        self.call("other_person", person)

    def test_all_or_nothing(self):
        self.on(FRIDAY)
        before = self.notices(self.lecoq)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.promise(99999)
        self.assertEqual(self.notices(self.lecoq), before)

    def test_readers_record_nothing(self):
        self.on(FRIDAY)
        reader = new_test_user(
            self.root,
            "reader",
            groups="base.group_user,debt_recovery.group_auditor",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        case = self.case(self.lecoq).with_user(reader)
        with self.assertRaises(AccessError):
            case._call_outcome("note", {"note": "x"})
