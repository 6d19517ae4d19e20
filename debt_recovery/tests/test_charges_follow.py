from datetime import date

from odoo.tests import tagged

from .test_charges_life import LAST, ChargesLifeCase

DUE = date(2026, 1, 10)
SAID = date(2026, 3, 16)
LATER = date(2026, 3, 25)


@tagged("post_install", "-at_install")
class TestChargesFollow(ChargesLifeCase):
    """What was announced, once the ledger or a dispute says something else."""

    def follow(self, day=LATER):
        self.root["recovery.charge"]._follow(self.company, day)
        return {one.kind: one.state for one in self.charges(self.estran)}

    def asked(self, amount=1000, paid=0):
        """An invoice of which ``paid`` came in time, and the rest was reminded."""
        self.clock.move_to("2026-03-16 09:00:00")
        move = self.invoice(self.estran, amount, DUE)
        if paid:
            self.pay(self.estran, paid, DUE, self.debt(move))
        self.say(self.estran, LAST, SAID)
        return move

    def test_a_due_date_put_off_takes_the_interest_along(self):
        move = self.asked(6000)
        self.pay(self.estran, 3000, date(2026, 3, 17), self.debt(move))
        self.debt(move).date_maturity = date(2026, 3, 20)
        self.assertEqual(
            self.follow(), {"interest": "cancelled", "fixed_fee": "announced"}
        )

    def test_a_due_date_put_off_a_little_lowers_the_interest(self):
        move = self.asked(6000)
        self.pay(self.estran, 3000, date(2026, 3, 17), self.debt(move))
        self.debt(move).date_maturity = date(2026, 3, 6)
        self.follow()
        # ten days at 12.15 %
        self.assertEqual(
            self.amounts(self.estran), {"interest": 19.97, "fixed_fee": 40}
        )

    def test_a_dispute_takes_nothing_away_for_good(self):
        move = self.asked(1000, paid=700)
        before = self.amounts(self.estran)
        self.assertEqual(set(before), {"interest", "fixed_fee"})
        dispute = self.case(self.estran)._dispute(self.debt(move), 300, "price")
        announced = dict.fromkeys(before, "announced")
        self.assertEqual(self.follow(), announced)
        dispute._reject("<p>The price is that of the order.</p>", is_sent=False)
        self.assertEqual(self.follow(), announced)
        self.assertEqual(self.amounts(self.estran), before)

    def test_a_dispute_that_is_accepted_takes_them_along(self):
        move = self.asked(1000, paid=700)
        dispute = self.case(self.estran)._dispute(self.debt(move), 300, "price")
        dispute._accept()
        self.assertEqual(set(self.follow().values()), {"cancelled"})

    def test_what_was_cancelled_before_does_not_hide_a_late_payment(self):
        move = self.asked(1000)
        self.charges(self.estran)._cancel("It seemed to be paid.")
        self.pay(self.estran, 1000, SAID, self.debt(move))
        self.settle(SAID)
        again = self.charges(self.estran).filtered(lambda one: one.principal_paid_on)
        self.assertEqual(set(again.mapped("state")), {"announced"})
        self.assertEqual(set(again.mapped("kind")), {"interest", "fixed_fee"})
        self.settle(SAID)
        self.assertEqual(len(self.charges(self.estran)), 4)

    def test_many_charges_are_looked_at_together(self):
        def paid_in_part(count):
            for _number in range(count):
                move = self.invoice(self.estran, 600, DUE)
                self.pay(self.estran, 300, date(2026, 3, 17), self.debt(move))
                debt = self.debt(move)
                due = self.root["recovery.charge"]._due(debt, SAID)[debt.id]
                case = self.case(self.estran)
                said = [{**one.said(), "announced_on": SAID} for one in due]
                self.root["recovery.charge"]._keep(self.company, case, said)

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.follow()
            return self.cr.sql_log_count - before

        self.asked(6000)
        paid_in_part(1)
        self.follow()
        few = queries()
        paid_in_part(5)
        self.follow()
        self.assertLess(queries() - few, 15)
