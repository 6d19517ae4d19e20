"""Getting started: each line says what is wrong, its money, and turns green when mended
with what its button offers."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import MONDAY, RecoveryCase

LATE = date(2026, 2, 2)


class StartCase(RecoveryCase):
    """A company on its first morning: nothing set, nothing looked at."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = {
            "manager": "debt_recovery.group_manager,base.group_partner_manager",
            "agent": "debt_recovery.group_agent,base.group_partner_manager",
            "auditor": "debt_recovery.group_auditor",
            "stranger": "base.group_user",
        }
        cls.users = {
            role: new_test_user(
                cls.env,
                f"start_{role}",
                groups=f"base.group_user,{names}",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
                email=f"{role}@belleroche.example",
            )
            for role, names in groups.items()
        }
        cls.money = cls.company.currency_id

    def as_user(self, role, company=None):
        company = company or self.company
        context = {"allowed_company_ids": company.ids}
        return self.env(user=self.users[role], context=context)

    def page(self, role="manager"):
        self.env.cr.flush()  # what a request does at its end
        return self.as_user(role)["recovery.start"].load()

    def line(self, code, role="manager"):
        return next(one for one in self.page(role)["lines"] if one["code"] == code)

    def press(self, name, argument=None, role="manager"):
        self.env.cr.flush()
        return self.as_user(role)["recovery.start"].run(name, argument)

    def listed(self, action, role="manager"):
        """The records of the list that a button opened."""
        model = self.as_user(role)[action["res_model"]]
        domain = action["domain"]
        if isinstance(domain, str):
            domain = eval(domain)  # noqa: S307 - the domain of our own action
        return model.search(domain)

    def check(self, code, state, amount):
        line = self.line(code)
        self.assertEqual((line["state"], line["amount"]), (state, amount), line)
        return line


