"""The EPC code says what the standard's vectors say."""

import json
from pathlib import Path

import pytest

from odoo.addons.debt_recovery.tools import epc_qr

VECTORS = Path(__file__).parents[2].parent / "shared" / "data" / "epc_qr"
FIELDS = ("tag", "version", "charset", "kind", "bic", "name", "iban", "amount")
FIELDS += ("purpose", "reference", "text")


def read(payload):
    return dict(zip(FIELDS, payload.split("\n"), strict=False))


@pytest.fixture(scope="module")
def vectors():
    path = VECTORS / "vectors.json"
    if not path.exists():
        pytest.skip("the vectors of EPC069-12 are not here")
    return json.loads(path.read_text())["vectors"]


def test_our_payloads_are_those_of_the_vectors(vectors):
    """All but the character set, which is ours to choose, and the way to write an
    amount, of which the standard allows several."""
    for vector in vectors:
        theirs = read(vector["payload"])
        ours = read(
            epc_qr.payload(
                theirs["name"],
                theirs["iban"],
                float(theirs["amount"].removeprefix("EUR")),
                bic=theirs["bic"],
                reference=theirs.get("reference", ""),
                text=theirs.get("text", ""),
            )
        )
        for name in FIELDS:
            if name == "amount":
                assert float(ours[name][3:]) == float(theirs[name][3:])
            elif name != "charset":
                assert ours.get(name, "") == theirs.get(name, ""), name


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": 0.001},
        {"amount": 1_000_000_000},
        {"holder": ""},
        {"iban": ""},
        {"holder": "x" * 71},
        {"text": "x" * 141},
        {"reference": "RF" + "1" * 34},
    ],
)
def test_nothing_is_cut_to_fit(changed):
    usual = {"holder": "Acme", "iban": "FR7630006000011234567890189", "amount": 1.0}
    assert epc_qr.payload(**usual)
    assert epc_qr.payload(**{**usual, **changed}) == ""


def test_nothing_follows_the_last_element():
    code = epc_qr.payload("Acme", "FR7630006000011234567890189", 1.0)
    assert code.endswith("EUR1.00")


def test_a_structured_reference_stands_alone():
    code = epc_qr.payload("A", "FR76", 1.0, reference="RF18 5390", text="INV 1")
    assert read(code)["reference"] == "RF185390"
    assert "INV 1" not in code


def test_the_drawing_has_the_modules_of_the_code():
    qrcode = pytest.importorskip("qrcode")
    code = epc_qr.payload("Acme", "FR7630006000011234567890189", 12.5, text="INV 1")
    wanted = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    wanted.add_data(code.encode())
    wanted.make()
    drawn = epc_qr.drawing(code)
    dark = sum(int(run.split("h")[1].split("v")[0]) for run in drawn.split("M")[1:])
    assert dark == sum(map(sum, wanted.get_matrix()))
