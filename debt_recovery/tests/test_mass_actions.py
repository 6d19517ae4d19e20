from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MONDAY
from .test_portfolios import TeamCase

FRIDAY = date(2026, 3, 6)


@tagged("post_install", "-at_install")
class TestMassActions(TeamCase):
    """Act on many: whom it concerns and whom not is said first, by name."""

    def setUp(self):
        super().setUp()
        self.root["recovery.treatment"].search([]).mode = "approve"
        self.cycle(MONDAY)
        self.people = self.lecoq | self.german | self.small

    def wizard(self, records, action, **values):
        """The wizard of an agent over the rows of a list."""
        mine = records.with_user(self.anna).with_company(self.company)
        mine = mine.with_context(allowed_company_ids=self.company.ids, lang="en_US")
        wizard = mine.env["recovery.mass.action"].browse(
            mine.action_recovery_mass()["res_id"]
        )
        wizard.write({"action": action, **values})
        return wizard

    def judged(self, wizard):
        """``(names kept, {name left out: why})``."""
        kept, excluded = wizard._judge()
        return [row.name for row in kept], {row.name: why for row, why in excluded}

    def cases(self, partners):
        return self.root["recovery.case"].union(*[self.case(p) for p in partners])

    def hold(self, partner, **values):
        return self.root["recovery.hold"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "reason": "Before",
                **values,
            }
        )

    # --- hold ---------------------------------------------------------------------

    def test_the_preview_names_who_is_left_out_and_writes_nothing(self):
        self.hold(self.small)
        self.pay(self.german, 900, MONDAY)
        self.settle()
        before = self.contents("recovery_mass_action")
        wizard = self.wizard(
            self.cases(self.people), "hold", until_date=FRIDAY, reason="Fair"
        )
        kept, excluded = self.judged(wizard)
        self.assertEqual(kept, ["Boulangeries Lecoq"])
        self.assertEqual(
            excluded,
            {
                "Garage Moreau": "on hold already",
                "Alpenhof AG": "settled: nothing is owed",
            },
        )
        for words in ("Concerns 1 customer", "1,200.00", "Garage Moreau", "on hold"):
            self.assertIn(words, wizard.preview_html)
        self.assertEqual(self.contents("recovery_mass_action"), before)

    def test_who_is_left_out_never_blocks_the_others(self):
        old = self.hold(self.small)
        wizard = self.wizard(
            self.people, "hold", until_date=FRIDAY, reason="Trade fair"
        )
        wizard.action_confirm()
        holds = self.root["recovery.hold"].search([]) - old
        self.assertEqual(holds.partner_id, self.lecoq | self.german)
        self.assertEqual(set(holds.mapped("until_date")), {FRIDAY})
        # once more: everybody is on hold
        wizard.action_confirm()
        self.assertEqual(self.root["recovery.hold"].search([]) - old, holds)

    def test_a_shorter_hold_gives_way_to_a_longer_one(self):
        self.hold(self.lecoq, until_date=MONDAY)
        self.hold(self.german, until_date=date(2026, 3, 20))
        wizard = self.wizard(self.people, "hold", until_date=FRIDAY, reason="Fair")
        kept, excluded = self.judged(wizard)
        self.assertEqual(set(kept), {"Boulangeries Lecoq", "Garage Moreau"})
        self.assertIn("until 03/20/2026", excluded["Alpenhof AG"])

    def test_a_hold_needs_a_reason_and_a_day_to_come(self):
        wizard = self.wizard(self.people, "hold")
        self.assertIn("Write why", wizard.preview_html)
        with self.assertRaises(UserError):
            wizard.action_confirm()
        wizard.write({"reason": "x", "until_date": date(2026, 3, 1)})
        with self.assertRaises(UserError):
            wizard.action_confirm()
        self.assertFalse(self.root["recovery.hold"].search([]))

    def test_invoices_are_held_by_themselves_customer_by_customer(self):
        late = self.debt(self.invoice(self.lecoq, 300, date(2026, 2, 20))).move_id
        german = self.root["account.move"].search([("partner_id", "=", self.german.id)])
        paid = self.invoice(self.small, 50, date(2026, 2, 20))
        self.pay(self.small, 50, MONDAY, self.debt(paid))
        moves = late | german | paid
        wizard = self.wizard(moves, "hold", until_date=FRIDAY, reason="Price to check")
        kept, excluded = self.judged(wizard)
        self.assertEqual(len(kept), 2)
        self.assertIn(late.name, "".join(kept))
        self.assertEqual(
            excluded, {f"{paid.name} – Garage Moreau": "settled: nothing is owed"}
        )
        self.assertIn("1,200.00", wizard.preview_html)  # 300 + 900
        wizard.action_confirm()
        holds = self.root["recovery.hold"].search([])
        self.assertEqual(set(holds.mapped("scope")), {"lines"})
        self.assertEqual(holds.line_ids.move_id, late | german)
        self.assertEqual(len(self.judged(wizard)[0]), 0)

    # --- lift ---------------------------------------------------------------------

    def test_ordinary_holds_are_lifted_and_special_ones_named(self):
        ordinary = self.hold(self.lecoq, from_date=date(2026, 2, 1))
        special = self.hold(self.german, kind="insolvency")
        wizard = self.wizard(self.cases(self.people), "lift")
        kept, excluded = self.judged(wizard)
        self.assertEqual(kept, ["Boulangeries Lecoq"])
        self.assertEqual(
            excluded,
            {
                "Alpenhof AG": "Insolvency proceedings: lift it by itself",
                "Garage Moreau": "not on hold",
            },
        )
        wizard.action_confirm()
        self.assertFalse(ordinary.is_active)
        self.assertTrue(special.is_active)

    def test_a_hold_on_more_than_the_chosen_invoices_stays(self):
        first = self.root["account.move"].search([("partner_id", "=", self.lecoq.id)])
        second = self.invoice(self.lecoq, 300, date(2026, 2, 20))
        lines = self.debt(first) | self.debt(second)
        hold = self.hold(
            self.lecoq, line_ids=[(6, 0, lines.ids)], from_date=date(2026, 2, 1)
        )
        why = self.judged(self.wizard(first, "lift"))[1]
        self.assertEqual(
            list(why.values()), ["the hold covers more than these invoices"]
        )
        self.wizard(first | second, "lift").action_confirm()
        self.assertFalse(hold.is_active)

    # --- the others ---------------------------------------------------------------

    def test_accounts_are_given_by_hand(self):
        self.case(self.small).user_id = self.bert
        wizard = self.wizard(self.cases(self.people), "assign", user_id=self.bert.id)
        self.assertEqual(
            self.judged(wizard)[1],
            {"Garage Moreau": f"already followed by {self.bert.name}"},
        )
        wizard.action_confirm()
        cases = self.cases(self.people)
        self.assertEqual(cases.user_id, self.bert)
        self.assertTrue(all(cases.mapped("user_by_hand")))
        reader = self.person("team_reader", "debt_recovery.group_auditor")
        wizard.user_id = reader
        self.assertFalse(self.judged(wizard)[0])

    def test_a_scenario_is_changed_by_who_may_change_customers(self):
        other = self.policy({"days": 3, "is_entry": True})
        wizard = self.wizard(self.people, "scenario", policy_id=other.id)
        whys = set(self.judged(wizard)[1].values())
        self.assertEqual(whys, {"you may not change this customer"})
        self.anna.group_ids = [(4, self.root.ref("base.group_partner_manager").id)]
        self.lecoq.with_company(self.company).recovery_policy_id = other
        wizard = self.wizard(self.people, "scenario", policy_id=other.id)
        self.assertEqual(
            self.judged(wizard)[1], {"Boulangeries Lecoq": "follows it already"}
        )
        wizard.action_confirm()
        chosen = self.german.with_company(self.company).recovery_policy_id
        self.assertEqual(chosen, other)

    def test_what_waits_leaves_and_the_rest_says_why_nothing_waits(self):
        nobody = self.customer("Studio Vaugan")
        wizard = self.wizard(self.people | nobody, "remind")
        self.notices(self.small)._skip("We are talking")
        self.german.email = False
        kept, excluded = self.judged(wizard)
        self.assertEqual(kept, ["Boulangeries Lecoq"])
        self.assertEqual(excluded["Studio Vaugan"], "no account in reminders")
        self.assertEqual(excluded["Alpenhof AG"], "no address")
        self.assertIn("no reminder waits", excluded["Garage Moreau"])
        wizard.action_confirm()
        self.assertEqual(self.notices(self.lecoq).mapped("state"), ["queued"])
        self.assertEqual(self.notices(self.german).mapped("state"), ["draft"])

    def test_old_debts_are_released_once(self):
        self.root["recovery.case"].search([]).sudo().released_on = False
        self.case(self.small).sudo().released_on = MONDAY
        wizard = self.wizard(self.cases(self.people), "release")
        self.assertEqual(self.judged(wizard)[1], {"Garage Moreau": "released already"})
        wizard.action_confirm()
        self.assertTrue(all(self.cases(self.people).mapped("released_on")))
        self.assertFalse(self.judged(wizard)[0])

    def test_a_note_is_left_once(self):
        wizard = self.wizard(
            self.cases(self.people), "note", note="Asked for the RIB <again>"
        )
        wizard.action_confirm()
        wizard.action_confirm()
        for case in self.cases(self.people):
            notes = case.message_ids.filtered(lambda m: "RIB" in (m.body or ""))
            self.assertEqual(len(notes), 1)
            self.assertIn("&lt;again&gt;", notes.body)
            self.assertTrue(notes.is_internal or notes.subtype_id.internal)

    def test_rows_of_another_company_are_not_touched(self):
        stranger = self.person(
            "team_stranger",
            company_id=self.root.ref("base.main_company").id,
        )
        cases = self.cases(self.people)
        wizard = cases.env["recovery.mass.action"].with_user(stranger)
        wizard = wizard.create(
            {
                "action": "hold",
                "reason": "x",
                "source": "recovery.case",
                "row_ids": cases.ids,
            }
        )
        self.assertEqual(set(self.judged(wizard)[1].values()), {"you may not see it"})
        wizard.action_confirm()
        self.assertFalse(self.root["recovery.hold"].search([]))

    def test_only_agents_act_on_many(self):
        reader = self.person("team_reader", "debt_recovery.group_auditor")
        with self.assertRaises(AccessError):
            self.cases(self.people).with_user(reader).action_recovery_mass()

    def test_the_action_stands_on_the_three_lists(self):
        for name in ("case", "partner", "move"):
            action = self.root.ref(f"debt_recovery.action_{name}_mass")
            self.assertEqual(
                action.group_ids, self.root.ref("debt_recovery.group_agent")
            )
            bound = self.env(user=self.anna)["ir.actions.actions"].get_bindings(
                action.binding_model_id.model
            )
            self.assertIn(action.id, [one["id"] for one in bound["action"]])
