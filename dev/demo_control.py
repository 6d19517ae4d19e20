"""The control of the first morning: computed by the product, and by plain SQL.

Both must agree, and give the figures of the story.
"""

from .aged_check import column
from .demo_report import expect, money

TOTALS = {"411100": 70390.0, "411700": 1350.0, "413000": 5400.0}
TOTAL, NOT_FOLLOWED, FOLLOWED = 77140.0, 18220.0, 58920.0
SUSPENDED, TO_CHASE = 3290.0, 55630.0
APART = {"factored": 9600.0, "retained": 1350.0, "bill": 5400.0, "opening": 1870.0}
AGED = {
    "not_due": 6750.0,
    "late_1": 33580.0,
    "late_31": 31650.0,
    "late_61": 0.0,
    "late_91": 5160.0,
}
ENTRY_ACCOUNTS = {"411700": "retained", "413000": "bill"}

# Plain SQL on the ledger and the holds: nothing of the product's own computing.
_BY_ACCOUNT = """
SELECT account.code_store ->> %(company)s::text AS code, sum(line.balance)
  FROM account_move_line line
  JOIN account_account account ON account.id = line.account_id
 WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
   AND account.account_type = 'asset_receivable'
 GROUP BY 1 HAVING sum(line.balance) <> 0
"""
_OPEN = """
SELECT line.id, line.amount_residual, COALESCE(line.date_maturity, line.date) AS due,
       line.no_followup, account.code_store ->> %(company)s::text AS code,
       (SELECT min(hold.kind) FROM recovery_hold hold
          JOIN recovery_hold_line_rel rel ON rel.hold_id = hold.id
         WHERE rel.line_id = line.id AND hold.from_date <= %(day)s) AS hold
  FROM account_move_line line
  JOIN account_account account ON account.id = line.account_id
 WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
   AND account.account_type = 'asset_receivable' AND line.amount_residual <> 0
"""


def by_sql(env, company, day):
    """Return the figures of the control, from the ledger's tables alone."""
    values = {"company": company.id, "day": day}
    env.cr.execute(_BY_ACCOUNT, values)
    accounts = {code: float(total) for code, total in env.cr.fetchall()}
    env.cr.execute(_OPEN, values)
    apart, aged, suspended = {}, dict.fromkeys(AGED, 0.0), 0.0
    for _id, residual, due, unfollowed, code, hold in env.cr.fetchall():
        residual = float(residual)
        aged[column((day - due).days)] += residual
        name = ENTRY_ACCOUNTS.get(code) or (
            "factored" if hold == "factored" else "opening" if unfollowed else ""
        )
        if residual > 0 and name:
            apart[name] = apart.get(name, 0) + residual
        elif residual > 0 and hold:
            suspended += residual
    return _figures(accounts, apart, suspended, aged)


def by_product(env, company, day):
    """Return the same figures from the product: its control, the exposure's ages."""
    control = env["recovery.control"]._figures(company, day)
    expect("the product's control ties", control["ties"], True)
    accounts = {a.with_company(company).code: b for a, b in control["accounts"]}
    apart = {}
    for part in control["parts"]:
        name = _apart(env, company, part)
        if part["group"] == "apart":
            apart[name] = apart.get(name, 0) + part["amount"]
    cases = env["recovery.case"].search([("company_id", "=", company.id)])
    rows = env["recovery.exposure"]._rows(company, day, cases.partner_id.ids)
    aged = _balance(env, company, day)
    figures = _figures(accounts, apart, control["suspended"], aged)
    expect("total of the product", control["total"], figures["total"])
    expect("not followed", control["not_followed"], figures["not_followed"])
    expect("to chase", control["to_chase"], figures["to_chase"])
    net = sum(cases.mapped("net_overdue"))
    expect("net of the accounts in recovery", net, figures["to_chase"])
    debts = [row for row in rows if row["residual"] > 0]
    _check_stages(env, company, _aged(debts, day))
    return figures


