"""What the screens of losses, doubtful debts and impairment show."""

from datetime import timedelta

from .screenshots_screen import Screen

LOST = "[('state', '=', 'booked')]"


def add_losses(env, company, today):
    """A booked loss with its VAT, one to approve, doubtful debts, an impairment."""
    company.recovery_loss_agent_limit = 500
    debts = _debts(env, company, today - timedelta(days=250))
    proof = env["ir.attachment"].create(
        {"name": "Jugement de liquidation.pdf", "raw": b"%PDF-1.4"}
    )
    losses = env["recovery.write.off"]
    booked = losses._request(
        {debts[0]: 2400},
        "judicial_liquidation",
        evidence_ids=[(6, 0, proof.ids)],
        note="Liquidation clôturée, aucun dividende pour les chirographaires.",
    )
    booked.sudo()._move_to("approved", approved_by_id=env.uid)
    booked._book(today)
    losses._request({debts[1]: 888}, "vanished", note="Courrier revenu deux fois.")
    env["recovery.doubtful"]._transfer(debts[2], today, "age")
    env["recovery.provision"]._propose(company, today)


def _debts(env, company, issued):
    """Return the receivable items of four invoices of goods."""
    goods = env.ref(f"account.{company.id}_tva_normale", raise_if_not_found=False)
    partner = env["res.partner"].create(
        {
            "name": "Studio Lamarck",
            "is_company": True,
            "email": "compta@lamarck.example",
            "street": "8 rue des Tanneurs",
            "zip": "49000",
            "city": "Angers",
            "country_id": env.ref("base.fr").id,
            "lang": "fr_FR",
        }
    )
    sold = (("Enseigne", 2000), ("Bandeau", 740), ("Totem", 1500), ("Port", 3))
    moves = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "company_id": company.id,
                "partner_id": partner.id,
                "invoice_date": issued,
                "date": issued,
                "invoice_payment_term_id": False,
                "invoice_date_due": issued + timedelta(days=30),
                "invoice_line_ids": [
                    (0, 0, {"name": name, "price_unit": net, "tax_ids": goods.ids})
                ],
            }
            for name, net in sold
        ]
    )
    moves.action_post()
    return [
        move.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        for move in moves
    ]


LOSSES = (
    Screen("losses", "recovery_write_off_action"),
    Screen(
        "losses-booked",
        "recovery_write_off_action",
        LOST,
        "recovery.write.off",
        tall=True,
    ),
    Screen(
        "losses-paper",
        "recovery_write_off_action",
        LOST,
        "recovery.write.off",
        press=(".nav-link[name=paper]",),
        tall=True,
    ),
    Screen(
        "losses-asked",
        "recovery_write_off_action",
        "[('state', '=', 'requested')]",
        "recovery.write.off",
        login="agent",
        tall=True,
    ),
    Screen("losses-small", "recovery_write_off_small_action"),
    Screen("losses-reasons", "recovery_write_off_reason_action"),
    Screen("losses-doubtful", "recovery_doubtful_action"),
    Screen("losses-doubtful-proposal", "recovery_doubtful_wizard_action", tall=True),
    Screen("losses-impairments", "recovery_provision_action"),
    Screen(
        "losses-impairment",
        "recovery_provision_action",
        "[('state', '=', 'draft')]",
        "recovery.provision",
        tall=True,
    ),
    Screen("losses-rates", "recovery_provision_rate_action"),
    Screen("losses-regained", "recovery_regained_action"),
    Screen("losses-settings", "recovery_settings_action", tall=True),
)
