from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.debt_recovery.models import recovery_policy_page_desk

from .common import MONDAY, RecoveryCase

TUESDAY = MONDAY + timedelta(days=1)
LATE = date(2026, 2, 10)  # 20 days late on the Monday


class ScenarioCase(RecoveryCase):
    """A scenario of three e-mails at D+4, D+15 and D+30, with two customers inside."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scenario = cls.policy(
            {"name": "First", "days": 4, "is_entry": True},
            {"name": "Second", "days": 15},
            {"name": "Third", "days": 30},
            name="Shops",
        )
        cls.first, cls.second, cls.third = cls.scenario.treatment_ids
        cls.talbot = cls.customer("Menuiserie Talbot", "talbot@talbot.example")
        (cls.lecoq | cls.talbot).recovery_policy_id = cls.scenario
        cls.invoice(cls.lecoq, 500, LATE)
        cls.invoice(cls.talbot, 900, LATE)
        cls.manager = new_test_user(
            cls.root,
            "scenario_manager",
            groups="base.group_user,debt_recovery.group_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @property
    def page(self):
        """The scenario as the manager's page calls it."""
        env = self.env(user=self.manager, context={"lang": "en_US"})
        return self.scenario.with_env(env).with_company(self.company)

    def edit(self, step, **values):
        return {"step_ids": [Command.update(step.id, values)]}

    def names(self, partner):
        return self.notices(partner).mapped("treatment_id.name")

    def history(self):
        return " ".join(self.scenario.message_ids.mapped("body"))


@tagged("post_install", "-at_install")
class TestSimulatedChange(ScenarioCase):
    """Who would get something else, told before anything is saved."""

    def kinds(self, changes, **values):
        answer = self.page.simulate_change(changes, **values)
        return {row["name"]: row["kind"] for row in answer["rows"]}, answer

    def test_a_step_moved_to_a_later_day_is_later_for_those_who_wait_for_it(self):
        self.day(MONDAY)
        kinds, answer = self.kinds(self.edit(self.second, days=28))
        self.assertEqual(
            kinds, {"Boulangeries Lecoq": "later", "Menuiserie Talbot": "later"}
        )
        self.assertEqual(answer["figures"][0]["count"], 2)
        self.assertIn("1,400.00", answer["figures"][0]["amount"])
        row = answer["rows"][0]
        self.assertEqual(row["name"], "Menuiserie Talbot")  # the largest comes first
        self.assertEqual(row["before"], "Second, 03/06/2026")
        self.assertEqual(row["after"], "Second, 03/10/2026")

    def test_other_words_more_less_and_else_are_told_apart(self):
        self.cycle(MONDAY)  # both have the first step waiting
        kinds, _answer = self.kinds(self.edit(self.first, text_subject="Other"))
        self.assertEqual(set(kinds.values()), {"else"})
        kinds, _answer = self.kinds(self.edit(self.first, min_net=600))
        self.assertEqual(kinds, {"Boulangeries Lecoq": "less"})
        extra = Command.create(
            {
                "name": "Call",
                "days": 1,
                "sequence": 5,
                "channel": "task",
                "is_entry": False,
                "template_id": self.root.ref("debt_recovery.template_task_call").id,
            }
        )
        kinds, answer = self.kinds({"step_ids": [extra]})
        self.assertEqual(set(kinds.values()), {"else"})
        self.assertIn("First + Call, today", answer["rows"][0]["after"])
        same, answer = self.kinds({})
        self.assertEqual((same, answer["changed"]), ({}, 0))
        self.assertIn("Nobody", answer["title"])

    def test_starting_again_shows_the_first_step_again(self):
        self.day(MONDAY)
        kinds, answer = self.kinds({}, afresh=True)
        self.assertEqual(set(kinds.values()), {"else"})
        self.assertIn("First,", answer["rows"][0]["after"])

    def test_nothing_is_written(self):
        self.cycle(MONDAY)
        before = self.contents()
        self.cr.execute("SELECT id, recovery_full_pass FROM res_company ORDER BY id")
        company = self.cr.fetchall()
        changes = {
            "grace_days": 2,
            "step_ids": [
                Command.update(self.first.id, {"days": 40, "text_subject": "Changed"}),
                Command.update(self.third.id, {"active": False}),
                Command.create(
                    {
                        "name": "New",
                        "days": 7,
                        "template_id": self.first.template_id.id,
                    }
                ),
            ],
        }
        self.page.simulate_change(changes)
        self.page.change_effect(changes)
        self.assertEqual(self.contents(), before)
        self.cr.execute("SELECT id, recovery_full_pass FROM res_company ORDER BY id")
        self.assertEqual(self.cr.fetchall(), company)
        self.assertEqual(self.first.days, 4)

    def test_what_it_foretells_is_what_the_changed_scenario_then_does(self):
        self.cycle(MONDAY)
        changes = self.edit(self.first, min_net=600)
        _kinds, answer = self.kinds(changes)
        self.assertEqual([row["after"] for row in answer["rows"]], ["Nothing"])
        self.page.write(changes)
        self.settle(MONDAY)
        self.assertEqual(self.steps(self.talbot, "queued"), ["First"])
        self.assertEqual(self.steps(self.lecoq, "queued"), [])

    def test_a_change_that_cannot_be_saved_is_refused(self):
        with self.assertRaises(ValidationError):
            self.kinds(self.edit(self.first, repeat_every=-1))

    def test_readers_may_not_ask(self):
        reader = new_test_user(
            self.root, "scenario_reader", groups="debt_recovery.group_auditor"
        )
        with self.assertRaises(AccessError):
            self.scenario.with_user(reader).simulate_change({})
        with self.assertRaises(AccessError):
            self.scenario.with_user(reader).change_effect({})

    def test_at_most_five_hundred_rows_are_shown_and_the_rest_is_counted(self):
        self.patch(recovery_policy_page_desk, "SHOWN", 1)
        self.cycle(MONDAY)
        _kinds, answer = self.kinds(self.edit(self.first, text_subject="Other"))
        self.assertEqual((len(answer["rows"]), answer["changed"]), (1, 2))
        self.assertIn("1 more", answer["more"])


