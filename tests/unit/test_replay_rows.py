"""Receivables histories: encodings, delimiters, known columns, unreadable words."""

from datetime import date
from decimal import Decimal

import pytest

from dev.replay_file import FileError, read

HEADER = "customer,invoice,invoice_date,due_date,amount,paid_date"


@pytest.fixture
def history(tmp_path):
    """Return a function that writes lines into a file and reads them as a history."""

    def write(*lines, encoding="utf-8", end="\n"):
        path = tmp_path / "history.csv"
        path.write_bytes((end.join(lines) + end).encode(encoding))
        return read(path)

    return write


def refused(history):
    return [(r.line, r.column, r.word) for r in history.refusals]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings(history, encoding, end):
    found = history(
        HEADER,
        "Société Élan,F1,2024-01-01,2024-01-31,10.50,",
        encoding=encoding,
        end=end,
    )
    assert found.rows[0].customer == "Société Élan"
    assert found.rows[0].amount == Decimal("10.50")
    assert found.rows[0].line == 2
    assert any("1252" in note for note in found.notes) == (encoding == "cp1252")


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_delimiters_and_decimal_commas(history, mark):
    found = history(
        mark.join(["Amount", "CUSTOMER", "due_date", "remark"]),
        mark.join(["1 234,5", "A", "2024-01-31", "x"]),
    )
    assert found.rows[0].amount == Decimal("1234.50")
    assert found.rows[0].invoice_date == date(2024, 1, 1)
    assert any("30 days before" in note for note in found.notes)


def test_lines_are_counted_as_an_editor_does(history):
    found = history(
        HEADER,
        '"A\nB",F1,,2024-01-31,1,',
        "",
        "A,F2,,never,1,",
        "A,F3,,2024-01-31,1,,7",
        "A,F4",
    )
    assert found.rows[0].customer == "A\nB"
    assert refused(found) == [
        (5, "due_date", "never"),
        (6, "-", "7"),
        (7, "due_date", ""),
    ]


@pytest.mark.parametrize(
    ("row", "column", "word"),
    [
        (",F1,2024-01-01,2024-01-31,1,", "customer", ""),
        ("A,F1,2024-13-01,2024-01-31,1,", "invoice_date", "2024-13-01"),
        ("A,F1,2024-01-01,31/01/2024,1,", "due_date", "31/01/2024"),
        ("A,F1,2024-01-01,0204-01-31,1,", "due_date", "0204-01-31"),
        ("A,F1,2024-01-01,2024-01-31,ten,", "amount", "ten"),
        ("A,F1,2024-01-01,2024-01-31,NaN,", "amount", "NaN"),
        ("A,F1,2024-01-01,2024-01-31,0.001,", "amount", "0.001"),
        ('A,F1,2024-01-01,2024-01-31,"1,234",', "amount", "1,234"),
        ("A,F1,2024-01-01,2024-01-31,1,soon", "paid_date", "soon"),
        ("A,F0,2024-01-01,2024-01-31,1,", "invoice", "F0"),
    ],
)
def test_an_unreadable_word_is_named_and_the_others_load(history, row, column, word):
    good = "A,F0,2024-01-01,2024-01-31,1,"
    found = history(HEADER, good, row, good.replace("F0", "F9"))
    assert refused(found) == [(3, column, word)]
    assert [one.invoice for one in found.rows] == ["F0", "F9"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("A,2024-01-31,-5,2024-01-01,3,", "paid_amount"),
        ("A,2024-01-31,5,,3,", "paid_amount"),
        ("A,2024-01-31,5,,,2024-02-01", "matched_date"),
        ("A,2024-01-31,5,2024-02-02,,2024-02-01", "matched_date"),
        ("A,2024-01-31,5,2024-02-02,-3,", "paid_amount"),
    ],
)
def test_what_contradicts_itself_is_refused(history, row, column):
    header = "customer,due_date,amount,paid_date,paid_amount,matched_date"
    found = history(header, "A,2024-01-31,5,,,", row)
    assert [(r.line, r.column) for r in found.refusals] == [(3, column)]


def test_a_payment_before_the_invoice_waits_for_it(history):
    found = history(HEADER, "A,F1,2024-01-10,2024-01-31,5,2024-01-02")
    assert found.rows[0].paid_date == date(2024, 1, 2)
    assert found.rows[0].matched_date == date(2024, 1, 10)


def test_known_files(history):
    found = history(
        "countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,"
        "InvoiceAmount,Disputed,SettledDate,PaperlessBill,DaysToSettle,DaysLate",
        "391,AB-1,4/6/2013,007,1/2/2013,2/1/2013,55.94,No,1/15/2013,Paper,13,0",
    )
    row = found.rows[0]
    assert (row.customer, row.invoice, row.amount) == ("AB-1", "007", Decimal("55.94"))
    assert (row.invoice_date, row.due_date) == (date(2013, 1, 2), date(2013, 2, 1))
    assert row.paid_date == date(2013, 1, 15)
    found = history(
        "cust_number,cust_seq,due_date,clear_date,days_late,amount",
        "100043965,1,2019-01-02,2019-01-03,1,16635.4",
    )
    assert found.rows[0].paid_date == date(2019, 1, 3)
    assert found.rows[0].invoice_date == date(2018, 12, 3)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["name,due,total", "A,2024-01-31,1"], "found: name, due, total"),
        (["name,due,total"], "canonical: customer, due_date, amount"),
        (["", " "], "empty"),
        ([HEADER], "no row could be read"),
        ([HEADER, "A,F1,,soon,1,"], "line 2, column due_date: 'soon'"),
    ],
)
def test_a_file_of_no_use(history, lines, said):
    with pytest.raises(FileError, match="history.csv") as failure:
        history(*lines)
    assert said in str(failure.value)


def test_no_such_file(tmp_path):
    with pytest.raises(FileError, match="No such file"):
        read(tmp_path / "none.csv")
