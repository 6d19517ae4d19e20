"""Charges for the pictures: what is announced, waived, and left by late payments."""

from datetime import timedelta

from .screenshots_screen import Screen

ESTRAN = "[('partner_id.name', '=', \"Restaurant L'Estran\")]"


def add_charges(env, company, today):
    """L’Estran and a camp site are told of theirs; one is waived."""
    charges = env["recovery.charge"]
    for name in ("Restaurant L'Estran", "Camping des Dunes"):
        case = env["recovery.case"].search(
            [("partner_id.name", "=", name), ("company_id", "=", company.id)]
        )
        rows = [row for row in case._exposure() if row["due"] < today]
        lines = env["account.move.line"].browse(row["line_id"] for row in rows)
        for dues in charges._due(lines, today - timedelta(days=1)).values():
            own = {"announced_on": today - timedelta(days=1)}
            charges._keep(company, case, [{**due.said(), **own} for due in dues])
    fixed = charges.search([("kind", "=", "fixed_fee"), ("state", "=", "announced")])
    fixed[:1].sudo()._waive("Livraison en retard de notre côté")


CHARGES = (
    Screen("charges", "recovery_charge_action"),
    Screen(
        "charge",
        "recovery_charge_action",
        "[('kind', '=', 'interest')]",
        "recovery.charge",
        tall=True,
    ),
    Screen(
        "charges-account",
        "recovery_case_action",
        ESTRAN,
        "recovery.case",
        press=(".o_recovery_charges summary",),
        tall=True,
    ),
    Screen(
        "charges-invoice",
        "account.action_move_out_invoice_type",
        ESTRAN,
        "account.move",
        press=(".o_recovery_charges summary",),
    ),
)
