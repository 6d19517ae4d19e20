"""Every screen opens for everybody who may see it, and its buttons do what they say."""

from datetime import date, timedelta

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common import MONDAY, RecoveryCase

MODULE = "debt_recovery"
GROUPS = {
    "auditor": f"{MODULE}.group_auditor,account.group_account_readonly",
    "agent": f"{MODULE}.group_agent,base.group_partner_manager",
    "manager": f"{MODULE}.group_manager,base.group_system,base.group_allow_export",
}
FOR_AGENTS = (
    "recovery.simulation",
    "recovery.history.wizard",
    "recovery.release.wizard",
)


class ScreensCase(RecoveryCase):
    """A customer with a late invoice, a reminder to approve, and one user a group."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["recovery.treatment"].search([]).mode = "approve"
        cls.move = cls.invoice(cls.lecoq, 1500, MONDAY - timedelta(days=16))
        cls.upcoming = cls.invoice(cls.lecoq, 200, MONDAY + timedelta(days=3))
        cls.users = {
            name: new_test_user(
                cls.root,
                f"screens_{name}",
                groups=f"base.group_user,{groups}",
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
            for name, groups in GROUPS.items()
        }

    def setUp(self):
        super().setUp()
        self.cycle(MONDAY)
        self.notice = self.notices(self.lecoq)[:1]

    def as_user(self, name):
        return self.env(user=self.users[name], context={"lang": "en_US"})

    def spec(self, env, model, arch):
        """Return what the web client would read of a view, sub-lists left out."""
        tree = etree.fromstring(arch)
        for field in tree.xpath("//field[.//field]"):
            for child in list(field):
                field.remove(child)
        names = {field.get("name") for field in tree.iter("field")}
        return {name: {} for name in names if name in env[model]._fields}


@tagged("post_install", "-at_install")
class TestViews(ScreensCase):
    """Views, filters and menus."""

    def actions(self, env):
        data = self.root["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", "ir.actions.act_window")]
        )
        found = self.root["ir.actions.act_window"].browse(data.mapped("res_id"))
        return found.with_env(env)

    def test_every_action_opens_for_each_group(self):
        for name in GROUPS:
            env = self.as_user(name)
            for action in self.actions(self.root):
                model = env[action.res_model]
                if name == "auditor" and model._transient:
                    continue
                if action.res_model == "res.config.settings" and name != "manager":
                    continue
                if action.group_ids and not env.user.all_group_ids & action.group_ids:
                    continue
                with self.subTest(group=name, action=action.name):
                    views = [view for view in action.views if view[1] != "search"]
                    views.append((action.search_view_id.id or False, "search"))
                    got = model.get_views(views)["views"]
                    self.open_views(env, action, got)

    def open_views(self, env, action, views):
        domain = safe_eval(action.domain or "[]", {"uid": env.uid})
        model = env[action.res_model]
        for kind, view in views.items():
            if kind in ("list", "kanban", "form") and not model._transient:
                spec = self.spec(env, action.res_model, view["arch"])
                model.with_context(bin_size=True).web_search_read(
                    domain, spec, limit=20
                )
            elif kind == "search" and action.res_model.startswith("recovery."):
                self.try_filters(env, action.res_model, view["arch"])

    def try_filters(self, env, model, arch):
        for item in etree.fromstring(arch).iter("filter"):
            names = {"uid": env.uid, "context": {}}
            domain = safe_eval(item.get("domain") or "[]", names)
            env[model].search_count(domain)
            group = safe_eval(item.get("context") or "{}", names).get("group_by")
            if group:
                env[model].formatted_read_group(domain, [group], ["__count"])

    def test_a_menu_is_seen_by_those_who_may_use_it(self):
        wanted = {
            "auditor": {"menu_today", "menu_cases", "menu_history", "menu_policies"},
            "agent": {"menu_release", "menu_simulation", "menu_decisions"},
            "manager": {"menu_stages", "menu_accounts", "menu_import"},
        }
        hidden = {
            "auditor": {"menu_simulation", "menu_import", "menu_stages", "menu_runs"},
            "agent": {"menu_stages", "menu_settings", "menu_runs"},
            "manager": {"menu_runs"},
        }
        for name in GROUPS:
            seen = self.as_user(name)["ir.ui.menu"]._visible_menu_ids()
            for menu in wanted[name]:
                self.assertIn(self.root.ref(f"{MODULE}.{menu}").id, seen, (name, menu))
            for menu in hidden[name]:
                self.assertNotIn(
                    self.root.ref(f"{MODULE}.{menu}").id, seen, (name, menu)
                )

    def test_menus_speak_french(self):
        words = {
            "menu_root": "Relances et recouvrement",
            "menu_todo": "À faire",
            "menu_today": "Relances du jour",
            "menu_mend": "Anomalies",
            "menu_release": "À libérer",
            "menu_cases": "Comptes clients",
            "menu_holds": "Suspensions",
            "menu_history": "Historique des envois",
            "menu_policies": "Scénarios",
            "menu_stages": "Tranches de retard",
        }
        self.root["res.lang"]._activate_lang("fr_FR")
        for menu, name in words.items():
            record = self.root.ref(f"{MODULE}.{menu}").with_context(lang="fr_FR")
            self.assertEqual(record.name, name)

    def test_at_most_seven_top_menus(self):
        root = self.root.ref(f"{MODULE}.menu_root")
        self.assertLessEqual(len(root.child_id), 7)

    def test_every_group_sees_native_screens(self):
        screens = {
            "account.move": ["account.view_out_invoice_tree", "account.view_move_form"],
            "account.move.line": ["account.view_move_line_tree"],
            "res.partner": ["base.view_partner_tree", "base.view_partner_form"],
        }
        for name in GROUPS:
            env = self.as_user(name)
            for model, views in screens.items():
                for view in views:
                    kind = self.root.ref(view).type
                    arch = env[model].get_view(self.root.ref(view).id, kind)["arch"]
                    with self.subTest(group=name, view=view):
                        self.assertIn("recovery_case_id", arch)

    def test_others_see_nothing_of_ours_on_native_screens(self):
        user = new_test_user(self.root, "screens_other", groups="base.group_user")
        view = self.root.ref("base.view_partner_form")
        arch = self.env(user=user)["res.partner"].get_view(view.id, "form")["arch"]
        self.assertNotIn("recovery_case_id", arch)

    def test_native_filters_of_ours_work(self):
        for model, view in (
            ("account.move", "account.view_account_invoice_filter"),
            ("account.move.line", "account.view_account_move_line_filter"),
            ("res.partner", "base.view_res_partner_filter"),
        ):
            env = self.as_user("auditor")
            arch = env[model].get_view(self.root.ref(view).id, "search")["arch"]
            tree = etree.fromstring(arch)
            ours = [f for f in tree.iter("filter") if "recovery" in f.get("name", "")]
            self.assertTrue(ours, model)
            for item in tree.iter("filter"):
                if "recovery" not in item.get("name", ""):
                    item.getparent().remove(item)
            self.try_filters(env, model, etree.tostring(tree))


@tagged("post_install", "-at_install")
class TestJoinedColumns(ScreensCase):
    """Bracket, days late and account are joined; they sort, group, filter, export."""

    def check(self, records, domain, name):
        model = self.as_user("manager")[records._name]
        with self.subTest(model=records._name):
            case = self.case(self.lecoq)
            found = model.search([*domain, ("recovery_case_id", "=", case.id)])
            self.assertEqual(set(found.ids), set(records.ids))
            ordered = model.search(
                found._ids and [("id", "in", found.ids)], order="recovery_dpd desc, id"
            )
            days = ordered.mapped("recovery_dpd")
            self.assertEqual(days, sorted(days, reverse=True))
            groups = model.formatted_read_group(
                [("id", "in", found.ids)],
                ["recovery_stage_id"],
                ["__count", "recovery_dpd:max"],
            )
            self.assertEqual(sum(one["__count"] for one in groups), len(found))
            self.assertEqual(max(one["recovery_dpd:max"] for one in groups), 16)
            columns = ["recovery_stage_id/name", "recovery_dpd", "recovery_net_due"]
            rows = ordered.export_data([name, *columns])["datas"]
            self.assertEqual(rows[0][1:3], ["1–30 days", 16])

    def test_invoices(self):
        self.check(
            self.move | self.upcoming, [("move_type", "=", "out_invoice")], "name"
        )

    def test_journal_items(self):
        items = self.debt(self.move) | self.debt(self.upcoming)
        self.check(items, [("account_type", "=", "asset_receivable")], "move_name")

    def test_customers(self):
        self.check(self.lecoq, [], "name")

    def test_a_bracket_is_found_by_its_name(self):
        found = self.as_user("auditor")["account.move"].search(
            [("recovery_stage_id", "ilike", "1–30"), ("partner_id", "=", self.lecoq.id)]
        )
        self.assertEqual(found.ids, self.move.ids)


@tagged("post_install", "-at_install")
class TestAccountScreen(ScreensCase):
    """The customer's account: what it says and offers."""

    def test_kanban_columns_follow_the_work(self):
        other = self.customer("Talbot", "t@talbot.example")
        self.company.recovery_cutoff_date = MONDAY - timedelta(days=100)
        self.invoice(other, 900, MONDAY - timedelta(days=200))
        self.cycle(MONDAY)
        cases = self.case(self.lecoq) | self.case(other)
        model = self.as_user("agent")["recovery.case"]
        groups = model.with_context(read_group_expand=True).web_read_group(
            [("id", "in", cases.ids)], ["next_action"], ["__count"]
        )["groups"]
        self.assertEqual([one["next_action"] for one in groups], ["release", "approve"])

    def test_form_says_who_what_and_why(self):
        case = self.case(self.lecoq).with_env(self.as_user("auditor"))
        self.assertIn("1,500", case.exposure_html.replace(" ", ","))
        self.assertIn("chosen on the customer", case.policy_text)
        self.assertTrue(case.why_text)

    def test_one_timeline_tells_all_newest_first(self):
        self.root["recovery.hold"].create(
            {
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "kind": "dispute",
                "reason": "Broken pane",
                "from_date": MONDAY - timedelta(days=30),
            }
        )
        case = self.case(self.lecoq).with_env(self.as_user("auditor"))
        case.invalidate_recordset()
        moments = case._moments()
        instants = [moment.at for moment in moments]
        self.assertEqual(instants, sorted(instants, reverse=True))
        text = str(case.timeline)
        for words in ("To approve", "Broken pane", "1–30 days"):
            self.assertIn(words, text)

    def test_approve_from_the_account(self):
        case = self.case(self.lecoq).with_env(self.as_user("agent"))
        self.assertTrue(case.has_waiting_notice)
        case.action_approve_waiting()
        self.assertEqual(self.notice.state, "queued")
        self.assertEqual(self.notice.approved_by_id, self.users["agent"])

    def test_buttons_open_what_they_name(self):
        case = self.case(self.lecoq).with_env(self.as_user("agent"))
        for button in ("notices", "debts", "holds"):
            action = getattr(case, f"action_view_{button}")()
            self.as_user("agent")[action["res_model"]].search(action["domain"])
        action = case.action_change_policy()
        self.assertEqual(action["res_id"], self.lecoq.id)
        form = Form(
            case.env["res.partner"].browse(self.lecoq.id), action["views"][0][0]
        )
        form.recovery_debtor_type = "company"
        form.save()

    def test_a_manager_grants_a_hold_asked_for(self):
        hold = self.root["recovery.hold"].create(
            {
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "reason": "Order under negotiation",
                "freeze_contact": False,
                "request_state": "asked",
            }
        )
        tree = {}
        for name in ("agent", "manager"):
            arch = hold.with_env(self.as_user(name)).get_view(view_type="form")["arch"]
            tree[name] = {b.get("name") for b in etree.fromstring(arch).iter("button")}
        self.assertNotIn("action_grant", tree["agent"])
        self.assertIn("action_grant", tree["manager"])
        hold.with_env(self.as_user("manager")).action_grant()
        self.assertTrue(hold.freeze_contact)

    def test_hold_dialog(self):
        case = self.case(self.lecoq).with_env(self.as_user("agent"))
        action = case.action_hold()
        form = Form(case.env["recovery.hold"].with_context(**action["context"]))
        form.reason = "New delivery agreed"
        hold = form.save()
        self.assertEqual(hold.partner_id, self.lecoq)


