from dataclasses import dataclass

from odoo import api, fields, models

from ..tools.placing import Reason


@dataclass(frozen=True, slots=True)
class Told:
    """What becomes of one debt: ``contract`` empty and ``why`` said, or placed for
    ``amount`` in its currency."""

    line: object
    due: object
    amount: float
    contract: object
    why: str
    caution: str


class RecoveryPlacement(models.Model):
    """What would be handed over and what not, told before anything is made."""

    _inherit = "recovery.placement"

    state = fields.Selection(group_expand="_live_states")

    @api.model
    def _live_states(self, values, domain):
        """Columns of the board: what lives always, what is over where there is some."""
        live = ("draft", "approved", "placed")
        every = self._fields["state"].get_values(self.env)
        return [one for one in every if one in live or one in values]

    @api.model
    def _explain(self, lines, contract=None, stage="amicable"):
        """Return ``[Told]`` of some debts, customer by customer.

        :param contract: one contract; None: chosen as ``_propose`` would
        """
        told = []
        for company, some in lines.grouped("company_id").items():
            if contract and contract.company_id != company:
                continue
            look = self._placing_look(some, company, company._recovery_today())
            told += self._told_of(look, contract, stage)
        return told

    @api.model
    def _told_of(self, look, contract, stage):
        none = self.env["recovery.agency.contract"]
        chosen = {
            debt.key: choice[2]
            for choice in self._choices(look, contract, stage)
            for debt in choice[1]
        }
        asked = contract or self._contracts(look.company, look.day)
        judged = [
            (one, self._judged(look, one, self._placing_terms(one, stage)))
            for one in asked
        ]
        cautions = self._cautions(look)
        by_id = {line.id: line for line in look.lines}
        told = []
        for file in look.files:
            near = _nearest(file, judged, chosen)
            for debt in file.debts:
                mine, line = chosen.get(debt.key, none), by_id[debt.key]
                why = [] if mine else self._whys(debt, near)
                amount = line.currency_id.round(float(look.amounts.get(debt.key, 0)))
                told.append(
                    Told(
                        line.with_env(self.env),
                        debt.due,
                        amount if mine else 0.0,
                        mine,
                        "\n".join(why),
                        "\n".join(cautions[debt.key]),
                    )
                )
        return told

    @api.model
    def _whys(self, debt, near):
        """Return the sentences against a debt, under the nearest contract."""
        none = self.env["recovery.agency.contract"]
        contract, reasons = near or (none, {debt.key: (Reason("no_contract"),)})
        found = reasons[debt.key] or (Reason("no_place"),)
        return [self._reason_sentence(one, contract) for one in found]


def _nearest(file, judged, chosen):
    """Return ``(contract, reasons)`` of the contract chosen for a file, else of the one
    that has least against it; None: there is no contract."""
    mine = {chosen[debt.key] for debt in file.debts if debt.key in chosen}
    some = [one for one in judged if one[0] in mine] or judged
    return min(
        some,
        key=lambda one: sum(len(one[1][debt.key]) for debt in file.debts),
        default=None,
    )
