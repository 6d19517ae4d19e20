"""What the screens of holds, proceedings and limitation show."""

from datetime import timedelta


def add_holds(env, company, today):
    """A company in receivership, a person on a confidential hold, an old debt."""
    partners = env["res.partner"].search([("parent_id", "=", False)])
    vaugan = partners.filtered(lambda one: one.name == "Studio Vaugan")
    moreau = partners.filtered(lambda one: one.name == "Garage Moreau")
    officer = env["res.partner"].create(
        {
            "name": "SELARL Guérin, mandataire judiciaire",
            "is_company": True,
            "street": "3 rue du Palais",
            "zip": "49100",
            "city": "Angers",
            "country_id": env.ref("base.fr").id,
            "email": "etude@guerin.example",
            "lang": "fr_FR",
        }
    )
    env["recovery.insolvency"].create(
        {
            "partner_id": vaugan.id,
            "kind": "receivership",
            "judgment_date": today - timedelta(days=20),
            "publication_date": today - timedelta(days=9),
            "officer_id": officer.id,
            "reference": "2026J00412",
        }
    ).claim_ids.write({"has_retention": True, "retention_note": "Deux écrans 32″"})
    env["recovery.hold"].create(
        {
            "partner_id": moreau.id,
            "company_id": company.id,
            "kind": "hardship",
            "reason": "Perte d'emploi en mars, dossier en cours",
            "evidence": "Attestation reçue par e-mail",
            "from_date": today - timedelta(days=5),
            "until_date": today + timedelta(days=60),
        }
    )
