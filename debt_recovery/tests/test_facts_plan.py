from datetime import date

from odoo.tests import tagged
from odoo.tools import SQL

from .common import MONDAY, RecoveryCase

DEBTORS, LINES = 1000, 4
FEW = 200  # rows: one debtor has five, and the tests' company a handful


@tagged("post_install", "-at_install")
class TestFactsPlan(RecoveryCase):
    """One debtor among many: what is read of the ledger to settle its account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        move = cls.invoice(cls.lecoq, 100, date(2026, 1, 31))
        cls.root.flush_all()
        cls.env.cr.execute(SQL(_CROWD, debtors=DEBTORS))
        cls.env.cr.execute(SQL(_MOVES, model=move.id))
        cls.env.cr.execute(SQL(_DEBTS, model=cls.debt(move).id, lines=LINES))
        cls.env.cr.execute("ANALYZE res_partner, account_move, account_move_line")

    def rows_read(self):
        """Rows of the ledger read in this transaction so far."""
        ((rows,),) = self.env.execute_query(
            SQL(
                "SELECT sum(seq_tup_read + idx_tup_fetch) "
                "FROM pg_stat_xact_user_tables "
                "WHERE relname IN ('account_move', 'account_move_line')"
            )
        )
        return rows

    def measure(self, debtor_ids):
        before = self.rows_read()
        facts = self.root["recovery.facts"]
        debtors = facts._build(self.company, MONDAY, debtor_ids)
        return debtors, self.rows_read() - before

    def test_the_facts_of_one_debtor_read_neither_lines_nor_moves_of_others(self):
        debtors, read = self.measure(self.lecoq.ids)
        self.assertEqual(debtors, 1)
        self.assertLessEqual(read, FEW)

    def test_the_facts_of_all_read_lines_and_moves_a_few_times(self):
        debtors, read = self.measure(None)
        self.assertEqual(debtors, DEBTORS + 1)
        self.assertLess(read, 4 * DEBTORS * (LINES + 1))


_CROWD = """
INSERT INTO res_partner (id, commercial_partner_id, name, complete_name, type, active,
       is_company, autopost_bills)
SELECT id, id, 'Crowd ' || id, 'Crowd ' || id, 'contact', true, true, 'ask'
  FROM (SELECT nextval('res_partner_id_seq') AS id
          FROM generate_series(1, %(debtors)s)) AS crowd
"""

_MOVES = """
INSERT INTO account_move (journal_id, company_id, partner_id, commercial_partner_id,
       currency_id, name, state, move_type, auto_post, date, invoice_date)
SELECT m.journal_id, m.company_id, p.id, p.id, m.currency_id, p.name, m.state,
       m.move_type, m.auto_post, m.date, m.invoice_date
  FROM account_move m, res_partner p WHERE m.id = %(model)s AND p.name LIKE 'Crowd %%'
"""

_DEBTS = """
INSERT INTO account_move_line (move_id, journal_id, company_id, company_currency_id,
       account_id, currency_id, partner_id, parent_state, display_type, date,
       date_maturity, debit, credit, balance, amount_currency, amount_residual,
       amount_residual_currency, no_followup)
SELECT l.move_id, l.journal_id, l.company_id, l.company_currency_id, l.account_id,
       l.currency_id, p.id, l.parent_state, l.display_type, l.date,
       l.date_maturity - n, l.debit, l.credit, l.balance, l.amount_currency,
       l.amount_residual, l.amount_residual_currency, l.no_followup
  FROM account_move_line l, res_partner p, generate_series(1, %(lines)s) AS n
 WHERE l.id = %(model)s AND p.name LIKE 'Crowd %%'
"""