@tagged("post_install", "-at_install")
class TestTiesToTheLedger(StartCase):
    """Line 1: the accounts, what is chased, and every euro between the two."""

    def test_the_balance_ties_to_the_cent_and_every_exclusion_is_named(self):
        factored = self.invoice(self.lecoq, 960.10, LATE)
        self.root["recovery.hold"].create(
            {
                "company_id": self.company.id,
                "kind": "factored",
                "line_ids": [Command.set(self.debt(factored).ids)],
                "reason": "Sold",
            }
        )
        disputed = self.customer("Clairval")
        self.invoice(disputed, 100, LATE)
        self.root["recovery.hold"].create(
            {
                "company_id": self.company.id,
                "partner_id": disputed.id,
                "kind": "dispute",
                "reason": "Broken pane",
            }
        )
        self.invoice(self.lecoq, 1200.33, LATE)
        self.invoice(self.lecoq, 50, MONDAY + timedelta(days=20))
        self.refund(self.lecoq, 200.03, LATE)
        rich = self.customer("Always ahead")
        self.pay(rich, 70, LATE)
        counter = self.account("110")
        self.entry(self.lecoq, 187, LATE, counter)
        self.entry(self.root["res.partner"], 11, LATE, counter)
        retained = self.account("4117")
        self.entry(self.lecoq, 135, MONDAY + timedelta(300), counter, retained)
        self.env.flush_all()
        control = self.root["recovery.control"]._figures(self.company, MONDAY)
        parts = {
            (part["code"], part["key"]): part["amount"] for part in control["parts"]
        }
        self.assertEqual(
            parts,
            {
                ("hold", "factored"): 960.10,
                ("hold", "dispute"): 100,
                ("no_followup", self.misc.id): 187,
                ("no_customer", self.receivable.id): 11,
                ("report", retained.id): 135,
            },
        )
        self.assertEqual(control["to_chase"], 1000.30)
        self.assertEqual((control["upcoming"], control["spare_credits"]), (50, -70))
        self.assertEqual((control["not_followed"], control["suspended"]), (1282.1, 100))
        self.assertEqual(control["total"], 2373.40)
        self.assertTrue(control["ties"])
        self.assertEqual(
            self.money.round(sum(amount for _a, amount in control["accounts"])), 2373.4
        )

    def test_the_parts_of_the_ledger_that_nobody_can_chase_are_not_hidden(self):
        """A match with an entry of another company leaves a gap that has a name."""
        self.invoice(self.lecoq, 300, LATE)
        self.env.flush_all()
        line = self.debt(self.invoice(self.lecoq, 100, LATE))
        self.env.cr.execute(
            "UPDATE account_move_line SET amount_residual = 60 WHERE id = %s", line.ids
        )
        control = self.root["recovery.control"]._figures(self.company, MONDAY)
        self.assertFalse(control["ties"])
        page = self.line("ledger")
        self.assertEqual(page["state"], "todo")
        self.assertEqual(page["amount"], control["unexplained"])

    def test_entries_left_out_are_decided_by_journal(self):
        self.invoice(self.lecoq, 1000, LATE)
        self.entry(self.lecoq, 1870, LATE, self.account("110"))
        line = self.check("ledger", "todo", 1870)
        self.assertIn("equal to your customer accounts", line["text"])
        self.assertIn(self.misc.name, line["notes"][0])
        items = self.listed(self.press("items", ["no_followup", self.misc.id]))
        self.assertEqual(items.mapped("amount_residual"), [1870])
        self.press("include", self.misc.id)
        self.check("ledger", "ok", 2870)
        control = self.root["recovery.control"]._figures(self.company, MONDAY)
        self.assertEqual(control["to_chase"], 2870)

    def test_left_out_on_purpose_is_green_until_there_is_more(self):
        self.entry(self.lecoq, 1870, LATE, self.account("110"))
        self.press("leave", "ledger")
        line = self.check("ledger", "ok", 1870)
        self.assertIn("start_manager", line["left"])
        self.entry(self.lecoq, 10, LATE, self.account("110"))
        self.check("ledger", "todo", 1880)
        self.press("leave", "ledger")
        self.check("ledger", "ok", 1880)
        self.press("look_again", "ledger")
        self.check("ledger", "todo", 1880)

    def test_an_item_without_customer_is_opened_and_named(self):
        self.entry(self.root["res.partner"], 11, LATE, self.account("110"))
        self.check("ledger", "todo", 11)
        place = ["no_customer", self.receivable.id]
        items = self.listed(self.press("items", place))
        items.sudo().partner_id = self.lecoq
        items.sudo().no_followup = False
        self.check("ledger", "ok", 11)

    def test_accounts_that_are_not_ours_stand_apart(self):
        self.invoice(self.lecoq, 100, LATE)
        vat = self.account("44567")
        self.assertEqual(vat.account_type, "asset_receivable")
        self.entry(self.lecoq, 55, LATE, self.account("110"), vat)
        line = self.check("ledger", "ok", 100)
        self.assertEqual(line["details"][-1]["amount"], 55)
        self.assertIn("Not ours", line["details"][-1]["label"])


@tagged("post_install", "-at_install")
class TestBank(StartCase):
    """Line 2: up to when the bank is known."""

    def received(self, day, amount=100):
        return self.root["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "date": day,
                "payment_ref": "VIR",
                "amount": amount,
            }
        )

    def match(self, received):
        _liquidity, suspense, _other = received._seek_for_lines()
        suspense.account_id = self.company_data["default_account_revenue"]

    def test_old_news_and_unmatched_receipts_are_said(self):
        self.check("bank", "todo", 0)
        old = self.received(MONDAY - timedelta(days=10))
        line = self.check("bank", "todo", 100)
        self.assertIn("02/20/2026", line["text"])
        opened = self.press("bank")
        self.assertEqual(opened["tag"], "debt_recovery.receipts_to_match")
        self.match(old)
        self.check("bank", "todo", 0)
        self.match(self.received(MONDAY - timedelta(days=3), 40))
        self.check("bank", "ok", 0)

    def test_four_working_days_are_fresh_a_fifth_is_not(self):
        self.match(self.received(date(2026, 2, 24)))
        self.assertEqual(self.line("bank")["state"], "ok")
        self.clock.move_to("2026-03-03 08:00:00")
        self.assertEqual(self.line("bank")["state"], "todo")


