import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.agency_layout import (
    DATE_FORMATS,
    ENCODINGS,
    Column,
    Layout,
    fields_of,
    own,
    pairs,
)
from .recovery_agency_file import PURPOSES
from .recovery_agency_words import FIELDS

FORMATS = [
    ("csv", "Text file (CSV)"),
    ("xlsx", "Spreadsheet (XLSX)"),
    ("json", "JSON"),
    ("ubl_reminder", "UBL Reminder (XML)"),
]
DELIMITERS = {"semicolon": ";", "comma": ",", "tab": "\t", "pipe": "|"}
QUOTES = {"double": '"', "single": "'", "none": ""}
LINE_ENDS = {"crlf": "\r\n", "lf": "\n"}
SIGNS = {"point": ".", "comma": ","}
GROUPS = {"none": "", "space": " ", "point": ".", "comma": ",", "apostrophe": "'"}
DATE_WORDS = {"%Y": "YYYY", "%m": "MM", "%d": "DD"}
DATES = [
    (one, re.sub("%[Ymd]", lambda sign: DATE_WORDS[sign[0]], one))
    for one in DATE_FORMATS
]


class RecoveryAgencyLayout(models.Model):
    """How one agency wants one kind of file, or sends it: columns, signs, dates.

    A layout of no agency is ready-made: several agencies may use it.
    """

    _name = "recovery.agency.layout"
    _description = "Layout of an agency's files"
    _order = "agency_id, purpose, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    agency_id = fields.Many2one(
        "recovery.agency",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: ready-made, any agency may use it.",
    )
    company_id = fields.Many2one(related="agency_id.company_id", store=True, index=True)
    purpose = fields.Selection(
        PURPOSES, "Kind of file", required=True, default="placement"
    )
    format_code = fields.Selection(FORMATS, "Format", required=True, default="csv")
    per = fields.Selection(
        [("debt", "One row a debt"), ("placement", "One row a placed file")],
        "Rows",
        required=True,
        default="debt",
        help="One row a placed file: its numbers stand together, separated by commas, "
        "its amounts are added up, its days are the first.",
    )
    delimiter = fields.Selection(
        [
            ("semicolon", "Semicolon ;"),
            ("comma", "Comma ,"),
            ("tab", "Tabulator"),
            ("pipe", "Bar |"),
        ],
        "Between cells",
        required=True,
        default="semicolon",
    )
    quote = fields.Selection(
        [("double", 'Double "'), ("single", "Single '"), ("none", "None")],
        "Quotes",
        required=True,
        default="double",
    )
    encoding = fields.Selection(
        [(one, one.upper()) for one in ENCODINGS], required=True, default="utf-8-sig"
    )
    line_end = fields.Selection(
        [("crlf", "CR LF (Windows)"), ("lf", "LF (Unix)")],
        "End of line",
        required=True,
        default="crlf",
    )
    decimal = fields.Selection(
        [("point", "Point 1000.50"), ("comma", "Comma 1000,50")],
        "Decimal sign",
        required=True,
        default="comma",
    )
    thousands = fields.Selection(
        [
            ("none", "None"),
            ("space", "Space"),
            ("point", "Point"),
            ("comma", "Comma"),
            ("apostrophe", "Apostrophe"),
        ],
        "Groups of thousands",
        required=True,
        default="none",
    )
    date_format = fields.Selection(DATES, "Dates", required=True, default="%d/%m/%Y")
    header = fields.Boolean("First row has the headings", default=True)
    sheet = fields.Char("Sheet or list", help="Of a workbook, or the list in JSON.")
    column_ids = fields.One2many(
        "recovery.agency.layout.column",
        "layout_id",
        "Columns",
        copy=True,
        help="None: every field we know, under its own name.",
    )
    note = fields.Text("What it is for", translate=True)

    @api.constrains("decimal", "thousands")
    def _check_signs(self):
        for one in self:
            if one.decimal == one.thousands:
                raise ValidationError(
                    self.env._(
                        "%(name)s: one sign cannot part decimals and thousands.",
                        name=one.name,
                    )
                )

    @api.constrains("purpose", "format_code")
    def _check_format(self):
        for one in self:
            only = self.env["recovery.agency.format"]._for(one.format_code)._only
            if only and one.purpose not in only:
                raise ValidationError(
                    self.env._(
                        "%(name)s: a UBL Reminder hands files over; it cannot say "
                        "anything else.",
                        name=one.name,
                    )
                )

    @api.constrains("format_code", "sheet")
    def _check_sheet(self):
        for one in self.filtered(lambda layout: layout.format_code == "xlsx"):
            name = one.sheet or ""
            if len(name) > 31 or set(name) & set("[]:*?/\\") or "'" in name:
                raise ValidationError(
                    self.env._(
                        "%(name)s: the name of a sheet has 31 letters at most, and "
                        "none of [ ] : * ? / \\ '.",
                        name=one.name,
                    )
                )

    @api.constrains("delimiter", "decimal", "quote", "thousands")
    def _check_quotes(self):
        for one in self.filtered(lambda layout: layout.quote == "none"):
            if one.delimiter in (one.decimal, one.thousands):
                raise ValidationError(
                    self.env._(
                        "%(name)s: without quotes, amounts would part cells.",
                        name=one.name,
                    )
                )

    def _spec(self, purpose="placement"):
        """Return the ``tools.agency_layout.Layout``; of an empty one, the format's own
        for ``purpose``."""
        currencies = self.env["res.currency"].sudo().with_context(active_test=False)
        digits = {one.name: one.decimal_places for one in currencies.search([])}
        if not self:
            return own(purpose, digits)
        self.ensure_one()
        if not self.column_ids and self.format_code == "json":
            return own(self.purpose, digits)
        every = own(self.purpose).columns
        return Layout(
            tuple(column._spec() for column in self.column_ids) or every,
            purpose=self.purpose,
            delimiter=DELIMITERS[self.delimiter],
            quote=QUOTES[self.quote],
            encoding=self.encoding,
            line_end=LINE_ENDS[self.line_end],
            decimal=SIGNS[self.decimal],
            thousands=GROUPS[self.thousands],
            date_format=self.date_format,
            header=self.header,
            sheet=self.sheet or "",
            per=self.per,
            digits=digits,
        )


