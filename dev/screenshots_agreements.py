"""Promises and settlement offers for the pictures, in several states."""

from datetime import timedelta

from .screenshots_plans import add_plans


def add_agreements(env, company, today):
    """Promises that run and that were not kept; offers to L’Estran and to Vaugan."""
    for name, days, share in (
        ("Boulangeries Lecoq", 4, 1),
        ("Camping des Dunes", 9, 0.5),
        ("Clinique des Tilleuls", -1, 1),
        ("Menuiserie Talbot", -8, 1),
        ("Constructions Bréhat", -12, 0.2),
    ):
        promise = _promise(_case(env, company, name), today, share)
        if days < 0:
            promise.sudo().instalment_ids.due_date = today + timedelta(days=days)
            promise._evaluate(today)
    for name, share, days in (
        ("Restaurant L'Estran", 0.9, 14),
        ("Studio Vaugan", 0.5, 21),
    ):
        case = _case(env, company, name)
        rows = [row for row in case._exposure() if row["residual"] > 0]
        lines = env["account.move.line"].browse(row["line_id"] for row in rows)
        case._offer_settlement(
            lines,
            round(float(case._owed(lines).total) * share, 2),
            today + timedelta(days=days),
            reason="Pose contestée depuis l’été, on en finit",
        )
    add_plans(env, company, today)


def _case(env, company, name):
    return env["recovery.case"].search(
        [("partner_id.name", "=", name), ("company_id", "=", company.id)]
    )


def _promise(case, today, share):
    rows = [row for row in case._exposure() if row["chaseable"] > 0]
    lines = case.env["account.move.line"].browse(row["line_id"] for row in rows)
    amount = round(sum(row["chaseable"] for row in rows) * share, 2)
    return case._agree("promise", lines, [(today, amount)], "call")
