import json
from datetime import date

from odoo.tests import tagged
from odoo.tools import SQL

from .common import MONDAY, RecoveryCase
from .under_way import without_entry

DEBTORS, LINES = 400, 20000


@tagged("post_install", "-at_install")
class TestExposurePlan(RecoveryCase):
    """One debtor costs milliseconds: every filter stands below the window."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = line = cls.debt(cls.invoice(cls.lecoq, 100, date(2026, 2, 20)))
        cls.env.flush_all()
        cls.cr.execute(
            """WITH made AS (
                INSERT INTO res_partner (name, complete_name, active, autopost_bills)
                SELECT 'Client ' || n, 'Client ' || n, true, 'ask'
                  FROM generate_series(1, %s) n RETURNING id)
            SELECT array_agg(id) FROM made""",
            [DEBTORS],
        )
        partners = cls.cr.fetchone()[0]
        cls.cr.execute(
            "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)",
            [partners],
        )
        cls.cr.execute(
            "SELECT string_agg(quote_ident(column_name), ', ') "
            "FROM information_schema.columns WHERE table_name = 'account_move_line' "
            "AND column_name NOT IN ('id', 'partner_id')"
        )
        columns = SQL(cls.cr.fetchone()[0])
        cls.cr.execute(
            SQL(
                "INSERT INTO account_move_line (partner_id, %s) "
                "SELECT (%s::int[])[1 + n %% %s], %s FROM account_move_line, "
                "generate_series(1, %s) n WHERE id = %s",
                columns,
                partners,
                DEBTORS,
                columns,
                LINES,
                line.id,
            )
        )
        cls.cr.execute(SQL(_MOVES, move=line.move_id.id, moves=LINES // 10))
        cls.cr.execute("ANALYZE account_move_line, account_move")
        cls.cr.execute("ANALYZE res_partner")
        cls.debtor = cls.root["res.partner"].browse(partners[0])

    def scans(self, debtor_ids):
        """The tables that the plan of the exposure reads whole, and its rows."""
        sql = self.root["recovery.exposure"]._sql(self.company, MONDAY, debtor_ids)
        self.env.cr.execute(SQL("EXPLAIN (FORMAT JSON) %s", sql))
        plan = self.cr.fetchone()[0]
        plan = json.loads(plan) if isinstance(plan, str) else plan
        found, todo = [], [plan[0]["Plan"]]
        while todo:
            node = todo.pop()
            todo += node.get("Plans", [])
            if node["Node Type"] == "Seq Scan":
                found.append(node["Relation Name"])
        return found

    def test_one_debtor_never_reads_the_whole_ledger(self):
        self.assertNotIn("account_move_line", self.scans(self.debtor.ids))
        self.assertNotIn("account_move", self.scans(self.debtor.ids))

    def test_all_debtors_read_it_once(self):
        self.assertLessEqual(self.scans(None).count("account_move_line"), 2)

    def test_what_a_debtor_has_none_of_is_not_even_planned(self):
        exposure = self.root["recovery.exposure"]
        rare = ("payment_transaction", "recovery_dispute_item", "GROUP BY l.id")
        for debtor, found in ((self.debtor, rare[3:]), (self.lecoq, rare[:2])):
            if debtor == self.lecoq:
                self.cycle(MONDAY)
                self.case(self.lecoq)._dispute(self.line, 40.0)
                without_entry(self, self.lecoq, 25, MONDAY)
                self.env.flush_all()
            text = exposure._sql(self.company, MONDAY, debtor.ids).code
            self.assertEqual(tuple(one for one in rare if one in text), found)
        (row,) = exposure._rows(self.company, MONDAY, self.lecoq.ids)
        self.assertEqual((row["disputed"], row["in_flight"]), (40, 25))

    def test_both_shapes_say_the_same(self):
        row = "SELECT line_id, chaseable FROM (%s) AS e WHERE debtor_id = %s ORDER BY 1"
        exposure = self.root["recovery.exposure"]
        one, everybody = (
            self.env.execute_query(
                SQL(row, exposure._sql(self.company, MONDAY, ids), self.debtor.id)
            )
            for ids in (self.debtor.ids, None)
        )
        self.assertEqual(len(one), LINES // DEBTORS)
        self.assertEqual(one, everybody)


_MOVES = """
INSERT INTO account_move (journal_id, company_id, partner_id, commercial_partner_id,
       currency_id, name, state, move_type, auto_post, date, invoice_date)
SELECT journal_id, company_id, partner_id, commercial_partner_id, currency_id,
       'Crowd ' || n, state, move_type, auto_post, date, invoice_date
  FROM account_move, generate_series(1, %(moves)s) AS n WHERE id = %(move)s
"""
