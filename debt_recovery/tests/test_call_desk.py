from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..tools import call_outcomes
from .test_call_outcomes import FRIDAY, CallCase


@tagged("post_install", "-at_install")
class TestCallDesk(CallCase):
    """Whom to call, in which order and why; one account with all that one needs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_test_user(
            cls.root,
            "boss",
            groups="base.group_user,debt_recovery.group_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def late(self, name, amount, days=20, **values):
        values = {"phone": "+33241000020", **values}
        partner = self.customer(name, f"{name.lower()}@x.example", **values)
        self.invoice(partner, amount, FRIDAY - timedelta(days=days))
        return partner

    def desk(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.root["recovery.call.desk"].with_user(user or self.agent)

    def queue(self, user=None, **filters):
        return self.desk(user).queue(filters)["rows"]

    def names(self, user=None, **filters):
        return [row["name"] for row in self.queue(user, **filters)]

    def ask(self, partner, **values):
        """A call for somebody to make."""
        return self.case(partner).activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=FRIDAY,
            user_id=self.agent.id,
            **values,
        )

    # --- the order -------------------------------------------------------------

    def test_callbacks_then_promises_then_steps_by_what_is_at_stake(self):
        small, large, asked = (
            self.late("Small", 100),
            self.late("Large", 9000),
            self.late("Asked", 50),
        )
        self.on(FRIDAY)
        self.ask(small)
        self.ask(large)
        self.promise(1000, FRIDAY)
        self.call("callback", asked, at="2026-03-10 09:00:00", phone="+33241000020")
        self.cycle(date(2026, 3, 11))
        self.clock.move_to("2026-03-11 10:00:00")
        rows = self.queue()
        self.assertEqual(
            [(row["name"], row["kind"]) for row in rows],
            [
                ("Asked", "callback"),
                ("Boulangeries Lecoq", "promise"),
                ("Large", "step"),
                ("Small", "step"),
            ],
        )
        self.assertRegex(rows[1]["why"], r"1,000\.00.* – .*days late")

    def test_a_callback_of_later_stands_last(self):
        asked = self.late("Asked", 50)
        self.on(FRIDAY)
        self.ask(self.lecoq)
        self.call("callback", asked, at="2026-03-06 15:00:00")
        self.assertEqual(self.names(), ["Boulangeries Lecoq", "Asked"])
        self.clock.move_to("2026-03-06 15:00:00")
        self.assertEqual(self.names(), ["Asked", "Boulangeries Lecoq"])

    def test_the_step_of_a_scenario_stands_in_the_list_by_its_name(self):
        self.on(FRIDAY)
        task = self.ask(self.lecoq)
        notice = self.notices(self.lecoq)[:1]
        notice.template_id = self.root.ref("debt_recovery.template_task_call")
        task.write(
            {
                "recovery_notice_id": notice.id,
                "activity_type_id": self.root.ref("mail.mail_activity_data_todo").id,
            }
        )
        (row,) = self.queue()
        self.assertIn(notice.treatment_id.name, row["why"])

    def test_late_accounts_without_a_call_are_shown_on_demand(self):
        self.late("Talbot", 100)
        self.on(FRIDAY)
        self.assertEqual(self.names(), [])
        self.assertEqual(
            self.names(scope="all", every=True), ["Boulangeries Lecoq", "Talbot"]
        )

    def test_the_queue_costs_as_many_queries_for_many_as_for_few(self):
        self.on(FRIDAY)
        self.queue(scope="all", every=True)  # warm

        def count():
            self.desk()
            before = self.env.cr.sql_log_count
            self.desk().queue({"scope": "all", "every": True})
            return self.env.cr.sql_log_count - before

        few = count()
        for number in range(8):
            self.late(f"Customer{number}", 100 + number)
        self.on(FRIDAY)
        self.assertEqual(len(self.queue(scope="all", every=True)), 9)
        self.assertLessEqual(count(), few + 3)

    # --- whose -----------------------------------------------------------------

    def test_everybody_sees_his_own_and_those_of_whom_he_replaces(self):
        other = new_test_user(
            self.root,
            "other",
            groups="base.group_user,debt_recovery.group_agent",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.on(FRIDAY)
        self.ask(self.lecoq)
        self.assertEqual(self.names(other), [])
        self.assertEqual(self.names(other, scope="all"), ["Boulangeries Lecoq"])
        self.root["recovery.absence"].create(
            {
                "user_id": self.agent.id,
                "substitute_id": other.id,
                "from_date": FRIDAY,
                "until_date": FRIDAY,
            }
        )
        self.assertEqual(self.names(other), ["Boulangeries Lecoq"])

    def test_filters_by_language_bracket_and_skill(self):
        self.late("Alpenhof", 500, lang="en_US")
        self.on(FRIDAY)
        stage = self.case(self.lecoq).stage_id
        wanted = {"scope": "all", "every": True}
        self.assertEqual(
            self.names(**wanted, stage_id=stage.id), ["Boulangeries Lecoq"]
        )
        self.assertEqual(self.names(**wanted, lang="fr_FR"), [])
        skill = self.root.ref("debt_recovery.skill_late")
        self.assertEqual(self.names(**wanted, skill_id=skill.id), [])

    def test_late_accounts_go_to_those_with_the_skill(self):
        old = self.late("Old", 700, days=120)
        self.on(FRIDAY)
        self.ask(old)
        self.assertEqual(self.names(), ["Old"], "nobody has the skill")
        self.root.ref("debt_recovery.skill_late").user_ids = self.boss
        self.assertEqual(self.names(), [])
        self.assertEqual(self.names(self.boss, scope="all"), ["Old"])
        (row,) = self.queue(self.boss, scope="all")
        self.assertEqual(row["skills"], ["Very late accounts"])

    def test_delicate_situations_go_to_those_with_the_skill(self):
        self.root.ref("debt_recovery.skill_delicate").user_ids = self.boss
        self.on(FRIDAY)
        self.ask(self.lecoq)
        self.assertEqual(self.names(), ["Boulangeries Lecoq"])
        self.root["recovery.hold"].create(
            {
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "kind": "hardship",
                "reason": "told us",
                "from_date": FRIDAY,
            }
        )
        self.assertEqual(self.names(), [])
        self.assertEqual(self.names(self.boss, scope="all"), ["Boulangeries Lecoq"])
        page = self.desk(self.boss).account(self.case(self.lecoq).id)
        self.assertEqual(page["tone"]["code"], "human")

    # --- one account -----------------------------------------------------------

    def page(self, partner=None, user=None):
        return self.desk(user).account(self.case(partner or self.lecoq).id)

    def test_the_page_says_what_is_owed_now(self):
        self.on(FRIDAY)
        page = self.page()
        debts = {debt["id"]: debt for debt in page["debts"]}
        self.assertEqual(debts[self.debt(self.first).id]["open"], 3200)
        self.assertEqual(debts[self.debt(self.second).id]["open"], 1920)
        self.assertIn("5,120.00", page["totals"][0]["chaseable"])
        self.pay(self.lecoq, 120, FRIDAY)
        self.assertIn("5,000.00", self.page()["totals"][0]["chaseable"])

    def test_the_reminders_contact_is_called_first(self):
        self.customer(
            "Accounts payable",
            is_company=False,
            type="collections",
            parent_id=self.lecoq.id,
            phone="02 41 00 00 77",
            country_id=self.root.ref("base.fr").id,
        )
        self.on(FRIDAY)
        numbers = self.page()["numbers"]
        self.assertEqual(
            [(one["phone"], one["valid"]) for one in numbers],
            [("+33241000077", True), ("+33241000001", True)],
        )

    def test_tone_and_its_reason(self):
        self.on(FRIDAY)
        self.assertEqual(self.page()["tone"]["code"], "neutral")  # never paid yet
        person = self.late("Person", 100, is_company=False)
        self.on(FRIDAY)
        page = self.page(person)
        self.assertEqual((page["tone"]["code"], page["audience"]), ("soft", "consumer"))
        for number in range(3):
            paid = self.invoice(self.lecoq, 10, date(2025, 10, 1 + number))
            self.pay(self.lecoq, 10, date(2025, 12, 1), self.debt(paid))
        page = self.page()
        self.assertEqual(page["tone"]["code"], "firm")
        self.assertIn("3 of 3", page["tone"]["why"])

    def test_the_script_is_of_the_audience_the_tone_and_the_promise(self):
        self.on(FRIDAY)
        script = self.page()["script"]
        self.assertEqual(script["name"], "Business, courteous")
        self.assertIn(self.first.name, script["steps"][1]["say"])
        self.assertIn("5,120.00", script["steps"][1]["say"])
        person = self.late("Person", 100, is_company=False)
        self.on(FRIDAY)
        self.assertEqual(self.page(person)["script"]["name"], "Consumers")
        self.promise(1000, FRIDAY)
        self.on(date(2026, 3, 11))
        script = self.page()["script"]
        self.assertEqual(script["name"], "Business, promise to check")
        self.assertIn("1,000.00", script["steps"][1]["say"])

    def test_warnings_stand_on_the_page_before_the_call(self):
        self.on(FRIDAY)
        self.assertEqual(self.page()["warnings"], {"blocks": [], "warns": []})
        self.call("no_answer")
        warnings = self.page()["warnings"]
        self.assertTrue(warnings["warns"])
        ring = self.desk().ring
        case = self.case(self.lecoq)
        with self.assertRaises(UserError):
            ring(case.id, self.lecoq.id, self.lecoq.phone)
        self.assertEqual(
            ring(case.id, self.lecoq.id, self.lecoq.phone, "agreed")["mode"], "tel"
        )

    def test_two_agents_do_not_have_one_customer_in_hand(self):
        self.on(FRIDAY)
        self.ask(self.lecoq)
        self.assertEqual(self.page()["holder"], "")
        self.assertEqual(self.page(user=self.boss)["holder"], self.agent.name)
        (row,) = self.queue(self.boss, scope="all")
        self.assertEqual(row["holder"], self.agent.name)
        self.desk().leave()
        self.assertEqual(self.page(user=self.boss)["holder"], "")

    def test_an_agent_who_vanishes_frees_the_customer(self):
        self.on(FRIDAY)
        self.page()
        self.clock.move_to("2026-03-06 10:31:00")
        self.assertEqual(self.page(user=self.boss)["holder"], "")

    def test_readers_see_and_take_nothing(self):
        reader = new_test_user(
            self.root,
            "reader",
            groups="base.group_user,debt_recovery.group_auditor,"
            "account.group_account_readonly",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.on(FRIDAY)
        page = self.page(user=reader)
        self.assertTrue(page["debts"])
        self.assertFalse(self.desk(reader).queue()["may_work"])
        self.assertFalse(self.root["recovery.call.seat"].search([]))
        case = self.case(self.lecoq)
        with self.assertRaises(AccessError):
            self.desk(reader).ring(case.id, self.lecoq.id, "+33241000001")
        with self.assertRaises(AccessError):
            self.desk(reader).record(case.id, "note", {"note": "x"})
        stranger = new_test_user(self.root, "stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.desk(stranger).queue()

    def test_another_company_is_not_shown(self):
        other = self.root["res.company"].create({"name": "Other"})
        outsider = new_test_user(
            self.root,
            "outsider",
            groups="base.group_user,debt_recovery.group_agent",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.on(FRIDAY)
        self.ask(self.lecoq)
        self.assertEqual(self.names(outsider, scope="all", every=True), [])
        with self.assertRaises(AccessError):
            self.page(user=outsider)

    def test_calls_stand_in_the_history(self):
        self.on(FRIDAY)
        self.call("voicemail", note="left my name")
        self.call("callback", at="2026-03-09 13:30:00")
        titles = [moment["title"] for moment in self.page()["timeline"]["moments"]]
        self.assertIn("Call: Boulangeries Lecoq", titles)
        self.assertIn("Call-back set", titles)


@tagged("post_install", "-at_install")
class TestCallScripts(CallCase):
    """What is shipped to say, and what may not be said."""

    def test_every_shipped_script_ends_every_way_it_opens(self):
        scripts = self.root["recovery.script"].search([])
        self.assertEqual(
            set(scripts.mapped("audience")), {"business", "consumer", "public"}
        )
        for script in scripts:
            with self.subTest(script=script.name):
                reached, todo = set(), script.step_ids[:1]
                while todo:
                    reached |= set(todo.ids)
                    todo = todo.answer_ids.next_id.filtered(
                        lambda step, known=reached: step.id not in known
                    )
                self.assertEqual(reached, set(script.step_ids.ids), "never reached")
                self.assertTrue(all(step.answer_ids for step in script.step_ids))
                outcomes = script.step_ids.answer_ids.mapped("outcome")
                self.assertLessEqual(
                    set(outcomes) - {False}, set(call_outcomes.OUTCOMES)
                )

    def test_a_consumer_is_identified_before_a_word_of_the_debt(self):
        for script in self.root["recovery.script"].search(
            [("audience", "=", "consumer")]
        ):
            first = script.step_ids[:1]
            self.assertFalse(first.after_identity)
            second = first.answer_ids.next_id
            self.assertFalse(second.after_identity)

    def test_debt_words_are_refused_before_identity_and_on_the_voicemail(self):
        script = self.root.ref("debt_recovery.script_consumer")
        with self.assertRaisesRegex(ValidationError, "total"):
            script.step_ids[:1].say = "You owe {total}"
        with self.assertRaisesRegex(ValidationError, "invoice"):
            script.voicemail = "About {invoice}"
        with self.assertRaisesRegex(ValidationError, "amount_due"):
            script.step_ids[2:3].say = "{amount_due}"

    def test_an_answer_leads_to_one_place(self):
        answer = self.root["recovery.script.answer"].search(
            [("outcome", "!=", False)], limit=1
        )
        with self.assertRaises(ValidationError):
            answer.outcome = False
        with self.assertRaises(ValidationError):
            answer.next_id = answer.step_id


@tagged("post_install", "-at_install")
class TestCallbacks(CallCase):
    def test_the_machine_does_not_call_before_the_callback(self):
        self.on(FRIDAY)
        self.call("callback", at="2026-03-09 13:30:00")
        notice = self.notices(self.lecoq)[:1].copy({"rank": 7, "channel": "voice"})
        self.assertTrue(notice._waits_for_somebody(FRIDAY))
        self.assertEqual(notice.reason, "callback")
        self.assertEqual(
            self.company._recovery_today(notice.send_after), date(2026, 3, 10)
        )
        self.case(self.lecoq)._waiting_callback().action_cancel()
        self.assertFalse(notice._waits_for_somebody(FRIDAY))

    def test_only_who_works_there_calls_back(self):
        self.on(FRIDAY)
        stranger = new_test_user(self.root, "nobody", groups="base.group_user")
        with self.assertRaises(ValidationError):
            self.root["recovery.callback"].create(
                {
                    "case_id": self.case(self.lecoq).id,
                    "call_at": fields.Datetime.now(),
                    "user_id": stranger.id,
                }
            )
