import csv
import io

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError

from ..models.recovery_registered import OUTCOMES, number_of

DATES = {
    "deposited": "deposited_on",
    "presented": "presented_on",
    "date": "outcome_on",
}


class RecoveryRegisteredImport(models.TransientModel):
    """Reads what the post office says of registered letters, all rows or none."""

    _name = "recovery.registered.import"
    _description = "Import the post's file"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    file = fields.Binary("CSV file", required=True)

    def action_import(self):
        """Record all rows, or none: every problem is named with its line."""
        self.ensure_one()
        text = self.env["recovery.history.wizard"]._decode(self.file)
        separator = ";" if text.partition("\n")[0].count(";") else ","
        reader = csv.DictReader(io.StringIO(text), delimiter=separator)
        if "\0" in text or not {"letter", "number"} & set(reader.fieldnames or ()):
            raise UserError(
                self.env._("The file has neither a column “letter” nor “number”.")
            )
        problems = []
        with self.env.cr.savepoint() as savepoint:
            for line, record in enumerate(reader, start=2):
                try:
                    with self.env.cr.savepoint():
                        self._record(record)
                except (ValueError, ValidationError) as error:
                    problems.append(
                        self.env._("Line %(line)s: %(what)s", line=line, what=error)
                    )
            if problems:
                savepoint.rollback()
        if problems:
            self.env.invalidate_all()
            raise UserError(
                self.env._(
                    "Nothing was imported:\n%(problems)s", problems="\n".join(problems)
                )
            )
        return {"type": "ir.actions.act_window_close"}

    def _record(self, record):
        letter = self._find(record)
        vals = {name: self._day(record, cell) for cell, name in DATES.items()}
        outcome = (record.get("outcome") or "").strip()
        if outcome and outcome not in dict(OUTCOMES):
            raise ValueError(
                self.env._("column “outcome”: “%(value)s” is unknown.", value=outcome)
            )
        vals["outcome"] = outcome
        if record.get("letter"):
            vals["number"] = (record.get("number") or "").strip()
        letter.write({name: value for name, value in vals.items() if value})
        letter.flush_recordset()

    def _find(self, record):
        """Return the letter of a row: by our reference, else by its number."""
        reference = (record.get("letter") or "").strip().upper()
        number = number_of(record.get("number") or "")
        domain = [("number", "=", number or "-")]
        if reference:
            digits = reference.removeprefix("L")
            domain = [("notice_id", "=", int(digits) if digits.isdigit() else 0)]
        found = self.env["recovery.registered"].search(
            [("company_id", "=", self.company_id.id), *domain]
        )
        if len(found) != 1:
            raise ValueError(
                self.env._(
                    "no registered letter is called “%(name)s”.",
                    name=reference or number,
                )
            )
        return found

    def _day(self, record, cell):
        text = (record.get(cell) or "").strip()
        try:
            return fields.Date.to_date(text) if text else None
        except ValueError as error:
            raise ValueError(
                self.env._(
                    "column “%(column)s”: “%(value)s” is not a date (2026-01-31).",
                    column=cell,
                    value=text,
                )
            ) from error
