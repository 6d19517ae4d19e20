"""Payment plans for the pictures: one that runs, one offered, one to approve."""

from decimal import Decimal

from .pure import tools


def add_plans(env, company, today):
    """Mme D. pays in four; Kermor reads his offer; Clairval asks for too long."""
    company.recovery_mediator = (
        "Médiation de la consommation – mediation.example, 12 rue du Port, 75000 Paris"
    )
    agent = env["res.users"].search([("login", "=", "agent")])
    for name, count, target in (
        ("Mme D.", 4, "active"),
        ("Transports Kermor", 6, "offered"),
        ("Résidence Clairval", 10, "active"),
    ):
        case = env["recovery.case"].search(
            [("partner_id.name", "=", name), ("company_id", "=", company.id)]
        )
        _plan(case.with_user(agent), today, count, target)


def _plan(case, today, count, target):
    rows = [row for row in case._exposure() if row["residual"] > 0]
    lines = case.env["account.move.line"].browse(row["line_id"] for row in rows)
    total = Decimal(str(case._owed(lines).total))
    deposit = total / 5 if total > 5000 else Decimal(0)
    instalments = tools("instalments")
    terms = instalments.Terms(today, count, deposit=deposit, at_once=True)
    closed = case.company_id._recovery_closed_from(today)
    plan = case._make_plan(
        lines,
        instalments.schedule(total, terms, closed=closed),
        "monthly",
        reason="Trésorerie tendue jusqu’à l’été",
        first_at_once=True,
    )
    if target == "active":
        plan._go(target, agreed_with=case.partner_id.name)
    else:
        plan._go(target)
