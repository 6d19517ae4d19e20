"""A large ledger made by SQL: open debts, credits, part payments, a paid history."""

import sys
import time
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from .databases import clone, connect
from .session import open_env

TABLES = ("account_move", "account_move_line", "account_partial_reconcile")


@dataclass(frozen=True)
class Ledger:
    """Where the ledger of a bench lies; ids are the database's."""

    database: str
    lines: int
    debtors: int
    as_of: date
    company: int
    currency: int
    foreign: int
    receivable: int
    income: int
    bank: int
    sales: int
    cash: int


def tell(message):
    """Say on standard error what a bench is doing."""
    print(f"[bench] {time.strftime('%H:%M:%S')} {message}", file=sys.stderr, flush=True)


def build(database, lines):
    """Make ``database`` with ``lines`` open receivable lines; return its ledger."""
    tell(f"{database}: building {lines} open lines")
    clone(database)
    with open_env(database, log_level="error") as env:
        ledger = _company(env, database, lines)
        env.cr.commit()
    with closing(connect(database)) as connection, connection.cursor() as cr:
        cr.execute("SELECT setseed(0.42)")
        with _bare(cr, ("res_partner",)):
            _run(cr, _PARTNERS, ledger)
        _run(cr, _ITEMS, ledger)
        with _bare(cr, TABLES):
            _run(cr, _ENTRIES, ledger)
        cr.execute("VACUUM ANALYZE")
    tell(f"{database}: built")
    return ledger


def _company(env, database, lines):
    """Create a company with a chart, ready to remind; return the ledger's ids."""
    foreign = env.ref("base.USD")
    foreign.active = True
    company = env["res.company"].create(
        {"name": "Bench", "country_id": env.ref("base.fr").id}
    )
    env.user.company_ids += company
    env["account.chart.template"].try_loading("fr", company, install_demo=False)
    env = env(context={"allowed_company_ids": company.ids})
    company = company.with_env(env)
    company.recovery_cutoff_date = False
    env["recovery.stage"]._create_defaults(company)
    env["recovery.account"]._sync(company)
    journals = env["account.journal"].search([("company_id", "=", company.id)])
    sales = journals.filtered(lambda journal: journal.type == "sale")[:1]
    cash = journals.filtered(lambda journal: journal.type == "bank")[:1]
    partner = env["res.partner"].with_company(company).new({})
    return Ledger(
        database=database,
        lines=lines,
        debtors=lines // 5,
        as_of=_working_day(date.today()),
        company=company.id,
        currency=company.currency_id.id,
        foreign=foreign.id,
        receivable=partner.property_account_receivable_id.id,
        income=sales.default_account_id.id,
        bank=cash.default_account_id.id,
        sales=sales.id,
        cash=cash.id,
    )


def _working_day(day):
    return day - timedelta(days=max(0, day.weekday() - 4))


def _run(cr, script, ledger):
    for statement in script.split(";"):
        if statement.strip():
            cr.execute(statement, asdict(ledger))


@contextmanager
def _bare(cr, tables):
    """Leave indexes and foreign keys aside while rows pour in."""
    cr.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) "
        "AND indexname NOT IN (SELECT conname FROM pg_constraint)",
        [list(tables)],
    )
    indexes = cr.fetchall()
    for name, _definition in indexes:
        cr.execute(f'DROP INDEX "{name}"')
    cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    free = cr.fetchone()[0]
    if free:
        cr.execute("SET session_replication_role = replica")
    yield
    if free:
        cr.execute("RESET session_replication_role")
    for _name, definition in indexes:
        cr.execute(definition)


# One debtor in twenty has a contact, in whose name some of its payments come.
_PARTNERS = """
CREATE TEMP TABLE debtor AS
SELECT n, nextval('res_partner_id_seq') AS id
  FROM generate_series(1, %(debtors)s) AS n;
INSERT INTO res_partner (id, name, complete_name, commercial_partner_id, type, active,
       is_company, recovery_debtor_type, country_id, lang, email, email_normalized,
       customer_rank, supplier_rank, autopost_bills, partner_share, color,
       create_uid, write_uid, create_date, write_date)
SELECT id, 'Debtor ' || n, 'Debtor ' || n, id, 'contact', true, n %% 10 < 7,
       CASE WHEN n %% 50 = 0 THEN 'public' WHEN n %% 50 = 1 THEN 'sole' END,
       (SELECT country_id FROM res_company c JOIN res_partner p ON p.id = c.partner_id
         WHERE c.id = %(company)s), 'fr_FR', 'debtor' || n || '@example.com',
       'debtor' || n || '@example.com', 1, 0, 'ask', true, 0, 1, 1, now(), now()
  FROM debtor;
CREATE TEMP TABLE contact AS
SELECT n, id AS parent_id, nextval('res_partner_id_seq') AS id
  FROM debtor WHERE n %% 20 = 0;
INSERT INTO res_partner (id, name, complete_name, parent_id, commercial_partner_id,
       type, active, is_company, lang, customer_rank, supplier_rank, autopost_bills,
       partner_share, color, create_uid, write_uid, create_date, write_date)
SELECT id, 'Contact ' || n, 'Debtor ' || n || ', Contact ' || n, parent_id, parent_id,
       'contact', true, false, 'fr_FR', 0, 0, 'ask', true, 0, 1, 1, now(), now()
  FROM contact
"""

