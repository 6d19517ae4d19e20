import io
import json
import zipfile

import xlsxwriter

from odoo import api, fields, models
from odoo.tools import html2plaintext

from .recovery_sheet import Pen

CARD = (
    *("name", "email", "phone", "street", "street2", "zip", "city", "country_id"),
    *("vat", "lang", "tz", "function", "ref", "comment"),
)
LEFT_OUT = (
    "id",
    "create_uid",
    "create_date",
    "write_uid",
    "write_date",
    "access_token",
)
LONGEST = 32_000  # characters that a cell of a spreadsheet takes


class RecoveryPersonal(models.AbstractModel):
    """The copy of one person's data (RGPD art. 15): all that this addon holds, in
    words and in a form that machines read."""

    _inherit = "recovery.personal"

    @api.model
    def _hand_out(self, person):
        """Return the copy, and write in the person's accounts that it was given."""
        raw = self._copy(person)
        customer = person.commercial_partner_id
        cases = self.env["recovery.case"].search([("partner_id", "=", customer.id)])
        self.env["recovery.event"]._log("access_given", cases, self._token(person))
        return raw

    @api.model
    def _copy(self, person):
        """Return the bytes of a ZIP with ``data.json`` and ``data.xlsx``.

        What only a dedicated group reads is in it for those who belong to it.
        """
        sections = self._sections(person)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            said = json.dumps(
                {name: rows for name, (_label, rows) in sections.items()},
                ensure_ascii=False,
                indent=1,
                default=str,
            )
            archive.writestr("data.json", said)
            archive.writestr("data.xlsx", self._workbook(sections))
        return buffer.getvalue()

    def _sections(self, person):
        """Return ``{model name: (label, [{column label: value}, …])}``."""
        family = self._family(person)
        card = [name for name in CARD if name in family._fields]
        card += [
            name
            for name, field in family._fields.items()
            if name.startswith("recovery_") and field.store
        ]
        whole = self._rows(person)
        rows = self._readable(whole)
        threads = self._threads(rows)
        words = {"mail.message": ("date", "message_type", "subject", "body")}
        words["mail.activity"] = ("date_deadline", "summary", "note", "state")
        words["ir.attachment"] = ("create_date", "name", "mimetype", "file_size")
        found = {"res.partner": (family, card)}
        for name, records in rows.items():
            if not records._transient:
                found[name] = (records, self._told_columns(records))
        for name, columns in words.items():
            if name in threads:
                found[name] = (threads[name], columns)
        sections = {
            name: (self._label_of(name), self._told(records, columns))
            for name, (records, columns) in found.items()
        }
        if roles := self._told_roles(self._role_rows(person, whole)):
            sections["recovery.roles"] = (self.env._("Files of others"), roles)
        return sections

    def _readable(self, rows):
        """Return those of the rows that the user may read: a procedure kept secret, or
        another company's account, is no more open here than on its own page."""
        seen = {
            name: records.with_user(self.env.user)._filtered_access("read").sudo()
            for name, records in rows.items()
        }
        return {name: records for name, records in seen.items() if records}

    def _label_of(self, name):
        return self.env["ir.model"].sudo()._get(name).name

    def _told_columns(self, records):
        return [
            name
            for name, field in records._fields.items()
            if field.store
            and name not in LEFT_OUT
            and field.type not in ("binary", "one2many")
            and records.with_user(self.env.user)._has_field_access(field, "read")
        ]

    def _told(self, records, columns):
        fields_ = [records._fields[name] for name in columns]
        told = []
        for record in records.sudo():
            row = {}
            for field in fields_:
                value = self._said(record, field)
                if value not in (None, False, ""):
                    row[self._column_label(field)] = value
            told.append(row)
        return told

    def _column_label(self, field):
        label = field.get_description(self.env, ["string"])["string"]
        return label or field.name

    def _said(self, record, field):
        """Return one value as a person reads it."""
        value = record[field.name]
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return labels.get(value, value)
        if field.type == "html":
            return html2plaintext(value or "")
        if field.type == "json":
            return json.dumps(value, ensure_ascii=False) if value else ""
        if field.type == "datetime":
            return fields.Datetime.to_string(value)
        if field.type == "date":
            return fields.Date.to_string(value)
        return value

    def _workbook(self, sections):
        """Return the bytes of a workbook: one sheet a kind of record."""
        output = io.BytesIO()
        plain = {"strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(output, {"in_memory": True, **plain})
        pen = Pen(book, self.env)
        for number, (label, rows) in enumerate(sections.values(), start=1):
            if not rows:
                continue
            columns = list(dict.fromkeys(name for row in rows for name in row))
            title = "".join(c for c in label if c not in "[]:*?/\\'")
            pen.new_page(f"{number} {title}"[:31], [22] * len(columns))
            pen.head(columns)
            for row in rows:
                pen.line([_cell(row.get(name)) for name in columns])
        book.close()
        return output.getvalue()


def _cell(value):
    """Return a value as a cell takes it."""
    if isinstance(value, bool):
        return "×" if value else None
    if isinstance(value, str):
        return value[:LONGEST]
    return value
