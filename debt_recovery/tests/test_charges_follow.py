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
