from odoo import api, fields, models
from odoo.exceptions import AccessError

SETTINGS = (
    "recovery_user_id",
    "recovery_sender_name",
    "recovery_email",
    "recovery_phone",
    "recovery_bank_id",
    "recovery_penalty_rate",
    "recovery_mediator",
    "recovery_cutoff_date",
)


class RecoverySenderWizard(models.TransientModel):
    """The company's settings of reminders, for a manager who is no administrator."""

    _name = "recovery.sender.wizard"
    _description = "Wording, sender and cut-off"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
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

    @api.model
    def default_get(self, fields_list):
        """Start from what the company has; where asked, propose what is usual."""
        values = super().default_get(fields_list)
        company = self.env["res.company"].browse(
            values.get("company_id") or self.env.company.id
        )
        if company not in self.env.user.company_ids:
            return values
        known = self._known(company)
        if self.env.context.get("recovery_propose"):
            usual = self._usual_bank(company.sudo()).id
            known["recovery_user_id"] = known["recovery_user_id"] or self.env.uid
            known["recovery_bank_id"] = known["recovery_bank_id"] or usual
        return {**values, **{n: known[n] for n in SETTINGS if n in fields_list}}

    @api.model_create_multi
    def create(self, vals_list):
        """A dialog shows some of the settings: the others stay as the company has them,
        whatever would be proposed for them."""
        filled = []
        for vals in vals_list:
            known = {}
            company = self.env["res.company"].browse(vals.get("company_id"))
            if company and company in self.env.user.company_ids:
                known = self._known(company)
            filled.append({**known, **vals})
        return super().create(filled)

    def _known(self, company):
        return company.sudo()._read_format(SETTINGS, load=None)[0]

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

    def action_save(self):
        """Write what changed on the company, and nothing else of it.

        :raises AccessError: for who is no manager of reminders in that company
        """
        self.ensure_one()
        manages = self.env.user.has_group("debt_recovery.group_manager")
        if not manages or self.company_id not in self.env.user.company_ids:
            raise AccessError(
                self.env._("Only managers change the settings of reminders.")
            )
        company = self.company_id.sudo()
        changed = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in SETTINGS
            if self[name] != company[name]
        }
        if changed:
            company.write(changed)
        return {"type": "ir.actions.act_window_close"}
