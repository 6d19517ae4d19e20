from collections import Counter, defaultdict
from dataclasses import replace

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from ..tools.agency_fields import Problem
from ..tools.agency_status import shown

# A file that was never handed over is unknown to the agency.
KNOWN = ("placed", "recalled", "returned", "settled")
NAMES = ("placement", "agency_reference", "document")  # in this order


class RecoveryAgencyInbound(models.AbstractModel):
    """The family of what agencies tell us: one ``recovery.agency.inbound.<purpose>``,
    one file each.

    Rows are neutral (``tools.agency_fields.IN``). ``_check`` looks and writes nothing;
    ``_apply`` is called with rows that passed, within a savepoint of the whole file.
    """

    _name = "recovery.agency.inbound"
    _description = "What agencies tell us"

    @api.model
    def _for(self, purpose):
        """Return what takes files of ``purpose`` in.

        :raises UserError: when nothing does
        """
        name = f"recovery.agency.inbound.{purpose}"
        if name not in self.env:
            raise UserError(
                self.env._("A file “%(purpose)s” is not taken in.", purpose=purpose)
            )
        return self.env[name]

    @api.model
    def _check(self, file, rows):
        """Return the ``Problem`` of each row that cannot be taken as it stands.

        :param file: one ``recovery.agency.file``
        :param rows: as the format read them, each with ``line``
        """
        raise NotImplementedError

    @api.model
    def _apply(self, file, rows):
        """Do what the rows of a checked file say."""
        raise NotImplementedError

    @api.model
    def _forecast(self, file, rows):
        """Return sentences: what ``_apply`` will do, with counts and sums."""
        found = [self.env._("%(count)s rows", count=len(rows))]
        return found + self._sums(rows, "amount", file.company_id.currency_id)

    @api.model
    def _sums(self, rows, name, usual):
        """Return one sentence a currency: the sum of the field ``name``.

        :param usual: the currency of rows that tell none
        """
        sums = defaultdict(int)
        for row in rows:
            if row.get(name) is not None:
                sums[row.get("currency") or usual.name] += row[name]
        currencies = self.env["res.currency"].with_context(active_test=False)
        known = currencies.search([("name", "in", list(sums))])
        return [
            format_amount(self.env, float(sums[one.name]), one)
            for one in known.sorted("name")
        ]

    # --- shared by purposes ------------------------------------

    @api.model
    def _resolve(self, file, rows):
        """Find the placed file of each row.

        :return: ``({line: placement}, problems)``: files of other agencies and of other
            companies are as unknown as those that never were
        """
        found, problems, known = {}, [], {}
        for row in rows:
            key = tuple(row.get(name) for name in NAMES)
            if key not in known:
                known[key] = self._find(file, row)
            placement, problem = known[key]
            if problem:
                column = file._column(problem.column)
                problems.append(replace(problem, line=row["line"], column=column))
            else:
                found[row["line"]] = placement
        return found, problems

    def _find(self, file, row):
        placements = self.env["recovery.placement"].sudo()
        agency, company = file.agency_id, file.company_id
        placement, problem = placements._find(agency, company, row)
        ours = placement.filtered(
            lambda one: (
                one.agency_id == agency
                and one.company_id == company
                and one.state in KNOWN
            )
        )
        if not problem and not ours:
            name = next((one for one in NAMES if row.get(one)), NAMES[0])
            value = shown(row.get(name))
            problem = Problem(row["line"], name, value, "unknown_reference")
        return ours, problem

    @api.model
    def _problem(self, file, row, name, reason, **known):
        """Return the problem of the field ``name`` of a row."""
        column, value = file._column(name), shown(row.get(name))
        return Problem(row["line"], column, value, reason, tuple(known.items()))

    @api.model
    def _future(self, file, row, name):
        day = row.get(name)
        if day and day > file.company_id._recovery_today():
            return [self._problem(file, row, name, "future_day")]
        return []

    @api.model
    def _other_currency(self, file, row, placement):
        told = row.get("currency")
        if told and told.upper() != placement.currency_id.name:
            ours = placement.currency_id.name
            return [self._problem(file, row, "currency", "other_currency", known=ours)]
        return []

    @api.model
    def _counted(self, words):
        """Return ``["3 × Contacted", …]``, the most frequent first."""
        return [
            self.env._("%(count)s × %(what)s", count=number, what=word)
            for word, number in Counter(words).most_common()
        ]
