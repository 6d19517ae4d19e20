"""Letters that wait for the printer and for the post office, for the pictures."""

from datetime import datetime, time, timedelta

HOMES = {
    "Restaurant L'Estran": ("12 quai de la Fosse", "44000", "Nantes"),
    "Résidence Clairval": ("3 place du Ralliement", "49100", "Angers"),
    "Camping des Dunes": ("Route de la Plage", "56400", "Auray"),
    "Librairie Quai Sud": ("8 quai Gautreau", "44600", "Saint-Nazaire"),
}
FORMAL = ("Restaurant L'Estran", "Résidence Clairval")
NUMBER = "1A 209 871 0342 6"


def add_letters(env, company, today):
    """Write letters to those who have a home; one was posted and not presented yet."""
    company.company_registry = "812 345 678 00012"
    notices = env["recovery.notice"]
    for name, (street, code, city) in HOMES.items():
        partner = env["res.partner"].search([("name", "=", name)], limit=1)
        partner.write({"street": street, "zip": code, "city": city})
        case = env["recovery.case"].search([("partner_id", "=", partner.id)])
        notices |= notices.create(_letter(env, case, name in FORMAL, today))
    _write(env, notices.filtered(lambda one: one.partner_id.name == FORMAL[0]), today)
    pile = notices.print_batch_id
    pile.action_print()
    pile.registered_ids.number = NUMBER
    pile.posted_on = today - timedelta(days=12)
    pile.action_posted()
    _write(env, notices.filtered(lambda one: one.state == "queued"), today)


def _letter(env, case, formal, today):
    text = "notice_business" if formal else "reminder_3"
    return {
        "case_id": case.id,
        "company_id": case.company_id.id,
        "partner_id": case.partner_id.id,
        "policy_id": case.policy_id.id,
        "channel": "letter",
        "letter_mode": "registered" if formal else "simple",
        "template_id": env.ref(f"debt_recovery.template_letter_{text}").id,
        "anchor": "picture",
        "anchor_id": 1,
        "planned_on": today,
        "state": "queued",
        "mode": "manual",
    }


def _write(env, notices, today):
    at = datetime.combine(today, time(9))
    for notice in notices._reserve(at):
        env["recovery.outbox"]._deliver(notice, at, {})
