from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang


class AccountMove(models.Model):
    """Part of an invoice given back: a native credit note with the invoice's own lines
    and taxes in proportion, to the cent."""

    _inherit = "account.move"

    def _recovery_credit_note(
        self, amount, reason, invoice_lines=None, day=None, items=None
    ):
        """Post a credit note of ``amount`` and match it with this invoice.

        :param amount: with tax, in the invoice's currency
        :param reason: why, as the customer reads it
        :param invoice_lines: product lines that it is about; None: all of them
        :param day: its date; None: today
        :param items: ``{journal item: amount}`` of this invoice that it is matched
            with before any other; None: the oldest due first
        :return: the posted ``account.move``; what it gives back beyond what is open
            stays on the customer's account
        :raises UserError: when it exceeds the lines, or its period is closed
        """
        self.ensure_one()
        self = self.with_company(self.company_id)
        amount = self.currency_id.round(amount)
        day = day or self.company_id._recovery_today()
        base_lines = self._recovery_base_lines(invoice_lines)
        self._recovery_check_credit(amount, base_lines, day)
        label = self._recovery_credit_label(reason)
        values = {
            "ref": label,
            "payment_reference": label,
            "invoice_date": day,
            "date": day,
            "invoice_payment_term_id": False,
            "invoice_date_due": day,
            # given back at the rate at which it was billed
            "invoice_currency_rate": self.invoice_currency_rate,
        }
        parts = self._recovery_credit_parts(base_lines, amount)
        note = self._reverse_moves([{**values, **parts}])
        self._recovery_check_note(note, amount)
        chosen = {line.id: part for line, part in (items or {}).items()}
        note.with_context(recovery_credit_items=chosen).action_post()
        return note

    def _reconcile_reversed_moves(self, reverse_moves, move_reverse_cancel):
        """A credit note for some of several due dates is matched with these first."""
        chosen = self.env.context.get("recovery_credit_items") or {}
        for line in self.line_ids.filtered(lambda one: one.id in chosen):
            given = reverse_moves.line_ids.filtered(
                lambda one, debt=line: (
                    one.account_id == debt.account_id and not one.reconciled
                )
            )
            line._recovery_match_part(given[:1], chosen[line.id])
        return super()._reconcile_reversed_moves(reverse_moves, move_reverse_cancel)

    def _recovery_base_lines(self, invoice_lines):
        """Return the base lines of the tax engine, as they were posted: what a tax
        line rounds or a person typed is in them."""
        base_lines, _tax_lines = self._get_rounded_base_and_tax_lines()
        # an early discount that lowers the taxes adds lines that cancel each other
        base_lines = [b for b in base_lines if b["special_type"] != "early_payment"]
        if invoice_lines:
            base_lines = [b for b in base_lines if b["record"] in invoice_lines]
        return base_lines

    def _recovery_lines_total(self, base_lines):
        """Return what base lines amount to with tax, in the invoice's currency."""
        return self.currency_id.round(
            sum(
                base["tax_details"]["total_excluded_currency"]
                + base["tax_details"]["delta_total_excluded_currency"]
                + sum(
                    tax["tax_amount_currency"]
                    for tax in base["tax_details"]["taxes_data"]
                )
                for base in base_lines
            )
        )

    def _recovery_credited(self):
        """Return what posted credit notes gave back of this invoice already."""
        notes = self.reversal_move_ids.filtered(lambda note: note.state == "posted")
        return sum(notes.mapped("amount_total"))

    def _recovery_check_credit(self, amount, base_lines, day):
        currency = self.currency_id
        if self.state != "posted" or self.move_type not in (
            "out_invoice",
            "out_receipt",
        ):
            raise UserError(
                self.env._("Choose a posted customer invoice to give back a part of.")
            )
        most = min(
            self._recovery_lines_total(base_lines),
            currency.round(self.amount_total - self._recovery_credited()),
        )
        if (
            currency.compare_amounts(amount, 0) <= 0
            or currency.compare_amounts(amount, most) > 0
        ):
            raise UserError(
                self.env._(
                    "%(invoice)s: between 0 and %(most)s can be given back, not "
                    "%(amount)s.",
                    invoice=self.name,
                    most=formatLang(self.env, most, currency_obj=currency),
                    amount=formatLang(self.env, amount, currency_obj=currency),
                )
            )
        if self._get_violated_lock_dates(day, bool(self.line_ids.tax_ids)):
            raise UserError(
                self.env._(
                    "The period of %(day)s is closed: a credit note needs a later "
                    "date.",
                    day=format_date(self.env, day),
                )
            )

    def _recovery_credit_label(self, reason):
        """Return what is read on the credit note and in the entries' file: invoice,
        customer, reason."""
        customer = self.commercial_partner_id.name
        return " – ".join(filter(None, (self.name, customer, (reason or "").strip())))

    def _recovery_credit_parts(self, base_lines, amount):
        """Return the values of the lines, each a part of one of the invoice's; nothing
        when it is given back whole, where the native copy says it best."""
        whole = not self._recovery_credited()
        if whole and self.currency_id.compare_amounts(amount, self.amount_total) == 0:
            return {}
        taxes = self.env["account.tax"]
        parts = taxes._reduce_base_lines_to_target_amount(
            base_lines=base_lines,
            company=self.company_id,
            amount_type="fixed",
            amount=amount,
            computation_key=f"recovery_credit,{self.id}",
            grouping_function=lambda base: {"id": base["id"]},
        )
        taxes._fix_base_lines_tax_details_on_manual_tax_amounts(parts, self.company_id)
        lines = [Command.create(self._recovery_credit_line(part)) for part in parts]
        return {"line_ids": lines}

    def _recovery_credit_line(self, part):
        line = self.env["account.move.line"].browse(part["id"])
        return {
            "product_id": line.product_id.id,
            "name": line.name,
            "quantity": 1.0,
            "product_uom_id": line.product_uom_id.id,
            "price_unit": part["price_unit"],
            "discount": 0.0,
            "account_id": line.account_id.id,
            "tax_ids": [Command.set(part["tax_ids"].ids)],
            "analytic_distribution": line.analytic_distribution,
            "extra_tax_data": self.env["account.tax"]._export_base_line_extra_tax_data(
                part
            ),
        }

    def _recovery_check_note(self, note, amount):
        """Nothing is posted that is not the amount asked for, to the cent."""
        if self.currency_id.compare_amounts(note.amount_total, amount):
            raise UserError(
                self.env._(
                    "%(invoice)s: %(amount)s cannot be split over its lines and taxes "
                    "to the cent; make this credit note by hand.",
                    invoice=self.name,
                    amount=formatLang(self.env, amount, currency_obj=self.currency_id),
                )
            )
