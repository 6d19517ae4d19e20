"""Placed debts and shipped layouts: agencies' files without the ORM."""

import io
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

from lxml import etree

from odoo.addons.debt_recovery.tools import agency_csv, agency_json, agency_xlsx
from odoo.addons.debt_recovery.tools.agency_layout import Column, Layout, own, pairs

from dev.settings import ADDON, ROOT

GOLDEN = Path(__file__).parent / "golden"
DATA = ROOT / ADDON / "data"
DIGITS = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3}
SIGNS = {"semicolon": ";", "comma": ",", "tab": "\t", "pipe": "|", "point": "."}

LECOQ = {
    "batch": "BT/2026/00001",
    "placement": "DC/2026/00001",
    "contract": "OR-7",
    "stage": "amicable",
    "placed_on": date(2026, 3, 2),
    "creditor": "Ateliers Belleroche SAS",
    "creditor_address": "3 quai Rambaud, 69002 Lyon, France",
    "creditor_registry": "81234567800012",
    "creditor_iban": "FR7630006000011234567890189",
    "debtor_reference": "00042",
    "debtor_kind": "company",
    "debtor_name": "Boulangeries Lecoq",
    "debtor_registry": "552100554",
    "debtor_street": "12 rue de l'Église",
    "debtor_zip": "01000",
    "debtor_city": "Bourg-en-Bresse",
    "debtor_country": "FR",
    "debtor_email": "compta@lecoq.example",
    "debtor_phone": "+33474000000",
    "debtor_mobile": "+33612345678",
    "document": "FAC/2025/00017",
    "document_date": date(2025, 11, 3),
    "due": date(2025, 12, 3),
    "currency": "EUR",
    "original": Decimal("1200.00"),
    "paid_before": Decimal("200.00"),
    "principal": Decimal("1000.00"),
    "interest": Decimal("19.16"),
    "interest_from": date(2025, 12, 4),
    "interest_rate": Decimal("7.860"),
    "costs": Decimal("40.00"),
    "total": Decimal("1059.16"),
    "description": "Fournil inox; pose comprise",
    "history": "2026-01-05 E-mail; 2026-02-02 Letter",
    "last_contact_on": date(2026, 2, 2),
}
SECOND = {
    **LECOQ,
    "document": "FAC/2025/00021",
    "document_date": date(2025, 12, 1),
    "due": date(2025, 12, 31),
    "original": Decimal("60.50"),
    "paid_before": Decimal("0.00"),
    "principal": Decimal("60.50"),
    "interest": Decimal("0.00"),
    "costs": Decimal("0.00"),
    "total": Decimal("60.50"),
    "description": "=HYPERLINK(1)",
}
MARIE = {
    **LECOQ,
    "placement": "DC/2026/00002",
    "debtor_reference": "00107",
    "debtor_kind": "consumer",
    "debtor_name": "Marie de la Tour",
    "debtor_first_name": "Marie",
    "debtor_last_name": "de la Tour",
    "debtor_registry": None,
    "debtor_street": "4 place du Marché",
    "debtor_email": "marie@tour.example",
    "debtor_phone": None,
    "document": "FAC/2025/00030",
    "original": Decimal("310.00"),
    "paid_before": Decimal("0.00"),
    "principal": Decimal("310.00"),
    "interest": Decimal("0.00"),
    "costs": Decimal("0.00"),
    "total": Decimal("310.00"),
    "description": "Four à pain",
}
ROWS = [LECOQ, SECOND, MARIE]


FORMATS = {"csv": agency_csv, "xlsx": agency_xlsx, "json": agency_json}


def written(layout, code, rows=ROWS):
    """Return the bytes of a file."""
    stream = io.BytesIO()
    FORMATS[code].write(stream, rows, layout)
    return stream.getvalue()


class _Command:
    create = staticmethod(lambda values: values)


def shipped(name):
    """Return ``(layout, format)`` of a ready-made layout of the addon's data."""
    for path in sorted(DATA.glob("recovery_agency_layout*.xml")):
        for record in etree.parse(path).iter("record"):
            if record.get("id") == name:
                return _layout(record)
    raise KeyError(name)


def _layout(record):
    values = {one.get("name"): one.text for one in record.findall("field")}
    lists = [one.get("eval") for one in record.findall("field") if one.get("eval")]
    columns = []
    for text in lists:
        columns += eval(text.strip(), {"Command": _Command})  # noqa: S307
    known = SimpleNamespace(**{"decimal": "comma", "delimiter": "semicolon"} | values)
    purpose = values["purpose"]
    if not columns and values["format_code"] == "json":
        return own(purpose, DIGITS), "json"
    layout = Layout(
        tuple(_column(one) for one in columns) or own(purpose).columns,
        purpose=purpose,
        delimiter=SIGNS[known.delimiter],
        decimal=SIGNS[known.decimal],
        encoding=values.get("encoding", "utf-8-sig"),
        date_format=values.get("date_format", "%d/%m/%Y"),
        per=values.get("per", "debt"),
        digits=DIGITS,
    )
    return layout, values["format_code"]


def _column(values):
    values = {**values, "words": pairs(values.get("words"))}
    values.pop("sequence")
    return Column(**values)


def same_as_golden(name, body):
    """Compare bytes with a golden file; GOLDEN=write makes it anew."""
    path = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        path.write_bytes(body)
    return path.read_bytes() == body
