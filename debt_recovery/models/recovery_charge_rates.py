from collections import defaultdict
from decimal import Decimal

from odoo import api, models

from ..tools import interest_rates as tables
from ..tools.rules.model import COMPANY, SOLE
from ..tools.rules.select import reading_order

IN_BUSINESS = frozenset({SOLE, COMPANY})
UNVERIFIED = "general_knowledge"


class RecoveryCharge(models.Model):
    """Which rate a debt bears: the contract's, else that of the rule nearest to it."""

    _inherit = "recovery.charge"

    @api.model
    def _reference_values(self):
        """Return ``{series: [Value]}`` of all reference rates, in one query."""
        found = defaultdict(list)
        rates = self.env["recovery.reference.rate"].sudo()
        for rate in rates.search([("superseded_by_id", "=", False)]):
            found[rate.series_id.code].append(
                tables.Value(
                    rate.valid_from,
                    rate.valid_to or None,
                    Decimal(str(rate.value)),
                    rate.confidence != UNVERIFIED,
                )
            )
        return dict(found)

    @api.model
    def _rates(self, permission, agreed, kinds, values, start, until):
        """Return the rates of each half-year from ``start`` to ``until``.

        :param permission: of interest, that allows it
        :param agreed: the contract's rate in percent, 0: none; between professionals
            only
        :param kinds: what the customer may be
        """
        lines = [one for one in permission.rules if one.kind != "interest_cap"]
        caps = [one for one in permission.rules if one.kind == "interest_cap"]
        floors = [one for one in lines if one.amount.role == "floor"]
        if agreed and kinds <= IN_BUSINESS:
            near = _nearest(floors)
            rates = tables.contract(agreed, near, values, start, until)
        else:
            due = [one for one in lines if one.amount.role != "floor"] or floors
            chosen = [tables.legal(one, values, start, until) for one in _nearest(due)]
            rates = min(chosen, key=_height, default=())
        return tables.capped(rates, caps, values)


def _nearest(rules):
    """Return the rules that say it nearest: a country's before the Union's."""
    near = min((reading_order(one)[0] for one in rules), default=0)
    return [one for one in rules if reading_order(one)[0] == near]


def _height(rates):
    """Sort what one of several possible customers would owe: the lowest, and nothing
    where a rate is unknown."""
    known = [one.percent for one in rates]
    return (None not in known, sum(known, Decimal(0)) if None not in known else 0)