# Three debtors in ten have a history of debts paid.
# `item`: what was invoiced, credited or received; `entry`: one row per journal entry,
# with the payments that settled an item, or a part of it.
_ITEMS = """
CREATE TEMP TABLE item AS
SELECT n, CASE WHEN n <= %(debtors)s THEN n
               ELSE 1 + floor(%(debtors)s * power(random(), 2)) END::int AS debtor,
       CASE WHEN n <= %(debtors)s OR kind < 0.92 THEN 'out_invoice'
            WHEN kind < 0.96 THEN 'out_refund' ELSE 'entry' END AS kind,
       round((20 + 2000 * power(random(), 3))::numeric, 2) AS amount,
       random() < 0.02 AS is_foreign, random() < 0.005 AS is_blocked,
       CASE WHEN random() < 0.08 THEN 0.1 + 0.8 * random() ELSE 0 END AS paid_share,
       %(as_of)s::date - CASE WHEN random() < 0.25 THEN -floor(90 * random())
           ELSE 1 + floor(1094 * power(random(), 3)) END::int AS due
  FROM (SELECT n, random() AS kind FROM generate_series(1, %(lines)s) AS n) AS open;
UPDATE item SET paid_share = 0 WHERE kind <> 'out_invoice';
INSERT INTO item
SELECT %(lines)s + row_number() OVER (), n, 'out_invoice',
       round((20 + 2000 * power(random(), 3))::numeric, 2), false, false, 1,
       %(as_of)s::date - 60 - floor(900 * random())::int
  FROM debtor, generate_series(1, 3)
 WHERE n %% 10 < 3;
ANALYZE item;
CREATE TEMP TABLE entry AS
SELECT i.n, NULL::int AS settles, i.kind, d.id AS debtor_id,
       COALESCE(c.id, d.id) AS partner_id, i.amount,
       round((i.amount * i.paid_share)::numeric, 2) AS paid, i.is_foreign, i.is_blocked,
       LEAST(i.due - CASE WHEN i.kind = 'entry' THEN 0 ELSE 30 END, %(as_of)s) AS date,
       CASE WHEN i.kind = 'entry' THEN LEAST(i.due, %(as_of)s) ELSE i.due END AS due
  FROM item i JOIN debtor d ON d.n = i.debtor LEFT JOIN contact c ON c.n = i.debtor;
INSERT INTO entry
SELECT (SELECT max(n) FROM item) + row_number() OVER (), n, 'entry', debtor_id,
       partner_id, paid, paid, is_foreign, false, paid_on, paid_on
  FROM (SELECT *, LEAST(due - 5 + floor(50 * power(random(), 3))::int,
                        %(as_of)s::date - 1) AS paid_on
          FROM entry WHERE paid > 0) AS settled;
ANALYZE entry
"""

