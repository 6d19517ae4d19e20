from odoo import api, fields, models
from odoo.exceptions import UserError


class RecoveryStatementWizard(models.TransientModel):
    """A statement to look at, print, download or send, for one customer or many."""

    _name = "recovery.statement.wizard"
    _description = "Statement of account"

    case_ids = fields.Many2many("recovery.case", string="Customer accounts")
    partner_ids = fields.Many2many("res.partner", string="Customers")
    count = fields.Integer("Customers chosen", compute="_compute_preview")
    preview_html = fields.Html(compute="_compute_preview", sanitize=False)
    can_send = fields.Boolean(compute="_compute_preview")

    @api.depends("case_ids", "partner_ids")
    def _compute_preview(self):
        for wizard in self:
            records = wizard._records()
            wizard.count = len(records)
            wizard.can_send = bool(wizard._cases())
            wizard.preview_html = wizard._preview(records) if len(records) == 1 else ""

    def _records(self):
        """Return the accounts, else the customers, whose statements are asked for."""
        return self.case_ids._origin or self.partner_ids._origin.commercial_partner_id

    def _cases(self):
        if self.case_ids:
            return self.case_ids._origin
        return self.env["recovery.case"].search(
            [
                ("partner_id", "in", self._records().ids),
                ("company_id", "=", self.env.company.id),
            ]
        )

    def _preview(self, record):
        values = self.env["report.debt_recovery.report_statement"]._values(record)
        (page,) = values["pages"]
        qweb = self.env["ir.qweb"].with_context(lang=page["lang"])
        return qweb._render("debt_recovery.statement_preview", {"page": page})

    def _report(self):
        name = "report_statement_action"
        if self._records()._name == "res.partner":
            name = "report_statement_partner_action"
        return self.env.ref(f"debt_recovery.{name}")

    def action_print(self):
        """Print one PDF, a customer's statement after the other."""
        action = self._report().report_action(self._records(), config=False)
        return {**action, "close_on_report_download": True}

    def action_xlsx(self):
        """Download the workbook, or a zip with one a customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/recovery/statement/{self.id}",
            "target": "download",
        }

    def action_send(self):
        """Open Odoo's composer with the PDF attached; the answer comes back to the
        account."""
        cases = self._cases()
        if not cases:
            raise UserError(
                self.env._(
                    "No customer account to write from: nothing is due soon. Print the "
                    "statement instead."
                )
            )
        one = len(cases) == 1
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the statement"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": "recovery.case",
                "default_res_ids": cases.ids,
                "default_composition_mode": "comment" if one else "mass_mail",
                "default_template_id": self.env.ref(
                    "debt_recovery.mail_template_statement"
                ).id,
                "force_email": True,
            },
        }
