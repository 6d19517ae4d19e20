import hashlib
import io
import zipfile

from odoo import fields, models

from ..tools import csv_safe

MANIFEST = "SHA256SUMS"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same content is the same archive


class RecoveryPlacement(models.Model):
    """The legal dossier: one archive that proves a placed file, with its sums."""

    _inherit = "recovery.placement"

    def action_legal_dossier(self):
        """Make the dossier, keep it with the file and open it."""
        self.ensure_one()
        self.check_access("read")
        name = f"{self._file_stem()}.zip"
        file = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": name,
                    "raw": self._legal_dossier(),
                    "mimetype": "application/zip",
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{file.id}?download=true",
            "target": "self",
        }

    def _file_stem(self):
        return self.reference.replace("/", "-")

    def _legal_dossier(self):
        """Return the bytes of the archive."""
        parts = self._dossier_parts()
        sums = "".join(
            f"{hashlib.sha256(raw).hexdigest()}  {name}\n" for name, raw in parts
        )
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, raw in [*parts, (MANIFEST, sums.encode())]:
                archive.writestr(_member(name), raw)
        return stream.getvalue()

    def _dossier_parts(self):
        """Return ``[(name, bytes)]`` of all that belongs in it, in order."""
        speaking = self.with_context(
            lang=self.agency_id.lang or self.company_id.partner_id.lang
        )
        parts = [
            ("1-sheet.pdf", speaking._printed("report_placement_sheet_action", self)),
            ("1-sheet.csv", speaking._sheet_csv()),
            *speaking._dossier_invoices(),
            *speaking._dossier_proofs(),
            ("4-interest.csv", speaking._interest_statement()),
            ("5-timeline.csv", speaking._timeline()),
        ]
        return [*parts, *speaking._dossier_papers()]

    def _printed(self, report, records):
        action = self.env.ref(f"debt_recovery.{report}").sudo()
        raw, _kind = action._render_qweb_pdf(action.report_name, records.ids)
        return raw

    def _dossier_invoices(self):
        """Return the invoices as they were sent; one never printed is printed now."""
        found = []
        reports = self.env["ir.actions.report"].sudo()
        reports = reports.with_context(report_pdf_no_attachment=True)
        moves = self.line_ids.line_id.move_id.sudo()
        for move in moves.filtered(lambda one: one.is_invoice()):
            kept, kind = move.invoice_pdf_report_id, "pdf"
            raw = kept.raw
            if not kept:
                name = "account.account_invoices"
                raw, kind = reports._render_qweb_pdf(name, move.ids)
            stem = (move.name or "").replace("/", "-")
            found.append((f"2-invoices/{stem}.{kind}", raw))
        return found

    def _dossier_proofs(self):
        """Return what was decided and sent, and the proofs of registered letters."""
        case = self.case_id
        if not case:
            return []
        found = [
            ("3-sent/decisions.pdf", self._printed("action_report_dossier", case)),
            ("3-sent/decisions.csv", self.env["recovery.dossier"]._csv(case)),
        ]
        letters = self.env["recovery.registered"].sudo()
        for one in letters.search([("case_id", "=", case.id)], order="id"):
            for field in ("deposit_proof", "presentation_proof", "outcome_proof"):
                stored = self.env["ir.attachment"].sudo()
                stored = stored.search(
                    [
                        ("res_model", "=", one._name),
                        ("res_id", "=", one.id),
                        ("res_field", "=", field),
                    ],
                    limit=1,
                )
                if stored:
                    name = one[f"{field}_name"] or "proof"
                    name = name.replace("/", "-")
                    found.append((f"3-sent/{one.id}-{field}-{name}", stored.raw))
        return found

    def _interest_statement(self):
        """Return the late interest of each debt until today, period by period."""
        today = self.company_id._recovery_today()
        charges = self.env["recovery.charge"].sudo().with_company(self.company_id)
        dues = charges._due(self.line_ids.line_id.sudo(), today)
        head = [
            self.env._("Document"),
            self.env._("Since"),
            self.env._("Until"),
            self.env._("Principal"),
            self.env._("Rate (% a year)"),
            self.env._("Days"),
            self.env._("Amount"),
            self.env._("Currency"),
            self.env._("Rule"),
        ]
        rows = []
        for line in self.line_ids:
            for due in dues.get(line.line_id.id, ()):
                for one in due.interest.periods:
                    rows.append(
                        [
                            *(line.name, one.since, one.until),
                            *(self._figure(one.base), self._figure(one.rate), one.days),
                            *(self._figure(one.amount), due.currency, one.rule),
                        ]
                    )
                if not due.interest.periods:
                    fixed = self.env._("Fixed costs")
                    rows.append(
                        [f"{line.name} – {fixed}", "", "", "", "", ""]
                        + [self._figure(due.amount), due.currency, due.rule]
                    )
        return csv_safe.table(head, rows)

    def _figure(self, value):
        """Return a figure as spreadsheets of the reader's language take it for one."""
        point = self.env["res.lang"]._get_data(code=self.env.lang).decimal_point
        return f"{value}".replace(".", point or ".")

    def _timeline(self):
        """Return what happened, day by day: the account, the file, its steps."""
        head = [self.env._("Day"), self.env._("What"), self.env._("In words")]
        rows = []
        events = self.env["recovery.event"].sudo()
        kinds = dict(events._fields["kind"]._description_selection(self.env))
        found = events.search(
            [
                ("company_id", "=", self.company_id.id),
                ("partner_id", "=", self.partner_id.id),
            ]
        )
        for one in found:
            day = self.company_id._recovery_today(one.happened_at)
            rows.append((day, kinds[one.kind], one.text or ""))
        for line in self.line_ids:
            issued = line.document_date or line.due
            rows.append((issued, self.env._("Invoice"), line.name))
            rows.append((line.due, self.env._("Due date"), line.name))
        for one in self.milestone_ids.filtered("done_on"):
            rows.append((one.done_on, self.env._("Step"), one.step_id.name))
        rows.sort(key=lambda row: row[0] or fields.Date.to_date("1900-01-01"))
        return csv_safe.table(head, rows)

    def _dossier_papers(self):
        """Return what people hung on the file: contract, order, delivery note."""
        return [
            (f"6-papers/{one.id}-{one.name.replace('/', '-')}", one.raw)
            for one in self._hung_papers()
        ]

    def _hung_papers(self):
        """Return the ``ir.attachment`` that people hung on the file, oldest first; no
        dossier made of it, and no link to a page elsewhere."""
        papers = self.env["ir.attachment"].sudo()
        return papers.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("type", "=", "binary"),
                ("mimetype", "!=", "application/zip"),
            ],
            order="id",
        ).filtered("raw")


def _member(name):
    """Return a member of the archive, readable by who unpacks it."""
    member = zipfile.ZipInfo(name, EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    return member
