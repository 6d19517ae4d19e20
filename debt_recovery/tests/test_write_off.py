from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .losses import LossCase

DUE = date(2026, 1, 20)
CLOSING = date(2026, 5, 29)


@tagged("post_install", "-at_install")
class TestWriteOff(LossCase):
    """A debt given up: who decides, what is booked, what it reads like."""

    def setUp(self):
        super().setUp()
        self.move = self.invoice(self.lecoq, 1200, DUE)

    def request(self, amount=1200, reason="cost_above_debt", user=None, **values):
        losses = self.root["recovery.write.off"].with_user(user or self.root.user)
        return losses._request({self.debt(self.move): amount}, reason, **values)

    def person(self, login, group):
        return new_test_user(
            self.env,
            login,
            f"debt_recovery.{group}",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def test_the_entry_reads_alone(self):
        self.company.partner_id.lang = "en_US"
        lost = self.lose(self.move, 1200, "cost_above_debt", CLOSING)
        entry = lost.move_id
        self.assertEqual(entry.journal_id.name, "Créances irrécouvrables")
        self.assertEqual(entry.ref, lost.reference)
        for line in entry.line_ids:
            self.assertEqual(
                line.name,
                f"Loss – Boulangeries Lecoq – {self.move.name} – "
                "Recovery costs more than the debt",
            )
        self.assertEqual(lost.state, "booked")

    def test_many_debts_are_one_entry(self):
        moves = [self.invoice(self.customer(f"C{n}"), 3, DUE) for n in range(4)]
        asked = {self.debt(move): 3 for move in moves}
        lost = self.root["recovery.write.off"]._request(asked, "small_balance")
        self.assertEqual(len(lost), 4)
        lost._approve()
        entry = lost._book(CLOSING)
        self.assertEqual(len(entry), 1)
        self.assertEqual([move.amount_residual for move in moves], [0, 0, 0, 0])
        lost[0]._reverse(CLOSING)
        self.assertEqual([move.amount_residual for move in moves], [3, 0, 0, 0])
        self.assertEqual(lost.mapped("state"), ["reversed", *["booked"] * 3])

    def test_another_currency_is_lost_at_the_rate_of_its_entry(self):
        franc = self.root.ref("base.CHF")
        franc.active = True
        self.root["res.currency.rate"].create(
            {
                "name": "2020-01-01",
                "currency_id": franc.id,
                "company_id": self.company.id,
                "rate": 2.0,
            }
        )
        alpenhof = self.customer("Alpenhof AG")
        move = self.invoice(alpenhof, 3000, DUE, currency_id=franc.id)
        self.root["res.currency.rate"].create(
            {
                "name": "2026-05-01",
                "currency_id": franc.id,
                "company_id": self.company.id,
                "rate": 3.0,
            }
        )
        lost = self.lose(move, 1000, "cost_above_debt", CLOSING)
        self.assertEqual(move.amount_residual, 2000)
        self.assertEqual(self.balance("654400"), 500)
        self.assertEqual(lost.currency_id, franc)
        self.lose(move, 2000, "cost_above_debt", CLOSING)
        self.assertEqual(self.balance("654400"), 1500)
        self.assertFalse(move.line_ids.matched_credit_ids.exchange_move_id)

    def test_a_closed_period_is_named_and_nothing_is_booked(self):
        self.company.fiscalyear_lock_date = CLOSING
        lost = self.request()
        lost._approve("Nobody is left.")
        with self.assertRaisesRegex(UserError, "is closed until 05/29/2026"):
            lost._book(CLOSING)
        self.assertEqual(lost.state, "approved")
        self.assertEqual(self.move.amount_residual, 1200)
        lost._book(date(2026, 6, 1))
        self.assertEqual(lost.state, "booked")

    def test_the_tax_lock_counts_where_vat_comes_back(self):
        goods = self.sale(self.lecoq, 1000, self.goods, DUE)
        self.company.tax_lock_date = CLOSING
        with self.assertRaisesRegex(UserError, "Tax"):
            self.lose(goods, 1200, day=CLOSING)
        self.lose(self.move, 1200, "cost_above_debt", CLOSING)

    def test_small_amounts_are_the_agents_larger_ones_the_managers(self):
        self.company.write(
            {"recovery_loss_agent_limit": 500, "recovery_loss_manager_limit": 1000}
        )
        agent = self.person("agent", "group_agent")
        manager = self.person("manager", "group_manager")
        small = self.request(100, user=agent)
        small.with_user(agent)._approve()
        self.assertEqual(small.state, "approved")
        middle = self.request(600, user=agent)
        with self.assertRaises(AccessError):
            middle.with_user(agent)._approve()
        middle.with_user(manager)._approve()
        self.assertEqual((middle.state, middle.approved_alone), ("approved", False))

    def test_large_amounts_take_two_persons_a_manager_among_them(self):
        self.company.write(
            {"recovery_loss_agent_limit": 0, "recovery_loss_manager_limit": 1000}
        )
        agent = self.person("agent", "group_agent")
        other = self.person("other", "group_agent")
        manager = self.person("manager", "group_manager")
        lost = self.request(user=agent)
        lost.with_user(agent)._approve()
        self.assertEqual(lost.state, "requested")
        with self.assertRaises(UserError):
            lost.with_user(agent)._approve()
        with self.assertRaises(AccessError):
            lost.with_user(other)._approve()
        lost.with_user(manager)._approve()
        self.assertEqual(lost.state, "approved")
        self.assertEqual(lost.second_approver_id, manager)

    def test_who_is_alone_writes_why(self):
        self.company.recovery_loss_agent_limit = 0
        self.company.recovery_loss_manager_limit = 0
        group = self.root.ref("debt_recovery.group_agent")
        others = group.all_user_ids - self.root.user - self.env.user
        others.sudo().write({"company_ids": [Command.unlink(self.company.id)]})
        lost = self.request(user=self.env.user)
        with self.assertRaisesRegex(UserError, "write why"):
            lost._approve()
        lost._approve("The shop is gone.")
        self.assertTrue(lost.approved_alone)
        self.assertEqual(lost.approval_reason, "The shop is gone.")

    def test_without_its_proof_it_is_not_booked(self):
        lost = self.request(reason="certificate")
        lost._approve("x")
        with self.assertRaisesRegex(UserError, "attach what proves it"):
            lost._book(CLOSING)
        lost.evidence_ids = self.proof
        lost._book(CLOSING)
        self.assertEqual(lost.state, "booked")

    def test_a_debt_is_not_given_up_twice(self):
        self.request(1000)
        with self.assertRaisesRegex(UserError, "200.00"):
            self.request(300)

    def test_what_was_paid_meanwhile_is_not_booked(self):
        lost = self.request()
        lost._approve("x")
        self.pay(self.lecoq, 500, CLOSING, self.debt(self.move))
        with self.assertRaisesRegex(UserError, "owes 700.00"):
            lost._book(CLOSING)

    def test_nobody_books_by_writing_the_state(self):
        lost = self.request()
        agent = self.person("agent", "group_agent")
        with self.assertRaises(AccessError):
            lost.with_user(agent).write({"state": "booked"})
        with self.assertRaises(AccessError):
            self.env["recovery.write.off"].with_user(agent).create({})

    def test_the_account_is_settled_and_its_history_says_why(self):
        self.cycle(date(2026, 3, 2))
        lost = self.lose(self.move, 1200, "cost_above_debt", CLOSING)
        self.settle(CLOSING)
        case = self.case(self.lecoq)
        self.assertEqual(lost.case_id, case)
        self.assertEqual(case.state, "closed")
        kinds = self.root["recovery.event"].search([("case_id", "=", case.id)])
        self.assertIn("written_off", kinds.mapped("kind"))

    def test_what_is_lost_can_be_claimed_until_the_limitation(self):
        lost = self.lose(self.move, 1200, "cost_above_debt", CLOSING)
        # five years between merchants (C. com. L110-4)
        self.assertEqual(lost.item_ids.limitation_on, date(2031, 1, 20))
        self.assertIn("01/20/2031", lost.with_context(lang="en_US").standing)
        other = self.invoice(self.lecoq, 50, DUE)
        ended = self.lose(other, 50, "time_barred", CLOSING)
        self.assertIn("is over", ended.standing)

    def test_the_rest_of_a_settlement_was_approved_with_it(self):
        self.cycle(date(2026, 3, 2))
        deal = self.root["recovery.arrangement"].create(
            {
                "kind": "settlement",
                "company_id": self.company.id,
                "partner_id": self.lecoq.id,
                "currency_id": self.company.currency_id.id,
                "amount": 900,
            }
        )
        self.company.recovery_loss_agent_limit = 0
        lost = self.request(300, "settlement", arrangement_id=deal.id)
        self.assertEqual(lost.state, "approved")
        lost._book(CLOSING)
        self.assertEqual(self.move.amount_residual, 900)
        self.assertEqual(lost.approval_reason, deal.reference)

    def test_its_entry_is_not_reset_alone(self):
        lost = self.lose(self.move, 1200, "cost_above_debt", CLOSING)
        with self.assertRaisesRegex(UserError, "reverse it there"):
            lost.move_id.button_draft()
        lost._reverse(CLOSING)
        self.assertEqual(lost.state, "reversed")

    def test_two_losses_of_one_debt_are_booked_up_to_what_it_owes(self):
        lost = self.request(400) | self.request(800)
        lost._approve("There is nobody left to ask.")
        self.pay(self.lecoq, 200, DUE, self.debt(self.move))
        with self.assertRaisesRegex(UserError, "owes 1,000.00.*than the 1,200.00"):
            lost._book(CLOSING)
        self.assertEqual(self.move.amount_residual, 1000)
        lost[1]._book(CLOSING)
        self.assertEqual(self.move.amount_residual, 200)