@tagged("post_install", "-at_install")
class TestToMatchFirst(StartCase):
    """Line 3: customers with both open debts and open credits."""

    def setUp(self):
        super().setUp()
        self.move = self.invoice(self.lecoq, 4800, LATE)
        self.note = self.refund(self.lecoq, 600, LATE)
        self.pay(self.lecoq, 1000, LATE)
        self.other = self.customer("Talbot")
        self.invoice(self.other, 30, LATE)

    def test_matching_by_hand_turns_it_green(self):
        line = self.check("match", "todo", 1600)
        self.assertEqual(line["count"], 2)
        self.assertIn("Boulangeries Lecoq, 2 credits", line["text"])
        items = self.listed(self.press("match", role="agent"), "agent")
        self.assertEqual(items.partner_id, self.lecoq)
        items.action_recovery_match()
        self.assertEqual(self.debt(self.move).amount_residual, 3200)
        self.check("match", "ok", 0)

    def test_one_click_matches_all_of_a_customer(self):
        self.lecoq.with_env(self.as_user("agent")).action_recovery_match()
        self.assertEqual(self.debt(self.move).amount_residual, 3200)
        self.other.with_env(self.as_user("agent")).action_recovery_match()
        self.check("match", "ok", 0)

    def test_one_customers_credit_never_pays_anothers_debt(self):
        items = self.debt(self.note) | self.debt(self.invoice(self.other, 600, LATE))
        with self.assertRaises(UserError):
            items.action_recovery_match()


@tagged("post_install", "-at_install")
class TestWhoIsWho(StartCase):
    """Line 4: types are proposed with what speaks for them, and set by people."""

    def setUp(self):
        super().setUp()
        self.moreau = self.customer("Garage Moreau", is_company=False)
        self.town = self.customer("Mairie de Segré")
        for partner, amount in ((self.moreau, 480), (self.town, 900), (self.lecoq, 5)):
            self.invoice(partner, amount, LATE)

    def test_a_companys_card_needs_no_type_but_a_town_hall_does(self):
        line = self.check("type", "todo", 1380)
        self.assertEqual(line["count"], 2)
        labels = [row["label"] for row in line["details"]]
        self.assertEqual(
            labels,
            ["Mairie de Segré → Public body", "Garage Moreau → Person in business"],
        )

    def test_nothing_is_set_before_a_person_accepts(self):
        self.line("type")
        self.assertFalse((self.moreau | self.town).mapped("recovery_debtor_type")[0])
        action = self.press("types", role="agent")
        listed = self.listed(action, "agent").sorted("recovery_at_stake")
        self.assertEqual(listed, self.moreau | self.town)
        self.assertIn("garage", listed[0].recovery_type_evidence)
        self.moreau.recovery_debtor_type = "company"
        listed.action_recovery_accept_type()
        self.assertEqual(self.moreau.recovery_debtor_type, "company")
        self.assertEqual(self.town.recovery_debtor_type, "public")
        self.check("type", "ok", 0)

    def test_the_list_puts_the_largest_first(self):
        found = self.as_user("agent")["res.partner"].search(
            [("recovery_type_missing", "=", True)], order="recovery_at_stake desc, id"
        )
        self.assertEqual(found, self.town | self.moreau)
        self.assertEqual(found.mapped("recovery_at_stake"), [900, 480])


