from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from ..tools.agency_amounts import Wrong, amount
from .recovery_agency_way import INBOUND

SHOWN = ("placed", "recalled", "returned", "settled")
PAGE = 40
LONGEST = 2000  # characters of a comment
GIVEN = ("status", "status_on", "comment", "promise_on", "promise_amount")


class RecoveryAgency(models.Model):
    """What the people of an agency see in the portal: its placed files, no others."""

    _inherit = "recovery.agency"

    @api.model
    def _of_portal(self):
        """Return the agencies that the user works for, read for him; colleagues and the
        public work for none."""
        user = self.env.user
        if not user.share or user._is_public():
            return self.sudo().browse()
        return self.sudo().search([("user_ids", "in", user.ids)])

    def _portal_companies(self):
        """Return our companies that give files to these agencies."""
        found = self.contract_ids.company_id | self.company_id
        own = self.company_id
        return found & own if len(self) == 1 and own else found

    def _portal_domain(self, text=""):
        """Return what finds the placed files of these agencies."""
        domain = [("agency_id", "in", self.ids), ("state", "in", SHOWN)]
        text = (text or "").strip()[:100]
        if text:
            domain += ["|", ("reference", "ilike", text)]
            domain += ["|", ("agency_reference", "ilike", text)]
            domain += ["&", ("state", "=", "placed"), ("partner_id", "ilike", text)]
        return domain

    def _portal_files(self):
        """Return what finds the exchanged files that these agencies may see: what was
        sent to them or waits for their download, and what they sent."""
        return [
            ("agency_id", "in", self.ids),
            "|",
            "&",
            ("direction", "=", "out"),
            "|",
            ("state", "=", "sent"),
            "&",
            ("state", "=", "made"),
            ("agency_id.transport_code", "=", "download"),
            "&",
            ("direction", "=", "in"),
            ("state", "!=", "ignored"),
        ]

    def _portal_file(self, file_id):
        """Return one of those files, or none."""
        files = self.env["recovery.agency.file"].sudo()
        if not self:
            return files
        return files.search([("id", "=", file_id), *self._portal_files()])

    def _portal_placement(self, placement_id):
        """Return one placed file of these agencies, or none."""
        placements = self.env["recovery.placement"].sudo()
        if not self:
            return placements
        return placements.search([("id", "=", placement_id), *self._portal_domain()])

    def _portal_words(self):
        """Return the words that the table of these agencies knows, for the form."""
        if "recovery.agency.status" not in self.env:
            return []
        words = self.env["recovery.agency.status"].sudo()
        found = words.search([("agency_id", "in", [False, *self.ids])])
        return list(dict.fromkeys(found.mapped("word")))

    def _portal_upload(self, company, name, body, purpose):
        """Take in a file that a user of the agency posts, with the checks of any file.

        :return: the file, or the one that came before with the same bytes
        """
        known = len(self) == len(company) == 1 and purpose in INBOUND
        if not known or company not in self._portal_companies():
            raise UserError(self.env._("Say what the file is, and for whom."))
        self.env["recovery.link"]._scan(name, body)
        file = self.env["recovery.agency.file"]._take_in(
            self, company, name, body, purpose
        )
        if file.state == "received":
            file.sudo().with_company(company)._check()
        return file


