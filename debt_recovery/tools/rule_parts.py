"""The typed part of a rule, from the cells of its line: hours, count, text, amount."""

from decimal import Decimal

from .contact_window import Window
from .rule_words import AMOUNT_UNITS, PARTS, PER, TERM_UNITS, channels_of, words
from .rules.model import Amount, Cap, Notice

BLOCKS = ("contact", "interest", "fee", "threat", "placement")
CHARGES = ("interest", "fixed_fee", "reminder_fee", "collection_fee", "penalty_clause")
STARTS = words(
    "sending next_day third_working_day receipt day_after_receipt first_contact"
)
FIXINGS = words("jan1_jul1 dec31_jun30_next_half half_year_of_start decree")
COUNTS = words("attempt contact conversation charged_reminder")
ROLES = words("due floor ceiling forbidden")
ONCE = ("cooling_off_after_conversation", "min_interval")
NUMBERS = words("max_count per_days per value value_unit currency")


def parts_of(cells, kind):
    """Return the fields of a row that the figures of its line give, by name."""
    part = PARTS.get(kind)
    found = {part: READERS[part](cells, kind)} if part else {}
    if part != "window":
        _leave_empty(cells, ("weekday_mask", "start_time", "end_time"))
    return {**found, **_term_of(cells, part, found.get("notice"))}


def _leave_empty(cells, columns):
    for column in columns:
        if cells.text(column):
            cells.wrong(column, "must be empty for this kind of rule")


def window_of(cells, _kind):
    """Return the hours of a line, None when it has none (it borrows, or bans)."""
    _leave_empty(cells, NUMBERS)
    if not any(cells.text(name) for name in ("weekday_mask", "start_time", "end_time")):
        return None
    for column in ("weekday_mask", "start_time", "end_time"):
        cells.needed(column)
    days = cells.days("weekday_mask")
    start, end = cells.hour("start_time"), cells.hour("end_time")
    if None in (start, end):
        return None
    if start >= end:
        cells.wrong("end_time", "is not after start_time")
    return Window(start, end, days)


def cap_of(cells, kind):
    """Return the count of a line, None when it has no figure."""
    _leave_empty(cells, ("currency",))
    counts = cells.param("counts", COUNTS, "attempt")
    place = cells.param("place", ("any", "personal", "work", "other"), "any")
    condition = cells.param("while", ("no_consent", "after_first_conversation"))
    machine_only = cells.param_flag("machine_only")
    if not cells.text("per_days"):
        if cells.text("max_count"):
            cells.wrong("per_days", "is empty")
        return None
    days = cells.whole("per_days")
    if not days:
        cells.wrong("per_days", "must be at least 1")
    per = cells.word("per", PER, "debtor")
    maximum = cells.whole("max_count")
    if not maximum and kind in ONCE:
        maximum = 1
    if not maximum:
        cells.wrong("max_count", "must be at least 1")
    return Cap(
        maximum, days, per, counts, place, condition,
        machine_only=machine_only,
    )  # fmt: skip


def notice_of(cells, _kind):
    """Return the text that a line asks for, None when it names none."""
    _leave_empty(cells, ("max_count", "per_days", "currency"))
    code = cells.param("notice")
    start = cells.param("start", STARTS, "sending")
    blocks = frozenset(cells.param_words("blocks", BLOCKS))
    fields = cells.param_words("fields")
    if not code:
        if blocks:
            cells.wrong("params", "blocks: a notice is missing")
        return None
    media = channels_of(cells.text("channel")) or frozenset()
    unit = cells.text("value_unit")
    if unit not in ("days", "business_days"):
        return Notice(code, 0, start, "days", blocks, fields, media)
    return Notice(code, cells.whole("value"), start, unit, blocks, fields, media)


def amount_of(cells, kind):
    """Return what a line allows to charge, None when it gives no figure."""
    unit = cells.text("value_unit")
    if unit and unit not in (*AMOUNT_UNITS, *TERM_UNITS):
        cells.wrong("value_unit", f"unknown unit “{unit}”")
    role = cells.param("role", ROLES, ROLE_OF_KIND.get(kind, "due"))
    values = _amount_params(cells)
    if unit not in AMOUNT_UNITS and not (values["series"] or "role" in cells.params):
        return None
    value = (unit in AMOUNT_UNITS and cells.number("value")) or Decimal(0)
    if unit in AMOUNT_UNITS:
        cells.needed("value")
    figures = {
        "amount": {"fixed": value},
        "amount_plus_postage": {"fixed": value, "base": "postage"},
        "percent_of_slice": {"percent": value, "base": "slice"},
        "percent_per_year": {"percent": value, "base": "yearly"},
        "percent_apr": {"percent": value, "base": "apr"},
        "pp_over_reference": {"percent": value, "base": "reference"},
        "times_reference": {"times": value, "base": "reference"},
    }.get(unit, {"base": "reference"} if values["series"] else {})
    currency = cells.text("currency") or "EUR"
    if len(currency) != 3 or not currency.isupper():
        cells.wrong("currency", f"“{currency}” is not a currency code")
    low, high = values["low"], {**values, **figures}["high"]
    if high is not None and high < low:
        cells.wrong("params", "max is below min")
    per = cells.word("per", PER, "debt")
    return Amount(role, currency=currency, per=per, **{**values, **figures})


ROLE_OF_KIND = {
    "interest_cap": "ceiling",
    "fee_cap": "ceiling",
    "fee_ban": "forbidden",
    "first_reminder_free": "forbidden",
}


def _amount_params(cells):
    return {
        "fixed": cells.param_number("fixed"),
        "above": cells.param_number("above"),
        "low": cells.param_number("min"),
        "high": cells.param_number("max", None),
        "minimum": cells.param_number("total_min", None),
        "maximum": cells.param_number("total_max", None),
        "series": cells.param("series"),
        "needs": cells.param("needs"),
        "charges": frozenset(cells.param_words("charges", CHARGES)),
        "max_count": cells.whole("max_count"),
        "after_days": int(cells.param_number("after_days")),
        "fixing": cells.param("fixing", FIXINGS),
        "tier_currency": cells.param("tier_currency"),
        "round_up": cells.param_number("round_up"),
    }


def _term_of(cells, part, notice):
    """Return the delay of a rule whose value is neither an amount nor a notice's."""
    unit = cells.text("value_unit")
    in_notice = notice and unit in ("", "days", "business_days")
    if part == "window" or in_notice or (part == "amount" and unit in AMOUNT_UNITS):
        return {}
    if unit not in (*TERM_UNITS, ""):
        cells.wrong("value_unit", f"unknown unit “{unit}”")
    if bool(unit) != bool(cells.text("value")):
        cells.wrong("value", "a value and its unit go together")
    return {"term": cells.whole("value"), "term_unit": unit} if unit else {}


READERS = {
    "window": window_of,
    "cap": cap_of,
    "notice": notice_of,
    "amount": amount_of,
}
