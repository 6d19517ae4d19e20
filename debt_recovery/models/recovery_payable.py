from collections import defaultdict
from dataclasses import dataclass

from odoo import models

from .recovery_statement import APART

# What is owed to others, or from before insolvency proceedings, is not paid to us.
NEVER = (*APART, "insolvency")
# Paid by the instalments of a plan, or by the sum of an offer.
ELSEWHERE = (*NEVER, "plan", "settlement")


@dataclass(frozen=True)
class Payable:
    """A debt that may be paid online now. Amounts in ``currency``."""

    line: object  # the account.move.line
    name: str
    due: object
    currency: object
    residual: float
    most: float  # all that may be paid of it: nothing that is in flight or agreed
    usual: float  # what is asked of it, net of credits and of the discount
    credit: float  # what credits cover of it
    discount: float
    until: object  # last day of the discount
    is_due: bool  # asked for today
    mark: str  # what the customer reads of it
    row: dict  # of recovery.exposure

    def shortest(self, company):
        """Return the least that may be paid of it in part."""
        least = company._recovery_least_part(self.usual, self.currency)
        return min(self.usual, least)


class RecoveryCase(models.Model):
    """What a customer may pay, measured now; nothing is taken from a form."""

    _inherit = "recovery.case"

    def _payables(self):
        """Return the :class:`Payable` of this account, oldest first. Call it in the
        reader's language."""
        self.ensure_one()
        company = self.company_id
        today = company._recovery_today()
        rows = self.env["recovery.exposure"]._rows(company, today, self.partner_id.ids)
        rows = [row for row in self._without_flights(rows) if row["residual"] > 0]
        statement = self.env["recovery.statement"]
        currencies = self.env["res.currency"]
        items = statement._named(
            [
                statement._item(row, today, currencies.browse(row["currency_id"]))
                for row in rows
            ]
        )
        found = [
            self._payable(row, item, today)
            for row, item in zip(rows, items, strict=True)
        ]
        return [one for one in found if one]

    def _without_flights(self, rows):
        """Return rows of the exposure without what is being paid online: it covers
        the items that were chosen, not the oldest ones."""
        flying = self._under_way()
        if not flying:
            return rows
        chosen = set(flying.recovery_checkout_id._lines().ids)
        others = self._flights_of_others(rows, flying)
        return [
            row
            if row["currency_id"] in others
            else {
                **row,
                "chaseable": row["chaseable"] + row["in_flight"],
                "in_flight": 0,
            }
            for row in rows
            if row["line_id"] not in chosen
        ]

    def _flights_of_others(self, rows, flying):
        """Return the ids of the currencies in which more is on its way than what was
        chosen here: that covers the oldest items."""
        seen = defaultdict(float)
        for row in rows:
            seen[row["currency_id"]] += float(row["in_flight"])
        sums = defaultdict(float)
        for one in flying:
            sums[one.currency_id.id] += one.amount
        currencies = self.env["res.currency"].browse(seen)
        return {
            one.id
            for one in currencies
            if one.compare_amounts(seen[one.id], sums[one.id]) > 0
        }

    def _payable(self, row, item, today):
        line = self.env["account.move.line"].sudo().browse(row["line_id"])
        currency = line.currency_id
        most = row["residual"] - row["in_flight"] - row["arranged"]
        if row["frozen_by"] == "promise":
            most += row["arranged"]
        if row["spared"] in ELSEWHERE or currency.compare_amounts(float(most), 0) <= 0:
            return None
        discount, until = self._early_discount(line, row, today)
        asked = currency.round(float(row["chaseable"])) - discount
        return Payable(
            line=line,
            name=item["name"],
            due=row["due"],
            currency=currency,
            residual=currency.round(float(row["residual"])),
            most=currency.round(float(most)),
            usual=currency.round(asked if asked > 0 else float(most)),
            credit=currency.round(float(row["netted"])) if asked > 0 else 0.0,
            discount=currency.round(discount),
            until=until,
            is_due=item["kind"] == "overdue" and asked > 0,
            mark=self.env["recovery.statement"]._mark(item),
            row=row,
        )

    def _early_discount(self, line, row, today):
        """Return ``(amount, last day)`` of the early-payment discount that can still
        be had on the whole of a debt, as Odoo has it; ``(0, None)`` without."""
        move = line.move_id
        terms = move.line_ids.filtered(lambda one: one.display_type == "payment_term")
        if (
            line not in terms
            or row["chaseable"] != row["residual"]
            or not move.invoice_payment_term_id.early_discount
        ):
            return 0.0, None
        for part in terms._get_installments_data(payment_date=today):
            if part["line"] == line and part["type"] == "early_payment_discount":
                return part["discount_amount_currency"], line.discount_date
        return 0.0, None
