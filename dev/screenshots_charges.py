"""Charges for the pictures: what is announced, waived, and left by late payments."""

from datetime import timedelta

from .pure import tools
from .screenshots_screen import Screen

NAMES = ("Imprimerie du Lac", "Librairie Quai Sud")
PRINTER = "[('partner_id.name', '=', 'Imprimerie du Lac')]"


def add_charges(env, company, today):
    """Two customers are told of theirs, once the rate of the half-year is checked; one
    fixed sum is waived."""
    first, last = tools("interest_rates").half_of(today)
    env["recovery.reference.rate"].create(
        {
            "series_id": env["recovery.reference.series"]
            .search([("code", "=", "ECB_MRO")])
            .id,
            "valid_from": first,
            "valid_to": last,
            "value": 2.15,
            "source": "www.ecb.europa.eu",
            "confidence": "verified_primary",
        }
    )
    charges, day = env["recovery.charge"], today - timedelta(days=1)
    for name in NAMES:
        case = env["recovery.case"].search(
            [("partner_id.name", "=", name), ("company_id", "=", company.id)]
        )
        case.partner_id.recovery_debtor_type = "company"
        rows = [row for row in case._exposure() if row["due"] < day]
        lines = env["account.move.line"].browse(row["line_id"] for row in rows)
        for dues in charges._due(lines, day).values():
            own = {"announced_on": day}
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
        PRINTER,
        "recovery.case",
        press=(".o_recovery_charges summary",),
        tall=True,
    ),
    Screen(
        "charges-invoice",
        "account.action_move_out_invoice_type",
        "[('name', '=', 'FA-0216')]",
        "account.move",
        press=(".o_recovery_charges summary",),
    ),
)
