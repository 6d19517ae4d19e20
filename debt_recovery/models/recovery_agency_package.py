from contextlib import ExitStack
from tempfile import SpooledTemporaryFile

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.agency_archive import BadPackage, Packer, is_package, unpack
from ..tools.agency_fields import Problem
from ..tools.openpgp import BadKey, encrypt, is_encrypted

SPOOL = 1024 * 1024  # bytes kept in memory; the rest waits on the disk
MAX_PACKAGE = 64 * 1024 * 1024


class RecoveryAgency(models.Model):
    """Files to an agency made whole, and its own opened without trust."""

    _inherit = "recovery.agency"

    def _package(self, placements, heading, documents=None, purpose="placement"):
        """Return ``(file name, bytes, info)`` of a file about placed files.

        :param heading: ``number``, ``copy_of`` ("" or the number of the first),
            ``day``, ``creditor`` (company); ``told`` may add what happened,
            ``{our file number: {field: value}}``
        :param documents: pairs (name, bytes) that go with it; None: the invoices' PDFs
        :return: info: ``rows``, ``totals`` ``{ISO: Decimal}``, ``format``,
            ``encrypted``, ``missing`` (invoices that were never printed)
        :raises UserError: naming row, column and value that does not fit, or the key
        """
        self.ensure_one()
        layout, writer = self._layout(purpose), self._format(purpose)
        heading = {**heading, "purpose": purpose}
        wanted = writer._fields_of(layout._spec(purpose))
        with ExitStack() as stack:
            stream = stack.enter_context(SpooledTemporaryFile(SPOOL))
            rows = writer._rows(placements, wanted)
            name, info = writer._stream(stream, rows, layout, heading)
            info = {
                **info,
                "format": writer._name.removeprefix("recovery.agency.format."),
                "encrypted": self._encrypts(info["kinds"]),
                "missing": [],
            }
            if self.zip_package or documents:
                zipped = stack.enter_context(SpooledTemporaryFile(SPOOL))
                found = documents
                if documents is None:
                    found, info["missing"] = self._invoice_files(placements)
                stream.seek(0)
                name = self._zip(zipped, name, stream, found, heading, info)
                stream = zipped
            if info["encrypted"]:
                sealed = stack.enter_context(SpooledTemporaryFile(SPOOL))
                stream.seek(0)
                self._seal(stream, sealed)
                name, stream = f"{name}.pgp", sealed
            stream.seek(0)
            return name, stream.read(), info

    def _zip(self, target, name, data, documents, heading, info):
        """Write the package; return its name."""
        packer = Packer(target)
        packer.add(name, data, "data")
        for document, body in documents or ():
            packer.add(document, body)
        packer.close(
            {
                "number": heading["number"],
                "copy_of": heading.get("copy_of") or "",
                "day": heading["day"].isoformat() if heading.get("day") else "",
                "creditor": heading["creditor"].name if heading.get("creditor") else "",
                "agency": self.name,
                "rows": info["rows"],
                "totals": {
                    currency: f"{total:f}"
                    for currency, total in sorted(info["totals"].items())
                },
                "missing": info["missing"],
            }
        )
        return f"{name.rpartition('.')[0]}.zip"

    @api.model
    def _invoice_files(self, placements):
        """Return ``(pairs (name, bytes), numbers of invoices without a file)``.

        The pairs are read one by one, while the package is written.
        """
        moves = placements.sudo().line_ids.move_id
        missing = moves.filtered(lambda move: not move.invoice_pdf_report_id)
        printed = moves - missing

        def pairs():
            for move in printed:
                file = move.invoice_pdf_report_id
                yield f"{move.name}.pdf", file.raw
                file.invalidate_recordset(["raw", "datas"])

        return pairs(), missing.mapped("name")

    def _seal(self, source, target):
        """Encrypt a stream to the agency's key.

        :raises UserError: when the key cannot be used any more
        """
        try:
            encrypt(source, target, self.pgp_key)
        except BadKey as bad:
            raise UserError(self._key_sentence(bad)) from None

    def _open_package(self, name, body):
        """Open a received file; never raises for what it holds.

        :return: ``(name, bytes of the data file, [(name, bytes)] of the other files,
            problems)``; a file that is no package comes back as it is
        """
        if len(body) > MAX_PACKAGE:
            known = (("limit", MAX_PACKAGE >> 20),)
            return name, b"", [], [Problem(0, "", name, "too_large", known)]
        if is_encrypted(body):
            return name, b"", [], [Problem(0, "", name, "encrypted")]
        if not is_package(body):
            return name, body, [], []
        try:
            inside, data, others = unpack(body, self._data_endings())
        except BadPackage as bad:
            known = (("why", bad.reason),)
            said = bad.name[:120] or name
            return name, b"", [], [Problem(0, "", said, "package", known)]
        return inside, data, others, []

    @api.model
    def _data_endings(self):
        """Return the endings of files that a format can take in."""
        names = self.env.registry.descendants(["recovery.agency.format"], "_inherit")
        readers = [self.env[one] for one in names]
        return sorted({ending for one in readers for ending in one._reads})