class RecoveryPlacement(models.Model):
    """One placed file on the agency's pages."""

    _inherit = "recovery.placement"

    def _portal_row(self):
        """Return what the list says of a placed file; of one that ended, who the
        customer is is the agency's business no more."""
        self.ensure_one()
        placed = self.state == "placed"
        return {
            "id": self.id,
            "reference": self.reference,
            "theirs": self.agency_reference or "",
            "creditor": self.company_id.name,
            "name": self.partner_id.name if placed else "",
            "amount": self._portal_money(self.amount),
            "day": self._portal_day(self.placed_on),
            "ended": "" if placed else self._portal_end(),
            "back_by": self._portal_day(self.expires_on) if placed else "",
        }

    def _portal_end(self):
        kinds = dict(self._fields["ended_why"]._description_selection(self.env))
        return kinds.get(self.ended_why) or self._state_label(self.state)

    def _portal_money(self, amount):
        return format_amount(self.env, amount, self.currency_id)

    def _portal_day(self, day):
        return format_date(self.env, day) if day else ""

    def _portal_page(self):
        """Return what the page of a placed file shows."""
        row = self._portal_row()
        if self.state != "placed":
            return row
        is_open = self._open_by_line()
        row["partner"] = self.partner_id
        row["stage"] = dict(self._fields["stage"]._description_selection(self.env))[
            self.stage
        ]
        row["open"] = self._portal_money(sum(is_open.values()))
        row["debts"] = [
            {
                "name": line.name,
                "date": self._portal_day(line.document_date),
                "due": self._portal_day(line.due),
                "principal": self._portal_money(line.principal),
                "more": self._portal_money(line.interest + line.costs),
                "open": self._portal_money(is_open.get(line.line_id.id, 0.0)),
                "paper": line.move_id.id if line._portal_paper() else 0,
            }
            for line in self.line_ids
        ]
        row["requests"] = [one._portal_request() for one in self.request_ids]
        row["instructions"] = self.contract_id.instructions or ""
        row["today"] = fields.Date.to_string(self.company_id._recovery_today())
        return row

    def _portal_document(self, move_id):
        """Return the kept paper of an invoice of this placed file, or none."""
        lines = self.line_ids if self.state == "placed" else self.line_ids.browse()
        found = lines.filtered(lambda line: line.move_id.id == move_id)[:1]
        return found._portal_paper() if found else self.env["ir.attachment"]

    def _portal_status(self, form):
        """Take in a status that a user of the agency posts: as a file of one row, with
        the checks of any file.

        :param form: texts of ``GIVEN``
        :return: the file
        :raises UserError: what was typed cannot be
        """
        self.ensure_one()
        if self.state != "placed":
            raise UserError(self.env._("This file is not with you any more."))
        agency, company = self.agency_id, self.company_id
        row = self._status_row(form)
        layout, format_ = agency._layout("status"), agency._format("status")
        number = f"{self.reference}-{fields.Datetime.now():%Y%m%d%H%M%S}"
        heading = {
            "number": number,
            "purpose": "status",
            "copy_of": "",
            "day": company._recovery_today(),
            "creditor": company,
        }
        name, body = format_._render([row], layout, heading)
        self._check_kept(row, *format_._read(body, layout, "status"))
        return agency._portal_upload(company, name, body, "status")

    def _status_row(self, form):
        word = form.get("status", "").strip()[:100]
        if not word:
            raise UserError(self.env._("Write the status."))
        row = {
            "placement": self.reference,
            "agency_reference": self.agency_reference or None,
            "status": word,
            "status_on": self._typed_day(form.get("status_on"))
            or self.company_id._recovery_today(),
            "comment": form.get("comment", "").strip()[:LONGEST] or None,
            "promise_on": self._typed_day(form.get("promise_on")),
            "promise_amount": self._typed_amount(form.get("promise_amount")),
            "currency": self.currency_id.name,
        }
        if row["promise_amount"] and not row["promise_on"]:
            raise UserError(self.env._("Write the day of the promise."))
        return row

    def _typed_day(self, text):
        try:
            return fields.Date.to_date(text or None)
        except ValueError as error:
            raise UserError(
                self.env._("“%(text)s” is not a date.", text=text[:20])
            ) from error

    def _typed_amount(self, text):
        text = (text or "").strip()
        if not text:
            return None
        sign = "," if "," in text else "."
        try:
            found = amount(text, sign, " ", self.currency_id.decimal_places)
        except Wrong:
            found = 0
        if not 0 < found < 10**12:
            raise UserError(self.env._("“%(text)s” is not an amount.", text=text[:20]))
        return found

    def _check_kept(self, row, read, problems):
        """Refuse what the agency's layout cannot carry, rather than lose it."""
        if problems:
            sentence = self.env["recovery.agency.problem"]._sentence(problems[0])
            raise UserError(
                self.env._(
                    "“%(value)s”: %(reason)s",
                    value=problems[0].value,
                    reason=sentence,
                )
            )
        back = read[0] if read else {}
        lost = [name for name in GIVEN if row[name] and not back.get(name)]
        if lost:
            columns = self.env["recovery.agency.layout.column"]._fields["field"]
            words = dict(columns._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Your status files have no column for: %(names)s. Leave it empty, "
                    "or write it in the comment.",
                    names=", ".join(words[name] for name in lost),
                )
            )


class RecoveryPlacementLine(models.Model):
    _inherit = "recovery.placement.line"

    def _portal_paper(self):
        """Return the paper of the invoice as it was sent, or none."""
        move = self.move_id
        posted = move.state == "posted" and move.company_id == self.company_id
        return move.invoice_pdf_report_id if posted else self.env["ir.attachment"]


class RecoveryAgencyRequest(models.Model):
    """Who waits for whom, on the agency's pages."""

    _inherit = "recovery.agency.request"

    def _portal_request(self):
        """Return one request as its agency reads it."""
        names = {"us": self.company_id.name, "agency": self.agency_id.name}
        return {
            "number": self.reference,
            "theirs": self.agency_reference or "",
            "kind": self._labels("kind")[self.kind],
            "text": self.text or "",
            "waits_for": names.get(self.waits_for, ""),
            "answer_by": self.placement_id._portal_day(self.answer_by),
            "state": self._state_label(self.state),
            "answer": self.answer or "",
        }