@tagged("post_install", "-at_install")
class TestCanBeReached(StartCase):
    """Line 5: who has money at stake and no e-mail."""

    def test_an_address_typed_in_the_list_turns_it_green(self):
        mute = self.customer("Constructions Bréhat", street="1 quai", city="Rennes")
        self.invoice(mute, 2565, LATE)
        self.invoice(self.lecoq, 10, LATE)
        settled = self.customer("Nothing open")
        self.assertFalse(settled.email)
        line = self.check("reach", "todo", 2565)
        self.assertIn("1 (€", line["notes"][0].replace("\xa0", "").replace("10.00", ""))
        listed = self.listed(self.press("reach", role="agent"), "agent")
        self.assertEqual(listed, mute)
        listed.email = "compta@brehat.example"
        self.check("reach", "ok", 0)

    def test_an_invoice_contact_is_enough(self):
        mute = self.customer("Constructions Bréhat")
        self.invoice(mute, 2565, LATE)
        contact = {"name": "Accounts", "parent_id": mute.id, "email": "a@b.example"}
        self.root["res.partner"].create({**contact, "type": "other"})
        self.check("reach", "todo", 2565)
        self.root["res.partner"].create({**contact, "type": "invoice"})
        self.check("reach", "ok", 0)


@tagged("post_install", "-at_install")
class TestWordingAndSender(StartCase):
    """Line 6: who signs, and the message as the customer would read it."""

    def mend(self, **values):
        action = self.press("sender")
        env = self.as_user("manager")
        Wizard = env["recovery.sender.wizard"].with_context(**action["context"])
        with Form(Wizard, action["views"][0][0]) as form:
            for name, value in values.items():
                form[name] = value
        form.record.action_save()
        return form.record

    def account_to_pay_to(self):
        return self.root["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": self.company.partner_id.id,
            }
        )

    def test_what_is_missing_is_named_and_mended_without_the_settings(self):
        self.company.phone = False
        self.invoice(self.lecoq, 700, LATE)
        line = self.check("sender", "todo", 700)
        self.assertEqual(
            line["text"], "Missing: signature, direct line, account to pay to"
        )
        bank = self.account_to_pay_to()
        wizard = self.mend(recovery_phone="+33 2 41 00 00 00")
        self.assertEqual(wizard.recovery_user_id, self.users["manager"])
        self.assertEqual(self.company.recovery_bank_id, bank)
        self.check("sender", "ok", 700)

    def test_the_dialog_writes_only_what_it_shows(self):
        """A browser sends the company with the fields of the view, and no others."""
        self.company.recovery_cutoff_date = MONDAY
        self.company.recovery_mediator = "Médiateur"
        Wizard = self.as_user("manager")["recovery.sender.wizard"]
        Wizard.create(
            {"company_id": self.company.id, "recovery_phone": "1"}
        ).action_save()
        self.assertEqual(self.company.recovery_phone, "1")
        self.assertEqual(self.company.recovery_cutoff_date, MONDAY)
        self.assertEqual(self.company.recovery_mediator, "Médiateur")

    def test_customers_are_never_asked_to_pay_to_somebody_else(self):
        foreign = self.root["res.partner.bank"].create(
            {"acc_number": "FR7630004000031234567890143", "partner_id": self.lecoq.id}
        )
        with self.assertRaisesRegex(ValidationError, "customers cannot be asked"):
            self.company.recovery_bank_id = foreign

    def test_a_consumer_asks_for_a_mediator(self):
        self.account_to_pay_to()
        self.mend(recovery_phone="1")
        self.check("sender", "ok", 0)
        private = self.customer("Mme D.", is_company=False)
        private.recovery_debtor_type = "consumer"
        self.invoice(private, 12, LATE)
        self.assertEqual(self.line("sender")["text"], "Missing: consumer mediator")
        self.mend(recovery_mediator="Médiateur de la consommation, mediateur.example")
        self.check("sender", "ok", 12)

    def test_a_consumer_reads_the_mediator_and_a_business_does_not(self):
        self.company.recovery_mediator = "Médiateur, mediateur.example"
        private = self.customer("Mme D.", "d@mail.example", is_company=False)
        private.recovery_debtor_type = "consumer"
        for partner in (private, self.lecoq):
            self.invoice(partner, 120, LATE)
        found = {message.to: message.text for message in self.day(MONDAY)}
        self.assertIn("mediateur.example", found["d@mail.example"])
        self.assertNotIn("mediateur.example", found["compta@lecoq.example"])

    def test_a_low_rate_is_a_warning_with_its_source(self):
        self.account_to_pay_to()
        self.mend(recovery_phone="1", recovery_penalty_rate=5)
        line = self.line("sender")
        self.assertEqual(line["state"], "todo")
        self.assertIn("7.86 %", line["notes"][0])
        self.assertIn("L. 441-10", line["notes"][0])
        self.mend(recovery_penalty_rate=12.15)
        self.assertEqual(self.line("sender")["state"], "ok")

    def test_send_me_this_message_goes_to_me_and_leaves_no_trace(self):
        self.company.recovery_user_id = self.users["manager"]
        move = self.invoice(self.lecoq, 1500, LATE)
        self.env.cr.flush()
        before = self.contents()
        with self.smtp():
            self.press("send_test", role="agent")
        after = self.contents()
        self.assertEqual([one for one in after if after[one] != before[one]], [])
        self.assertEqual(len(self.emails), 1)
        mail = self.emails[0]
        self.assertEqual(mail["smtp_to_list"], ["agent@belleroche.example"])
        self.assertIn("manager@belleroche.example", mail["msg_from"])
        text = mail["message"]
        self.assertIn("[Test, not sent to the customer]", text)
        self.assertNotIn("lecoq.example", text)
        self.assertIn(move.name, text)

    def test_a_test_needs_an_address_of_ones_own(self):
        self.users["agent"].email = False
        with self.assertRaises(UserError):
            self.press("send_test", role="agent")