@tagged("post_install", "-at_install")
class TestReminderScreen(ScreensCase):
    """Today's reminders and what became of them."""

    def test_a_reminder_shows_its_message_before_it_leaves(self):
        notice = self.notice.with_env(self.as_user("auditor"))
        self.assertIn(self.move.name, notice.message_html)
        self.assertIn("today's figures", notice.message_note)
        self.assertEqual(notice.reach_text, "compta@lecoq.example")
        self.assertFalse(notice.subject)

    def test_looking_writes_nothing(self):
        notice = self.notice.with_env(self.as_user("agent"))
        before = self.contents()
        notice.web_read(
            {"message_html": {}, "message_subject": {}, "situation_text": {}}
        )
        self.assertEqual(before, self.contents())

    def test_a_paid_debt_says_that_it_will_not_leave(self):
        self.pay(self.lecoq, 1500, MONDAY, self.debt(self.move))
        self.notice.invalidate_recordset()
        self.assertIn("will not leave", self.notice.message_note)

    def test_no_address_is_said(self):
        self.lecoq.email = False
        self.notice.invalidate_recordset()
        self.assertIn("No address", self.notice.message_note)
        self.assertFalse(self.notice.reach_text)

    def test_mass_approval(self):
        server = self.root.ref(f"{MODULE}.recovery_notice_server_approve")
        env = self.as_user("agent")
        server.with_env(env).with_context(
            active_model="recovery.notice", active_ids=self.notice.ids
        ).run()
        self.assertEqual(self.notice.state, "queued")

    def test_skip_and_queue_again(self):
        env = self.as_user("agent")
        notice = self.notice.with_env(env)
        wizard = Form.from_action(env, notice.action_skip()).save()
        wizard.action_skip()
        self.assertEqual(notice.state, "cancelled")
        self.assertIn("Skipped", notice.situation_text)
        self.assertIn("A payment is announced", notice.situation_text)

    def test_uncertain_is_settled_by_a_person(self):
        self.notice.write({"state": "uncertain", "failure_type": "unknown"})
        notice = self.notice.with_env(self.as_user("agent"))
        self.assertIn("may have left", notice.situation_text)
        notice.action_it_did_not_leave()
        self.assertEqual(notice.state, "failed")
        notice.action_queue_again()
        self.assertEqual(notice.state, "queued")

    def test_a_sent_message_is_shown_as_it_was(self):
        self.notice._approve()
        self.send(MONDAY)
        self.assertEqual(self.notice.state, "sent")
        self.assertEqual(self.notice.message_html, self.notice.body)
        self.assertIn("compta@lecoq.example", self.notice.situation_text)


