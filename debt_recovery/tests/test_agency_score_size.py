import json
from datetime import date

from odoo.tests import tagged
from odoo.tools import SQL

from .agency_score_case import FEBRUARY, JANUARY, ScoreCase


@tagged("post_install", "-at_install")
class TestAgencyScoreSize(ScoreCase):
    """The scoreboard is one statement, fast, and each company's own."""

    def test_many_files_are_one_statement_that_reads_receipts_once(self):
        lines = self.root["account.move.line"]
        for number in range(30):
            one = self.given(f"Client {number}", 1000, JANUARY)
            self.cash(one, 100, FEBRUARY)
            lines |= one.line_ids.line_id
        self.know_the_ledger()
        self.statements()  # what is read once a process is known from here on
        few = self.statements()
        self.multiply(lines, 3_000)
        self.assertEqual(self.statements(), few)
        sql = self.env["recovery.agency.score"]._rows_sql(self.company)
        ((plan,),) = self.env.execute_query(
            SQL("EXPLAIN (ANALYZE, FORMAT JSON) %s", sql)
        )
        plan = plan if isinstance(plan, list) else json.loads(plan)
        cash = [one for one in self.nodes(plan[0]["Plan"]) if self.is_cash(one)]
        self.assertEqual([one["Actual Loops"] for one in cash], [1])

    def nodes(self, plan):
        yield plan
        for one in plan.get("Plans", ()):
            yield from self.nodes(one)

    def is_cash(self, node):
        return node.get("Subplan Name") == "CTE cash"

    def statements(self):
        """How many statements the board takes to be read."""
        self.env.flush_all()
        self.env.invalidate_all()
        board = self.env["recovery.agency.score"].with_company(self.company)
        before = self.env.cr.sql_log_count
        board.search_read([], ["files", "amount", "rate", "note"])
        return self.env.cr.sql_log_count - before

    def multiply(self, lines, number):
        """Place the same debts many times, one after the other, as ended files."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """WITH made AS (
                    INSERT INTO recovery_placement (
                        reference, state, company_id, partner_id, agency_id,
                        contract_id, currency_id, amount, stage, placed_on, ended_on)
                    SELECT 'X' || n, 'recalled', %(company)s, %(partner)s, %(agency)s,
                           %(contract)s, %(currency)s, 100 + n, 'amicable',
                           DATE '2025-01-01' + n %% 300, DATE '2025-12-31'
                      FROM generate_series(1, %(number)s) n
                    RETURNING id)
                   INSERT INTO recovery_placement_line (
                        placement_id, company_id, line_id, name, principal, due,
                        is_active)
                   SELECT id, %(company)s, (%(lines)s)[1 + id %% %(size)s], 'X', 1,
                          DATE '2024-12-01', FALSE FROM made""",
                company=self.company.id,
                partner=self.lecoq.id,
                agency=self.agency.id,
                contract=self.contract.id,
                currency=self.company.currency_id.id,
                number=number,
                lines=lines.ids,
                size=len(lines),
            )
        )
        self.know_the_ledger()
        self.env.invalidate_all()

    def test_another_company_s_board_is_not_seen(self):
        self.given("Garage A", 1000, JANUARY)
        other = self._create_company(name="Other SAS")
        self.know_the_ledger()
        board = self.env["recovery.agency.score"]
        self.assertFalse(board.with_context(allowed_company_ids=other.ids).search([]))
        seen = board.with_context(allowed_company_ids=self.company.ids).search([])
        self.assertEqual(seen.company_id, self.company)

    def test_a_line_opens_the_files_that_it_counts(self):
        one = self.given("Garage A", 1000, JANUARY)
        self.given("Garage B", 1000, FEBRUARY)
        score = self.score(vintage=date(2026, 1, 1))
        action = score.action_open_files()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, one)
