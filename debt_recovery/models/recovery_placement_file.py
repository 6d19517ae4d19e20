from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

MOST = 5_000  # placed files of one exchanged file: it is in memory as a whole


class RecoveryPlacement(models.Model):
    """The files that tell an agency of its files: hand-over, change, recall, payment.

    Each is numbered, written once, kept as bytes, and sent by the transport's job.
    """

    _inherit = "recovery.placement"

    def _write_file(self, purpose, number="", copy_of=None, documents=(), **said):
        """Write one file about these placements of one agency and company.

        :param purpose: one of ``recovery_agency_file.PURPOSES``
        :param copy_of: the ``recovery.agency.file`` that it repeats
        :param documents: pairs (name, bytes) that go with it; a hand-over has its
            invoices
        :param said: ``event`` (in words), ``event_on``, ``event_amount``,
            ``event_text``: what happened to them, where it is no hand-over
        :return: the ``recovery.agency.file``, in state ``made``
        :raises UserError: when the agency's layout cannot carry it
        """
        agency, company = self.agency_id.sudo(), self.company_id
        speaking = self.sudo().with_company(company).with_context(lang=agency.lang)
        heading = speaking._heading(number or speaking._next_number(), copy_of, said)
        papers = None if purpose == "placement" else list(documents)
        # a layout of requests is how the agency asks: ours are laid out as answers are
        layout = "answer" if purpose == "request" else purpose
        name, body, info = agency.with_env(speaking.env)._package(
            speaking, heading, papers, purpose=layout
        )
        file = self.env["recovery.agency.file"].sudo()
        return file._make(
            agency, company, purpose, name, body, self.sudo(), info, copy_of=copy_of
        )

    def _parts(self):
        """Yield these by as many as one exchanged file holds."""
        for start in range(0, len(self), MOST):
            yield self[start : start + MOST]

    def _next_number(self):
        sequence = self.env["ir.sequence"].sudo().with_company(self.company_id)
        return sequence.next_by_code("recovery.agency.batch")

    def _heading(self, number, copy_of, said):
        today = self.company_id._recovery_today()
        amount = said.get("event_amount")
        told = {
            "event": said.get("event") or None,
            "event_on": said.get("event_on") or today,
            "event_amount": Decimal(str(amount)) if amount else None,
            "event_text": said.get("event_text") or None,
        }
        return {
            "number": number,
            "copy_of": self[:1].batch if copy_of else "",
            "day": today,
            "creditor": self.company_id,
            "told": {one.reference: told for one in self} if said else {},
        }

    def _tell_agency(self, purpose, **said):
        """Write what these agencies have to know; where it cannot be written, the
        change stands and a person tells them.

        :param said: as of ``_write_file``
        :return: the ``recovery.agency.file`` made
        """
        files = self.env["recovery.agency.file"].sudo()
        for some in self.grouped(lambda one: (one.agency_id, one.company_id)).values():
            try:
                with self.env.cr.savepoint():
                    files |= some._write_file(purpose, **said)
            except UserError as error:
                for one in some:
                    title = self.env._(
                        "%(name)s: tell %(agency)s, no file could be written",
                        name=one.reference,
                        agency=one.agency_id.name,
                    )
                    one._ask_person(title, str(error))
        return files

    def action_export_again(self):
        """Write the hand-over of these anew: a copy, marked and named as one.

        The whole of a hand-over is repeated, never a part of it.
        """
        self._check_placer()
        for batch in set(self.filtered("batch").mapped("batch")):
            known = self.filtered(lambda one, number=batch: one.batch == number)
            away = known.filtered(lambda one: one.state == "placed")
            (away or known)[:1]._export_again()
        return True

    def _export_again(self):
        """Return the copy of the file with which this one was handed over."""
        first = self.sudo().file_ids.filtered(
            lambda file: file.purpose == "placement" and not file.copy_of_id
        )[:1]
        gone = self.state != "placed"
        if gone or not first:
            raise UserError(
                self.env._(
                    "%(name)s is not with the agency: nothing to repeat.",
                    name=self.reference,
                )
            )
        whole = first.placement_ids.filtered(lambda one: one.state == "placed")
        return whole._write_file("placement", self._next_number(), copy_of=first)