@tagged("post_install", "-at_install")
class TestRunningChange(ScenarioCase):
    """What becomes of those inside when the scenario changes."""

    def test_it_asks_when_somebody_is_inside_and_the_plan_changes(self):
        effect = self.page.change_effect(self.edit(self.first, days=6))
        self.assertFalse(effect["asks"], "nobody is inside yet")
        self.cycle(MONDAY)
        effect = self.page.change_effect(self.edit(self.first, days=6))
        self.assertTrue(effect["asks"])
        self.assertIn("2 customer accounts", effect["inside"])
        self.assertIn(": 2.", effect["waiting"])
        self.assertEqual(effect["lines"], ["First: D+4 → D+6"])
        words = self.page.change_effect(self.edit(self.first, text_subject="Hello"))
        self.assertEqual((words["asks"], words["waiting"]), (False, 0))
        self.assertEqual(words["lines"], ["First: other words"])

    def test_each_kind_of_change_is_told_in_words(self):
        self.cycle(MONDAY)
        lines = self.page.change_effect(
            {
                "grace_days": 2,
                "step_ids": [
                    Command.update(self.first.id, {"sequence": 25, "min_net": 50}),
                    Command.update(self.third.id, {"active": False}),
                    Command.create({"name": "New", "days": 7, "sequence": 5}),
                ],
            }
        )["lines"]
        self.assertEqual(
            lines,
            [
                "Grace (working days): – → 2",
                "Step “New” added (D+7)",
                "Step “Third” archived",
                "New order: New – Second – First",
                "First, Net amount from: – → 50.0",
            ],
        )

    def test_they_go_on_where_they_are_and_what_waited_is_decided_again(self):
        self.day(MONDAY)
        self.cycle(MONDAY + timedelta(days=4))
        self.assertEqual(self.steps(self.lecoq), ["First", "Second"])
        self.page.write(self.edit(self.second, channel="email", days=17))
        waited = self.notices(self.lecoq)[-1]
        self.assertEqual((waited.state, waited.reason), ("cancelled", "scenario"))
        self.settle()
        self.assertEqual(waited.state, "queued", "planned again in the same row")
        self.assertIn("Second: D+15 → D+17", self.history())
        self.assertEqual(
            self.scenario.message_ids[0].author_id, self.manager.partner_id
        )

    def test_an_archived_step_that_was_done_stays_done(self):
        self.day(MONDAY)
        self.page.write(
            self.edit(self.first, active=False, is_entry=False)
            | {
                "treatment_ids": [Command.update(self.second.id, {"is_entry": True})],
            }
        )
        sent = self.day(MONDAY + timedelta(days=4))
        self.assertEqual(len(sent), 2)
        self.assertEqual(self.steps(self.lecoq), ["First", "Second"])

    def test_they_start_again_at_the_first_step(self):
        self.day(MONDAY)
        self.page.write(
            self.edit(self.first, name="Hello again", days=5)
            | {"running_change": "restart"}
        )
        self.assertEqual(len(self.scenario.version_ids), 1)
        self.assertEqual(self.first.policy_id, self.scenario.version_ids)
        self.assertEqual(
            self.scenario.treatment_ids.mapped("name"),
            ["Hello again", "Second", "Third"],
        )
        self.assertEqual(self.day(TUESDAY), [], "not before the days between contacts")
        self.day(MONDAY + timedelta(days=4))
        self.assertEqual(self.steps(self.lecoq, "sent"), ["First", "Hello again"])
        self.assertIn("start again at the first step", self.history())

    def test_those_inside_keep_the_present_version_until_they_are_settled(self):
        self.day(MONDAY)
        self.cycle(MONDAY + timedelta(days=4))
        waiting = self.notices(self.lecoq)[-1]
        self.page.write(
            {
                "step_ids": [
                    Command.update(self.second.id, {"text_subject": "New words"}),
                    Command.update(self.third.id, {"active": False}),
                ],
                "running_change": "keep",
            }
        )
        version = self.scenario.version_ids
        self.assertEqual(version.name, "Shops (until 03/06/2026)")
        self.settle()
        self.assertEqual(waiting.state, "queued", "what waited waits")
        (first, _second) = self.send(MONDAY + timedelta(days=4))
        self.assertNotIn("New words", first.subject)
        newcomer = self.customer(
            "Garage", "g@garage.example", recovery_policy_id=self.scenario.id
        )
        self.invoice(newcomer, 300, LATE)
        self.day(MONDAY + timedelta(days=11))
        self.assertEqual(self.case(self.lecoq).policy_id, version)
        self.assertEqual(self.case(newcomer).policy_id, self.scenario)
        self.day(MONDAY + timedelta(days=15))
        self.assertEqual(self.names(self.lecoq), ["First", "Second", "Third"])
        self.assertEqual(self.names(newcomer), ["First", "Second"])
        self.assertEqual(self.page.kept_count, 2)

    def test_those_inside_keep_the_words_of_every_step_that_shares_them(self):
        self.day(MONDAY)
        self.assertEqual(self.second.template_id, self.third.template_id)
        self.page.write(
            self.edit(self.second, text_subject="New words")
            | {"running_change": "keep"}
        )
        kept = self.scenario.version_ids.step_ids
        self.assertEqual(len(kept.template_id), 1)
        self.assertNotIn("New words", kept.template_id.subject)
        self.assertEqual(
            set(self.scenario.treatment_ids.mapped("template_id.subject")),
            {"New words"},
        )

    def test_nobody_restarts_the_accounts_of_a_company_that_is_not_his(self):
        self.day(MONDAY)
        other = self.root["res.company"].create({"name": "Belleroche Belgium"})
        self.case(self.talbot).sudo().copy(
            {"company_id": other.id, "policy_id": self.scenario.id, "state": "open"}
        )
        with self.assertRaisesRegex(UserError, "Belleroche Belgium"):
            self.page.write(
                self.edit(self.first, days=5) | {"running_change": "restart"}
            )

    def test_an_approval_by_one_does_not_hold_where_two_are_needed(self):
        self.scenario.treatment_ids.write({"mode": "approve"})
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        notice._approve()
        self.first.four_eyes = True
        self.assertEqual((notice.state, notice.approved_by_id.id), ("draft", False))

    def test_a_settled_account_comes_back_into_the_present_version(self):
        self.day(MONDAY)
        self.page.write(self.edit(self.first, days=3) | {"running_change": "keep"})
        self.cycle(TUESDAY)
        case = self.case(self.lecoq)
        self.assertEqual(case.policy_id, self.scenario.version_ids)
        move = self.root["account.move"].search(
            [("partner_id", "=", self.lecoq.id), ("move_type", "=", "out_invoice")]
        )
        self.pay(self.lecoq, 500, TUESDAY, self.debt(move))
        self.cycle(TUESDAY)
        self.assertEqual((case.state, case.kept_policy_id.id), ("closed", False))
        self.invoice(self.lecoq, 200, LATE)
        self.cycle(TUESDAY)
        self.assertEqual((case.state, case.policy_id), ("open", self.scenario))

    def test_a_later_choice_of_another_scenario_goes_before_the_version_kept(self):
        self.day(MONDAY)
        self.page.write(self.edit(self.first, days=3) | {"running_change": "keep"})
        other = self.policy({"name": "Other", "days": 4, "is_entry": True})
        self.lecoq.recovery_policy_id = other
        self.cycle(TUESDAY)
        self.assertEqual(self.case(self.lecoq).policy_id, other)
        self.assertEqual(self.case(self.talbot).policy_id, self.scenario.version_ids)

    def test_the_earlier_version_is_not_offered_anywhere(self):
        self.day(MONDAY)
        self.page.write(self.edit(self.first, days=3) | {"running_change": "keep"})
        offered = self.page.search([("name", "ilike", "Shops")])
        self.assertEqual(offered, self.scenario)


