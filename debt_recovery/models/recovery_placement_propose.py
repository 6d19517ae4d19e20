from collections import defaultdict
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.agency_share import Ticket, draw, seed_of
from .recovery_charge import FIXED, INTEREST
from .recovery_placement_words import rate_words

AGENCY = "agency"


class RecoveryPlacement(models.Model):
    """Proposing files: which debts, with which contract, for how much."""

    _inherit = "recovery.placement"

    drawn_note = fields.Char(
        "Drawn among",
        readonly=True,
        copy=False,
        help="The contract that won, its share and the number of the draw: the same "
        "file draws the same number again.",
    )

    @api.model
    def _propose(self, lines, contract=None, stage="amicable"):
        """Make drafts of the debts that may be handed over; the others are left out.

        :param lines: open receivable journal items, of any company
        :param contract: one ``recovery.agency.contract``; None: by rule and by lot
        :param stage: amicable | court
        :return: one draft for each company, customer and currency
        :raises AccessError: for who may not ask
        :raises UserError: when the contract is another company's
        """
        if not self.env.company._recovery_may("agent"):
            raise AccessError(self.env._("Hand-overs are asked for by an agent."))
        made = self.browse()
        for company, some in lines.grouped("company_id").items():
            self._check_company_of(contract, company)
            day = company._recovery_today()
            look = self._placing_look(some, company, day)
            charges = self.env["recovery.charge"].sudo().with_company(company)
            dues = charges._due(look.lines, day)
            choices = self._choices(look, contract, stage)
            cases = self._cases_of(company, look.lines)
            made |= (
                self.sudo()
                .with_company(company)
                .create(
                    [
                        {
                            **self._draft_values(look, choice, dues),
                            "case_id": cases.get(choice[0].key[0], False),
                            "stage": stage,
                        }
                        for choice in choices
                    ]
                )
            )
        made.case_id._end_quiet()
        return made.sudo(self.env.su)

    @api.model
    def _check_company_of(self, contract, company):
        if contract and contract.company_id != company:
            raise UserError(
                self.env._(
                    "%(contract)s is a contract of %(owner)s, the debts are those of "
                    "%(company)s.",
                    contract=contract.name,
                    owner=contract.company_id.name,
                    company=company.name,
                )
            )

    @api.model
    def _cases_of(self, company, lines):
        """Return ``{customer id: account id}``."""
        debtors = lines.partner_id.commercial_partner_id
        cases = self.env["recovery.case"].sudo()
        known = cases.search(
            Domain("company_id", "=", company.id)
            & Domain("partner_id", "in", debtors.ids)
        )
        return {case.partner_id.id: case.id for case in known}

    # --- which contract ----------------------------------------------------------

    @api.model
    def _choices(self, look, contract=None, stage="amicable"):
        """Return ``[(file, debts, contract, draw)]`` of the files that may go.

        The files of before fill a contract up, and one that is full takes no more.
        """
        contracts = contract or self._contracts(look.company, look.day)
        terms = {one: self._placing_terms(one, stage) for one in contracts}
        judged = {
            one: self._judged(look, one, replace(terms[one], room=None, places=None))
            for one in contracts
        }
        before = self._gave_back(look.lines)
        found, used = [], defaultdict(list)
        for file in look.files:
            offers = {}
            for one, reasons in judged.items():
                debts = [debt for debt in file.debts if not reasons[debt.key]]
                if debts and _has_room(terms[one], used[one], debts):
                    offers[one] = debts
            if not offers:
                continue
            chosen, drawn = self._chosen_contract(look, file, offers, before)
            used[chosen].append(sum(debt.amount for debt in offers[chosen]))
            found.append((file, offers[chosen], chosen, drawn))
        return found

    @api.model
    def _contracts(self, company, day):
        """Return the contracts with agencies that are in force; other counterparties
        are chosen by a person."""
        return self.env["recovery.agency.contract"].search(
            Domain("company_id", "=", company.id)
            & Domain("agency_id.kind", "=", AGENCY)
            & Domain("agency_id.active", "=", True)
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", day))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
        )

    @api.model
    def _chosen_contract(self, look, file, offers, before):
        """Return ``(contract, draw)`` of a file among those that take most of it.

        Who gave one of these debts back gets it again only where nobody else takes it.

        :param offers: ``{contract: debts}``
        :param before: ``{line id: agencies}`` that gave it back
        """
        fresh = {
            one: debts
            for one, debts in offers.items()
            if not any(one.agency_id in before.get(debt.key, ()) for debt in debts)
        }
        offers = fresh or offers
        most = max(sum(debt.amount for debt in debts) for debts in offers.values())
        best = [
            one
            for one, debts in offers.items()
            if sum(debt.amount for debt in debts) == most
        ]
        customer, currency = file.key
        keys = [debt.key for debt in offers[best[0]]]
        seed = seed_of(look.company.id, customer, currency, keys)
        drawn = draw(seed, [Ticket(one.id, one.share) for one in best])
        return next(one for one in best if one.id == drawn.key), drawn

    @api.model
    def _gave_back(self, lines):
        """Return ``{line id: agencies}`` that had these debts and have them no more."""
        ended = (
            self.env["recovery.placement.line"]
            .sudo()
            .search(
                Domain("line_id", "in", lines.ids)
                & Domain("placement_id.state", "in", ("returned", "recalled"))
            )
        )
        return {
            line.id: some.placement_id.agency_id
            for line, some in ended.grouped("line_id").items()
        }

    # --- for how much ------------------------------------------------------------

    @api.model
    def _draft_values(self, look, choice, dues):
        """Return the values of a draft.

        :param choice: one of ``_choices``
        :param dues: of ``recovery.charge._due``
        """
        (customer, currency_id), debts, contract, drawn = (choice[0].key, *choice[1:])
        currency = self.env["res.currency"].browse(currency_id)
        by_id = {line.id: line for line in look.lines}
        return {
            "company_id": look.company.id,
            "partner_id": customer,
            "agency_id": contract.agency_id.id,
            "contract_id": contract.id,
            "currency_id": currency.id,
            "oldest_due": min(debt.due for debt in debts),
            "requested_by_id": self.env.uid,
            "drawn_by_lot": drawn.by_lot,
            "drawn_note": self._drawn_words(contract, drawn),
            "line_ids": [
                fields.Command.create(
                    self._draft_line_values(
                        by_id[debt.key], debt, look, dues.get(debt.key, ()), currency
                    )
                )
                for debt in debts
            ],
        }

    @api.model
    def _drawn_words(self, contract, drawn):
        if not drawn.by_lot:
            return False
        return self.env._(
            "%(contract)s, share %(share)s %%, number %(number)s",
            contract=contract.name,
            share=rate_words(self.env, contract.share),
            number=f"{drawn.number:.6f}",
        )

    @api.model
    def _draft_line_values(self, line, debt, look, dues, currency):
        """Return what is claimed of one debt on the day: late interest and the fixed
        sum are those that the rules permit, and no others."""
        values = {
            "line_id": line.id,
            "name": line.move_id.name or line.name,
            "document_date": line.move_id.invoice_date or line.date,
            "due": debt.due,
            "principal": currency.round(float(look.amounts[debt.key])),
            "costs": 0.0,
        }
        for due in dues:
            amount = self._in_file(due, currency, look)
            if due.kind == INTEREST:
                first, last = due.interest.periods[0], due.interest.periods[-1]
                values["interest"] = amount
                values["interest_from"] = first.since
                values["interest_rate"] = float(last.rate)
            elif due.kind == FIXED:
                values["costs"] += amount
        return values

    @api.model
    def _in_file(self, due, currency, look):
        """Return a charge in the currency of the file."""
        theirs = self.env["recovery.charge"]._currency_of(due.currency)
        amount = float(due.amount)
        if theirs == currency:
            return currency.round(amount)
        return theirs._convert(amount, currency, look.company, look.day)


def _has_room(terms, used, debts):
    """Tell whether a contract still takes these beside the files ``used`` of now."""
    total = sum(debt.amount for debt in debts)
    return (terms.places is None or len(used) < terms.places) and (
        terms.room is None or sum(used) + total <= terms.room
    )
