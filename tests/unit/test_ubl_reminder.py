"""UBL reminders: valid against the schema of OASIS, golden, exact to the cent."""

from datetime import date
from decimal import Decimal

import pytest
from lxml import etree

from odoo.addons.debt_recovery.tools import ubl_reminder as ubl

from dev.settings import ROOT

from .agency_world import LECOQ, MARIE, SECOND, same_as_golden

SCHEMA = ROOT.parent / "shared/data/ubl/xsd-2.1/maindoc/UBL-Reminder-2.1.xsd"
ABOUT = {"number": "DC/2026/00001", "day": date(2026, 3, 2), "note": "BT/2026/00001"}
NAMES = {"cac": ubl.CAC, "cbc": ubl.CBC}


def test_a_reminder_is_the_one_that_was_looked_at():
    assert same_as_golden("ubl_reminder.xml", ubl.render([LECOQ, SECOND], ABOUT))


def test_it_adds_up_and_names_each_invoice():
    tree = etree.fromstring(ubl.render([LECOQ, SECOND], ABOUT))

    def texts(path):
        return [one.text for one in tree.findall(path, NAMES)]

    assert texts(".//cac:InvoiceDocumentReference/cbc:ID") == [
        "FAC/2025/00017",
        "FAC/2025/00021",
    ]
    assert texts("cac:LegalMonetaryTotal/cbc:PayableAmount") == ["1119.66"]
    lines = [Decimal(one) for one in texts("cac:ReminderLine/cbc:Amount")]
    assert sum(lines) == Decimal("1119.66")
    charges = [Decimal(one) for one in texts("cac:AllowanceCharge/cbc:Amount")]
    assert charges == [Decimal("19.16"), Decimal("40.00")]
    amounts = tree.xpath("//*[@currencyID]")
    assert {one.get("currencyID") for one in amounts} == {"EUR"}
    assert texts("cbc:LineCountNumeric") == ["2"]


def test_the_elements_stand_in_the_order_of_the_standard():
    tree = etree.fromstring(ubl.render([MARIE], {**ABOUT, "copy_of": "BT/0"}))
    assert [etree.QName(one).localname for one in tree] == [
        *("UBLVersionID", "ID", "CopyIndicator", "IssueDate", "Note"),
        *("DocumentCurrencyCode", "LineCountNumeric", "AccountingSupplierParty"),
        *("AccountingCustomerParty", "PaymentMeans", "LegalMonetaryTotal"),
        "ReminderLine",
    ]


@pytest.mark.skipif(not SCHEMA.exists(), reason="the schemas of OASIS are not here")
@pytest.mark.parametrize("rows", [[LECOQ, SECOND], [MARIE], [{"currency": "EUR"}]])
@pytest.mark.parametrize("extra", [{}, {"copy_of": "BT/0", "sequence": 3}])
def test_valid_by_the_schema(rows, extra):
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    schema.assertValid(etree.fromstring(ubl.render(rows, {**ABOUT, **extra})))


def test_two_currencies_are_no_reminder():
    with pytest.raises(ValueError):
        ubl.render([LECOQ, {**LECOQ, "currency": "USD"}], ABOUT)
