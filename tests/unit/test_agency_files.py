"""Files for agencies: golden bytes, nothing cut, nothing that a spreadsheet runs."""

import csv
import io
import json
import re
import tracemalloc
from decimal import Decimal

import openpyxl
import pytest

from odoo.addons.debt_recovery.tools import agency_json
from odoo.addons.debt_recovery.tools.agency_fields import NEEDED
from odoo.addons.debt_recovery.tools.agency_layout import TYPES, Column, Layout, own
from odoo.addons.debt_recovery.tools.agency_table import Misfit

from dev.settings import ADDON, ROOT

from .agency_world import (
    DIGITS,
    FORMATS,
    LECOQ,
    MARIE,
    ROWS,
    same_as_golden,
    shipped,
    written,
)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("layout_complete_csv", "agency_complete.csv"),
        ("layout_complete_json", "agency_complete.json"),
        ("layout_collect", "agency_collect.csv"),
        ("layout_debitura", "agency_debitura.json"),
    ],
)
def test_ready_made_files_are_those_that_were_looked_at(name, file):
    assert same_as_golden(file, written(*shipped(name)))


def test_the_spreadsheet_of_respaid_has_one_row_a_customer():
    book = openpyxl.load_workbook(io.BytesIO(written(*shipped("layout_respaid_fr"))))
    heading, lecoq, marie = book.active.iter_rows(values_only=True)
    lecoq = dict(zip(heading, lecoq, strict=True))
    assert lecoq["Numéros de factures"] == "FAC/2025/00017, FAC/2025/00021"
    assert lecoq["Nom de la société"] == "BOULANGERIES LECOQ"
    assert lecoq["Date d’émission"] == "03/11/2025"
    assert lecoq["Identifiant client"] == "00042"
    assert lecoq["Adresse postale"] == "12 rue de l'Église, 01000 Bourg-en-Bresse, FR"
    amounts = [lecoq[one] for one in ("Montant dû TTC", "Acompte versé", "Total")]
    assert amounts == [1260.5, 200, 1060.5]
    marie = dict(zip(heading, marie, strict=True))
    assert marie["Nom de la société"] is None
    assert marie["Nom complet"] == "Marie de la Tour"


def test_a_workbook_is_the_same_bytes_for_the_same_rows():
    layout = shipped("layout_complete_xlsx")
    assert written(*layout) == written(*layout)


def test_collect_has_last_name_first_and_refuses_what_is_too_long():
    layout, code = shipped("layout_collect")
    text = written(layout, code).decode("cp1252")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [one["Name"] for one in rows][1:] == [
        "Boulangeries Lecoq",
        "de la Tour, Marie",
    ]
    assert rows[2]["ZIP"] == "01000"
    long = {**LECOQ, "debtor_street": "x" * 41}
    with pytest.raises(Misfit) as misfit:
        written(layout, code, [MARIE, long])
    found = misfit.value
    assert (found.row, found.column, found.reason) == (2, "Address", "too_long")
    assert dict(found.known) == {"limit": 40, "length": 41}


def test_a_letter_that_the_encoding_lacks_is_named_not_replaced():
    layout, code = shipped("layout_collect")
    with pytest.raises(Misfit) as misfit:
        written(layout, code, [{**LECOQ, "debtor_city": "Łódź"}])
    assert misfit.value.reason == "encoding"
    assert misfit.value.column == "City"
    assert dict(misfit.value.known)["letter"] == "Ł"


def test_what_must_be_there_and_is_not_stops_the_file():
    layout, code = shipped("layout_respaid_fr")
    with pytest.raises(Misfit) as misfit:
        written(layout, code, [{**LECOQ, "debtor_mobile": None}])
    assert misfit.value.column == "Téléphone mobile"
    assert misfit.value.reason == "missing_value"


@pytest.mark.parametrize("bad", ["=1+1", "@SUM(A1)", "-2+3|cmd", "\t=1", "+cmd"])
def test_no_outgoing_cell_is_a_formula(bad):
    layout = Layout((Column("A", "description"),), header=False)
    row = {"description": bad}
    cells = list(
        csv.reader(
            io.StringIO(written(layout, "csv", [row]).decode("utf-8-sig")),
            delimiter=";",
        )
    )
    assert cells[0][0].startswith("'")
    book = openpyxl.load_workbook(io.BytesIO(written(layout, "xlsx", [row])))
    assert book.active["A1"].data_type == "s"


def test_typed_cells_stay_loadable():
    columns = (Column("A", "interest"), Column("P", "debtor_phone"))
    layout = Layout(columns, header=False, decimal=",")
    row = {"interest": Decimal("-12.50"), "debtor_phone": "+33612345678"}
    assert written(layout, "csv", [row]) == b"\xef\xbb\xbf-12,50;+33612345678\r\n"


def test_only_the_fields_of_the_layout_leave():
    layout = Layout((Column("F", "document"), Column("X", fixed="FR"), Column("Y")))
    text = written(layout, "csv", [MARIE]).decode("utf-8-sig")
    assert text == "F;X;Y\r\nFAC/2025/00030;FR;\r\n"


# --- what is published ------------------------------------------------------------


def fits(value, shape):
    """Tell whether a value is as a schema says; the few words that ours use."""
    if "const" in shape:
        return value == shape["const"]
    if shape["type"] == "string":
        return isinstance(value, str) and bool(
            re.search(shape.get("pattern", ""), value)
        )
    if shape["type"] == "array":
        return isinstance(value, list) and all(
            fits(one, shape["items"]) for one in value
        )
    known = shape["properties"]
    return (
        isinstance(value, dict)
        and set(shape["required"]) <= set(value) <= set(known)
        and all(fits(one, known[name]) for name, one in value.items())
    )


@pytest.mark.parametrize("purpose", ["placement", *NEEDED])
def test_the_published_schema_is_that_of_the_code(purpose):
    path = ROOT / ADDON / "static" / "agency" / f"{purpose}.schema.json"
    assert json.loads(path.read_text()) == agency_json.schema(purpose)


def test_our_json_is_as_published():
    layout = own("placement", DIGITS)
    stream = io.BytesIO()
    about = {"number": "BT/2026/00001", "day": "2026-03-02", "creditor": "Belleroche"}
    agency_json.write(stream, ROWS, layout, about)
    found = json.loads(stream.getvalue())
    assert fits(found, agency_json.schema("placement"))
    assert found["rows"][0]["total"] == "1059.16"
    assert not fits({**found, "more": 1}, agency_json.schema("placement"))


def test_every_field_has_a_type():
    assert set(TYPES.values()) <= {"text", "amount", "day", "number", "rate"}


class Nowhere(io.RawIOBase):
    """Takes bytes and keeps none."""

    def write(self, body):
        return len(body)


@pytest.mark.parametrize("code", sorted(FORMATS))
def test_ten_times_the_rows_need_no_more_memory(code):
    layout, _code = shipped("layout_collect")

    def peak(number):
        rows = ({**LECOQ, "document": f"FAC/{at}"} for at in range(number))
        tracemalloc.start()
        FORMATS[code].write(Nowhere(), rows, layout)
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    peak(10)  # what is loaded once
    assert peak(2000) - peak(200) < 512 * 1024
