"""Complaints, an erasure that is kept and one that is done, for the pictures."""

from datetime import timedelta

TEXT = "<p>Bonjour,</p><p>Nous avons vérifié : le troisième message est reformulé.</p>"


def add_privacy(env, company, today):
    """Take down three complaints, one of them late; ask for two erasures."""
    company.recovery_mediator = "CM2C – 14 rue Saint Jean, 75017 Paris – cm2c.net"
    cases = env["recovery.case"].search(
        [("company_id", "=", company.id), ("net_overdue", ">", 0)], limit=6
    )
    told = (
        ("frequency", "Trois messages en une semaine, c'est trop.", -20, "setting"),
        ("wording", "Le dernier message nous menace, nous contestons.", -3, "wording"),
        ("data", "Vous écrivez à un comptable parti depuis un an.", -8, "data"),
    )
    made = env["recovery.complaint"]
    for case, (kind, text, days, cause) in zip(cases, told, strict=False):
        made += made.create(
            {
                "partner_id": case.partner_id.id,
                "company_id": company.id,
                "kind": kind,
                "text": text,
                "received_on": today + timedelta(days=days),
                "cause": cause,
                "notice_id": case.notice_ids[:1].id,
            }
        )
    made[1].action_note_acknowledged()
    made[2]._give_answer("settled", TEXT, False)
    _ask_erasures(env, company)


def _ask_erasures(env, company):
    gone = env["res.partner"].create(
        {"name": "Camille Audebert", "email": "camille@audebert.example"}
    )
    person = env["recovery.case"].search(
        [("partner_id.is_company", "=", False), ("net_overdue", ">", 0)], limit=1
    )
    for one in filter(None, (person.partner_id, gone)):
        request = env["recovery.erasure"].create(
            {
                "partner_id": one.id,
                "company_id": company.id,
                "reason": "Demandé par courrier, pièce d'identité vue.",
            }
        )
        request.action_erase()