@tagged("post_install", "-at_install")
class TestCutOffAndRelease(StartCase):
    """Line 7: old debts wait; the first sending is seen before anything leaves."""

    def setUp(self):
        super().setUp()
        self.company.recovery_cutoff_date = MONDAY
        self.root["recovery.treatment"].search([]).mode = "approve"
        self.invoice(self.lecoq, 1200, LATE)

    def test_from_the_first_look_to_reminders_that_wait(self):
        line = self.line("release")
        self.assertIn("not been looked at", line["text"])
        self.assertEqual(line["buttons"][0]["name"], "look")
        self.press("look", role="agent")
        line = self.check("release", "todo", 1200)
        self.assertEqual(line["count"], 1)
        preview = self.press("preview", role="agent")
        simulation = self.as_user("agent")["recovery.simulation"].browse(
            preview["res_id"]
        )
        self.assertEqual(simulation.line_ids.partner_id, self.lecoq)
        self.assertTrue(simulation.line_ids.treatment_id)
        action = self.press("release", role="agent")
        Wizard = self.as_user("agent")["recovery.release.wizard"]
        wizard = Wizard.with_context(**action["context"]).create({})
        wizard.action_release()
        self.assertEqual(self.line("release")["buttons"][0]["name"], "look")
        self.press("look", role="agent")
        line = self.check("release", "ok", 0)
        self.assertIn("ready for your approval: 1", line["text"])
        self.assertEqual(self.notices(self.lecoq).mapped("state"), ["draft"])

    def test_a_lot_is_a_bracket(self):
        self.press("look")
        [lot] = self.line("release")["details"]
        self.assertEqual(lot["amount"], 1200)
        action = self.press("release", lot["buttons"][0]["argument"])
        Wizard = self.as_user("agent")["recovery.release.wizard"]
        form = Form(Wizard.with_context(**action["context"]))
        self.assertEqual(form.lot_count, 1)

    def test_the_date_is_changed_by_a_manager_and_changes_nothing_else(self):
        action = self.press("cutoff")
        Wizard = self.as_user("manager")["recovery.sender.wizard"]
        with Form(
            Wizard.with_context(**action["context"]), action["views"][0][0]
        ) as form:
            form.recovery_cutoff_date = date(2025, 1, 1)
        form.record.action_save()
        self.assertEqual(self.company.recovery_cutoff_date, date(2025, 1, 1))
        self.assertFalse(self.company.recovery_user_id)
        self.press("look")
        self.check("release", "ok", 0)


