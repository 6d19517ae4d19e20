from odoo import api, models

from .recovery_remittance_told import Reading


class RecoveryAgencyInboundRemittance(models.AbstractModel):
    """What comes in as a remittance: looked at row by row, before anything is made."""

    _name = "recovery.agency.inbound.remittance"
    _inherit = "recovery.agency.inbound"
    _description = "Remittance of an agency"

    @api.model
    def _check(self, file, rows):
        """Return what is wrong in these rows; nothing is made or booked.

        :param rows: neutral rows of ``recovery.agency.format._read``
        :return: list of ``tools.agency_fields.Problem``
        """
        reading = Reading(file)
        for _told in reading.each(rows):
            continue
        return sorted(reading.problems, key=lambda one: one.line)

    @api.model
    def _forecast(self, file, rows):
        """Return sentences: what is new in the file, and its sum by currency."""
        sums, count, known = {}, 0, len(rows)
        for told in Reading(file).each(rows):
            for one in told:
                currency = one.placement.currency_id
                sums[currency] = sums.get(currency, 0) + one.amount
            count += len(told)
        known -= count
        said = [self.env._("%(count)s receipts", count=count)]
        if known:
            said.append(self.env._("%(count)s remitted already: left out", count=known))
        return said + [unit.format(float(total)) for unit, total in sums.items()]

    @api.model
    def _apply(self, file, rows):
        """Make the remittances of a file; book those that need nobody, where the
        company wants it."""
        made = self.env["recovery.remittance"]._from_rows(file, rows)
        if file.company_id.sudo().recovery_agency_alone:
            made.filtered(lambda one: not one.difference_ids)._book()
        return made


class RecoveryAgencyProblem(models.Model):
    """The sentences of what may be wrong in a remittance."""

    _inherit = "recovery.agency.problem"

    @api.model
    def _sentences(self):
        ours = {**self._reference_sentences(), **self._remittance_sentences()}
        return {**ours, **super()._sentences()}

    @api.model
    def _reference_sentences(self):
        """Return ``{code: sentence}``; what a sentence needs comes with the problem."""
        return {
            "unknown_reference": self.env._(
                "No file placed with this agency has this reference."
            ),
            "several_files": self.env._(
                "Several files have this invoice: give the reference of the file."
            ),
            "no_file_named": self.env._("The row names no file: give its reference."),
            "not_placed": self.env._("This file was never handed over to the agency."),
            "not_its_document": self.env._("This invoice was not placed in this file."),
        }

    @api.model
    def _remittance_sentences(self):
        """Return ``{code: sentence}``; what a sentence needs comes with the problem."""
        return {
            "other_currency": self.env._(
                "The file is placed in %(currency)s.", currency="%(currency)s"
            ),
            "future_day": self.env._("This day has not come yet."),
            "other_decimals": self.env._(
                "This currency has %(number)s decimals.", number="%(number)s"
            ),
            "receipt_twice": self.env._("This receipt stands twice in the file."),
            "receipt_known": self.env._(
                "An equal payment of this customer on this day stands in "
                "%(remittance)s already. Ask for a reference of its own for each "
                "receipt.",
                remittance="%(remittance)s",
            ),
            "receipt_differs": self.env._(
                "This receipt stands in %(remittance)s already, with another amount or "
                "file.",
                remittance="%(remittance)s",
            ),
            "nothing_to_undo": self.env._(
                "No receipt of this amount was booked that could be sent back."
            ),
            "no_amount": self.env._("The amount is zero."),
            "parts_differ": self.env._("Its components do not add up to the amount."),
            "shares_differ": self.env._(
                "What the agency keeps and what it pays us do not add up to the amount."
            ),
            "closed_period": self.env._(
                "The books are closed on this day: VAT would become due in a closed "
                "period."
            ),
        }
