import os
from contextlib import contextmanager
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..models.recovery_workflow_mixin import RecoveryWorkflowMixin
from .settling import Settling, cents

# more by RECOVERY_EXAMPLES=200, which are drawn anew each time
EXAMPLES = int(os.environ.get("RECOVERY_EXAMPLES", "0"))
PROFILE = settings(
    max_examples=EXAMPLES or 10,
    derandomize=not EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate] + [Phase.shrink] * bool(EXAMPLES),  # it takes long
    suppress_health_check=list(HealthCheck),
)
MONEY = "pay part_pay overpay credit match unreconcile return write_off doubtful close"
HOUSE = (
    "invoice dispute accept withdraw refuse promise plan break wait offer take lose "
    "reverse"
)
AMOUNTS = st.integers(1, 150000)  # cents


def events(names, most):
    one = st.tuples(
        st.sampled_from(names.split()),
        st.integers(0, 50),
        AMOUNTS,
        st.integers(0, 60),
    )
    lengths = st.integers(1, most)
    return lengths.flatmap(lambda n: st.lists(one, min_size=n, max_size=n))


@tagged("post_install", "-at_install")
class TestSettlingProperties(Settling):
    """Whatever happens to the ledger, in any order."""

    @contextmanager
    def example(self):
        """One sequence of events, undone at its end."""
        with self.env.cr.savepoint() as point, self.watched():
            self.start()
            yield
            point.rollback()
        self.root.invalidate_all()

    @contextmanager
    def watched(self):
        """Note what goes through the door to ``state``."""
        door = RecoveryWorkflowMixin._move_to
        test = self

        def move_to(records, target, **vals):
            result = door(records, target, **vals)
            for record in records:
                test.moved[record._name, record.id] = target
            return result

        with patch.object(RecoveryWorkflowMixin, "_move_to", move_to):
            yield

    def test_what_is_owed_is_what_a_plain_count_says(self):
        self.taken = set()
        self.any_events()
        self.assertLessEqual(set(f"{MONEY} {HOUSE}".split()), self.taken)

    @PROFILE
    @given(events(f"{MONEY} {HOUSE} invoice part_pay", 60))
    def any_events(self, sequence):
        with self.example():
            for event in sequence:
                if self.apply(event):
                    self.taken.add(event[0])
                    self.check()

    @settings(PROFILE, max_examples=EXAMPLES or 6)
    @given(
        events("invoice dispute promise plan", 6),
        events(MONEY.replace(" close", ""), 12),
    )
    def test_undoing_all_money_gives_back_the_same_measure(self, before, after):
        with self.example():
            for event in before:
                self.apply(event)
            self.measure()
            found, self.money = self.measure(), []
            for event in after:
                self.apply(event)
                self.measure()
            self.undo()
            self.assertEqual(self.measure(), found)

    # --- what always holds --------------------------------------------------------

    def check(self):
        self.check_entries()
        self.check_exposure()
        self.check_plans()
        self.check_door()

    def check_entries(self):
        """Each entry balances; nothing is matched with more than it is."""
        lines = self.root["account.move.line"].search(
            [("company_id", "=", self.company.id), ("parent_state", "=", "posted")]
        )
        for move, mine in lines.grouped("move_id").items():
            self.assertEqual(sum(cents(line.balance) for line in mine), 0, move.name)
        for line in lines:
            whole, rest = cents(line.amount_currency), self.rest(line)
            self.assertTrue(0 <= rest <= whole or whole <= rest <= 0, line.name)

    def rest(self, line):
        """What is open of an item: its amount less its matchings, in cents."""
        return (
            cents(line.amount_currency)
            - sum(cents(p.debit_amount_currency) for p in line.matched_credit_ids)
            + sum(cents(p.credit_amount_currency) for p in line.matched_debit_ids)
        )

    def check_exposure(self):
        rows = self.exposure(self.lecoq, self.now)
        names = ("residual", "disputed", "arranged", "netted", "chaseable")
        found = {
            line: tuple(cents(row[name]) for name in names)
            for line, row in rows.items()
        }
        self.assertEqual(found, self.plain_count())
        for row in rows.values():
            self.assertGreaterEqual(row["chaseable"], 0)

    def plain_count(self):
        """``{line id: (residual, disputed, arranged, netted, chaseable)}`` in cents."""
        items = [x for sign in (1, -1) for x in self.lines(sign, False) if self.rest(x)]
        purse, result, debts = {}, {}, []
        for item in items:
            rest = self.rest(item)
            if rest < 0:
                key = item.currency_id.id
                purse[key] = purse.get(key, 0) - rest
                result[item.id] = (rest, 0, 0, 0, 0)
            else:
                debts.append((self.due(item), item.id, item))
        disputed, arranged = self.waiting()
        for _due, line_id, item in sorted(debts, key=lambda one: one[:2]):
            rest = self.rest(item)
            apart = min(rest, disputed.get(line_id, 0))
            agreed = min(rest - apart, arranged.get(line_id, 0))
            asked, key = rest - apart - agreed, item.currency_id.id
            netted = min(asked, purse.get(key, 0))
            if netted:
                purse[key] -= netted
            result[line_id] = (rest, apart, agreed, netted, asked - netted)
        return result

    def due(self, item):
        """Its day; that of the oldest debt which a doubtful one took over."""
        if item.account_id == self.doubtful:
            moved = item.move_id.line_ids.filtered(lambda x: x.balance < 0)
            debts = moved.matched_debit_ids.debit_move_id
            if debts:
                return min(debt.date_maturity or debt.date for debt in debts)
        return item.date_maturity or item.date

    def waiting(self):
        """Return what is disputed and what is agreed, in cents by line."""
        disputed, arranged = {}, {}
        for item in self.root["recovery.dispute.item"].search([]):
            dispute, amount = item.dispute_id, cents(item.amount)
            delayed = dispute.frozen_until and dispute.frozen_until >= self.now
            if dispute.state == "open" or delayed:
                self.spread(disputed, item.line_id, amount)
        for item in self.root["recovery.arrangement.item"].search(
            [("arrangement_id.state", "=", "active")]
        ):
            left = self.rest(item.line_id) + self.heir(item.line_id)[1]
            agreed, then = cents(item.amount), cents(item.residual_then)
            known = sum(
                cents(part.debit_amount_currency)
                for part in item.line_id.matched_credit_ids
                if part.credit_move_id in item.arrangement_id.credit_line_ids
            )
            paid = max(0, then - left - min(then - agreed, known))
            self.spread(arranged, item.line_id, max(0, agreed - paid))
        return disputed, arranged

    def heir(self, line):
        """Return the doubtful item that took a debt over and what is open of that."""
        found = []
        for part in line.matched_credit_ids:
            for item in part.credit_move_id.move_id.line_ids:
                if item.account_id == self.doubtful and item.balance > 0:
                    taken = cents(part.debit_amount_currency)
                    found.append((item.id, item, min(taken, self.rest(item))))
        return min(found, key=lambda one: one[0])[1:] if found else (None, 0)

    def spread(self, sums, line, amount):
        """Add an amount to a debt as far as it is open, the rest where it went on."""
        here = min(amount, self.rest(line))
        sums[line.id] = sums.get(line.id, 0) + here
        heir, there = self.heir(line)
        if heir:
            sums[heir.id] = sums.get(heir.id, 0) + min(amount - here, there)

    def check_plans(self):
        for one in self.root["recovery.arrangement"].search([]):
            parts = one.instalment_ids.filtered(lambda i: i.state != "cancelled")
            whole = sum(cents(part.amount) for part in parts)
            self.assertEqual(whole, cents(one.amount))
            items = sum(cents(item.amount) for item in one.item_ids)
            if one.kind == "settlement":
                self.assertGreater(items, whole)
            else:
                self.assertEqual(items, whole)
            asked = " ".join(one.activity_ids.mapped("summary"))
            self.assertNotIn("could not be compared", asked)

    def check_door(self):
        """A state is the one in which a record was born, or its last move's."""
        born = {
            "recovery.dispute": {"open"},
            "recovery.arrangement": {"draft", "active"},
            "recovery.write.off": {"requested"},
        }
        for model, states in born.items():
            for record in self.root[model].search([]):
                moved = self.moved.get((model, record.id))
                self.assertIn(record.state, {moved} if moved else states)

    # --- undoing ------------------------------------------------------------------

    def measure(self):
        """Settle; return all that is measured of the customer."""
        self.root["recovery.mark"]._add(self.company, self.lecoq, "test")
        self.settle(self.now)
        case = self.case(self.lecoq)
        account = case.read(
            ["state", "net_overdue", "net_upcoming", "spared_amount", "oldest_due"]
        )
        agreed = self.root["recovery.arrangement"].search([], order="id")
        return (
            account,
            self.exposure(self.lecoq, self.now),
            agreed.mapped(lambda one: (one.state, one.received, one.open_amount)),
        )

    def undo(self):
        """Undo every matching, then every entry of money, the last one first."""
        for record in reversed(self.money):
            if record._name == "account.payment":
                if record.state in ("in_process", "paid"):
                    record.action_cancel()
            else:
                record.line_ids.remove_move_reconcile()
                record.button_draft()
                record.button_cancel()
        self.env.flush_all()
