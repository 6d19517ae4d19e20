from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

ANSWER_DAYS = 15
MOST = 500  # letters in one print


class RecoveryBalanceConfirmation(models.TransientModel):
    """Letters that ask customers to confirm their balance to our auditor."""

    _name = "recovery.balance.confirmation"
    _description = "Balance confirmation"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_ids = fields.Many2many("res.partner", string="Customers")
    as_of = fields.Date(
        "Balance at", required=True, default=lambda self: self._last_closing()
    )
    auditor_id = fields.Many2one(
        "res.partner", help="To whom customers answer, directly."
    )
    answer_by = fields.Date(
        default=lambda self: (
            self.env.company._recovery_today() + timedelta(days=ANSWER_DAYS)
        )
    )
    count = fields.Integer("Letters", compute="_compute_count")

    @api.model
    def _last_closing(self):
        """Return the last day of the last fiscal year that is over."""
        chosen = self.env.context.get("default_company_id")
        company = self.env["res.company"].browse(chosen) or self.env.company
        today = company._recovery_today()
        this = company.compute_fiscalyear_dates(today)
        return this["date_from"] - timedelta(days=1)

    @api.depends("partner_ids")
    def _compute_count(self):
        for wizard in self:
            wizard.count = len(wizard.partner_ids.commercial_partner_id)

    def action_all(self):
        """Choose every customer whose account is open at that date."""
        self._check_reader()
        self.partner_ids = self.env["recovery.statement"]._with_balance(
            self.company_id, self.as_of
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Balance confirmation"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_print(self):
        self._check_reader()
        if not self.partner_ids:
            raise UserError(self.env._("Choose the customers to write to."))
        if self.count > MOST:
            raise UserError(
                self.env._(
                    "%(count)s letters are too many at once: print at most %(most)s.",
                    count=self.count,
                    most=MOST,
                )
            )
        if self.as_of > self.company_id._recovery_today():
            raise UserError(self.env._("A balance is confirmed once its day has come."))
        report = self.env.ref("debt_recovery.report_balance_action")
        return {
            **report.report_action(self, config=False),
            "close_on_report_download": True,
        }

    def _check_reader(self):
        self.env["recovery.statement"]._check_reader(self.company_id)

    def _pages(self):
        """Return the letters, one a customer, each in its language."""
        self._check_reader()
        pages, statement = [], self.env["recovery.statement"]
        found = statement._balance_rows(self.company_id, self.partner_ids, self.as_of)
        for debtor, rows in found.items():
            speaking = statement._speaking(self.company_id, debtor)
            balance = speaking._balance(self.company_id, debtor, self.as_of, rows)
            pages.append(
                {
                    "lang": speaking.env.context["lang"],
                    "auditor": self.auditor_id.sudo(),
                    "answer_by": speaking._day(self.answer_by, long=True),
                    **speaking._balance_page(balance),
                }
            )
        return pages


class RecoveryBalanceReport(models.AbstractModel):
    _name = "report.debt_recovery.report_balance_confirmation"
    _description = "Printed balance confirmation"

    @api.model
    def _get_report_values(self, docids, data=None):
        wizards = self.env["recovery.balance.confirmation"].browse(docids)
        return {"docs": wizards, "pages": [p for w in wizards for p in w._pages()]}