@tagged("post_install", "-at_install")
class TestAuditor(ScreensCase):
    """Who may only read changes nothing, whatever button is pressed."""

    def refused(self, call, *arguments):
        with self.assertRaises(AccessError):
            call(*arguments)

    def test_no_button_works(self):
        env = self.as_user("auditor")
        case = self.case(self.lecoq).with_env(env)
        notice = self.notice.with_env(env)
        self.refused(notice.action_approve)
        self.refused(notice._skip, "no")
        self.refused(notice._edit, False, False, self.lecoq)
        self.refused(notice.approve_possible)
        self.refused(notice.action_take_back)
        self.refused(case.action_approve_waiting)
        self.refused(case.write, {"user_id": env.uid})
        for model in FOR_AGENTS:
            self.refused(env[model].create, {})
        hold = {"partner_id": self.lecoq.id, "reason": "no"}
        self.refused(env["recovery.hold"].create, hold)

    def test_buttons_are_hidden(self):
        env = self.as_user("auditor")
        for model in ("recovery.case", "recovery.notice", "recovery.hold"):
            tree = etree.fromstring(env[model].get_view(view_type="form")["arch"])
            names = {button.get("name") for button in tree.iter("button")}
            opening = {name for name in names if "_view_" in name or "_open_" in name}
            # reading is printing, and trying rules writes nothing
            reading = {"action_statement", "action_try_rules", "action_dossier"}
            reading |= {"action_limitation_events", "action_preview_page"}
            opening |= names & reading
            self.assertEqual(names, opening, model)

    def test_agents_do_not_configure(self):
        env = self.as_user("agent")
        policy = self.root.ref(f"{MODULE}.policy_business").with_env(env)
        self.refused(policy.write, {"grace_days": 1})


