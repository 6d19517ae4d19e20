from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import format_date

from .recovery_charge import FIXED, INTEREST


class RecoveryCharge(models.Model):
    """Charges as a person reads them."""

    _inherit = "recovery.charge"

    formula_text = fields.Text("How it is worked out", compute="_compute_formula_text")
    survives = fields.Boolean(
        compute="_compute_survives",
        search="_search_survives",
        help="The principal was paid: this is all that is left.",
    )
    may_waive = fields.Boolean(compute="_compute_may_waive")

    @api.depends("period_ids", "kind", "rule")
    @api.depends_context("lang")
    def _compute_formula_text(self):
        for charge in self:
            currency = charge.currency_id
            said = [self._period_words(one, currency) for one in charge.period_ids]
            if charge.kind == FIXED:
                said = [charge.rule or ""]
            charge.formula_text = "\n".join(said)

    @api.depends("state", "principal_paid_on")
    def _compute_survives(self):
        for charge in self:
            paid = bool(charge.principal_paid_on)
            charge.survives = paid and charge.state == "announced"

    def _search_survives(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = fields.Domain("state", "=", "announced") & fields.Domain(
            "principal_paid_on", "!=", False
        )
        return domain if True in value else ~domain

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_may_waive(self):
        may = self._may_waive()
        for charge in self:
            charge.may_waive = may and charge.state == "announced"

    @api.depends("name", "kind")
    def _compute_display_name(self):
        for charge in self:
            kind = self._kind_words(charge.kind) if charge.kind else ""
            charge.display_name = f"{charge.name} – {kind}"

    def action_waive(self):
        """Ask for the reason."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Waive charges"),
            "res_model": "recovery.charge.waive",
            "view_mode": "form",
            "target": "new",
            "context": {"default_charge_ids": self.ids},
        }

    # --- today ----------------------------------------------------------------------

    @api.model
    def _box(self, lines, as_of):
        """Return what these debts bear today as HTML, nothing where none is late."""
        found = self._look(lines, as_of)
        rows, totals, why = [], defaultdict(Decimal), {}
        for line in lines:
            dues = found.get(line.id, ())
            for due in dues:
                if not due.permission.allowed:
                    why[self._due_words(due)[0]] = True
            asked = [due for due in dues if due.permission.allowed]
            if asked:
                rows.append(self._box_row(line, asked))
            for due in asked:
                totals[self._currency_of(due.currency)] += due.amount
        if not rows and not why:
            return False
        return self.env["ir.qweb"]._render(
            "debt_recovery.charge_box",
            {
                "date": format_date(self.env, as_of),
                "rows": rows,
                "totals": [self._money(a, c) for c, a in totals.items() if a],
                "why": list(why),
            },
        )

    @api.model
    def _box_row(self, line, dues):
        sums = {INTEREST: "", FIXED: ""}
        for due in dues:
            if due.amount:
                currency = self._currency_of(due.currency)
                sums[due.kind] = self._money(due.amount, currency)
        return {
            "name": line.move_id.name or line.name,
            "interest": sums[INTEREST],
            "fixed": sums[FIXED],
            "formulas": [
                words
                for due in dues
                if due.kind == INTEREST
                for words in self._due_words(due)
            ],
        }


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    charges_html = fields.Html(
        "Charges today", compute="_compute_charges_html", sanitize=False
    )
    charge_count = fields.Integer("Charges", compute="_compute_charge_count")

    @api.depends("partner_id", "company_id")
    @api.depends_context("lang")
    def _compute_charges_html(self):
        for case in self:
            today = case.company_id._recovery_today()
            rows = self.env["recovery.exposure"].sudo()
            rows = rows._rows(case.company_id, today, case.partner_id.ids)
            late = [
                row["line_id"]
                for row in rows
                if row["residual"] > 0 and row["due"] < today
            ]
            lines = self.env["account.move.line"].sudo().browse(late)
            case.charges_html = self.env["recovery.charge"]._box(lines, today)

    @api.depends("partner_id")
    def _compute_charge_count(self):
        counts = self.env["recovery.charge"]._read_group(
            [("case_id", "in", self.ids), ("state", "=", "announced")],
            ["case_id"],
            ["__count"],
        )
        known = {case.id: count for case, count in counts}
        for case in self:
            case.charge_count = known.get(case.id, 0)

    def action_view_charges(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "debt_recovery.recovery_charge_action"
        )
        return {
            **action,
            "domain": [("case_id", "in", self.ids)],
            "context": {"search_default_open": 0},
        }


class AccountMove(models.Model):
    _inherit = "account.move"

    recovery_charges_html = fields.Html(
        "Charges today",
        compute="_compute_recovery_charges_html",
        sanitize=False,
        groups="debt_recovery.group_auditor",
    )

    @api.depends("state", "payment_state", "line_ids.date_maturity")
    @api.depends_context("lang")
    def _compute_recovery_charges_html(self):
        for move in self:
            today = move.company_id._recovery_today()
            lines = move.sudo().line_ids.filtered(
                lambda line, today=today: (
                    line.account_type == "asset_receivable"
                    and line.parent_state == "posted"
                    and line.amount_currency > 0
                    and (line.date_maturity or line.date) < today
                )
            )
            is_ours = move.company_id.recovery_active and move.move_type in (
                "out_invoice",
                "out_receipt",
            )
            box = self.env["recovery.charge"]._box(lines, today) if is_ours else False
            move.recovery_charges_html = box
