from odoo import api, fields, models

from ..models.recovery_dispute import SOURCES


class RecoveryDisputeOpen(models.TransientModel):
    """A new dispute: on invoices, on lines of one, or on an amount."""

    _name = "recovery.dispute.open"
    _description = "New dispute"

    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    move_ids = fields.Many2many(
        "account.move",
        string="Invoices",
        domain="[('commercial_partner_id', '=', partner_id), ('state', '=', 'posted'),"
        " ('company_id', '=', company_id), ('amount_residual', '>', 0),"
        " ('move_type', 'in', ('out_invoice', 'out_receipt'))]",
    )
    scope = fields.Selection(
        [
            ("whole", "All that is open"),
            ("lines", "Lines of the invoice"),
            ("amount", "An amount"),
        ],
        "What is disputed",
        required=True,
        default="amount",
    )
    invoice_line_ids = fields.Many2many(
        "account.move.line",
        "recovery_dispute_open_line_rel",
        string="Disputed lines",
        domain="[('move_id', 'in', move_ids), ('display_type', '=', 'product')]",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_open_amount")
    open_amount = fields.Monetary(
        "Open and not disputed", compute="_compute_open_amount"
    )
    amount = fields.Monetary(
        "Disputed, with tax",
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
    )
    reason_id = fields.Many2one("recovery.dispute.reason", required=True)
    note = fields.Text("What the customer says")
    source = fields.Selection(SOURCES, "Came in by", required=True, default="desk")
    user_id = fields.Many2one(
        "res.users", "In charge", domain="[('share', '=', False)]"
    )
    attachment_ids = fields.Many2many(
        "ir.attachment", "recovery_dispute_open_file_rel", string="Evidence"
    )

    @api.depends("move_ids")
    def _compute_open_amount(self):
        disputes = self.env["recovery.dispute"]
        for wizard in self:
            lines = wizard.move_ids._origin._recovery_debts()
            wizard.currency_id = lines.currency_id[:1] or self.env.company.currency_id
            wizard.open_amount = sum(disputes._room(lines).values())

    @api.depends("scope", "move_ids", "invoice_line_ids")
    def _compute_amount(self):
        for wizard in self:
            if wizard.scope == "whole":
                wizard.amount = wizard.open_amount
            elif wizard.scope == "lines":
                wizard.amount = min(wizard._lines_total(), wizard.open_amount)

    def _lines_total(self):
        chosen = self.invoice_line_ids._origin
        if len(chosen.move_id) != 1:
            return 0.0
        move = chosen.move_id
        return move._recovery_lines_total(move._recovery_base_lines(chosen))

    def action_open(self):
        """Open it, and show it."""
        self.ensure_one()
        lines = self.scope == "lines" and self.invoice_line_ids
        made = self.env["recovery.dispute"]._contest(
            self.move_ids,
            self.amount,
            self.reason_id,
            invoice_lines=lines or None,
            note=self.note,
            source=self.source,
            user_id=self.user_id.id,
            attachment_ids=[fields.Command.set(self.attachment_ids.ids)],
        )
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Disputed invoices"),
            "res_model": "recovery.dispute",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", made.ids)],
        }
        if len(made) == 1:
            action |= {"views": [(False, "form")], "res_id": made.id}
        return action