def _balance(env, company, day):
    """Return the columns of the aged balance that the product shows, and tie it."""
    reports = env["recovery.aged.report"].with_company(company)
    report = reports.create({"as_of": day, "company_id": company.id})
    report._fill()
    control = report.control
    expect("aged balance, difference with the accounts", control["difference"], 0.0)
    expect("aged balance, total", control["total"], TOTAL)
    control["columns"].pop("total")
    return control["columns"]


def _aged(rows, day):
    aged = dict.fromkeys(AGED, 0.0)
    for row in rows:
        aged[column((day - row["due"]).days)] += float(row["residual_company"])
    return aged


def _apart(env, company, part):
    """Return the story's name of a part of the control."""
    if part["code"] == "report":
        account = env["account.account"].with_company(company).browse(part["key"])
        return ENTRY_ACCOUNTS.get(account.code, account.code)
    return {"no_followup": "opening"}.get(part["code"], part["key"])


def _check_stages(env, company, aged):
    """The brackets of the open debts say the same as their ages."""
    found = dict.fromkeys(AGED, 0.0)
    for stage, amount in env["account.move.line"]._read_group(
        [
            ("company_id", "=", company.id),
            ("parent_state", "=", "posted"),
            ("account_type", "=", "asset_receivable"),
            ("reconciled", "=", False),
            ("amount_residual", ">", 0),
        ],
        ["recovery_stage_id"],
        ["amount_residual:sum"],
    ):
        found[column(stage.to_dpd if stage else 0)] += amount
    expect("amounts by bracket", _rounded(found), _rounded(aged))


def _figures(accounts, apart, suspended, aged):
    total = sum(accounts.values())
    followed = total - sum(apart.values())
    return {
        "accounts": _rounded(accounts),
        "total": round(total, 2),
        "apart": _rounded(apart),
        "not_followed": round(sum(apart.values()), 2),
        "followed": round(followed, 2),
        "suspended": round(suspended, 2),
        "to_chase": round(followed - suspended, 2),
        "aged": _rounded(aged),
    }


def _rounded(amounts):
    return {name: round(amount, 2) for name, amount in amounts.items()}


WANTED = _figures(TOTALS, APART, SUSPENDED, AGED)


def control(env, company, day, report):
    """Compute the control both ways, assert it, print it; return the figures."""
    product, plain = by_product(env, company, day), by_sql(env, company, day)
    for name, wanted in WANTED.items():
        expect(f"control, {name}, by SQL", plain[name], wanted)
        expect(f"control, {name}, by the product", product[name], wanted)
    for name, wanted in (
        ("total", TOTAL),
        ("not_followed", NOT_FOLLOWED),
        ("followed", FOLLOWED),
        ("to_chase", TO_CHASE),
    ):
        expect(f"control, {name}", product[name], wanted)
    _print(product, report)
    report.key("comptes", money(product["total"]))
    report.key("à relancer", money(product["to_chase"]))
    return product


def _print(found, report):
    apart, aged = found["apart"], found["aged"]
    parts = " + ".join(
        f"{code} {money(amount)}" for code, amount in sorted(found["accounts"].items())
    )
    report.say(f"Comptes clients {money(found['total'])} : {parts}")
    report.say(
        f"Non suivis {money(found['not_followed'])} : affacturé "
        f"{money(apart['factored'])}, retenue {money(apart['retained'])}, effet en "
        f"portefeuille {money(apart['bill'])}, reprise {money(apart['opening'])}"
    )
    report.say(
        f"Suivis {money(found['followed'])}, dont suspendus "
        f"{money(found['suspended'])} ; à relancer {money(found['to_chase'])}"
    )
    report.say(
        f"Balance âgée : à échoir {money(aged['not_due'])} · 1–30 j "
        f"{money(aged['late_1'])} · 31–60 j {money(aged['late_31'])} · 61–90 j "
        f"{money(aged['late_61'])} · 91 j et + {money(aged['late_91'])}"
    )