@tagged("post_install", "-at_install")
class TestConfigurationScreens(ScreensCase):
    """Scenarios, texts and settings."""

    def test_a_scenario_on_one_page(self):
        policy = self.root.ref(f"{MODULE}.policy_business")
        form = Form(policy.with_env(self.as_user("manager")))
        self.assertGreater(len(form.step_ids), 3)
        whens = policy.treatment_ids.mapped("when_text")
        self.assertIn("D−7", whens)
        self.assertIn("D+4", whens)

    def test_each_kind_of_moment_has_its_words(self):
        policy = self.policy(
            {"days": 5, "working_days": True, "is_entry": True},
            {"trigger": "previous", "days": 8},
            {"trigger": "stage", "days": 2, "stage_id": self.stage().id},
            {"trigger": "event", "days": 0, "event": "payment_returned"},
        )
        self.assertEqual(
            policy.treatment_ids.mapped("when_text"),
            [
                "D+5 working days",
                "8 days after the last step",
                "2 days after entering “1–30 days”",
                "At once: Payment returned",
            ],
        )

    def stage(self):
        return self.root["recovery.stage"].search(
            [("company_id", "=", self.company.id), ("from_dpd", "=", 1)]
        )

    def test_every_shipped_text_has_a_preview(self):
        for template in self.root["recovery.template"].search([]):
            with self.subTest(template=template.name):
                self.assertTrue(template.preview_subject)
                self.assertTrue(template.preview_html)
                self.assertNotIn("{", template.preview_html)

    def test_a_faulty_text_says_so_instead(self):
        template = self.root.ref(f"{MODULE}.template_business_reminder_1")
        draft = template.new({"subject": "{", "body": "", "channel": "email"})
        self.assertIn("brace", draft.preview_subject)

    def test_settings_save(self):
        env = self.as_user("manager")
        with Form(env["res.config.settings"]) as form:
            form.recovery_gap_days = 6
        form.record.execute()
        self.assertEqual(self.company.recovery_gap_days, 6)

    def test_release_dialog_shows_its_lot(self):
        other = self.customer("Vaugan", "v@vaugan.example")
        self.company.recovery_cutoff_date = MONDAY - timedelta(days=100)
        self.invoice(other, 900, date(2025, 3, 1))
        self.cycle(MONDAY)
        form = Form(self.as_user("agent")["recovery.release.wizard"])
        self.assertEqual((form.lot_count, form.lot_amount), (1, 900.0))
        form.save().action_release()
        self.assertTrue(self.case(other).released_on)

    def test_simulation_screen(self):
        form = Form(self.as_user("agent")["recovery.simulation"])
        wizard = form.save()
        wizard.action_simulate()
        self.assertTrue(wizard.looked_at)
        self.assertEqual(wizard.line_ids.partner_id, self.lecoq)

    def test_decisions_are_told_in_words(self):
        self.notice._approve()
        self.send(MONDAY)
        decision = self.root["recovery.decision"].search([], limit=1)
        self.assertEqual(decision.reason_label, "Nothing stands against it")


