"""What the screens of disputes, declared payments and short payments show."""

from datetime import timedelta

SAID = (
    ("FA-0190", 300.0, "service_incomplete", "look", "La porte reste à poser."),
    ("FA-0214", 340.0, "quality", "look", "Deux stores se bloquent."),
    ("FA-0219", None, "price", "decide", "Remise de 5 % non appliquée."),
    ("FA-0222", 62.4, "goods_damaged", "customer", "Deux cartons écrasés."),
)


def add_disputes(env, company, today):
    """Four open disputes, one given back, one refused, a payment to find, a short
    payment."""
    disputes = env["recovery.dispute"]
    for name, amount, reason, following, note in SAID:
        one = disputes._contest(
            _invoice(env, company, name), amount, reason, note=note, source="mail"
        )
        one.next_action = following
    disputes.search([], limit=1, order="id").deadline = today - timedelta(days=1)
    lecoq = _invoice(env, company, "FA-0177")
    disputes._contest(lecoq, 120.0, "quality", note="Farine humide")._accept()
    refused = disputes._contest(lecoq, 80.0, "delivery_late", note="Livré le mardi")
    refused._reject("<p>La livraison a été signée le lundi.</p>", is_sent=False)
    paid = _invoice(env, company, "FA-0228")
    case = env["recovery.case"].search(
        [("partner_id", "=", paid.commercial_partner_id.id)]
    )
    case._declare_paid(
        paid._recovery_debts(),
        note="Virement fait vendredi",
        reference="VIR 4711",
        paid_on=today - timedelta(days=3),
        source="phone",
    )
    _pay_in_part(env, _invoice(env, company, "FA-0216"), 1450.0, today)


def _pay_in_part(env, invoice, amount, today):
    wizard = env["account.payment.register"].with_context(
        active_model="account.move", active_ids=invoice.ids
    )
    day = today - timedelta(days=2)
    wizard.create({"amount": amount, "payment_date": day})._create_payments()


def _invoice(env, company, name):
    return env["account.move"].search(
        [("name", "=", name), ("company_id", "=", company.id)]
    )
