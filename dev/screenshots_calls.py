"""Calls to make for the pictures: call-backs, a promise, tasks, a campaign."""

from datetime import datetime, time, timedelta

PHONES = {
    "Boulangeries Lecoq": "02 41 00 10 20",
    "Résidence Clairval": "02 41 00 10 21",
    "Menuiserie Talbot": "02 41 00 10 22",
    "Restaurant L'Estran": "02 41 00 10 23",
    "Garage Moreau": "06 12 34 56 78",
    "Mme D.": "06 12 34 56 79",
}


def add_calls(env, company, today):
    """Give customers a number, the agent calls to make, and two of them a history."""
    agent = env["res.users"].search([("login", "=", "agent")])
    cases = {}
    for name, phone in PHONES.items():
        partner = env["res.partner"].search([("name", "=", name)])
        partner.phone = phone
        case = env["recovery.case"].search([("partner_id", "=", partner.id)])
        if case:
            cases[name] = case.with_user(agent)
    lecoq = cases["Boulangeries Lecoq"]
    lecoq.sudo().collection_note = (
        "Règle le 10 et le 25. Demander la comptabilité fournisseurs."
    )
    env["res.partner"].create(
        {
            "name": "Comptabilité fournisseurs",
            "function": "Comptable",
            "type": "collections",
            "parent_id": lecoq.partner_id.id,
            "phone": "02 41 00 10 30",
            "email": "compta@lecoq.example",
        }
    )
    for name in ("Boulangeries Lecoq", "Mme D."):
        if name in cases:
            _task(cases[name], agent, today)
    _called(env, cases, agent, today)
    env["recovery.campaign"].create(
        {
            "name": "Plus de deux semaines de retard",
            "company_id": company.id,
            "user_ids": [(6, 0, agent.ids)],
            "hour_from": 0,
            "hour_to": 24,
        }
    )


def _task(case, agent, today):
    case.activity_schedule(
        "mail.mail_activity_data_call",
        summary=f"Appeler {case.partner_id.name}",
        date_deadline=today,
        user_id=agent.id,
    )


def _called(env, cases, agent, today):
    """A call-back of this morning, and a promise that was not kept."""
    estran = cases.get("Restaurant L'Estran")
    if estran:
        env["recovery.callback"].create(
            {
                "case_id": estran.id,
                "call_at": datetime.combine(today, time(0, 30)),
                "user_id": agent.id,
                "phone": "+33241001023",
                "note": "Le gérant rappelle après le service",
            }
        )
    clairval = cases.get("Résidence Clairval")
    if clairval:
        rows = [row for row in clairval._exposure() if row["residual"] > 0]
        line = env["account.move.line"].browse(rows[0]["line_id"])
        promise = clairval._agree("promise", line, [(today, rows[0]["chaseable"])])
        promise.sudo().instalment_ids.due_date = today - timedelta(days=9)
        promise._evaluate(today)
