"""What is left to chase of an invoice or a journal item: live, one call a page."""

from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    recovery_net_due = fields.Monetary(
        "To chase",
        compute="_compute_recovery_net_due",
        currency_field="currency_id",
        help="Residual less the credits and payments in flight that cover it.",
        groups="debt_recovery.group_auditor",
    )
    recovery_spared = fields.Char(
        "Not chased because",
        compute="_compute_recovery_net_due",
        groups="debt_recovery.group_auditor",
    )

    def _compute_recovery_net_due(self):
        found = self._recovery_exposure()
        for line in self:
            row = found.get(line._origin.id)
            line.recovery_net_due = row["chaseable"] if row else 0
            line.recovery_spared = row["spared"] if row else False

    def action_recovery_follow(self):
        """Chase these items: entries of general journals are born left out."""
        self.filtered("no_followup").no_followup = False

    def action_recovery_unfollow(self):
        self.filtered(lambda line: not line.no_followup).no_followup = True

    def action_recovery_hold(self):
        """Open a hold for these debts only (factored, retained, open until a date…)."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Put on hold"),
            "res_model": "recovery.hold",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_line_ids": [(6, 0, self.ids)],
                "default_company_id": self[:1].company_id.id,
            },
        }

    def _recovery_exposure(self):
        """Return ``{journal item id: exposure row}`` of the debtors of these items."""
        found = {}
        posted = self.filtered(lambda line: line.parent_state == "posted")
        for company, lines in posted.grouped("company_id").items():
            debtors = lines.partner_id.commercial_partner_id.ids
            if not company or not debtors:
                continue
            rows = (
                self.env["recovery.exposure"]
                .sudo()
                ._rows(company, company._recovery_today(), debtors)
            )
            found.update((row["line_id"], row) for row in rows)
        return found


class AccountMove(models.Model):
    _inherit = "account.move"

    recovery_net_due = fields.Monetary(
        "To chase",
        compute="_compute_recovery_net_due",
        currency_field="currency_id",
        help="Residual less the credits and payments in flight that cover it.",
        groups="debt_recovery.group_auditor",
    )
    recovery_policy_id = fields.Many2one(
        "recovery.policy",
        "Scenario",
        compute="_compute_recovery_policy_id",
        inverse="_inverse_recovery_policy_id",
        help="Goes before the scenario of the customer, its profile and the company.",
        groups="debt_recovery.group_auditor",
    )

    def _compute_recovery_net_due(self):
        lines = self.filtered(lambda m: m.is_sale_document(True)).line_ids.filtered(
            lambda line: line.display_type == "payment_term"
        )
        found = lines._recovery_exposure()
        for move in self:
            move.recovery_net_due = sum(
                found[line.id]["chaseable"]
                for line in move.line_ids
                if line.id in found
            )

    def _compute_recovery_policy_id(self):
        chosen = {
            one.move_id: one.policy_id
            for one in self.env["recovery.assignment"]
            .sudo()
            .search([("move_id", "in", self._origin.ids)])
        }
        for move in self:
            move.recovery_policy_id = chosen.get(move._origin)

    def _inverse_recovery_policy_id(self):
        Assignment = self.env["recovery.assignment"]
        known = Assignment.search([("move_id", "in", self.ids)]).grouped("move_id")
        for move in self:
            one = known.get(move, Assignment)
            if not move.recovery_policy_id:
                one.unlink()
            elif one:
                one.policy_id = move.recovery_policy_id
            else:
                Assignment.create(
                    {"move_id": move.id, "policy_id": move.recovery_policy_id.id}
                )

    def action_open_recovery_case(self):
        return self.recovery_case_id._action_open()
