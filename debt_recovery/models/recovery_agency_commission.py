from dataclasses import replace
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

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
        """Return the line of the scale that governs a file, or None; its flat amount is
        in the currency of the file.

        Ages and amounts are those of the day on which it was placed, the amount in the
        company's currency, as the scale is.
        """
        since = placement.oldest_due or min(
            (one.due for one in placement.line_ids if one.due), default=None
        )
        day = placement.placed_on
        age = max((day - since).days, 0) if day and since else 0
        company, theirs = placement.company_id, placement.currency_id
        day = day or company._recovery_today()
        amount = theirs._convert(placement.amount, self.currency_id, company, day)
        scale = self._governing(placement.stage, age, amount)
        if not scale or theirs == self.currency_id:
            return scale
        flat = self.currency_id._convert(float(scale.flat), theirs, company, day)
        return replace(scale, flat=Decimal(str(flat)))

    def _governing(self, stage, age, amount):
        """Return the line of the scale that fits, or None.

        :param age: days late; ``amount``: in the company's currency
        """
        scales = [
            money.Scale(
                Decimal(str(one.percent)),
                Decimal(str(one.flat)),
                one.stage or "",
                one.age_from,
                one.age_to,
                Decimal(str(one.amount_from)),
                Decimal(str(one.amount_to)),
            )
            for one in self.commission_ids
        ]
        return money.governing(scales, stage, age, Decimal(str(amount)))


class RecoveryAgencyCommission(models.Model):
    """A line of a scale that can be applied."""

    _inherit = "recovery.agency.commission"

    @api.constrains("percent", "flat", "age_from", "age_to", "amount_from", "amount_to")
    def _check_scale(self):
        for one in self:
            name = one.contract_id.name
            if not 0 <= one.percent <= 100 or one.flat < 0:
                raise ValidationError(
                    self.env._(
                        "%(name)s: a commission is 0 to 100 %%, and not less than "
                        "nothing.",
                        name=name,
                    )
                )
            if one.age_to and one.age_to < one.age_from:
                raise ValidationError(
                    self.env._("%(name)s: the ages are turned round.", name=name)
                )
            if one.amount_to and one.amount_to < one.amount_from:
                raise ValidationError(
                    self.env._("%(name)s: the amounts are turned round.", name=name)
                )


def _given_back(receipt):
    """Return the :class:`Share` that takes a booked receipt back, to the cent."""
    names = ("ours", "commission", "commission_vat", "expected")
    return money.Share(*(-Decimal(str(receipt[name])) for name in names))
