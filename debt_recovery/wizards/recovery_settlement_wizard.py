from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from ..models.recovery_arrangement_agree import owed_on

FIRST_DAYS = 14  # an offer is open for two weeks unless somebody says otherwise


class RecoverySettlementWizard(models.TransientModel):
    """Offer to take less than what is owed, until a day."""

    _name = "recovery.settlement.wizard"
    _description = "Settlement offer"

    case_id = fields.Many2one("recovery.case", "Customer account", required=True)
    company_id = fields.Many2one(related="case_id.company_id")
    choice_ids = fields.Many2many("account.move.line", compute="_compute_choice_ids")
    line_ids = fields.Many2many("account.move.line", string="Invoices")
    currency_id = fields.Many2one("res.currency", compute="_compute_owed")
    owed = fields.Monetary(compute="_compute_owed")
    floor = fields.Monetary("Least without a manager", compute="_compute_owed")
    amount = fields.Monetary("Amount that settles it", required=True)
    date = fields.Date("Until", required=True)
    how = fields.Selection(
        [("credit_note", "A credit note"), ("write_off", "A write-off")],
        "The rest is closed by",
        required=True,
        default="credit_note",
    )
    reason = fields.Char("Why")
    preview_html = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends("case_id")
    def _compute_choice_ids(self):
        for wizard in self:
            rows = wizard.case_id._exposure() if wizard.case_id else []
            wizard.choice_ids = [row["line_id"] for row in rows if row["residual"] > 0]

    @api.depends("line_ids")
    def _compute_owed(self):
        for wizard in self:
            currency = wizard.line_ids.currency_id
            wizard.currency_id = currency[:1] or wizard.company_id.currency_id
            wizard.owed = wizard.floor = 0
            if len(currency) == 1:
                lines = wizard.line_ids._origin
                wizard.owed = float(wizard.case_id._owed(lines).total)
                wizard.floor = wizard.case_id._settlement_floor(lines)

    @api.depends("line_ids", "amount", "date", "how")
    @api.depends_context("lang")
    def _compute_preview(self):
        for wizard in self:
            wizard.preview_html = self.env["ir.qweb"]._render(
                "debt_recovery.settlement_preview", wizard._preview()
            )

    def _preview(self):
        currency = self.currency_id
        given_up = self.owed - self.amount
        below = currency.compare_amounts(self.amount, self.floor) < 0
        money = {
            name: formatLang(self.env, amount, currency_obj=currency)
            for name, amount in (
                ("owed", self.owed),
                ("amount", self.amount),
                ("given_up", given_up),
                ("floor", self.floor),
            )
        }
        return {
            **money,
            "makes_sense": 0 < self.amount < self.owed,
            "below": below,
            "by_credit_note": self.how == "credit_note",
            "day": format_date(self.env, self.date) if self.date else "…",
            "warnings": self.case_id._settlement_warnings(self.line_ids._origin),
        }

    def action_offer(self):
        """Make the offer; where it runs at once, open the message that tells it."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("Choose the invoices that it settles."))
        offer = self.case_id._offer_settlement(
            *(self.line_ids, self.amount, self.date, self.how), reason=self.reason
        )
        if offer.state == "active":
            return offer.action_tell()
        return offer._opened()

    @api.model
    def _open(self, case):
        """Open it for an account, with its late debts of the first currency chosen."""
        today = case.company_id._recovery_today()
        rows = [r for r in case._exposure() if r["residual"] > 0 and r["due"] < today]
        rows = [r for r in rows if owed_on(r) > 0]
        rows = [r for r in rows if r["currency_id"] == rows[0]["currency_id"]]
        if not rows:
            raise UserError(self.env._("Nothing late is owed on this account."))
        wizard = self.create(
            {
                "case_id": case.id,
                "line_ids": [(6, 0, [row["line_id"] for row in rows])],
                "amount": 0,
                "date": fields.Date.add(today, days=FIRST_DAYS),
            }
        )
        wizard.amount = max(wizard.floor, 0)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settlement offer"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }


class RecoverySettlementApprove(models.TransientModel):
    """Asks the one manager of a company for the reason that replaces a second one."""

    _name = "recovery.settlement.approve"
    _description = "Approve a settlement alone"

    arrangement_id = fields.Many2one("recovery.arrangement", required=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.arrangement_id.action_approve_settlement(self.reason)
        return {"type": "ir.actions.act_window_close"}
