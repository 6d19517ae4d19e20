"""The rows of a receivables history: known sets of columns, and how words are read."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

CENT = Decimal("0.01")
USUAL_TERM = 30  # days from invoice to due date where the file has no invoice date
YEARS = range(1980, 2101)


class BadWordError(Exception):
    """One word of a row cannot be read."""

    def __init__(self, column, word, why):
        super().__init__(column, word, why)
        self.column, self.word, self.why = column, word, why


@dataclass(frozen=True)
class Refusal:
    line: int
    column: str
    word: str
    why: str

    def __str__(self):
        """
        >>> str(Refusal(4, "amount", "ten", "no amount"))
        "line 4, column amount: 'ten': no amount"
        """
        return f"line {self.line}, column {self.column}: {self.word!r}: {self.why}"


@dataclass(frozen=True)
class Layout:
    """A known set of columns: ours by theirs, and how dates are written."""

    name: str
    columns: dict
    dates: str = "%Y-%m-%d"

    def required(self):
        return [self.columns[name] for name in REQUIRED]

    def optional(self):
        return [self.columns[name] for name in OPTIONAL if name in self.columns]


REQUIRED = ("customer", "due_date", "amount")
OPTIONAL = ("invoice", "invoice_date", "currency", "rate")
OPTIONAL += ("paid_date", "paid_amount", "matched_date")
LAYOUTS = (
    Layout("canonical", {name: name for name in REQUIRED + OPTIONAL}),
    Layout(
        "IBM late payment histories",
        {
            "customer": "customerID",
            "invoice": "invoiceNumber",
            "invoice_date": "InvoiceDate",
            "due_date": "DueDate",
            "amount": "InvoiceAmount",
            "paid_date": "SettledDate",
        },
        "%m/%d/%Y",
    ),
    Layout(
        "HighRadius cleared invoices",
        {
            "customer": "cust_number",
            "invoice": "cust_seq",
            "due_date": "due_date",
            "amount": "amount",
            "paid_date": "clear_date",
        },
    ),
)


@dataclass
class Row:
    """One invoice, or one credit note where ``amount`` is negative.

    ``matched_date``: when its payment, or the credit, is matched with debts.
    """

    line: int
    customer: str
    invoice: str
    invoice_date: date
    due_date: date
    amount: Decimal
    currency: str = ""
    rate: Decimal | None = None
    paid_date: date | None = None
    paid_amount: Decimal | None = None
    matched_date: date | None = None

    @property
    def is_credit(self):
        return self.amount < 0


class Reader:
    """Turns the records of one layout into rows."""

    def __init__(self, layout, header):
        self.layout, self.width = layout, len(header)
        known = {}
        for place, word in enumerate(header):
            known.setdefault(word.casefold(), place)
        self.places = {
            name: known[column.casefold()]
            for name, column in layout.columns.items()
            if column.casefold() in known
        }
        self.seen = {}

    def read(self, records):
        rows, refusals = [], []
        for line, words in records:
            try:
                if isinstance(words, BadWordError):
                    raise words
                rows.append(self._row(line, words))
            except BadWordError as bad:
                refusals.append(Refusal(line, bad.column, bad.word[:40], bad.why))
        return rows, refusals

    def _row(self, line, words):
        if len(words) > self.width:
            raise BadWordError("-", words[self.width], "more words than columns")
        customer = self._word(words, "customer")
        invoice = self._word(words, "invoice", required=False) or f"line {line}"
        due = self._date(words, "due_date")
        invoiced = self._date(words, "invoice_date", required=False)
        row = Row(
            line=line,
            customer=customer,
            invoice=invoice,
            invoice_date=invoiced or due - timedelta(days=USUAL_TERM),
            due_date=due,
            amount=self._amount(words, "amount"),
            currency=self._word(words, "currency", required=False).upper(),
            rate=self._positive(words, "rate"),
            paid_date=self._date(words, "paid_date", required=False),
            paid_amount=self._positive(words, "paid_amount"),
            matched_date=self._date(words, "matched_date", required=False),
        )
        self._check(row)
        return row

    def _check(self, row):
        """Refuse what contradicts itself; fill what follows from the rest."""
        if row.paid_amount is not None:
            if row.is_credit:
                self._refuse("paid_amount", row.paid_amount, "a credit is not paid")
            row.paid_amount = row.paid_amount.quantize(CENT)
        if row.paid_date is None and not row.is_credit:
            for name in ("paid_amount", "matched_date"):
                if getattr(row, name) is not None:
                    self._refuse(name, getattr(row, name), "there is no paid_date")
        if row.matched_date and row.paid_date and row.matched_date < row.paid_date:
            self._refuse("matched_date", row.matched_date, "before paid_date")
        row.matched_date = row.matched_date or row.paid_date
        if row.matched_date:
            row.matched_date = max(row.matched_date, row.invoice_date)
        first = self.seen.setdefault((row.customer, row.invoice), row.line)
        if first != row.line:
            self._refuse("invoice", row.invoice, f"already on line {first}")

    # --- words -------------------------------------------------------------------

    def _refuse(self, name, word, why):
        raise BadWordError(self.layout.columns.get(name, name), str(word), why)

    def _word(self, words, name, required=True):
        place = self.places.get(name)
        word = words[place] if place is not None and place < len(words) else ""
        if required and not word:
            self._refuse(name, "", "missing")
        return word

    def _date(self, words, name, required=True):
        word = self._word(words, name, required)
        if not word:
            return None
        text = re.sub(r"[ T]\d\d:\d\d(:\d\d)?$", "", word)
        try:
            day = datetime.strptime(text, self.layout.dates).date()
        except ValueError:
            self._refuse(name, word, f"no date of the form {self.layout.dates}")
        if day.year not in YEARS:
            self._refuse(name, word, f"not between {YEARS[0]} and {YEARS[-1]}")
        return day

    def _positive(self, words, name):
        word = self._word(words, name, required=False)
        if not word:
            return None
        number = number_of(word)
        if number is None or number <= 0:
            self._refuse(name, word, "no number above zero")
        return number

    def _amount(self, words, name):
        word = self._word(words, name)
        number = number_of(word)
        if number is None or abs(number) >= 10**12:
            self._refuse(name, word, "no amount")
        if not number.quantize(CENT):
            self._refuse(name, word, "nothing is owed")
        return number.quantize(CENT)


def number_of(word):
    """Return the number written in ``word``, or None where that is not certain.

    The last of two marks is the decimal one; a single comma is, before one or two
    digits; three digits after it could be thousands.

    >>> [str(number_of(w)) for w in ("-1 234,5", "1,234.50", "1.234,50", "12")]
    ['-1234.5', '1234.50', '1234.50', '12']
    >>> [number_of(w) for w in ("1,234", "12€", "NaN", "1e3", "", "1,2,3")]
    [None, None, None, None, None, None]
    """
    text = re.sub(r"[\s\u00a0\u202f']", "", word)
    if "," in text and "." in text:
        if text.rfind(",") > text.rfind("."):
            text = text.replace(".", "").replace(",", ".")
        else:
            text = text.replace(",", "")
    elif re.fullmatch(r"[+-]?\d+,\d{1,2}", text):
        text = text.replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