class RecoveryAgencyLayoutColumn(models.Model):
    """One column of a layout: a field, the same text in every row, or nothing."""

    _name = "recovery.agency.layout.column"
    _description = "Column of an agency's files"
    _order = "layout_id, sequence, id"
    _rec_name = "heading"

    layout_id = fields.Many2one(
        "recovery.agency.layout", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="layout_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    heading = fields.Char(required=True, help="In JSON a path: debtor.name")
    field = fields.Selection(list(FIELDS.items()), "What stands there")
    fixed = fields.Char("Always this text")
    width = fields.Integer(
        "Most characters", help="A longer text is refused, never cut; zero: no limit."
    )
    upper = fields.Boolean("In capitals")
    required = fields.Boolean("Must be filled")
    date_format = fields.Selection(DATES, "Dates here")
    decimal = fields.Selection(
        [("point", "Point"), ("comma", "Comma")], "Decimal sign here"
    )
    words = fields.Text(
        help="One a line, our word = its word: agency=1. Read and written alike."
    )

    @api.constrains("field", "fixed", "layout_id")
    def _check_field(self):
        labels = dict(self._fields["field"]._description_selection(self.env))
        for one in self:
            if one.field and one.fixed:
                raise ValidationError(
                    self.env._(
                        "Column “%(name)s”: a field or a fixed text, not both.",
                        name=one.heading,
                    )
                )
            purpose = one.layout_id.purpose
            if one.field and one.field not in fields_of(purpose):
                raise ValidationError(
                    self.env._(
                        "Column “%(name)s”: “%(field)s” has no place in this kind "
                        "of file.",
                        name=one.heading,
                        field=labels[one.field],
                    )
                )

    @api.constrains("words")
    def _check_words(self):
        for one in self:
            try:
                pairs(one.words)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "Column “%(name)s”: “%(line)s” is not “our word=its word”.",
                        name=one.heading,
                        line=error.args[0],
                    )
                ) from None

    @api.constrains("width")
    def _check_width(self):
        for one in self:
            if one.width < 0:
                raise ValidationError(
                    self.env._(
                        "Column “%(name)s”: a width is not negative.", name=one.heading
                    )
                )

    def _spec(self):
        return Column(
            self.heading,
            field=self.field or "",
            fixed=self.fixed or "",
            width=self.width,
            upper=self.upper,
            required=self.required,
            date_format=self.date_format or "",
            decimal=SIGNS.get(self.decimal, ""),
            words=pairs(self.words),
        )
