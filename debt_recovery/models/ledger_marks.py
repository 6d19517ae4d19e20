"""Where the ledger changes, a mark is left; nothing else happens in its transaction."""

from odoo import api, models

LINE_FIELDS = {"date_maturity", "partner_id", "account_id", "no_followup"}


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._recovery_mark("reconciled")
        return partials

    def unlink(self):
        self._recovery_mark("unreconciled")
        return super().unlink()

    def _recovery_mark(self, reason):
        lines = (self.debit_move_id | self.credit_move_id).filtered(
            lambda line: line.account_type in ("asset_receivable", "asset_current")
        )
        self.env["recovery.mark"]._add_lines(lines, reason)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        posted._recovery_mark("posted")
        return posted

    def button_draft(self):
        self._recovery_mark("draft")
        return super().button_draft()

    def button_cancel(self):
        self._recovery_mark("cancelled")
        return super().button_cancel()

    def write(self, vals):
        result = super().write(vals)
        if "payment_state" in vals or "no_followup" in vals:
            self._recovery_mark("blocked")
        return result

    def _recovery_mark(self, reason):
        lines = self.line_ids.filtered(
            lambda line: (
                line.partner_id
                and line.account_type in ("asset_receivable", "asset_current")
            )
        )
        self.env["recovery.mark"]._add_lines(lines, reason)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._recovery_mark_booked()
        return lines

    def unlink(self):
        self._recovery_mark_booked()
        return super().unlink()

    def _recovery_mark_booked(self):
        """An item of an entry that is posted comes or goes: a bank line is booked."""
        booked = self.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.partner_id
                and line.account_type in ("asset_receivable", "asset_current")
            )
        )
        self.env["recovery.mark"]._add_lines(booked, "booked")

    def write(self, vals):
        touched = LINE_FIELDS & vals.keys() and self.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.account_type in ("asset_receivable", "asset_current")
            )
        )
        if touched:
            self.env["recovery.mark"]._add_lines(touched, "changed")
        result = super().write(vals)
        if touched:
            self.env["recovery.mark"]._add_lines(touched, "changed")
        return result


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._recovery_mark(f"payment {vals['state']}")
        return result

    def unlink(self):
        self._recovery_mark("payment removed")
        return super().unlink()

    def _recovery_mark(self, reason):
        for company, payments in self.grouped("company_id").items():
            self.env["recovery.mark"]._add(company, payments.partner_id, reason)


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    @api.model_create_multi
    def create(self, vals_list):
        transactions = super().create(vals_list)
        transactions._recovery_mark()
        return transactions

    def write(self, vals):
        result = super().write(vals)
        if {"state", "is_post_processed"} & vals.keys():
            self._recovery_mark()
        return result

    def _recovery_mark(self):
        for company, group in self.grouped("company_id").items():
            self.env["recovery.mark"]._add(company, group.partner_id, "transaction")
