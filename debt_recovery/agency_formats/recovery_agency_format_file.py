from decimal import Decimal
from tempfile import SpooledTemporaryFile

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.agency_archive import safe_name
from ..tools.agency_table import Misfit

SPOOL = 1024 * 1024  # bytes of a file kept in memory while it is written


class Tally:
    """Hands rows on, and remembers how many there were and what they add up to."""

    def __init__(self, rows, heading):
        self.rows, self.heading = rows, heading
        self.count, self.totals, self.kinds = 0, {}, set()
        self.files, self.last = 0, None

    def __iter__(self):
        told = self.heading.get("told") or {}
        given = {"batch": self.heading.get("number")}
        given["copy_of"] = self.heading.get("copy_of") or None
        for row in self.rows:
            self.count += 1
            self.kinds.add(row.get("debtor_kind"))
            if row.get("placement") != self.last or not self.files:
                self.files, self.last = self.files + 1, row.get("placement")
            currency, total = row.get("currency"), row.get("total")
            if total is not None:
                self.totals[currency] = self.totals.get(currency, Decimal(0)) + total
            yield {**row, **given, **told.get(row.get("placement"), {})}


class RecoveryAgencyFormat(models.AbstractModel):
    """What all formats do alike; each gives ``_ending``, ``_write`` and ``_parse``."""

    _inherit = "recovery.agency.format"

    _ending = None  # of the file's name
    _reads = ()  # endings of the files that it can take in
    _only = ()  # kinds of files that it can carry; none: all

    @api.model
    def _write(self, stream, rows, spec, heading):
        """Write the rows into a binary stream; return how many it wrote.

        :param spec: ``tools.agency_layout.Layout``
        :raises Misfit: for a cell that does not fit
        """
        raise NotImplementedError

    @api.model
    def _fields_of(self, spec):
        """Return the fields that a file needs; nothing else is read or sent."""
        return spec.fields

    @api.model
    def _parse(self, body, spec):
        """Return ``(rows, problems)`` of bytes; never raises for what they hold."""
        raise NotImplementedError

    @api.model
    def _render(self, rows, layout, heading):
        with SpooledTemporaryFile(SPOOL) as stream:
            name, _info = self._stream(stream, rows, layout, heading)
            stream.seek(0)
            return name, stream.read()

    @api.model
    def _stream(self, stream, rows, layout, heading):
        """Write a file into a binary stream, row by row.

        :return: ``(name, info)``; info is the number of ``rows`` (debts) and written
            ``lines``, ``totals`` by currency and the ``kinds`` of customers
        :raises UserError: naming row, column and value that does not fit
        """
        spec = layout._spec(heading.get("purpose") or "placement")
        tally = Tally(rows, heading)
        try:
            written = self._write(stream, tally, spec, heading)
        except Misfit as misfit:
            raise UserError(self._misfit(misfit)) from None
        info = {
            "rows": tally.count,
            "lines": written,
            "totals": tally.totals,
            "kinds": tally.kinds,
        }
        return self._file_name(heading, tally), info

    @api.model
    def _file_name(self, heading, tally):
        mark = "-copy" if heading.get("copy_of") else ""
        return f"{safe_name(heading['number'])}{mark}.{self._ending}"

    @api.model
    def _misfit(self, misfit):
        problem = misfit.problem()
        return self.env._(
            "Row %(row)s, column “%(column)s”, “%(value)s”: %(reason)s",
            row=misfit.row,
            column=misfit.column,
            value=misfit.value,
            reason=self.env["recovery.agency.problem"]._sentence(problem),
        )

    @api.model
    def _read(self, body, layout, purpose):
        return self._parse(body, layout._spec(purpose))
