from odoo import api, fields, models
from odoo.exceptions import AccessError


class RecoveryCompanyWizard(models.AbstractModel):
    """Settings of a company, for a manager who is no administrator: the fields named in
    ``_settings`` are read from it, and written to it when they changed."""

    _name = "recovery.company.wizard"
    _description = "Settings of a company"

    _settings = ()

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

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
            known = self._proposed(company, known)
        return {**values, **{n: known[n] for n in self._settings if n in fields_list}}

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
        return company.sudo()._read_format(self._settings, load=None)[0]

    def _proposed(self, company, known):
        """Return ``known`` with what is usual where nothing is set."""
        return known

    def action_save(self):
        """Write what changed on the company, and nothing else of it.

        :raises AccessError: for who is no manager of reminders in that company
        """
        self.ensure_one()
        self._check_manager()
        company = self.company_id.sudo()
        changed = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in self._settings
            if self[name] != company[name]
        }
        if changed:
            company.write(changed)
        return {"type": "ir.actions.act_window_close"}

    def _check_manager(self):
        manages = self.env.user.has_group("debt_recovery.group_manager")
        if not manages or self.company_id not in self.env.user.company_ids:
            raise AccessError(
                self.env._("Only managers change the settings of reminders.")
            )
