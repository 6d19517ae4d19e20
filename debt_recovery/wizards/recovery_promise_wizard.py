from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from ..models.recovery_arrangement_agree import owed_on


class RecoveryPromiseWizard(models.TransientModel):
    """Note that a customer promised to pay some invoices on a day."""

    _name = "recovery.promise.wizard"
    _description = "Promise to pay"

    case_id = fields.Many2one("recovery.case", "Customer account", required=True)
    company_id = fields.Many2one(related="case_id.company_id")
    choice_ids = fields.Many2many("account.move.line", compute="_compute_choice_ids")
    line_ids = fields.Many2many("account.move.line", string="Invoices")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    amount = fields.Monetary(
        "Promised amount", compute="_compute_amount", store=True, readonly=False
    )
    date = fields.Date(
        "Paid on",
        required=True,
        default=lambda self: self.env.company._recovery_today(),
    )
    source = fields.Selection(
        [
            ("desk", "Told us"),
            ("call", "On the phone"),
            ("mail", "In a message"),
            ("remittance", "In a remittance advice"),
        ],
        "How",
        required=True,
        default="desk",
    )
    reason = fields.Char("Note")
    summary = fields.Char(compute="_compute_summary")
    replaced = fields.Char(compute="_compute_summary")

    @api.depends("case_id")
    def _compute_choice_ids(self):
        for wizard in self:
            wizard.choice_ids = [
                row["line_id"] for row in wizard._rows() if row["residual"] > 0
            ]

    @api.depends("line_ids")
    def _compute_currency_id(self):
        for wizard in self:
            currency = wizard.line_ids.currency_id
            wizard.currency_id = currency[:1] or wizard.company_id.currency_id

    @api.depends("line_ids")
    def _compute_amount(self):
        for wizard in self:
            currency = wizard.line_ids.currency_id
            chosen = set(wizard.line_ids.ids)
            wizard.amount = (
                sum(owed_on(row) for row in wizard._rows() if row["line_id"] in chosen)
                if len(currency) == 1
                else 0
            )

    def _rows(self):
        return self.case_id._exposure() if self.case_id else []

    @api.depends("line_ids", "amount", "date")
    @api.depends_context("lang")
    def _compute_summary(self):
        for wizard in self:
            wizard.summary = wizard._told() if wizard.date else False
            before = wizard.case_id._standing(wizard.line_ids, ("promise",))
            wizard.replaced = ", ".join(one._words() for one in before) or False

    def _told(self):
        company = self.company_id
        return self.env._(
            "%(money)s of these invoices is not asked for until %(until)s. Then the "
            "ledger says whether it was kept; if not, a call is to make.",
            money=formatLang(self.env, self.amount, currency_obj=self.currency_id),
            until=format_date(self.env, company._recovery_promise_end(self.date)),
        )

    def action_promise(self):
        """Note the promise, with the checks that it is subject to."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("Choose the invoices that are promised."))
        self.case_id._agree(
            "promise",
            self.line_ids,
            [(self.date, self.amount)],
            self.source,
            reason=self.reason,
        )
        return {"type": "ir.actions.act_window_close"}

    @api.model
    def _open(self, case, lines=None):
        """Open it for an account, with its late debts or the given ones chosen."""
        today = case.company_id._recovery_today()
        rows = [r for r in case._exposure() if r["residual"] > 0 and owed_on(r) > 0]
        rows = [r for r in rows if r["chaseable"] > 0] or rows
        late = [r for r in rows if r["due"] < today] or rows
        first = late[0]["currency_id"] if late else 0
        chosen = lines or self.env["account.move.line"].browse(
            r["line_id"] for r in late if r["currency_id"] == first
        )
        wizard = self.create({"case_id": case.id, "line_ids": [(6, 0, chosen.ids)]})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Promise to pay"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }
