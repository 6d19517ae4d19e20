"""Jobs about bank lines: they come in, a worker matches them, a person does."""

from odoo.exceptions import UserError


def receive(env):
    """Enter one bank line for each invoice, from the customer's own account."""
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
    )
    moves = env["account.move"].search(
        [("move_type", "=", "out_invoice"), ("company_id", "=", env.company.id)]
    )
    for move in moves:
        iban = f"FR76{move.partner_id.id:08d}"
        env["res.partner.bank"].create(
            {"acc_number": iban, "partner_id": move.partner_id.id}
        )
        env["account.bank.statement.line"].create(
            {
                "journal_id": journal.id,
                "payment_ref": "VIREMENT",
                "amount": move.amount_total,
                "account_number": iban,
                "date": env.company._recovery_today(),
            }
        )
    env.cr.commit()
    return len(moves)


def accept(env):
    """Accept the best explanation of each bank line, as a person does; return how many
    were matched, and what was refused."""
    matches = env["recovery.match"].with_user(env.ref("base.user_admin"))
    matched, refused = 0, []
    for line in matches.load()["lines"]:
        try:
            matches.accept(line["id"], line["guesses"][0]["key"])
            env.cr.commit()
            matched += 1
        except UserError as error:
            env.cr.rollback()
            refused.append(str(error))
    return {"matched": matched, "refused": refused}
