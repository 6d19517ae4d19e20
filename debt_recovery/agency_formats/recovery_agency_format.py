from odoo import api, models
from odoo.exceptions import UserError


class RecoveryAgencyFormat(models.AbstractModel):
    """The family of file formats: one ``recovery.agency.format.<code>``, one file each.

    A format never touches the ledger. Rows are dictionaries of neutral fields
    (``tools/agency_fields``): what we say about a debt, or what an agency answers.
    """

    _name = "recovery.agency.format"
    _description = "Format of an agency's files"

    @api.model
    def _for(self, code):
        """Return the format ``code``.

        :raises UserError: when no format has this code
        """
        name = f"recovery.agency.format.{code}"
        if name not in self.env:
            raise UserError(self.env._("There is no format “%(code)s”.", code=code))
        return self.env[name]

    @api.model
    def _rows(self, placements):
        """Return the neutral rows of some placements, one a debt.

        :return: list of dictionaries, keys of ``tools.agency_fields.OUT``
        """
        raise NotImplementedError

    @api.model
    def _render(self, rows, layout, heading):
        """Return ``(file name, bytes)``.

        :param rows: as of ``_rows``
        :param layout: ``recovery.agency.layout``, or an empty one: the format's own
        :param heading: what the whole file says (number, agency, creditor, day, copy)
        :raises UserError: naming row, column and value that does not fit
        """
        raise NotImplementedError

    @api.model
    def _read(self, body, layout, purpose):
        """Read a file of an agency.

        :param body: bytes as received
        :param purpose: ``status``, ``remittance``, ``request`` or ``report``
        :return: ``(rows, problems)``: typed neutral rows, keys of
            ``tools.agency_fields.IN``, each with ``line``; problems are
            ``tools.agency_fields.Problem``; never raises for what a file holds
        """
        raise NotImplementedError
