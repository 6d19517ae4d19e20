"""How one agency wants its files: columns in order, signs, dates, encoding.

The record ``recovery.agency.layout`` becomes one of these values; nothing here knows
the ORM. Without a layout a format has its own: every neutral field under its own name.
"""

from dataclasses import dataclass, field

from .agency_derived import DERIVED
from .agency_fields import AMOUNT, DAY, IN, NEEDED, OUT, TEXT

PER_DEBT, PER_FILE = "debt", "placement"
DATE_FORMATS = (
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d%m%Y",
)
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "latin-1", "iso8859-15", "utf-16")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a field, or a value that is the same in every row.

    ``width`` is the most characters a cell may have, zero without limit; ``words`` are
    pairs (our word, its word); ``date_format`` and ``decimal`` empty: the layout's.
    """

    heading: str
    field: str = ""
    fixed: str = ""
    width: int = 0
    upper: bool = False
    required: bool = False
    date_format: str = ""
    decimal: str = ""
    words: tuple = ()

    @property
    def type(self):
        """Return the type of the field, text for a fixed value."""
        return TYPES.get(self.field, TEXT)


@dataclass(frozen=True, slots=True)
class Layout:
    """The shape of a file. ``per`` says whether a row is a debt or a whole file;
    ``digits`` the decimals of each currency by ISO code (two when it is not told)."""

    columns: tuple
    purpose: str = "placement"
    delimiter: str = ";"
    quote: str = '"'
    encoding: str = "utf-8-sig"
    line_end: str = "\r\n"
    decimal: str = "."
    thousands: str = ""
    date_format: str = "%Y-%m-%d"
    header: bool = True
    sheet: str = ""
    per: str = PER_DEBT
    is_own: bool = False
    digits: dict = field(default_factory=dict)

    @property
    def fields(self):
        """Return the names of the fields that the columns need."""
        return {one.field for one in self.columns if one.field}


# Fields that the file itself gives, not the debt: what it copies, and what happened
# to a placed file where it tells of a change, a recall or a direct payment.
OF_FILE = {
    "copy_of": TEXT,
    "event": TEXT,
    "event_on": DAY,
    "event_amount": AMOUNT,
    "event_text": TEXT,
}
TYPES_DERIVED = {**dict.fromkeys(DERIVED, TEXT), "not_placed": AMOUNT}
TYPES = {**IN, **OUT, **OF_FILE, **TYPES_DERIVED}


def fields_of(purpose):
    """Return ``{name: type}`` of what a file of ``purpose`` may hold.

    >>> fields_of("status")["promise_on"], "debtor_last_first" in fields_of("placement")
    ('day', True)
    """
    return IN if purpose in NEEDED else {**OUT, **OF_FILE, **TYPES_DERIVED}


# What a file about placed files says of them, when nobody configured it.
TOLD = ("batch", "placement", "agency_reference", "document", "debtor_name")
TOLD += ("currency", "total", *OF_FILE)


def own(purpose, digits=None):
    """Return the layout of a format that nobody configured: every neutral field, its
    name as heading, ISO dates, decimal points.

    >>> [one.heading for one in own("placement").columns][:3], own("status").is_own
    (['batch', 'placement', 'agency_reference'], True)
    """
    names = IN if purpose in NEEDED else (*OUT, "copy_of")
    if purpose not in (*NEEDED, "placement"):
        names = TOLD
    needed = NEEDED.get(purpose, ())
    columns = tuple(Column(one, one, required=one in needed) for one in names)
    return Layout(columns, purpose, is_own=True, digits=digits or {})


def pairs(text):
    """Return the pairs of lines “our word=its word”; blank lines are nothing.

    >>> pairs("agency=1\\n\\n creditor = 2 ")
    (('agency', '1'), ('creditor', '2'))

    :raises ValueError: with the line that has no “=”
    """
    found = []
    for line in filter(None, map(str.strip, (text or "").splitlines())):
        ours, sign, theirs = line.partition("=")
        if not sign:
            raise ValueError(line)
        found.append((ours.strip(), theirs.strip()))
    return tuple(found)
