from collections import defaultdict

from odoo import api, models

from ..tools.losses import share

# The form of the country has a box for VAT recovered on lost debts (France: line 21
# of the return, other deductible VAT); elsewhere the tax's own boxes go down.
RELIEF_BOX = {"FR": "21"}


class RecoveryLossTax(models.AbstractModel):
    """What a loss does to the taxes of its invoice.

    A tax due on payment was never due: its share leaves the waiting account, and
    nothing is declared. A tax due on the invoice is recovered where the law gives
    relief and the proof is there; else it is part of the loss.
    """

    _name = "recovery.loss.tax"
    _description = "Taxes of a loss"

    @api.model
    def _split(self, item, relief, before):
        """Return the tax parts of one item, in the currency of its debt.

        :param item: ``recovery.write.off.item``
        :param relief: whether VAT that was due on the invoice is recovered
        :param before: what :meth:`_start` returned for the items that are booked
            together; changed in place
        :return: list of ``{"tax_line", "kind", "amount", "balance", "base"}``, debits
            positive; ``kind`` is ``cleared`` or ``relieved``
        """
        move = item.line_id.move_id
        if not move.is_sale_document(include_receipts=True):
            return []
        state = before[move]
        parts = []
        for tax_line in move.line_ids.filtered("tax_repartition_line_id"):
            part = self._part(item, tax_line, relief, state)
            if part:
                parts.append(part)
        state["given_up"] += item.amount
        state["open"] -= item.amount
        return parts

    @api.model
    def _start(self, items):
        """Return what is known of the invoices of some items before they are booked.

        :return: ``{move: {"whole", "open", "given_up", "taken"}}``, in the currency of
            the invoice; two queries for all
        """
        receivable = items.line_id.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        given_up = defaultdict(float)
        for item in self._given_up(receivable, items):
            given_up[item.line_id.move_id] += item.amount
        return {
            move: {
                "whole": sum(lines.mapped("amount_currency")),
                "open": sum(lines.mapped("amount_residual_currency")),
                "given_up": given_up[move],
                "taken": defaultdict(float),
            }
            for move, lines in receivable.grouped("move_id").items()
        }

    @api.model
    def _given_up(self, lines, items):
        """Return what other write-offs gave up of these debts already."""
        found = (
            self.env["recovery.write.off.item"]
            .sudo()
            .search(
                [("line_id", "in", lines.ids), ("write_off_id.state", "=", "booked")]
            )
        )
        return found.filtered(lambda one: one.id not in items.ids)

    @api.model
    def _part(self, item, tax_line, relief, state):
        waiting = tax_line.tax_line_id.tax_exigibility == "on_payment"
        if not waiting and not relief:
            return None
        currency = item.currency_id
        if waiting and tax_line.account_id.reconcile:
            amount = self._waiting(item, tax_line, state)
        else:
            amount = self._share(currency, -tax_line.amount_currency, item, state)
        if currency.is_zero(amount):
            return None
        rate = tax_line.balance / tax_line.amount_currency
        return {
            "tax_line": tax_line,
            "kind": "cleared" if waiting else "relieved",
            "amount": amount,
            "balance": tax_line.company_currency_id.round(amount * rate),
            "base": self._share(
                tax_line.company_currency_id,
                abs(tax_line.tax_base_amount),
                item,
                state,
            ),
        }

    @api.model
    def _waiting(self, item, tax_line, state):
        """Return the waiting tax that leaves: all that is left with the last euro."""
        left = -tax_line.amount_residual_currency - state["taken"][tax_line]
        amount = self._share(item.currency_id, -tax_line.amount_currency, item, state)
        is_last = item.currency_id.compare_amounts(item.amount, state["open"]) >= 0
        if is_last or abs(amount) > abs(left):
            amount = left
        state["taken"][tax_line] += amount
        return amount

    @api.model
    def _share(self, currency, total, item, state):
        unit = 10**currency.decimal_places
        own = 10**item.currency_id.decimal_places
        cents = share(
            round(total * unit),
            round(item.amount * own),
            round(state["whole"] * own),
            round(state["given_up"] * own),
        )
        return currency.round(cents / unit)

    @api.model
    def _tags(self, part, company):
        """Return ``(tags of the tax, tags of its base)`` of a tax part that is
        recovered, as the country's return asks for it."""
        no_tags = self.env["account.account.tag"]
        if part["kind"] == "cleared":
            return no_tags, no_tags
        box = RELIEF_BOX.get(company.account_fiscal_country_id.code)
        if box:
            tags = no_tags.sudo()._get_tax_tags(
                box, company.account_fiscal_country_id.id
            )
            if tags:
                return tags, no_tags
        tax = part["tax_line"].tax_line_id
        rows = tax.refund_repartition_line_ids
        number = tax.invoice_repartition_line_ids.ids.index(
            part["tax_line"].tax_repartition_line_id.id
        )
        mirrored = rows[number : number + 1]
        base = rows.filtered(lambda row: row.repartition_type == "base")
        return mirrored.tag_ids, base.tag_ids
