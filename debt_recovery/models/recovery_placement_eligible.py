from dataclasses import replace
from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain

from ..tools.placing import Reason, Terms, judge, warnings
from .recovery_placement import ACTIVE


class RecoveryPlacement(models.Model):
    """Which debts may be handed over under which contract."""

    _inherit = "recovery.placement"

    @api.model
    def _eligible(self, lines, contract, day):
        """Say of each debt why it may not be handed over.

        :param self: files whose own debts do not count as taken, and whose own amounts
            do not fill the contract: those that are asked about again
        :param lines: open receivable journal items; a few statements for all
        :param contract: one ``recovery.agency.contract``
        :param day: the company's date
        :return: ``{line id: [(code, sentence), …]}``; an empty list: it may be placed
        """
        company = contract.company_id
        look = self._placing_look(lines, company, day)
        stage = self[:1].stage or "amicable"
        found = self._judged(look, contract, self._placing_terms(contract, stage))
        strange = Reason("company")
        return {
            line.id: [
                (one.code, self._reason_sentence(one, contract))
                for one in found.get(line.id, (strange,))
            ]
            for line in lines
        }

    @api.model
    def _judged(self, look, contract, terms):
        """Return ``{line id: (Reason, …)}`` of what was looked at, under a contract.

        :param terms: its :class:`Terms`, of ``_placing_terms``
        """
        fits = self._fitting(look.lines, contract)
        files = look.files
        if fits is not None:
            files = tuple(
                replace(
                    file,
                    debts=tuple(
                        replace(debt, fits=debt.key in fits) for debt in file.debts
                    ),
                )
                for file in files
            )
        return judge(files, terms, look.day)

    @api.model
    def _placing_terms(self, contract, stage):
        """Return the :class:`Terms` of a contract as it stands."""
        contract = contract.sudo()
        company = contract.company_id
        room, places = self._placing_room(contract)
        return Terms(
            agency=contract.agency_id.id,
            since=contract.date_from or None,
            until=contract.date_to or None,
            countries=frozenset(contract.country_ids.mapped("code")),
            consumers=contract.takes_consumers,
            companies=contract.takes_companies,
            age_from=contract.age_from,
            age_to=contract.age_to,
            amount_from=_decimal(contract.amount_from),
            amount_to=_decimal(contract.amount_to),
            floor=_decimal(company.recovery_placing_floor),
            room=room,
            places=places,
            stage=stage,
            scope=contract.scope,
        )

    @api.model
    def _placing_room(self, contract):
        """Return ``(amount, files)`` that may still be placed; None: no limit."""
        if not (contract.max_amount or contract.max_count):
            return None, None
        groups = self.sudo()._read_group(
            Domain("contract_id", "=", contract.id)
            & Domain("state", "in", ACTIVE)
            & Domain("id", "not in", self.ids),
            ["currency_id"],
            ["principal:sum", "__count"],
        )
        company = contract.company_id
        day, ours = company._recovery_today(), company.currency_id
        placed = sum(
            currency._convert(total, ours, company, day)
            for currency, total, _count in groups
        )
        count = sum(row[2] for row in groups)
        return (
            _decimal(contract.max_amount) - _decimal(placed)
            if contract.max_amount
            else None,
            contract.max_count - count if contract.max_count else None,
        )

    @api.model
    def _fitting(self, lines, contract):
        """Return the ids of the debts whose products the contract takes; None: all.

        Every product of the invoice is of its categories, and there is one.
        """
        contract = contract.sudo()
        if not contract.category_ids:
            return None
        wanted = set(
            self.env["product.category"]
            .sudo()
            .search([("id", "child_of", contract.category_ids.ids)])
            .ids
        )
        found = set()
        for move, some in lines.sudo().grouped("move_id").items():
            categories = move.invoice_line_ids.product_id.categ_id
            if categories and set(categories.ids) <= wanted:
                found |= set(some.ids)
        return found

    @api.model
    def _cautions(self, look):
        """Return ``{line id: [sentence, …]}`` of what stops nothing, to be known."""
        none = self.env["recovery.agency.contract"]
        return {
            debt.key: [self._reason_sentence(one, none) for one in warnings(debt)]
            for file in look.files
            for debt in file.debts
        }


def _decimal(amount):
    return Decimal(str(amount or 0))
