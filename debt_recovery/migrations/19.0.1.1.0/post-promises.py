"""Promises kept as holds become arrangements, with their debts, days and ends."""

from odoo import SUPERUSER_ID, api

STATES = {
    "waiting": ("active", None),
    "kept": ("kept", None),
    "broken": ("broken", None),
    "replaced": ("cancelled", "replaced"),
}

_ROWS = """
    SELECT h.id, h.partner_id, h.company_id, h.promise_amount AS amount,
           h.promise_currency_id AS currency_id, h.promise_date AS day,
           h.promise_state AS state, h.promise_followed AS followed, h.reason,
           h.create_date, h.create_uid, h.from_date, h.until_date,
           c.id AS case_id,
           ARRAY(SELECT rel.line_id FROM recovery_hold_line_rel rel
                  WHERE rel.hold_id = h.id ORDER BY 1) AS line_ids
      FROM recovery_hold h
      LEFT JOIN recovery_case c
        ON c.partner_id = h.partner_id AND c.company_id = h.company_id
     WHERE h.promise_state IS NOT NULL AND h.company_id IS NOT NULL
     ORDER BY h.id
"""


def migrate(cr, version):
    cr.execute(
        "SELECT 1 FROM information_schema.columns WHERE table_name = 'recovery_hold' "
        "AND column_name = 'promise_state'"
    )
    if not version or not cr.fetchone():
        return
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    cr.execute(_ROWS)
    columns = [column.name for column in cr.description]
    rows = [dict(zip(columns, row, strict=True)) for row in cr.fetchall()]
    env["recovery.arrangement"].create([_values(env, row) for row in rows])
    _end_holds(env, rows)
    cron = env.ref("debt_recovery.cron_promises", raise_if_not_found=False)
    if cron:
        cron.unlink()


def _values(env, row):
    state, why = STATES[row["state"]]
    lines = env["account.move.line"].browse(row["line_ids"])
    return {
        "kind": "promise",
        "state": state,
        "ended_why": why,
        "ended_on": row["until_date"] if state != "active" else False,
        "is_followed": bool(row["followed"]),
        "company_id": row["company_id"],
        "partner_id": row["partner_id"],
        "case_id": row["case_id"],
        "currency_id": row["currency_id"],
        "amount": row["amount"],
        "source": "call",
        "agreed_at": row["create_date"],
        "reason": row["reason"],
        "credit_line_ids": [(6, 0, _credits(env, row).ids)],
        "look_on": env["res.company"].browse(row["company_id"])._recovery_today()
        if state == "active"
        else False,
        "item_ids": [
            (0, 0, {"line_id": line.id, "name": line.move_id.name or line.name, **part})
            for line, part in _parts(lines, row["amount"], row["create_date"])
        ],
        "instalment_ids": [(0, 0, {"due_date": row["day"], "amount": row["amount"]})],
    }


def _parts(lines, amount, given_at):
    """Yield what was promised of each debt, oldest first, and what was open of it."""
    for line in lines.sorted(lambda one: (one.date_maturity or one.date, one.id)):
        before = line.matched_credit_ids.filtered(lambda p: p.create_date < given_at)
        then = line.amount_currency - sum(before.mapped("debit_amount_currency"))
        share = min(then, amount)
        amount -= share
        if share > 0:
            yield line, {"amount": share, "residual_then": then}


def _credits(env, row):
    """Return the credits that nobody had matched when it was given."""
    return env["account.move.line"].search(
        [
            ("company_id", "=", row["company_id"]),
            ("partner_id.commercial_partner_id", "=", row["partner_id"]),
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("currency_id", "=", row["currency_id"]),
            ("amount_residual_currency", "<", 0),
            ("create_date", "<", row["create_date"]),
        ]
    )


def _end_holds(env, rows):
    """The holds of promises that run hold no more: the arrangement does."""
    running = [row["id"] for row in rows if row["state"] == "waiting"]
    env["recovery.hold"].browse(running).action_lift()
