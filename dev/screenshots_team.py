"""A small team for the pictures: who follows what, and who is away."""

from datetime import timedelta


def add_team(env, company, today):
    """Give the accounts to two persons by rule; one of them is away today."""
    agent, manager = (
        env["res.users"].search([("login", "=", login)])
        for login in ("agent", "manager")
    )
    assistant = agent.copy(
        {"name": "L'assistante de gestion", "login": "assistant", "lang": "fr_FR"}
    )
    english = env["res.lang"]._lang_get("en_US")
    public = env["recovery.segment"].search(
        [("for_public", "=", True), ("for_company", "=", False)], limit=1
    )
    rules = (
        ("Clients étrangers", assistant, {"lang_ids": [(6, 0, english.ids)]}),
        ("Secteur public", manager, {"segment_ids": [(6, 0, public.ids)]}),
        ("Grands comptes", agent, {"min_net": 5000}),
        ("Les autres", agent | assistant, {}),
    )
    for number, (name, people, conditions) in enumerate(rules, start=1):
        env["recovery.portfolio"].create(
            {
                "name": name,
                "sequence": number,
                "company_id": company.id,
                "user_ids": [(6, 0, people.ids)],
                **conditions,
            }
        )
    _absences(env, agent, assistant, manager, today)
    env["recovery.portfolio"]._assign(company)
    late = env["recovery.case"].search([("net_overdue", ">", 3000)], limit=2)
    for case, days in zip(late, (0, -3), strict=True):
        case.activity_schedule(
            "mail.mail_activity_data_call",
            summary=f"Appeler {case.partner_id.name}",
            date_deadline=today + timedelta(days=days),
            user_id=agent.id,
        )


def _absences(env, agent, assistant, manager, today):
    for user, substitute, first, last in (
        (assistant, agent, -2, 9),
        (manager, agent, 20, 27),
    ):
        env["recovery.absence"].create(
            {
                "user_id": user.id,
                "substitute_id": substitute.id,
                "from_date": today + timedelta(days=first),
                "until_date": today + timedelta(days=last),
            }
        )
