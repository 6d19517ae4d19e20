import base64
import csv
import io

from odoo import api, fields, models
from odoo.exceptions import UserError

COLUMNS = ("customer", "step", "date", "channel")


class RecoveryHistoryWizard(models.TransientModel):
    """Records reminders sent before, or elsewhere: from a CSV file or typed in bulk."""

    _name = "recovery.history.wizard"
    _description = "Import earlier reminders"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    file = fields.Binary(
        "CSV file", help="Columns: customer; step; date; channel. UTF-8."
    )
    case_ids = fields.Many2many("recovery.case", string="Customers")
    treatment_id = fields.Many2one("recovery.treatment", "Step")
    date = fields.Date()

    def action_import(self):
        """Import all rows, or none: every problem is named with its line."""
        if self.file:
            rows, problems = self._read_file()
        else:
            rows, problems = self._typed_rows()
        if problems:
            raise UserError(
                self.env._(
                    "Nothing was imported:\n%(problems)s",
                    problems="\n".join(problems),
                )
            )
        if not rows:
            raise UserError(self.env._("There is no earlier reminder to import."))
        for case, step, day, channel in rows:
            case._record_earlier(step, day, channel)
        return {"type": "ir.actions.act_window_close"}

    def _typed_rows(self):
        if not (self.case_ids and self.treatment_id and self.date):
            return [], [self.env._("Choose customers, step and date, or a file.")]
        channel = self.treatment_id.channel
        return [(c, self.treatment_id, self.date, channel) for c in self.case_ids], []

    @api.model
    def _decode(self, data):
        raw = base64.b64decode(data)
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise UserError(self.env._("The file is neither UTF-8 nor Windows text."))

    def _read_file(self):
        text = self._decode(self.file)
        separator = ";" if text.partition("\n")[0].count(";") else ","
        if "\0" in text:
            raise UserError(self.env._("The file is not a CSV text."))
        reader = csv.DictReader(io.StringIO(text), delimiter=separator)
        missing = [c for c in COLUMNS[:3] if c not in (reader.fieldnames or ())]
        if missing:
            return [], [
                self.env._(
                    "Line 1: missing column %(names)s.", names=", ".join(missing)
                )
            ]
        rows, problems = [], []
        for number, record in enumerate(reader, start=2):
            try:
                rows.append(self._read_row(record))
            except ValueError as error:
                problems.append(
                    self.env._("Line %(line)s: %(what)s", line=number, what=str(error))
                )
        return rows, problems

    def _read_row(self, record):
        """Return ``(case, step, day, channel)`` of one row; ValueError says what."""
        case = self._find_case((record["customer"] or "").strip())
        step = self._find_step(case, (record["step"] or "").strip())
        try:
            day = fields.Date.to_date((record["date"] or "").strip())
        except ValueError:
            day = None
        if not day:
            raise ValueError(
                self.env._(
                    "column “date”: “%(value)s” is not a date (2026-01-31).",
                    value=record["date"],
                )
            )
        channel = (record.get("channel") or "email").strip()
        if channel not in ("email", "task"):
            raise ValueError(
                self.env._("column “channel”: “%(value)s” is unknown.", value=channel)
            )
        return case, step, day, channel

    def _find_case(self, name):
        cases = self.env["recovery.case"].search(
            [
                ("company_id", "=", self.company_id.id),
                "|",
                "|",
                ("partner_id.ref", "=", name),
                ("partner_id.name", "=", name),
                ("partner_id.vat", "=", name),
            ]
        )
        if not name or len(cases) != 1:
            raise ValueError(
                self.env._(
                    "column “customer”: %(count)s accounts are called “%(value)s” "
                    "(reference, name or VAT number).",
                    count=len(cases) if name else 0,
                    value=name,
                )
            )
        return cases

    def _find_step(self, case, name):
        steps = case.policy_id.treatment_ids
        found = steps.filtered(lambda step: step.name == name)
        if not found and name.isdigit():
            contacts = steps.filtered(
                lambda step: step.channel != "task" and not step._is_upcoming()
            )
            contacts -= contacts.filtered("is_entry")[1:]  # other ways in, no levels
            found = contacts[int(name) - 1 : int(name)] if int(name) else found
        if len(found) != 1:
            raise ValueError(
                self.env._(
                    "column “step”: “%(value)s” is no step of “%(policy)s”.",
                    value=name,
                    policy=case.policy_id.name,
                )
            )
        return found
