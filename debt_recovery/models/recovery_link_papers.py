from odoo import models

STEP = 80  # invoices on a page
HELD = ("active", "kept", "broken", "cancelled")  # plans that were agreed once


class RecoveryLink(models.Model):
    """The papers of the account that its customer can have: statement, agreements,
    clearance letter. Each is made of what the ledger says at that moment."""

    _inherit = "recovery.link"

    def _contents(self, values):
        return {
            **super()._contents(values),
            "documents": lambda: self._documents_page(values.get("at")),
        }

    def _ways(self):
        way = {
            "part": "documents",
            "label": self.env._("My documents"),
            "hint": self.env._("Invoices, statement, receipts, letters."),
            "rank": 95,
        }
        return [*super()._ways(), way]

    def _documents_page(self, at):
        """Return what the page of documents lists; invoices ``STEP`` a page.

        :param at: the page's number as the address has it
        """
        moves = self._documents()
        pages = max(1, -(-len(moves) // STEP))
        text = str(at or "")
        asked = int(text) if text.isdecimal() and len(text) < 7 else 1
        number = min(max(asked, 1), pages)
        first = STEP * (number - 1)
        return {
            "papers": self._papers(),
            "documents": self._document_rows(moves[first : first + STEP]),
            "settled": self._document_rows(self._settled_documents() - moves),
            "number": number,
            "pages": pages,
            "receipts": self._receipt_rows(),
            "messages": self._message_rows(),
        }

    def _papers(self):
        """Return the papers that can be had: ``label``, ``hint`` and the ``path`` of
        the file below the account's address."""
        today = self.env["recovery.statement"]._day(self.company_id._recovery_today())
        papers = [
            {
                "label": self.env._("Statement of account"),
                "hint": self.env._("All that is open on %(date)s", date=today),
                "path": "statement",
            }
        ]
        papers += [
            {
                "label": self.env._("Payment agreement"),
                "hint": version.arrangement_id.reference,
                "path": f"agreement/{version.id}",
            }
            for version in self._agreements()
        ]
        papers += [
            {
                "label": self.env._("Settlement proposal"),
                "hint": offer.reference,
                "path": f"proposal/{offer.id}",
            }
            for offer in self._offer_papers()
        ]
        if self.case_id._is_clear():
            papers.append(
                {
                    "label": self.env._("Clearance letter"),
                    "hint": self.env._("Nothing is open on %(date)s", date=today),
                    "path": "clearance",
                }
            )
        return papers

    def _agreements(self):
        """Return the versions that were accepted, of the plans of this account."""
        return self.env["recovery.plan.version"].search(
            [
                ("arrangement_id.case_id", "=", self.case_id.id),
                ("arrangement_id.state", "in", HELD),
                ("accepted_at", "!=", False),
            ],
            order="id desc",
        )

    # --- files: (name, bytes), or None where there is no such paper ------------------

    def _statement_file(self):
        title = self.env._("Statement of account")
        report = "debt_recovery.report_statement_action"
        return self._printed(report, self.case_id, title)

    def _agreement_file(self, version_id):
        version = self._agreements().filtered(lambda one: one.id == version_id)
        return version._paper_file() if version else None

    def _clearance_file(self):
        case = self.case_id
        if not case._is_clear():
            return None
        title = self.env._("Clearance letter")
        return self._printed("debt_recovery.report_clearance_action", case, title)

    def _printed(self, report, record, title):
        """Return ``(name, bytes)`` of ``record``, printed in the reader's language;
        nothing is kept."""
        report = self.env.ref(report).sudo()
        lang = self.env.context["lang"]
        speaking = report.with_context(reader_lang=lang, report_pdf_no_attachment=True)
        raw, _kind = speaking._render_qweb_pdf(report.report_name, record.ids)
        today = self.company_id._recovery_today()
        name = f"{title} - {self.partner_id.name} - {today}"
        return f"{name.replace('/', '-')}.pdf", raw
