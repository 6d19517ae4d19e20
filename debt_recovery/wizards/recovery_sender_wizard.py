from odoo import fields, models


class RecoverySenderWizard(models.TransientModel):
    """The company's settings of reminders, for a manager who is no administrator."""

    _name = "recovery.sender.wizard"
    _inherit = "recovery.company.wizard"
    _description = "Wording, sender and cut-off"

    _settings = (
        "recovery_user_id",
        "recovery_sender_name",
        "recovery_email",
        "recovery_phone",
        "recovery_bank_id",
        "recovery_penalty_rate",
        "recovery_mediator",
        "recovery_cutoff_date",
    )

    partner_id = fields.Many2one(related="company_id.partner_id")
    recovery_user_id = fields.Many2one(
        "res.users", "Responsible", domain="[('share', '=', False)]"
    )
    recovery_sender_name = fields.Char("Signature")
    recovery_email = fields.Char("Reply address")
    recovery_phone = fields.Char("Direct line")
    recovery_bank_id = fields.Many2one(
        "res.partner.bank",
        "Account to pay to",
        domain="[('partner_id', '=', partner_id)]",
    )
    recovery_penalty_rate = fields.Float("Late-payment rate (% a year)", digits=(5, 2))
    recovery_mediator = fields.Text("Consumer mediator")
    recovery_cutoff_date = fields.Date("Old debts before")

    def _proposed(self, company, known):
        usual = self._usual_bank(company.sudo()).id
        return {
            **known,
            "recovery_user_id": known["recovery_user_id"] or self.env.uid,
            "recovery_bank_id": known["recovery_bank_id"] or usual,
        }

    def _usual_bank(self, company):
        """Return the account of the first bank journal, else the company's first."""
        journals = self.env["account.journal"].sudo()
        journal = journals.search(
            [
                ("company_id", "=", company.id),
                ("type", "=", "bank"),
                ("bank_account_id", "!=", False),
            ],
            limit=1,
        )
        return journal.bank_account_id or company.partner_id.bank_ids[:1]
