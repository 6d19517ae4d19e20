from odoo import api, models

from ..tools.losses import share


class RecoveryRegainedTax(models.AbstractModel):
    """The VAT of money that comes in on a lost debt.

    Due again: what the loss gave back or took off the waiting account, in proportion.
    A loss that was booked with its VAT owes none: the State kept it.
    """

    _name = "recovery.regained.tax"
    _description = "Taxes of a receipt on a lost debt"

    @api.model
    def _split(self, item, amount):
        """Return the tax parts of ``amount`` received on a lost debt.

        :return: list of ``{"account", "amount", "base", "tags", "base_tags"}``, in the
            debt's currency, all positive
        """
        parts = []
        for kind in ("relieved", "cleared"):
            lines = self._tax_lines(item, kind)
            given = self._cents(item, item[kind])
            if not given or not lines:
                continue
            due = share(
                given,
                self._cents(item, amount),
                self._cents(item, item.amount),
                self._cents(item, item.regained),
            )
            whole = self._cents(item, sum(lines.mapped("amount_currency")))
            before = 0
            for line in lines:
                own = self._cents(item, line.amount_currency)
                part = share(due, own, whole, before)
                before += own
                parts.append(self._part(item, line, part, amount))
        return [part for part in parts if part["amount"]]

    @api.model
    def _tax_lines(self, item, kind):
        move = item.line_id.move_id
        lines = move.line_ids.filtered("tax_repartition_line_id")
        waits = kind == "cleared"
        return lines.filtered(
            lambda line: (line.tax_line_id.tax_exigibility == "on_payment") == waits
        )

    @api.model
    def _part(self, item, tax_line, cents, amount):
        row, tax = tax_line.tax_repartition_line_id, tax_line.tax_line_id
        move = tax_line.move_id
        rate = abs(tax_line.amount_currency / tax_line.balance)
        base = abs(tax_line.tax_base_amount) * rate * amount / move.amount_total
        base_rows = tax.invoice_repartition_line_ids.filtered(
            lambda one: one.repartition_type == "base"
        )
        return {
            "account": row.account_id or tax_line.account_id,
            "amount": cents / 10**item.currency_id.decimal_places,
            "base": item.currency_id.round(base),
            "tags": row.tag_ids,
            "base_tags": base_rows.tag_ids,
        }

    @api.model
    def _cents(self, item, amount):
        return round(amount * 10**item.currency_id.decimal_places)
