import random
from datetime import date, timedelta

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.recovery_cycle_lock import LOCK_SPACE
from .common import MONDAY, RecoveryCase

SEED, EVENTS = 20260302, 30


@tagged("post_install", "-at_install")
class TestCycle(RecoveryCase):
    """A cycle can be repeated and skipped; the next look finds the same."""

    def people(self, number=6):
        found = [self.lecoq]
        for index in range(1, number):
            found.append(self.customer(f"Client {index}", f"c{index}@x.example"))
        return found

    def test_the_same_day_twice_changes_nothing(self):
        for index, partner in enumerate(self.people()):
            self.invoice(
                partner, 100 + index, date(2026, 1, 5) + timedelta(days=index * 10)
            )
            self.invoice(partner, 2000, date(2026, 3, 7))
        self.refund(self.lecoq, 30, MONDAY)
        self.cycle(MONDAY)
        before = self.contents("recovery_run")
        run = self.cycle(MONDAY)
        self.assertEqual(self.contents("recovery_run"), before)
        self.assertEqual(
            (run.changed, run.opened, run.closed, run.planned, run.cancelled),
            (0, 0, 0, 0, 0),
        )
        run = self.cycle(MONDAY, full=True)
        self.assertEqual(run.measured, 6)
        self.assertEqual(self.contents("recovery_run"), before)

    def test_a_day_on_which_nothing_is_due_looks_at_nobody(self):
        self.invoice(self.lecoq, 100, date(2026, 2, 27))
        self.cycle(MONDAY)
        self.assertEqual(self.cycle(date(2026, 3, 3)).measured, 0)
        self.assertEqual(self.cycle(date(2026, 3, 4)).measured, 1)

    def test_days_walked_and_days_missed_end_the_same(self):
        for index, partner in enumerate(self.people(4)):
            self.invoice(partner, 500, date(2026, 2, 10 + index * 5))
        self.root["recovery.treatment"].search([]).mode = "approve"
        ends = date(2026, 3, 27)
        measured = ("partner_id", "stage_id", "stage_since", "net_overdue", "why")
        with self.cr.savepoint() as savepoint:
            day = MONDAY
            while day <= ends:
                self.cycle(day)
                day += timedelta(days=1)
            cases = self.root["recovery.case"].search(
                [("company_id", "=", self.company.id)], order="partner_id"
            )
            walked = cases.read(measured)
            savepoint.rollback()
        self.env.invalidate_all()
        self.cycle(MONDAY)
        self.cycle(ends)
        cases = self.root["recovery.case"].search(
            [("company_id", "=", self.company.id)], order="partner_id"
        )
        missed = cases.read(measured)
        for rows in (walked, missed):
            for row in rows:
                del row["id"]
        self.assertEqual(walked, missed)

    def test_a_setting_changed_reaches_everybody_at_the_next_cycle(self):
        self.invoice(self.lecoq, 100, date(2026, 2, 27))
        self.cycle(MONDAY)
        self.root.ref("debt_recovery.step_business_reminder_1").days = 2
        self.root.ref("debt_recovery.policy_business").grace_days = 0
        run = self.cycle(MONDAY)
        self.assertTrue(run.is_full)
        self.assertEqual(self.steps(self.lecoq), ["Reminder 1"])

    def test_a_week_later_everybody_is_looked_at(self):
        self.invoice(self.lecoq, 100, date(2026, 2, 27))
        self.assertTrue(self.cycle(MONDAY).is_full)
        self.assertFalse(self.cycle(date(2026, 3, 8)).is_full)
        self.assertTrue(self.cycle(date(2026, 3, 9)).is_full)

    def test_another_session_at_work_is_left_alone(self):
        self.invoice(self.lecoq, 100, date(2026, 2, 20))
        with self.registry.cursor() as other:
            other.execute(
                "SELECT pg_advisory_lock(%s, %s)", [LOCK_SPACE, self.company.id]
            )
            self.assertFalse(self.cycle(MONDAY))
            self.assertFalse(self.case(self.lecoq))
            other.execute(
                "SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, self.company.id]
            )
        self.assertTrue(self.cycle(MONDAY))

    # --- whatever happens ------------------------------------------------------------

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_a_full_pass_finds_nothing_new_whatever_happened(self):
        """Ledger events and days in any order: the daily look misses nothing."""
        chance = random.Random(SEED)
        self.company.recovery_cutoff_date = date(2026, 2, 1)
        people, day = self.people(5), MONDAY
        payments, moves = [], []
        for partner in people:
            moves.append(self.invoice(partner, 900, date(2026, 2, 15)))
        self.cycle(day)
        for number in range(EVENTS):
            what = self.something(chance, day, chance.choice(people), moves, payments)
            self.settle(day)
            if chance.random() < 0.4:
                self.send(day)
                self.settle(day)
            if chance.random() < 0.7:
                day += timedelta(days=chance.choice((1, 1, 1, 2, 5)))
                self.cycle(day, full=False)
            self.looks_the_same(day, f"seed {SEED}, event {number}: {what}, {day}")

    def something(self, chance, day, partner, moves, payments):
        """Let one thing happen to the ledger; return what."""
        events = (
            self.new_invoice,
            self.new_credit,
            self.new_payment,
            self.payment_back,
            self.new_hold,
            self.other_due_date,
            self.to_draft,
            self.toggle_block,
        )
        event = chance.choice(events)
        event(chance, day, partner, moves, payments)
        return event.__name__

    def new_invoice(self, chance, day, partner, moves, payments):
        due = day + timedelta(days=chance.randint(-70, 25))
        moves.append(self.invoice(partner, chance.randint(5, 3000), due))

    def new_credit(self, chance, day, partner, moves, payments):
        self.refund(partner, chance.randint(5, 900), day)

    def new_payment(self, chance, day, partner, moves, payments):
        amount = chance.randint(5, 1500)
        mine = [m for m in moves if m.partner_id == partner and m.state == "posted"]
        lines = (
            self.debt(chance.choice(mine)) if mine and chance.random() < 0.7 else None
        )
        if lines and lines.reconciled:
            lines = None
        payments.append(self.pay(partner, amount, day, lines))

    def payment_back(self, chance, day, partner, moves, payments):
        if payments:
            payments.pop(chance.randrange(len(payments))).action_cancel()

    def new_hold(self, chance, day, partner, moves, payments):
        start = day + timedelta(days=chance.randint(0, 4))
        self.root["recovery.hold"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "from_date": start,
                "until_date": start + timedelta(days=chance.randint(0, 6)),
                "reason": "chance",
            }
        )

    def other_due_date(self, chance, day, partner, moves, payments):
        move = chance.choice(moves)
        if move.state == "posted":
            due = day + timedelta(days=chance.randint(-40, 12))
            self.debt(move).date_maturity = due

    def to_draft(self, chance, day, partner, moves, payments):
        move = chance.choice(moves)
        if move.state == "posted":
            move.button_draft()
        else:
            move.action_post()

    def toggle_block(self, chance, day, partner, moves, payments):
        move = chance.choice(moves)
        if move.state == "posted" and move.payment_state in ("not_paid", "blocked"):
            move.action_toggle_block_payment()

    def looks_the_same(self, day, message):
        """Compare what a full pass would write with what stands there."""
        before = self.contents("recovery_run", "recovery_mark")
        self.cycle(day, full=True)
        after = self.contents("recovery_run", "recovery_mark")
        for table, rows in before.items():
            gone = [row for row in rows if row not in after[table]]
            new = [row for row in after[table] if row not in rows]
            self.assertEqual((gone, new), ([], []), f"{table}: {message}")
