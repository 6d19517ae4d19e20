"""The aged balance at random past dates, recomputed from entries and matchings.

``check(env, company)`` takes nothing from the product but its answer: every item's
balance, less its matchings until the date, one by one.
"""

from collections import defaultdict
from datetime import timedelta
from random import Random

from .demo_report import expect

DATES = 10
LIMITS = ((0, "not_due"), (30, "late_1"), (60, "late_31"), (90, "late_61"))

_LINES = """
SELECT line.id, partner.commercial_partner_id, line.currency_id, line.date,
       COALESCE(line.date_maturity, line.date), line.balance
  FROM account_move_line line
  JOIN account_account account ON account.id = line.account_id
  LEFT JOIN res_partner partner ON partner.id = line.partner_id
 WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
   AND account.account_type = 'asset_receivable'
"""
_MATCHINGS = """
SELECT debit_move_id, credit_move_id, amount, GREATEST(debit.date, credit.date)
  FROM account_partial_reconcile part
  JOIN account_move_line debit ON debit.id = part.debit_move_id
  JOIN account_move_line credit ON credit.id = part.credit_move_id
 WHERE debit.company_id = %(company)s AND debit.parent_state = 'posted'
   AND credit.parent_state = 'posted'
"""


def column(late):
    """Return the column of a number of days past due.

    >>> [column(days) for days in (0, 1, 30, 31, 90, 91)]
    ['not_due', 'late_1', 'late_1', 'late_31', 'late_61', 'late_91']
    """
    return next((name for last, name in LIMITS if late <= last), "late_91")


def check(env, company, dates=DATES, seed=1):
    """Compare the product's aged balance with the recomputation at random past dates.

    :return: ``(dates, rows)`` that were compared
    :raises DemoError: at the first difference, with customer, date and column
    """
    env.flush_all()
    env.cr.execute(_LINES, {"company": company.id})
    lines = env.cr.fetchall()
    env.cr.execute(_MATCHINGS, {"company": company.id})
    matchings = env.cr.fetchall()
    first, last = min(line[3] for line in lines), max(line[3] for line in lines)
    dice, rows = Random(seed), 0  # noqa: S311
    for _number in range(dates):
        day = first + timedelta(days=dice.randrange((last - first).days + 1))
        wanted = by_hand(lines, matchings, day)
        found = _by_product(env, company, day)
        for key in wanted.keys() | found.keys():
            for name in wanted[key].keys() | found[key].keys():
                where = f"aged balance of {key} on {day}, {name}"
                expect(where, found[key][name], wanted[key][name])
        rows += len(found)
    return dates, rows


def by_hand(lines, matchings, day):
    """Return ``{(debtor, currency): {column: amount}}`` at a date."""
    left = {line[0]: float(line[5]) for line in lines if line[3] <= day}
    for debit, credit, amount, matched in matchings:
        if matched <= day:
            for line, sign in ((debit, -1), (credit, 1)):
                if line in left:
                    left[line] += sign * float(amount)
    found = defaultdict(lambda: defaultdict(float))
    for line, debtor, currency, _date, due, _balance in lines:
        amount = round(left.get(line, 0.0), 6)
        if amount:
            found[debtor, currency][column((day - due).days)] += amount
    return found


def _by_product(env, company, day):
    found = defaultdict(lambda: defaultdict(float))
    names = [name for _last, name in LIMITS] + ["late_91"]
    for row in env["recovery.aged"]._rows(company, day):
        found[row["debtor_id"], row["currency_id"]].update(
            (name, row[name]) for name in names
        )
    return found