_ENTRIES = """
CREATE TEMP TABLE base AS
SELECT (SELECT COALESCE(max(id), 0) FROM account_move) AS move,
       (SELECT COALESCE(max(id), 0) FROM account_move_line) AS line,
       (SELECT COALESCE(max(id), 0) FROM account_full_reconcile) AS whole;
INSERT INTO account_full_reconcile (id, create_uid, write_uid, create_date, write_date)
SELECT base.whole + n, 1, 1, now(), now() FROM entry, base
 WHERE settles IS NULL AND paid = amount;
CREATE TEMP TABLE booked AS
SELECT entry.*, base.move + n AS move_id, base.line + 2 * n AS line_id,
       CASE WHEN kind = 'out_invoice' THEN 1 ELSE -1 END AS sign,
       amount - paid AS residual,
       CASE WHEN is_foreign THEN 1.1 ELSE 1 END AS rate,
       CASE WHEN is_foreign THEN %(foreign)s ELSE %(currency)s END AS currency_id,
       CASE WHEN kind = 'entry' THEN %(cash)s ELSE %(sales)s END AS journal_id,
       CASE WHEN kind = 'entry' THEN 'PAY/' ELSE 'INV/' END AS prefix,
       CASE WHEN f.id IS NOT NULL THEN base.whole + COALESCE(settles, n) END AS whole_id
  FROM entry CROSS JOIN base
  LEFT JOIN account_full_reconcile f ON f.id = base.whole + COALESCE(settles, n);
INSERT INTO account_move (id, journal_id, company_id, partner_id, commercial_partner_id,
       currency_id, name, sequence_prefix, sequence_number, state, move_type, auto_post,
       payment_state, date, invoice_date, invoice_date_due, invoice_currency_rate,
       amount_untaxed, amount_tax, amount_total, amount_residual, amount_untaxed_signed,
       amount_untaxed_in_currency_signed, amount_tax_signed, amount_total_signed,
       amount_total_in_currency_signed, amount_residual_signed, always_tax_exigible,
       checked, posted_before, is_move_sent, invoice_partner_display_name,
       create_uid, write_uid, create_date, write_date)
SELECT move_id, journal_id, %(company)s, partner_id, debtor_id, currency_id,
       prefix || n, prefix, n, 'posted', kind, 'no',
       CASE WHEN is_blocked THEN 'blocked' WHEN residual = 0 THEN 'paid'
            WHEN paid > 0 THEN 'partial' ELSE 'not_paid' END, date,
       CASE WHEN kind <> 'entry' THEN date END, CASE WHEN kind <> 'entry' THEN due END,
       rate, round(amount * rate, 2), 0, round(amount * rate, 2),
       round(residual * rate, 2), sign * amount, sign * round(amount * rate, 2), 0,
       sign * amount, sign * round(amount * rate, 2), sign * residual, true, true, true,
       kind <> 'entry', 'Debtor', 1, 1, now(), now()
  FROM booked;
INSERT INTO account_move_line (id, move_id, journal_id, company_id, company_currency_id,
       sequence, account_id, currency_id, partner_id, move_name, parent_state, name,
       display_type, date, invoice_date, date_maturity, debit, credit, balance,
       amount_currency, amount_residual, amount_residual_currency, reconciled,
       full_reconcile_id, matching_number, no_followup, quantity, price_unit,
       price_subtotal, price_total, discount,
       create_uid, write_uid, create_date, write_date)
SELECT line_id + side, move_id, journal_id, %(company)s, %(currency)s, 10 + side,
       CASE WHEN side = 0 THEN %(receivable)s WHEN kind = 'entry' THEN %(bank)s
            ELSE %(income)s END, currency_id,
       CASE WHEN kind = 'entry' THEN partner_id ELSE debtor_id END, prefix || n,
       'posted', prefix || n,
       CASE WHEN side = 0 AND kind <> 'entry' THEN 'payment_term' ELSE 'product' END,
       date, CASE WHEN kind <> 'entry' THEN date END,
       CASE WHEN side = 0 THEN due END,
       GREATEST(way * amount, 0), GREATEST(-way * amount, 0), way * amount,
       way * round(amount * rate, 2), CASE WHEN side = 0 THEN way * residual ELSE 0 END,
       CASE WHEN side = 0 THEN way * round(residual * rate, 2) ELSE 0 END,
       side = 0 AND residual = 0, CASE WHEN side = 0 THEN whole_id END,
       CASE WHEN side = 1 THEN NULL WHEN whole_id IS NOT NULL THEN whole_id::text
            WHEN paid > 0 THEN 'P' || COALESCE(settles, n) END,
       false, 1, amount, amount, amount, 0, 1, 1, now(), now()
  FROM (SELECT booked.*, side, CASE WHEN side = 0 THEN sign ELSE -sign END AS way
          FROM booked, generate_series(0, 1) AS side) AS sides;
INSERT INTO account_partial_reconcile (debit_move_id, credit_move_id, full_reconcile_id,
       debit_currency_id, credit_currency_id, company_id, max_date, amount,
       debit_amount_currency, credit_amount_currency,
       create_uid, write_uid, create_date, write_date)
SELECT base.line + 2 * settles, line_id, whole_id, currency_id, currency_id,
       %(company)s, date, amount, round(amount * rate, 2), round(amount * rate, 2),
       1, 1, now(), now()
  FROM booked, base WHERE settles IS NOT NULL;
SELECT setval('account_move_id_seq', (SELECT max(id) FROM account_move)),
       setval('account_move_line_id_seq', (SELECT max(id) FROM account_move_line)),
       setval('account_full_reconcile_id_seq',
              (SELECT max(id) + 1 FROM account_full_reconcile))
"""


def open_accounts(env, ledger):
    """Open the accounts and plan their reminders, all released, none approved."""
    company = env["res.company"].browse(ledger.company)
    company.write({"recovery_cutoff_date": False, "recovery_active": True})
    env.cr.commit()
    tell("opening the accounts")
    env["recovery.cycle"].with_company(company)._run(company, ledger.as_of, full=True)
    env.cr.commit()
    return company
