"""Bank lines for the picture of “Receipts to match”."""

from datetime import timedelta

from .screenshots_screen import Screen

RECEIPTS = (
    Screen("receipts", "recovery_receipts_action", login="agent", tall=True),
    Screen(
        "receipts-choose",
        "recovery_receipts_action",
        login="agent",
        press=(".o_recovery_receipt [name=choose]",),
    ),
    Screen("receipts-auditor", "recovery_receipts_action", login="auditor"),
)
IBAN = "FR1420041010050500013M02606"
LINES = (
    # amount, what the bank says, name, account, days ago
    (312.40, "VIR SEPA RECU /DE LIBRAIRIE QUAI SUD /MOTIF FACT 0222", "", "", 0),
    (1500.0, "VIR INST RE 554128 ACOMPTE", "Boulangeries Lecoq", IBAN, 0),
    (3220.0, "VIR SEPA CAMPING DES DUNES FA-0214 FA-0228", "", "", 1),
    (6000.0, "REMISE CHEQUE 0045127", "", "", 1),
    (1475.0, "VIREMENT REGLT FA-0216 FRAIS DEDUITS", "Imprimerie du Lac", "", 2),
    (784.0, "REMBOURSEMENT CREDIT DE TVA", "DGFIP", "", 2),
)


def add_receipts(env, company, today):
    """Enter bank lines, some of which only a person can place."""
    lecoq = env["res.partner"].search([("name", "=", "Boulangeries Lecoq")], limit=1)
    lecoq.bank_ids = [(0, 0, {"acc_number": IBAN})]
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    for amount, said, name, account, days in LINES:
        env["account.bank.statement.line"].create(
            {
                "journal_id": journal.id,
                "date": today - timedelta(days=days),
                "payment_ref": said,
                "partner_name": name,
                "account_number": account,
                "amount": amount,
            }
        )
    env["recovery.match"]._match_new(company, commit=False)
