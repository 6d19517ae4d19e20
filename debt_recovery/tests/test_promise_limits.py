import importlib.util
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.misc import file_path

from .test_promises import FRIDAY, MONDAY, PromiseCase


@tagged("post_install", "-at_install")
class TestPromiseLimits(PromiseCase):
    """Who may promise how often, in which currency and company; where it is noted."""

    def agent(self, login="promiser", group="agent"):
        groups = f"base.group_user,debt_recovery.group_{group}"
        return new_test_user(
            *(self.root, login, groups),
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def as_agent(self, *promise, source="call", user=None):
        lines = self.debt(self.third)
        case = self.account_of.with_user(user or self.agent())
        return case._agree("promise", lines, [promise], source)

    def test_an_agent_needs_a_manager_for_a_promise_too_far(self):
        agent, day = self.agent(), date(2026, 4, 6)
        with self.assertRaisesRegex(UserError, "ask a manager"):
            self.as_agent(day, 500, user=agent)
        manager = self.agent("boss", "manager")
        self.assertEqual(self.as_agent(day, 500, user=manager).state, "active")

    def test_an_agent_needs_a_manager_for_a_promise_too_many(self):
        agent = self.agent()
        self.company.recovery_promise_most = 2
        for day in (9, 10):
            self.as_agent(date(2026, 3, day), 500, user=agent)
        with self.assertRaisesRegex(UserError, "2 promises"):
            self.as_agent(FRIDAY, 500, user=agent)
        with self.assertRaisesRegex(UserError, "write to us"):
            self.account_of._agree(
                "promise", self.debt(self.third), [(FRIDAY, 500)], "link"
            )
        self.company.recovery_promise_period = 0
        self.clock.move_to("2026-03-07 08:00:00")
        self.assertTrue(self.as_agent(FRIDAY, 500, user=agent))

    def test_what_was_kept_does_not_count(self):
        self.company.recovery_promise_most = 1
        self.promise(2000, lines=self.debt(self.first))
        self.pay(self.lecoq, 2000, FRIDAY, self.debt(self.first))
        self.look(MONDAY)
        self.assertTrue(self.as_agent(FRIDAY, 500))

    def test_who_only_reads_agrees_on_nothing(self):
        with self.assertRaises(AccessError):
            self.as_agent(FRIDAY, 500, user=self.agent("reader", "auditor"))
        promise = self.promise()
        with self.assertRaises(AccessError):
            promise.with_user(self.agent("reader2", "auditor")).action_withdraw()
        agent = self.agent()
        with self.assertRaises(AccessError):
            promise.with_user(agent).state = "kept"
        with self.assertRaises(AccessError):
            promise.instalment_ids.with_user(agent).due_date = date(2026, 12, 1)
        with self.assertRaises(AccessError):
            promise.item_ids.with_user(agent).amount = 1
        values = promise.copy_data()[0]
        with self.assertRaises(AccessError):
            self.root["recovery.arrangement"].with_user(agent).create(
                {**values, "state": "active"}
            )

    # --- currencies and companies ------------------------------------------------

    def test_a_promise_is_of_one_currency_and_paid_in_it(self):
        francs = self.setup_other_currency("CHF", rates=[("2026-01-01", 1.0)])
        swiss = self.invoice(self.lecoq, 900, date(2026, 2, 20), currency_id=francs.id)
        with self.assertRaisesRegex(UserError, "one currency"):
            self.promise(100, lines=self.debt(swiss) | self.debt(self.first))
        euros = self.promise(900, lines=self.debt(self.first))
        promise = self.promise(900, lines=self.debt(swiss))
        self.assertEqual((promise.currency_id, euros.state), (francs, "active"))
        self.pay(self.lecoq, 900, FRIDAY, currency_id=francs.id)
        self.look(date(2026, 3, 18))
        self.assertEqual((promise.state, euros.state), ("kept", "broken"))

    def test_the_money_of_one_company_keeps_no_promise_to_another(self):
        other = self._open_company(
            self.setup_other_company(name="Belleroche Belgium")["company"].sudo(),
            *("Belleroche Belgium SRL", "belgium.example"),
        )
        there = self.invoice(self.lecoq, 700, date(2026, 2, 10), company=other)
        self.cycle(date(2026, 3, 6), other)
        case = self.case(self.lecoq, other)
        promise = case._agree("promise", self.debt(there), [(FRIDAY, 700)])
        here = self.promise()
        self.pay(self.lecoq, 3200, FRIDAY)
        evaluate = self.root["recovery.arrangement"]._evaluate_due
        evaluate(self.company, date(2026, 3, 18))
        self.assertEqual((here.state, promise.state), ("kept", "active"))
        evaluate(other, date(2026, 3, 18))
        self.assertEqual(promise.state, "broken")

    def test_the_day_ends_in_the_zone_of_the_company(self):
        self.company.partner_id.tz = "Pacific/Auckland"
        promise = self.promise()
        self.clock.move_to("2026-03-17 10:59:00")  # 23:59 there
        self.assertFalse(promise._evaluate(self.company._recovery_today()))
        self.clock.move_to("2026-03-17 11:01:00")
        self.assertEqual(promise._evaluate(self.company._recovery_today()), promise)

    def test_contacts_that_merge_bring_their_promises(self):
        promise = self.promise()
        other = self.customer("Lecoq (double)")
        self.invoice(other, 50, date(2026, 2, 3))
        self.cycle(date(2026, 3, 6))
        self.root["base.partner.merge.automatic.wizard"]._merge(
            (self.lecoq | other).ids, other
        )
        self.env.invalidate_all()
        self.assertEqual(promise.case_id, self.case(other))
        self.assertEqual(promise.partner_id, other)
        self.pay(*(other, 3200, FRIDAY), self.debt(self.first) | self.debt(self.second))
        self.root["recovery.arrangement"]._evaluate_due(self.company, MONDAY, other.ids)
        self.assertEqual(promise.state, "kept")

    def test_more_promises_ask_no_more_of_the_database(self):
        def queries(number):
            for count in range(number):
                other = self.customer(f"Customer {number} {count}")
                self.invoice(other, 100, date(2026, 2, 3))
            self.cycle(date(2026, 3, 6))
            for case in self.root["recovery.case"].search([]) - self.account_of:
                lines = self.debt(self.moves(case.partner_id))
                if not case.arrangement_ids:
                    case._agree("promise", lines, [(FRIDAY, 100)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            evaluate = self.root["recovery.arrangement"]._evaluate_due
            evaluate(self.company, date(2026, 3, 9))
            return self.env.cr.sql_log_count - before

        queries(1)
        few = queries(2)
        self.assertLessEqual(queries(20), few)

    def moves(self, partner):
        return self.root["account.move"].search([("partner_id", "=", partner.id)])

    # --- the page ----------------------------------------------------------------

    def test_the_page_proposes_what_is_late_and_notes_it(self):
        self.promise(500, lines=self.debt(self.third))
        action = self.account_of.action_promise()
        wizard = self.root["recovery.promise.wizard"].browse(action["res_id"])
        self.assertEqual(wizard.amount, 3200)
        wizard.line_ids = self.debt(self.third)
        self.assertEqual(wizard.amount, 500)
        self.assertIn("500.00", wizard.replaced)
        wizard.date = FRIDAY
        wizard.action_promise()
        states = self.account_of.arrangement_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["cancelled", "active"])
        self.assertIn("500.00", self.account_of.promise_text)

    def test_an_invoice_leads_to_its_promise(self):
        action = (self.first | self.third).action_recovery_promise()
        wizard = self.root["recovery.promise.wizard"].browse(action["res_id"])
        self.assertEqual(wizard.amount, 2500)
        self.assertEqual(wizard.case_id, self.account_of)

    # --- what stood before -------------------------------------------------------

    def test_promises_that_were_holds_become_arrangements(self):
        lines = self.debt(self.first) | self.debt(self.second)
        values = {
            "partner_id": self.lecoq.id,
            "company_id": self.company.id,
            "kind": "promise",
            "reason": "Promised on the phone",
            "line_ids": [(6, 0, lines.ids)],
            "from_date": date(2026, 3, 6),
            "until_date": date(2026, 3, 17),
        }
        waiting, broken = self.root["recovery.hold"].create([values, values])
        self.cr.execute(
            """ALTER TABLE recovery_hold ADD promise_amount numeric,
               ADD promise_currency_id int, ADD promise_date date,
               ADD promise_state varchar, ADD promise_followed bool"""
        )
        self.cr.execute(
            """UPDATE recovery_hold SET promise_amount = 2500, promise_date = %s,
                      promise_currency_id = %s, promise_followed = (id = %s),
                      promise_state = CASE WHEN id = %s THEN 'broken'
                                           ELSE 'waiting' END
                WHERE id IN %s""",
            (
                *(FRIDAY, self.company.currency_id.id, broken.id, broken.id),
                (waiting | broken)._ids,
            ),
        )
        self.clock.move_to("2026-03-09 08:00:00")
        self.migration().migrate(self.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        promises = self.account_of.arrangement_ids.sorted("id")
        self.assertEqual(promises.mapped("state"), ["active", "broken"])
        self.assertEqual(promises.mapped("is_followed"), [False, True])
        self.assertEqual(promises[0].item_ids.mapped("amount"), [2000, 500])
        self.assertFalse(waiting.is_active)
        self.pay(self.lecoq, 2500, FRIDAY)
        self.cycle(MONDAY, full=False)
        self.assertEqual(promises[0].state, "kept")

    def migration(self):
        path = file_path("debt_recovery/migrations/19.0.1.1.0/post-promises.py")
        spec = importlib.util.spec_from_file_location("post_promises", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
