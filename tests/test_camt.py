"""Statement files that the company's own module read: matched wherever they come
from."""

import pytest

from dev.settings import ROOT
from dev.shell import SetupError

SAMPLES = ROOT.parent / "shared" / "data" / "iso20022" / "samples" / "genkgo"
OWN, PAYER = "NL26VAYB8060476890", "NL56AGDH9619008421"


@pytest.fixture
def received(database):
    """A function that imports samples into a database and tells what was matched."""
    from dev.camt_peer import camt_addons
    from dev.camt_peer import received as read

    if not SAMPLES.is_dir():
        pytest.skip(f"no samples of statement files in {SAMPLES}")
    try:
        camt_addons()
    except SetupError as problem:
        pytest.skip(str(problem))
    return lambda files, invoices: read(
        database, OWN, [SAMPLES / one for one in files], invoices
    )


def bill(customer, amount, reference, iban=""):
    return {
        "customer": customer,
        "iban": iban,
        "amount": amount,
        "reference": reference,
    }


def test_a_statement_file_is_matched_by_account_and_amount(received):
    lines = received(
        ["camt053.v2.minimal.xml", "camt053.v2.multi.statement.xml"],
        [
            bill("Debtor", 8.85, "FA-2014-0001", PAYER),
            bill("Stranger", 8.85, "FA-2014-0002"),
        ],
    )
    known, unknown = [one for one in lines if one["amount"] == 8.85]
    assert known["account"] == PAYER
    assert (known["matched"], known["customer"]) == (True, "Debtor")
    assert known["paid"] == ["FA-2014-0001"]
    # nothing says who paid: the amount alone is never enough
    assert (unknown["account"], unknown["matched"]) == ("", False)
    assert unknown["guesses"] == 1


def test_a_structured_reference_in_a_file_names_the_invoice(received):
    lines = received(
        ["camt053.v2.minimal.ultimate.xml"],
        [
            bill("Debtor", 8.85, "4654654654654654"),
            bill("Another", 8.85, "4654654654654655"),
        ],
    )
    (line,) = [one for one in lines if one["amount"] == 8.85]
    assert line["paid"] == ["4654654654654654"]