@tagged("post_install", "-at_install")
class TestRivals(StartCase):
    """Another follow-up beside ours is said, and put to rest on demand."""

    def setUp(self):
        super().setUp()
        # stands for their model: named, of a company, archived when switched off
        companies = type(self.company)
        rivals = (("recovery.template", "Theirs"),)
        module = "odoo.addons.debt_recovery.models.res_company_rivals.RIVALS"
        self.startPatcher(patch(module, rivals))
        self.others = self.root["recovery.template"].search([])
        self.others.active = False
        self.mine = self.others[0].copy({"company_id": self.company.id})
        self.mine.active = True
        self.assertTrue(companies)

    def test_a_manager_switches_it_off_and_it_is_written_down(self):
        self.assertEqual(self.page()["rivals"], ["Theirs"])
        with self.assertRaises(AccessError):
            self.press("rivals_off", role="agent")
        self.press("rivals_off")
        self.assertFalse(self.mine.active)
        self.assertEqual(self.page()["rivals"], [])
        event = self.root["recovery.event"].search([("kind", "=", "rival_off")])
        self.assertEqual(event.user_id, self.users["manager"])
        self.assertIn("Theirs", event.text)

    def test_what_companies_share_is_left_alone(self):
        self.mine.company_id = False
        action = self.press("rivals_off")
        self.assertTrue(self.mine.active)
        self.assertEqual(action["params"]["type"], "warning")


@tagged("post_install", "-at_install")
class TestWhoMayDoWhat(StartCase):
    """Auditors read, agents work, managers decide; everybody in his own company."""

    def test_everyone_reads_the_same_but_is_offered_what_he_may(self):
        self.entry(self.lecoq, 1870, LATE, self.account("110"))
        offered = {}
        for role in ("auditor", "agent", "manager"):
            line = self.line("ledger", role)
            self.assertEqual(line["amount"], 1870)
            offered[role] = {button["name"] for button in line["buttons"]}
        self.assertEqual(offered["auditor"], {"items", "accounts"})
        self.assertEqual(offered["agent"], {"items", "accounts"})
        self.assertEqual(offered["manager"], {"items", "accounts", "leave"})

    def test_the_doors_hold(self):
        for role, name in (
            ("auditor", "look"),
            ("auditor", "send_test"),
            ("agent", "include"),
            ("agent", "leave"),
            ("agent", "sender"),
        ):
            with self.subTest(role=role, name=name), self.assertRaises(AccessError):
                self.press(name, role=role)
        with self.assertRaises(AccessError):
            self.page("stranger")
        with self.assertRaises(UserError):
            self.press("page")
        with self.assertRaises(AccessError):
            self.lecoq.with_env(self.as_user("auditor")).action_recovery_accept_type()
        with self.assertRaises(AccessError):
            self.as_user("agent")["recovery.sender.wizard"].create({})

    def test_another_companys_money_stays_there(self):
        other = self._open_company(
            self.setup_other_company(name="Belgium")["company"], "B SRL", "b.example"
        )
        self.invoice(self.lecoq, 100, LATE)
        self.invoice(self.lecoq, 77, LATE, company=other)
        self.assertEqual(self.line("ledger")["amount"], 100)
        with self.assertRaises(AccessError):
            self.as_user("manager", other)["recovery.start"].with_company(other).load()
        self.users["manager"].company_ids = [Command.link(other.id)]
        page = self.as_user("manager", other)["recovery.start"].load()
        self.assertEqual(page["lines"][0]["amount"], 77)
