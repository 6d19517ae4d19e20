from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .losses import LossCase

CLOSING = date(2026, 5, 29)
CHARGE, IMPAIRED, RELEASE = "681740", "491000", "781740"


@tagged("post_install", "-at_install")
class TestProvision(LossCase):
    """Impairment at a closing: net of VAT, by customer, released on payment."""

    def setUp(self):
        super().setUp()
        self.clock.move_to(CLOSING)
        self.vaugan = self.customer("Studio Vaugan")
        # 241 days late: 50 % of 2,000; 99 days late: 25 % of 1,000
        self.old = self.sale(self.vaugan, 2000, self.goods, date(2025, 9, 30))
        self.recent = self.sale(self.lecoq, 1000, self.services, date(2026, 2, 19))

    def propose(self, day=CLOSING):
        return self.root["recovery.provision"]._propose(self.company, day)

    def book(self, day=CLOSING):
        made = self.propose(day)
        made._approve()
        made._book(day)
        return made

    def figures(self):
        codes = (CHARGE, IMPAIRED, RELEASE)
        return tuple(self.balance(code) for code in codes)

    def test_it_is_proposed_without_vat_by_age_and_booked_by_customer(self):
        made = self.propose()
        targets = {line.partner_id: line.target for line in made.line_ids}
        self.assertEqual(targets, {self.vaugan: 1000, self.lecoq: 250})
        self.assertEqual(
            set(made.line_ids.mapped("bucket")), {"From 90 days", "From 180 days"}
        )
        self.assertEqual(self.figures(), (0, 0, 0))
        made._approve()
        made._book()
        self.assertEqual(self.figures(), (1250, -1250, 0))
        partners = made.move_id.line_ids.partner_id
        self.assertEqual(partners, self.vaugan | self.lecoq)

    def test_the_next_closing_books_the_change_alone(self):
        self.book()
        later = self.propose(CLOSING + timedelta(days=130))
        changes = {line.partner_id: line.change for line in later.line_ids}
        self.assertEqual(changes, {self.vaugan: 1000, self.lecoq: 250})
        self.assertEqual(later.target, 2500)

    def test_what_is_paid_is_released(self):
        self.book()
        self.pay(self.lecoq, 600, CLOSING, self.debt(self.recent))
        self.settle(CLOSING)
        self.assertEqual(self.figures(), (1250, -1125, -125))
        self.pay(self.lecoq, 600, CLOSING, self.debt(self.recent))
        self.settle(CLOSING)
        self.assertEqual(self.figures(), (1250, -1000, -250))
        self.settle(CLOSING)
        self.assertEqual(self.figures(), (1250, -1000, -250))

    def test_a_loss_releases_it_too(self):
        self.book()
        self.lose(self.old, 2400, day=CLOSING)
        self.settle(CLOSING)
        self.assertEqual(self.figures(), (1250, -250, -1000))

    def test_credits_lower_it(self):
        self.refund(self.vaugan, 1200, date(2026, 5, 1))
        made = self.propose()
        line = made.line_ids.filtered(lambda one: one.partner_id == self.vaugan)
        self.assertEqual((line.net, line.target), (1000, 500))

    def test_insolvent_customers_are_impaired_whole(self):
        self.root["recovery.insolvency"].create(
            {
                "partner_id": self.lecoq.id,
                "kind": "liquidation",
                "judgment_date": date(2026, 5, 1),
            }
        )
        made = self.propose()
        line = made.line_ids.filtered(lambda one: one.partner_id == self.lecoq)
        self.assertEqual((line.rate, line.target), (100, 1000))

    def test_observed_losses_are_said_in_words_once_there_are_enough(self):
        rates = self.root["recovery.provision.rate"]._of(self.company)
        (rate,) = rates.filtered(lambda one: one.from_days == 90)
        self.assertEqual((rate.rate, rate.observed), (25, 0))
        self.assertIn("too few", rate.observed_words)
        moves = [self.invoice(self.lecoq, 100, date(2025, 6, 1)) for _n in range(30)]
        for move in moves[:6]:
            self.lose(move, 100, "cost_above_debt", CLOSING)
        rate.invalidate_recordset()
        # 30 of 100, and the two of the set-up: 2,400 and 1,200
        self.assertAlmostEqual(rate.observed, 100 * 600 / 6600, 2)
        self.assertIn("9.1", rate.observed_words)

    def test_a_manager_approves_it(self):
        agent = new_test_user(
            self.env,
            "agent",
            "debt_recovery.group_agent",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        with self.assertRaises(AccessError):
            self.propose().with_user(agent)._approve()

    def test_a_reversal_leaves_nothing(self):
        self.book()._reverse(CLOSING)
        self.assertEqual(self.figures(), (0, 0, 0))
        self.assertEqual(self.propose().charge, 1250)

    def test_two_proposals_of_one_closing_book_it_once(self):
        first = self.propose()
        first._approve()
        second = self.propose()
        second._approve()
        first._book()
        with self.assertRaisesRegex(UserError, "make a new one"):
            second._book()
        self.assertEqual(self.figures(), (1250, -1250, 0))
        self.assertEqual(second.state, "approved")

    def test_a_release_in_between_asks_for_a_new_proposal(self):
        self.book()
        later = self.propose(CLOSING + timedelta(days=130))
        later._approve()
        self.pay(self.lecoq, 1200, CLOSING, self.debt(self.recent))
        self.settle(CLOSING)
        with self.assertRaisesRegex(UserError, "make a new one"):
            later._book()
