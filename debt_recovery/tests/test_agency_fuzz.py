import re
from collections import Counter
from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import SQL

from ..tools.agency_status import key_of
from .agency_fuzz import Spoiler, read_plainly, receipt_row, status_row
from .agency_inbound_case import InboundCase
from .common import MONDAY

STATUSES, REMITTANCES = 4500, 500  # booking an entry takes longest
# what only a machine says
INSIDE = re.compile(
    r"Traceback|\w+Error\b|Exception|psycopg|0x[0-9a-f]{4}|/usr/|\.py\b|<class "
)


class Fuzz(InboundCase):
    """Spoilt files of one purpose: done exactly, or refused with line and reason."""

    purpose = None
    context = {"tracking_disable": True, "mail_create_nolog": True}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files += [cls.new_file(f"Client {number}") for number in range(9)]
        cls.by_reference = {one.reference: one for one in cls.files}

    def fuzz(self, number, row):
        """Take ``number`` spoilt files in; return how many were booked and refused."""
        ledger, before = self.ledger(), self.state()
        spoiler = Spoiler(list(self.by_reference), row)
        outcomes = Counter()
        for _number in range(number):
            outcomes[self.one(before, *spoiler.make())] += 1
        self.assertEqual(self.ledger(), ledger)
        self.assertEqual(sum(outcomes.values()), number)
        self.assertGreater(outcomes["booked"], number // 10)
        self.assertGreater(outcomes["refused"], number // 3)
        return outcomes

    def ledger(self):
        """A digest of all that is booked."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT count(*), md5(string_agg(t::text, '' ORDER BY t.id)) "
            "FROM account_move_line t"
        )
        return self.env.cr.fetchone()

    def one(self, before, kind, name, body):
        """Take one file in, look, book, compare; then forget it."""
        with self.env.cr.savepoint() as savepoint:
            file = self.take(body, self.purpose, name=name)
            file._check()
            if file.state == "checked":
                file._apply()
            with self.subTest(kind=kind, body=body[:300]):
                self.assertIn(file.state, ("booked", "refused"))
                if file.state == "booked":
                    self.assert_exact(body)
                else:
                    self.assertNotIn(kind, Spoiler.GOOD, self.problems(file))
                    self.assert_refused(file)
                    self.assertEqual(self.state(), before)
            outcome = file.state
            savepoint.rollback()
        self.env.invalidate_all()
        return outcome

    def assert_refused(self, file):
        problems = self.problems(file)
        self.assertTrue(problems)
        for line, column, value, reason in problems:
            self.assertGreaterEqual(line, 0)
            self.assertRegex(reason, r"^\S+[ \u00a0].{8}")
            self.assertNotRegex(f"{reason} {column}", INSIDE)
            self.assertLessEqual(len(value or ""), 130)

    def assert_exact(self, body):
        rows = read_plainly(body)
        self.assertIsNotNone(rows, "a clerk would not know what this says")
        self.assertEqual(self.state(), self.expected(rows))

    def state(self):
        """What is known because of files of this purpose."""
        raise NotImplementedError

    def expected(self, rows):
        """What :meth:`state` is after these rows alone."""
        raise NotImplementedError


@tagged("post_install", "-at_install")
class TestFuzzStatus(Fuzz):
    """Statuses: words, days and promises; no entry at all."""

    purpose = "status"

    def test_every_spoilt_status_file_is_done_exactly_or_refused(self):
        self.fuzz(STATUSES, status_row)

    def state(self):
        self.env.flush_all()
        ids = [one.id for one in self.by_reference.values()]
        told = self.env.execute_query(
            SQL(
                """SELECT p.reference, word.key, p.status_on FROM recovery_placement p
                     LEFT JOIN recovery_agency_status word
                            ON word.id = p.agency_status_id
                    WHERE p.id = ANY(%s)""",
                ids,
            )
        )
        found = self.env.execute_query(
            SQL(
                """SELECT p.reference, one.promised_on, one.amount
                     FROM recovery_placement_promise one
                     JOIN recovery_placement p ON p.id = one.placement_id"""
            )
        )
        return (
            {reference: (word, day) for reference, word, day in told},
            {(reference, day, float(sum_)) for reference, day, sum_ in found},
        )

    def expected(self, rows):
        told = dict.fromkeys(self.by_reference, (None, None))
        promises, today = set(), self.company._recovery_today()
        for row in sorted(rows, key=lambda one: one.get("status_on") or today):
            reference, day = row["placement"], row.get("status_on") or today
            told[reference] = (key_of(row["status"]), day)
            if row.get("promise_on"):
                amount = float(row.get("promise_amount") or 0)
                promises.add((reference, row["promise_on"], amount))
        return told, promises


@tagged("post_install", "-at_install")
class TestFuzzRemittance(Fuzz):
    """Remittances: each customer is credited with what he paid, and nobody else."""

    purpose = "remittance"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.recovery_agency_alone = True  # booked without a person
        for one in cls.files:
            one.placed_on = MONDAY - timedelta(days=60)

    def test_every_spoilt_remittance_is_booked_exactly_or_refused(self):
        self.fuzz(REMITTANCES, receipt_row)

    def state(self):
        self.env.flush_all()
        groups = self.root["account.move.line"]._read_group(
            [
                ("journal_id", "=", self.company._recovery_agency_journal().id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ],
            ["partner_id"],
            ["balance:sum"],
        )
        return {partner: round(-total, 2) for partner, total in groups}

    def expected(self, rows):
        paid = Counter()
        for row in rows:
            partner = self.by_reference[row["placement"]].partner_id
            paid[partner] += row["amount"]
        return {partner: round(float(total), 2) for partner, total in paid.items()}
