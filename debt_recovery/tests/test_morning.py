"""The morning: edit one, send it elsewhere, skip with a reason, approve, take back."""

from datetime import date, datetime, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import MONDAY, RecoveryCase

AGENT = "base.group_user,debt_recovery.group_agent,base.group_partner_manager"
MANAGER = "base.group_user,debt_recovery.group_manager"


class MorningCase(RecoveryCase):
    """Two customers of one scenario that asks for an approval."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.recovery_takeback_minutes = 15
        cls.scenario = cls.policy(
            {"days": 4, "is_entry": True, "mode": "approve"},
            {"days": 15, "mode": "approve"},
        )
        cls.talbot = cls.customer("Menuiserie Talbot", "compta@talbot.example")
        for partner in (cls.lecoq, cls.talbot):
            partner.with_company(cls.company).recovery_policy_id = cls.scenario
        cls.first = cls.invoice(cls.lecoq, 1000, date(2026, 2, 20))
        cls.second = cls.invoice(cls.lecoq, 400, date(2026, 2, 23))
        cls.invoice(cls.talbot, 600, date(2026, 2, 20))
        cls.agent = cls.person("morning_agent", AGENT)
        cls.manager = cls.person("morning_manager", MANAGER)

    @classmethod
    def person(cls, login, groups):
        return new_test_user(
            cls.root,
            login,
            groups=groups,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def setUp(self):
        super().setUp()
        self.cycle(MONDAY)
        self.notice = self.notices(self.lecoq)
        self.other = self.notices(self.talbot)
        self.both = self.notice | self.other

    def mine(self, notices, user=None):
        """These reminders, as the agent sees them."""
        user = user or self.agent
        context = {"lang": "en_US", "allowed_company_ids": self.company.ids}
        return notices.with_user(user).with_context(**context)

    def wizard(self, action):
        return Form.from_action(self.env(user=self.agent), action)

    def desk(self, user=None):
        context = {"lang": "en_US", "allowed_company_ids": self.company.ids}
        return self.env(user=user or self.agent, context=context)["recovery.desk"]

    def pile(self, code):
        return {one["code"]: one["count"] for one in self.desk().state()["piles"]}[code]


@tagged("post_install", "-at_install")
class TestEdit(MorningCase):
    """One reminder is changed; the scenario is not."""

    def edited(self, subject, body="<p>As said by phone.</p><div>{items}</div>"):
        form = self.wizard(self.mine(self.notice).action_edit())
        form.subject = subject
        form.body = body
        return form.save()

    def test_only_this_one_says_it(self):
        self.edited("About {invoice}, as agreed").action_save()
        self.assertTrue(self.notice.is_edited)
        self.assertIn("as agreed", self.notice.message_subject)
        self.both._approve()
        self.company.recovery_takeback_minutes = 0
        found = {message.to: message for message in self.send_later()}
        mine = found["compta@lecoq.example"]
        self.assertEqual(mine.subject, f"About {self.first.name}, as agreed")
        self.assertIn("As said by phone.", mine.text)
        self.assertIn("1,400.00", mine.text)
        other = found["compta@talbot.example"]
        self.assertNotIn("As said by phone.", other.text)

    def send_later(self):
        """Send when the time to take back is over."""
        return self.send(hour=10)

    def test_a_wrong_word_is_refused_and_nothing_is_kept(self):
        with self.assertRaisesRegex(ValidationError, "{amount} is not a known word"):
            self.edited("To pay: {amount}").action_save()
        with self.assertRaisesRegex(ValidationError, "table {items} is missing"):
            self.edited("Hello", "<p>Please pay.</p>").action_save()
        self.assertFalse(self.notice.is_edited)

    def test_it_goes_back_to_the_scenario_text(self):
        self.edited("Hello").action_save()
        self.wizard(self.mine(self.notice).action_edit()).save().action_reset()
        self.assertFalse(self.notice.is_edited)
        self.assertNotEqual(self.notice.message_subject, "Hello")

    def test_it_goes_to_another_contact(self):
        boss = self.customer(
            "The boss", "boss@lecoq.example", parent_id=self.lecoq.id, is_company=False
        )
        form = self.wizard(self.mine(self.notice).action_edit())
        form.to_id = boss
        form.save().action_save()
        self.assertEqual(self.notice.reach_text, "boss@lecoq.example")
        self.notice._approve()
        message = self.send_later()[0]
        self.assertEqual(message.to, "boss@lecoq.example")

    def test_never_to_somebody_else_s_contact(self):
        with self.assertRaisesRegex(UserError, "no contact of"):
            self.env["recovery.edit.wizard"].create(
                {"notice_id": self.notice.id, "to_id": self.talbot.id}
            ).action_save()

    def test_a_contact_without_an_address_is_refused(self):
        mute = self.customer("No mail", parent_id=self.lecoq.id, is_company=False)
        with self.assertRaisesRegex(UserError, "has no valid e-mail"):
            self.env["recovery.edit.wizard"].create(
                {"notice_id": self.notice.id, "to_id": mute.id}
            ).action_save()

    def test_what_leaves_can_no_longer_be_edited(self):
        self.notice._approve()
        with self.assertRaisesRegex(UserError, "Take it back first"):
            self.mine(self.notice).action_edit()

    def test_a_first_approval_does_not_hold_for_another_text(self):
        self.scenario.treatment_ids[0].four_eyes = True
        self.mine(self.notice)._approve()
        self.assertEqual(self.notice.approved_by_id, self.agent)
        self.edited("Hello").action_save()
        self.assertFalse(self.notice.approved_by_id)

    def test_a_reminder_taken_up_again_has_the_scenario_text(self):
        self.edited("Hello").action_save()
        pause = self.root["recovery.hold"].create(
            {
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "reason": "Asked by phone",
                "until_date": MONDAY,
            }
        )
        self.settle()
        self.assertEqual(self.notice.state, "cancelled")
        self.cycle(MONDAY + timedelta(days=1))
        self.assertTrue(pause.exists())
        self.assertEqual(self.notice.state, "draft")
        self.assertFalse(self.notice.is_edited)

    def test_the_fallback_has_its_own_text_and_is_not_approved_yet(self):
        step = self.scenario.treatment_ids[0]
        call = self.root.ref("debt_recovery.step_business_call").template_id
        step.fallback_ids = [
            Command.create({"channel": "task", "template_id": call.id})
        ]
        self.settle()  # the changed step is planned again
        self.edited("Hello").action_save()
        self.lecoq.email = False
        self.notice._approve()
        self.send_later()
        task = self.notices(self.lecoq) - self.notice
        self.assertEqual((task.channel, task.state), ("task", "draft"))
        self.assertFalse(task.approved_by_id)
        self.assertFalse(task.is_edited)

    def test_a_contact_that_left_the_company_gets_nothing(self):
        boss = self.customer(
            "The boss", "boss@lecoq.example", parent_id=self.lecoq.id, is_company=False
        )
        self.notice._edit(False, False, boss)
        boss.parent_id = self.talbot
        self.notice.invalidate_recordset()
        self.assertEqual(self.notice.reach_text, "compta@lecoq.example")


@tagged("post_install", "-at_install")
class TestSkip(MorningCase):
    def test_what_is_given_up_stays_away_for_a_week(self):
        self.notice.write({"state": "failed", "planned_on": MONDAY})
        self.cycle(MONDAY + timedelta(days=9))
        self.mine(self.notice).action_cancel()
        self.cycle(MONDAY + timedelta(days=10))
        self.assertEqual(self.notice.state, "cancelled")

    def test_skipped_with_its_reason_it_comes_back_after_a_week(self):
        self.cycle(MONDAY + timedelta(days=2))
        wizard = self.wizard(self.mine(self.notice).action_skip())
        wizard.text = "on Friday"
        self.assertEqual(wizard.back_on, MONDAY + timedelta(days=9))
        wizard.save().action_skip()
        self.assertEqual(self.notice.state, "cancelled")
        self.assertIn("A payment is announced – on Friday", self.notice.situation_text)
        self.cycle(MONDAY + timedelta(days=8))
        self.assertEqual(self.notice.state, "cancelled")
        self.cycle(MONDAY + timedelta(days=9))
        self.assertEqual(self.notice.state, "draft")

    def test_no_reason_no_skip(self):
        with self.assertRaisesRegex(UserError, "Write why"):
            self.mine(self.notice)._skip("  ")

    def test_an_invoice_left_out_leaves_the_rest(self):
        action = self.mine(self.notice).action_leave_out()
        self.assertEqual(action["context"]["default_scope"], "lines")
        self.root["recovery.hold"].create(
            {
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "reason": "Wrong quantity",
                "line_ids": [(6, 0, self.debt(self.second).ids)],
            }
        )
        self.settle()
        self.assertEqual(self.notice.state, "draft")
        self.assertNotIn(self.second.name, self.notice.message_html)
        self.assertIn(self.first.name, self.notice.message_html)


@tagged("post_install", "-at_install")
class TestTakeBack(MorningCase):
    def test_it_waits_fifteen_minutes_and_can_be_taken_back(self):
        result = self.mine(self.both).approve_possible()
        self.assertEqual(sorted(result["queued"]), sorted(self.both.ids))
        self.assertEqual(self.send(hour=8), [])  # the clock stands at eight
        state = self.desk().state()
        self.assertEqual(state["leaving"]["count"], 2)
        self.mine(self.notice).action_take_back()
        self.assertEqual(self.notice.state, "draft")
        self.assertFalse(self.notice.approved_by_id)
        sent = self.send(hour=9)
        self.assertEqual([one.to for one in sent], ["compta@talbot.example"])
        kinds = self.case(self.lecoq).event_ids.mapped("kind")
        self.assertIn("taken_back", kinds)

    def test_of_several_those_that_wait_still_are_taken_back(self):
        self.notice._approve()
        self.send(hour=9)
        self.other._approve()
        result = self.mine(self.both).take_back()
        self.assertEqual(result, {"back": 1, "gone": 1})
        self.assertEqual((self.notice.state, self.other.state), ("sent", "draft"))

    def test_what_left_stays_sent(self):
        self.notice._approve()
        self.send(hour=9)
        with self.assertRaisesRegex(UserError, "cannot go from “Sent” to “To approve”"):
            self.mine(self.notice).action_take_back()

    def test_while_it_is_being_sent_it_is_too_late(self):
        self.notice.write({"state": "sending"})
        with self.assertRaisesRegex(UserError, "is being sent just now"):
            self.mine(self.notice).action_take_back()

    def test_the_job_is_woken_when_the_time_is_over(self):
        cron = self.root.ref("debt_recovery.cron_outbox")
        triggers = self.root["ir.cron.trigger"]
        triggers.search([("cron_id", "=", cron.id)]).unlink()
        self.notice._approve()
        found = triggers.search([("cron_id", "=", cron.id)])
        self.assertEqual(found.call_at, datetime(2026, 3, 2, 8, 15))

    def test_zero_minutes_means_at_once(self):
        self.company.recovery_takeback_minutes = 0
        self.notice._approve()
        self.assertFalse(self.notice.send_after)
        self.assertEqual(len(self.send(hour=8)), 1)


@tagged("post_install", "-at_install")
class TestApproveMany(MorningCase):
    def test_what_cannot_leave_is_named_with_its_reason(self):
        lost = self.customer("Restaurant L'Estran")
        lost.with_company(self.company).recovery_policy_id = self.scenario
        self.invoice(lost, 300, date(2026, 2, 20))
        self.cycle(MONDAY)
        self.pay(self.talbot, 600, MONDAY)  # not matched: it covers the debt
        everything = self.both | self.notices(lost)
        preview = self.mine(everything).approval_preview()
        self.assertEqual(preview["ids"], self.notice.ids)
        self.assertIn("1,400.00", preview["amount"])
        self.assertEqual(
            {row["name"]: row["why"] for row in preview["excluded"]},
            {"Menuiserie Talbot": "Settled", "Restaurant L'Estran": "no address"},
        )
        self.assertEqual(set(everything.mapped("state")), {"draft"})
        result = self.mine(everything).approve_possible()
        self.assertEqual(result["queued"], self.notice.ids)
        self.assertEqual(self.other.state, "draft")

    def test_what_needs_two_persons_is_approved_once_by_each(self):
        self.scenario.treatment_ids[0].four_eyes = True
        first = self.mine(self.notice).approve_possible()
        self.assertEqual((first["ids"], first["queued"]), (self.notice.ids, []))
        again = self.mine(self.notice).approval_preview()
        self.assertIn("second person", again["excluded"][0]["why"])
        second = self.mine(self.notice, self.manager).approve_possible()
        self.assertEqual(second["queued"], self.notice.ids)

    def test_an_auditor_looks_and_cannot_approve(self):
        auditor = self.person(
            "morning_auditor", "base.group_user,debt_recovery.group_auditor"
        )
        self.assertEqual(self.mine(self.notice, auditor).amount, 1400)
        with self.assertRaises(AccessError):
            self.mine(self.both, auditor).approve_possible()

    def test_many_cost_no_more_reads_than_a_few(self):
        partners = [
            self.customer(f"Client {number}", f"c{number}@example.com")
            for number in range(12)
        ]
        for partner in partners:
            partner.with_company(self.company).recovery_policy_id = self.scenario
            self.invoice(partner, 200, date(2026, 2, 20))
        self.cycle(MONDAY)
        everything = self.root["recovery.notice"].search([("state", "=", "draft")])
        fields = ["why_text", "reach_text", "last_contact_on", "situation_text"]

        def reads(notices):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            notices.read(fields)
            return self.cr.sql_log_count - before

        few = reads(everything[:2])
        self.assertEqual(len(everything), 14)
        self.assertLessEqual(reads(everything), few + 2)


@tagged("post_install", "-at_install")
class TestPiles(MorningCase):
    def test_each_pile_counts_what_its_list_shows(self):
        self.assertEqual(self.pile("today"), 2)
        self.scenario.treatment_ids[0].four_eyes = True
        self.assertEqual((self.pile("today"), self.pile("decisions")), (0, 2))
        self.notice.write({"state": "failed", "failure_type": "no_address"})
        self.assertEqual((self.pile("decisions"), self.pile("mend")), (1, 1))
        for action, code in (
            ("recovery_notice_action_decisions", "decisions"),
            ("recovery_notice_action_mend", "mend"),
        ):
            domain = self.root.ref(f"debt_recovery.{action}").domain
            found = self.root["recovery.notice"].search_count(
                [("company_id", "=", self.company.id), *eval(domain)]  # noqa: S307
            )
            self.assertEqual(found, self.pile(code))

    def test_a_reply_is_read_once_by_a_person(self):
        case = self.case(self.lecoq)
        case.message_update(
            {"subject": "Re: FA-0177", "body": "<p>We pay on <b>Friday</b>.</p>"}
        )
        self.assertEqual(self.pile("replies"), 1)
        mine = case.with_user(self.agent)
        self.assertEqual(mine.reply_text, "Re: FA-0177 – We pay on *Friday*.")
        mine.action_replies_read()
        self.assertEqual(self.pile("replies"), 0)
        self.assertIn("replied", case.event_ids.mapped("kind"))

    def test_a_task_is_in_its_pile_without_an_approval(self):
        call = self.root.ref("debt_recovery.step_business_call")
        self.assertEqual((call.channel, call.mode), ("task", "automatic"))
        before = self.pile("calls")
        self.case(self.lecoq).activity_schedule(
            "mail.mail_activity_data_call", user_id=self.agent.id
        )
        self.assertEqual(self.pile("calls"), before + 1)

    def test_another_company_s_reminders_are_not_counted(self):
        other = self.root["res.company"].create({"name": "Belleroche Belgium"})
        stranger = new_test_user(
            self.root,
            "morning_stranger",
            groups=AGENT,
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        env = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        counts = [pile["count"] for pile in env["recovery.desk"].state()["piles"]]
        self.assertEqual(set(counts), {0})


@tagged("post_install", "-at_install")
class TestAutomaticMode(MorningCase):
    """After a month without an edit, a step is proposed to leave by itself."""

    def setUp(self):
        super().setUp()
        self.step = self.scenario.treatment_ids[0]
        for number in range(4):
            partner = self.customer(f"Client {number}", f"c{number}@example.com")
            partner.with_company(self.company).recovery_policy_id = self.scenario
            self.invoice(partner, 200, date(2026, 2, 20))
        self.cycle(MONDAY)
        self.drafts = self.root["recovery.notice"].search(
            [("state", "=", "draft"), ("treatment_id", "=", self.step.id)]
        )
        self.assertEqual(len(self.drafts), 6)
        self.drafts._approve()

    def proposed(self, user=None):
        found = self.desk(user or self.manager).proposals()
        return [one["id"] for one in found]

    def later(self, days):
        self.clock.move_to(datetime(2026, 3, 2, 9) + timedelta(days=days))

    def test_proposed_after_thirty_days_to_a_manager(self):
        self.later(29)
        self.assertEqual(self.proposed(), [])
        self.later(31)
        self.assertEqual(self.proposed(), self.step.ids)
        self.assertEqual(self.proposed(self.agent), [])
        with self.assertRaises(AccessError):
            self.desk().set_automatic(self.step.id, True)
        self.desk(self.manager).set_automatic(self.step.id, True)
        self.assertEqual(self.step.mode, "automatic")
        self.assertEqual(self.proposed(), [])

    def test_refused_it_is_not_asked_again_for_a_month(self):
        self.later(31)
        self.desk(self.manager).set_automatic(self.step.id, False)
        self.assertEqual(self.step.mode, "approve")
        self.later(50)
        self.assertEqual(self.proposed(), [])
        self.later(62)
        self.assertEqual(self.proposed(), self.step.ids)

    def test_an_edit_or_a_skip_starts_the_month_anew(self):
        self.later(20)
        self.env["recovery.event"]._log(
            "edited", self.case(self.lecoq), notice=self.notice
        )
        self.later(31)
        self.assertEqual(self.proposed(), [])
        self.later(51)
        self.assertEqual(self.proposed(), self.step.ids)

    def test_a_formal_notice_is_never_proposed(self):
        self.step.purpose = "statutory" if not self.step.is_entry else "collection"
        self.step.four_eyes = True
        self.later(31)
        self.assertEqual(self.proposed(), [])
        with self.assertRaisesRegex(UserError, "not proposed any more"):
            self.desk(self.manager).set_automatic(self.step.id, True)
