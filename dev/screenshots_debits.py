"""Automatic payments for the pictures: a card on the running plans, and what the bank
said of it."""


def add_debits(env, company, today):
    """A card for a running plan; one try rejected, one to verify, one planned."""
    plan = env["recovery.arrangement"].search(
        [
            ("kind", "=", "plan"),
            ("state", "=", "active"),
            ("company_id", "=", company.id),
        ],
        limit=1,
    )
    card = _card(env, plan.partner_id)
    mandate = plan._authorise(card, "call", "le client, au téléphone, à 10 h 15")
    debits = env["recovery.debit"]
    parts = plan.instalment_ids.filtered(lambda one: one.state == "waiting")
    debits.search([("instalment_id", "in", parts.ids)]).unlink()
    for part, state in zip(parts, ("pending", "uncertain", "planned"), strict=False):
        made = debits.create(
            {
                "company_id": company.id,
                "partner_id": plan.partner_id.id,
                "case_id": plan.case_id.id,
                "instalment_id": part.id,
                "mandate_id": mandate.id,
                "token_id": card.id,
                "means": mandate.means,
                "state": state,
                "day": today if state != "planned" else part.due_date,
                "currency_id": plan.currency_id.id,
                "amount": part.amount,
            }
        )
        if state == "pending":
            made._refuse("AM04 – Provision insuffisante")


def _card(env, partner):
    """Return a card that the customer saved with the demonstration's provider."""
    provider = env.ref("payment.payment_provider_demo")
    provider.state = "test"
    return env["payment.token"].create(
        {
            "provider_id": provider.id,
            "payment_method_id": env.ref("payment_demo.payment_method_demo").id,
            "partner_id": partner.id,
            "payment_details": "4242",
            "provider_ref": "tok",
            "demo_simulated_state": "done",
        }
    )