@tagged("post_install", "-at_install")
class TestBrowser(HttpCase):
    """The two screens of the morning, in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.partner = cls.env["res.partner"].create({"name": "Boulangeries Lecoq"})
        stage = cls.env["recovery.stage"].search(
            [("company_id", "=", cls.company.id), ("from_dpd", "=", 1)]
        )
        cls.case = cls.env["recovery.case"].create(
            {
                "partner_id": cls.partner.id,
                "company_id": cls.company.id,
                "stage_id": stage.id,
                "net_overdue": 1500,
                "oldest_due": date(2026, 2, 14),
            }
        )
        new_test_user(
            cls.env,
            "screens_browser",
            groups=f"base.group_user,{GROUPS['agent']}",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def show(self, path, selector):
        self.browser_js(
            f"/odoo/{path}",
            "console.log('test successful')",
            ready=f"!!document.querySelector({selector!r})",
            login="screens_browser",
        )

    def test_kanban_and_form(self):
        self.show("recovery-accounts", ".o_kanban_group .o_kanban_record")
        self.show(f"recovery-accounts/{self.case.id}", ".o_recovery_exposure")

    def test_empty_morning_says_what_to_expect(self):
        self.env["recovery.notice"].search([("state", "=", "draft")])._skip("no")
        self.show("reminders", ".o_view_nocontent a[href='/odoo/recovery-start']")
