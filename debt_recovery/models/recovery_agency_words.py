"""What people read about agencies' files: names of fields, sentences of problems."""

import re

from odoo import api, models

# Labels of ``tools.agency_fields`` and of what is made of them.
FIELDS = {
    "batch": "Number of the hand-over",
    "placement": "Our file number",
    "agency_reference": "The agency's file number",
    "contract": "Contract number",
    "stage": "Amicable or court",
    "placed_on": "Handed over on",
    "creditor": "Creditor",
    "creditor_address": "Creditor's address",
    "creditor_registry": "Creditor's company number",
    "creditor_iban": "Creditor's IBAN",
    "debtor_reference": "Customer number",
    "debtor_kind": "Kind of customer",
    "debtor_name": "Customer's name",
    "debtor_title": "Title",
    "debtor_first_name": "First name",
    "debtor_last_name": "Family name",
    "debtor_last_first": "“Family name, first name”",
    "debtor_person": "Name, of persons only",
    "debtor_company": "Name, of companies only",
    "debtor_form": "“Person” or “Company”",
    "debtor_registry": "Company number (SIREN…)",
    "debtor_vat": "VAT number",
    "debtor_birthday": "Birthday",
    "debtor_address": "Address in one line",
    "debtor_street": "Street",
    "debtor_street2": "Street, second line",
    "debtor_zip": "Postcode",
    "debtor_city": "Town",
    "debtor_state": "State or region",
    "debtor_country": "Country (two letters)",
    "debtor_email": "E-mail address",
    "debtor_phone": "Phone, fixed line",
    "debtor_mobile": "Phone, mobile",
    "debtor_any_phone": "Phone, any",
    "debtor_lang": "Language",
    "document": "Invoice number",
    "document_date": "Invoice date",
    "due": "Due date",
    "currency": "Currency",
    "original": "Amount of the invoice",
    "paid_before": "Paid before",
    "not_placed": "Paid, or not handed over",
    "principal": "Principal",
    "interest": "Late interest",
    "interest_from": "Interest since",
    "interest_rate": "Rate of interest (%)",
    "costs": "Fixed costs",
    "total": "Total to collect",
    "description": "What was sold",
    "history": "Contacts so far",
    "last_contact_on": "Last contact on",
    "formal_notice_on": "Formal notice on",
    "copy_of": "Copy of hand-over",
    "event": "What happened",
    "event_on": "Happened on",
    "event_amount": "Amount of it",
    "event_text": "It, in words",
    "line_reference": "Receipt's reference",
    "status": "Status, its word",
    "status_on": "Status since",
    "comment": "Comment",
    "promise_on": "Promised for",
    "promise_amount": "Promised amount",
    "paid_on": "Customer paid on",
    "paid_to": "Paid to (agency, creditor)",
    "amount": "Customer paid",
    "notice_charge": "Notice charge",
    "default_charge": "Default charge",
    "other_cost": "Other costs",
    "other_default_cost": "Other default costs",
    "for_agency": "Agency keeps",
    "for_us": "Paid to us",
    "exit_reason": "Why the file is closed",
    "exit_on": "Closed on",
    "certificate": "Name of the certificate's file",
    "request": "What is asked",
    "request_text": "Question",
    "request_amount": "Amount asked",
    "answer_by": "Answer until",
}


class RecoveryAgencyProblem(models.Model):
    _inherit = "recovery.agency.problem"

    @api.model
    def _sentence(self, problem):
        """Return the reason of a ``tools.agency_fields.Problem`` as a sentence.

        What a sentence needs stands in ``problem.known`` as pairs (name, value); a
        sentence that other parts wrote themselves is returned as it is.
        """
        known = {}
        for pair in problem.known:
            if isinstance(pair, tuple) and len(pair) == 2:
                known[str(pair[0])] = pair[1]
        if problem.reason in ("package", "encrypted"):
            return self._package_sentence(problem.reason, known)
        said = self._sentences().get(problem.reason)
        if said is None:
            return problem.reason
        return re.sub(r"%\((\w+)\)s", lambda name: str(known.get(name[1], "…")), said)

    @api.model
    def _sentences(self):
        """Return ``{code: sentence}``; parts with codes of their own add to it."""
        return {
            "empty_file": self.env._("The file is empty."),
            "too_large": self.env._("The file is too large."),
            "not_this_format": self.env._(
                "The file cannot be read in the format that is agreed with this agency."
            ),
            "encoding": self.env._(
                "Letters cannot be read or written in the agreed encoding."
            ),
            "missing_column": self.env._("This column or sheet is missing."),
            "double_column": self.env._("This column is there twice."),
            "missing_value": self.env._("This cell is empty and must be filled."),
            "not_an_amount": self.env._("This is not an amount."),
            "ambiguous_amount": self.env._(
                "This amount can be read in two ways; the agreed decimal sign is “%s”.",
                "%(sign)s",
            ),
            "too_many_decimals": self.env._(
                "This amount has more decimals than its currency (%s).", "%(digits)s"
            ),
            "not_a_date": self.env._(
                "This is not a date as agreed: %s.", "%(date_format)s"
            ),
            "not_a_word": self.env._("This word is not known here."),
            "too_long": self.env._(
                "This text is too long: %(length)s characters, %(limit)s are agreed.",
                length="%(length)s",
                limit="%(limit)s",
            ),
            "formula": self.env._(
                "A spreadsheet would run this cell; formulas are not taken in."
            ),
            "wrong_columns": self.env._("This row has too many or too few cells."),
            "signature": self.env._("The signature of the file is not valid."),
        }

    @api.model
    def _package_sentence(self, reason, known):
        """Return why a package cannot be opened."""
        if reason == "encrypted":
            return self.env._(
                "The file is encrypted; ask the agency for one that is not, over a "
                "safe way."
            )
        said = {
            "broken": self.env._("The package is damaged."),
            "bomb": self.env._("The package unpacks to more than is taken in."),
            "path": self.env._("A file of the package has an unsafe name."),
            "double": self.env._("A file is twice in the package."),
            "nested": self.env._("The package holds another package."),
            "entity": self.env._("The package holds an unsafe document."),
            "sum": self.env._("A file of the package was changed: its sum differs."),
            "missing": self.env._("The package lacks a file that its list names."),
        }
        other = self.env._("The package must hold exactly one file of data.")
        return said.get(known.get("why"), other)
