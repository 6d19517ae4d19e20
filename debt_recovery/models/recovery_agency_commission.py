from decimal import Decimal

from odoo import fields, models

from ..tools import remittance as money


class RecoveryAgencyContract(models.Model):
    """What the agency keeps of a receipt, by its contract."""

    _inherit = "recovery.agency.contract"

    keeps_interest = fields.Boolean("Keeps late interest")
    keeps_charges = fields.Boolean(
        "Keeps notice and default charges",
        help="What customers pay of them is the agency's, and never our income.",
    )
    keeps_costs = fields.Boolean(
        "Keeps its own costs",
        default=True,
        help="Other costs that it collects from customers are its own, and never our "
        "income.",
    )

    def _terms(self, currency):
        """Return :class:`Terms` of this contract in a currency."""
        self.ensure_one()
        rate = Decimal(0)
        if self.tax_id:
            taxed = self.tax_id.compute_all(10000.0, currency=currency)
            due = taxed["total_included"] - taxed["total_excluded"]
            net = Decimal(str(taxed["total_excluded"]))
            rate = money.rounded(Decimal(str(due)) / net, Decimal("0.000001"))
        return money.Terms(
            mode=self.remittance_mode,
            tax_rate=rate,
            keeps_interest=self.keeps_interest,
            keeps_charges=self.keeps_charges,
            keeps_costs=self.keeps_costs,
            on_direct=self.direct_commission,
            step=Decimal(str(currency.rounding)),
        )

    def _share_of(self, told, terms):
        """Return the :class:`Share` of one receipt; nothing is due on money that was
        said to be paid to us and is not in our books."""
        placement = told.placement
        if told.undone:
            return _given_back(told.undone)
        unknown = (
            told.paid_to == money.CREDITOR and told.amount > 0 and not told.received
        )
        scale = None if unknown else self._scale_of(placement)
        return money.share_of(told.amount, told.parts, scale, terms, told.paid_to)

    def _scale_of(self, placement):
        """Return the line of the scale that governs a file, or None.

        Ages, amounts and rates are those of the day on which it was placed; bands and
        flat amounts are in the company's currency.
        """
        since = placement.oldest_due or min(
            (one.due for one in placement.line_ids if one.due), default=None
        )
        day = placement.placed_on
        age = max((day - since).days, 0) if day and since else 0
        theirs, ours = placement.currency_id, self.currency_id
        rated = (placement.company_id, day or placement.company_id._recovery_today())
        scales = [
            money.Scale(
                Decimal(str(one.percent)),
                Decimal(str(ours._convert(one.flat, theirs, *rated))),
                one.stage or "",
                one.age_from,
                one.age_to,
                Decimal(str(one.amount_from)),
                Decimal(str(one.amount_to)),
            )
            for one in self.commission_ids
        ]
        amount = Decimal(str(theirs._convert(placement.amount, ours, *rated)))
        return money.governing(scales, placement.stage, age, amount)


def _given_back(receipt):
    """Return the :class:`Share` that takes a booked receipt back, to the cent."""
    names = ("ours", "commission", "commission_vat", "expected")
    return money.Share(*(-Decimal(str(receipt[name])) for name in names))