@tagged("post_install", "-at_install")
class TestTextOfAStep(ScenarioCase):
    """The words of a step, and how they would read."""

    def test_words_changed_on_the_page_reach_every_step_that_shares_them(self):
        self.page.write(self.edit(self.first, text_subject="Account of {customer}"))
        self.assertEqual(self.second.text_subject, "Account of {customer}")
        self.assertIn("Second", self.first.text_users)

    def test_an_own_copy_leaves_the_others_as_they_are(self):
        before = self.second.text_subject
        self.page.write(self.edit(self.first, text_subject="Mine", text_own=True))
        self.assertEqual(
            (self.first.text_subject, self.second.text_subject), ("Mine", before)
        )
        self.assertFalse(self.first.text_users)
        self.assertEqual(self.first.template_id.name.split(" · ")[-1], "Shops")

    def test_words_are_changed_in_the_reader_s_language_only(self):
        self.root["res.lang"]._activate_lang("fr_FR")
        self.first.template_id = self.first.template_id.copy()
        text = self.first.template_id
        text.with_context(lang="fr_FR").subject = "Bonjour"
        page = self.page.with_context(lang="fr_FR")
        page.write(self.edit(self.first, text_subject="Bonsoir"))
        self.assertEqual(text.with_context(lang="fr_FR").subject, "Bonsoir")
        self.assertNotIn("Bonsoir", text.with_context(lang="en_US").subject)

    def test_the_form_saves_days_and_words_at_once(self):
        with Form(self.page) as form, form.step_ids.edit(0) as line:
            line.days = 9
            line.text_subject = "From the page"
        self.assertEqual(
            (self.first.days, self.first.text_subject), (9, "From the page")
        )

    def values(self, **values):
        return {
            "channel": "email",
            "template_id": self.first.template_id.id,
            "text_subject": "About {total}",
            "text_body": "<p>Dear {customer}</p>{items}",
            "trigger": "due",
            "days": 4,
            **values,
        }

    def test_the_preview_says_the_new_words_to_a_real_customer_and_writes_nothing(self):
        self.cycle(MONDAY)
        before = self.contents()
        self.cr.execute("SELECT count(*) FROM mail_message")
        messages = self.cr.fetchone()
        shown = self.page.preview_step(self.values(), self.case(self.lecoq).id)
        self.assertEqual(shown["subject"], "About 500.00\xa0€")
        self.assertIn("Dear Boulangeries Lecoq", shown["body"])
        self.assertEqual((shown["to"], shown["note"]), ("To: compta@lecoq.example", ""))
        self.assertEqual(self.contents(), before)
        self.cr.execute("SELECT count(*) FROM mail_message")
        self.assertEqual(self.cr.fetchone(), messages)

    def test_a_preview_names_what_is_wrong_and_whose_language_it_is_not(self):
        self.cycle(MONDAY)
        case = self.case(self.lecoq).id
        wrong = self.page.preview_step(self.values(text_subject="{nothing}"), case)
        self.assertIn("{nothing}", wrong["note"])
        self.root["res.lang"]._activate_lang("fr_FR")
        self.lecoq.lang = "fr_FR"
        shown = self.page.preview_step(self.values(), case)
        self.assertIn("French", shown["note"])
        early = self.page.preview_step(self.values(days=-7), case)
        self.assertIn("invented", early["note"])
        task = self.page.preview_step(self.values(channel="task"), case)
        self.assertIn("About", task["subject"])

    def test_without_a_customer_the_preview_has_invented_figures(self):
        shown = self.page.preview_step(self.values())
        self.assertIn("1,100.00", shown["subject"])
        self.assertFalse(self.page.page_words()["case_id"])
        self.cycle(MONDAY)
        self.assertEqual(self.page.page_words()["case_id"], self.case(self.talbot).id)
