"""Read and write a file of rules: CSV, one rule a line, the way counsel keeps them.

Reading returns rows *and* problems; writing what was read gives the same text.
"""

import csv
import io
import json
from datetime import date
from decimal import Decimal

from .rule_cells import Cells
from .rule_part_cells import cells_of
from .rule_parts import BLOCKS, parts_of
from .rule_places import place_of
from .rule_row import RuleRow
from .rule_words import (
    COLUMNS,
    CONFIDENCES,
    HANDS,
    PARTIES,
    PARTS,
    channels_of,
    debtors_of,
    state_of,
    words,
)
from .rules.model import STRENGTHS

NEEDED = words(
    "rule_id jurisdiction applies_to rule_kind channel strength confidence summary"
)


def read(text):
    """Return ``(rows, problems)`` of a file; a row with a problem is left out.

    :param text: the whole file
    :return: tuple of :class:`RuleRow`, list of ``(line, column, what)``

    >>> read("jurisdiction,rule_id")[1][0]
    (1, 'applies_to', 'the column is missing')
    """
    reader = _reader(text)
    try:
        lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        return (), [(reader.line_num or 1, "", str(error))]
    problems = _heading(reader.fieldnames or ())
    if problems:
        return (), problems
    rows, seen = [], {}
    for line, cells in lines:
        row, wrong = _row(line, cells)
        code = (cells.get("rule_id") or "").strip()
        if code and code in seen:
            wrong.append((line, "rule_id", f"is already on line {seen[code]}"))
        seen.setdefault(code, line)
        problems += wrong
        rows += [] if wrong else [row]
    return tuple(rows), problems


def _reader(text):
    """Read a file with commas, or with the semicolons of a French spreadsheet."""
    text = text.removeprefix("\ufeff")
    heading = text.partition("\n")[0]
    separator = ";" if heading.count(";") > heading.count(",") else ","
    return csv.DictReader(io.StringIO(text), delimiter=separator)


def lines_of(text):
    """Return the line of each code of a file, to say where something is wrong."""
    reader = _reader(text)
    return {(cells["rule_id"] or "").strip(): reader.line_num for cells in reader}


def _heading(names):
    optional = ("summary_fr", "checked_on")
    missing = [one for one in COLUMNS if one not in names and one not in optional]
    unknown = [one or "" for one in names if one not in COLUMNS]
    return [
        *((1, one, "the column is missing") for one in missing),
        *((1, one, "unknown column") for one in unknown),
    ]


def _row(line, raw):
    """Return the row of a line (None when it can't be) and its problems."""
    cells = Cells(line, raw)
    if None in raw or None in raw.values():
        cells.wrong("", "the line has too many or too few cells")
        return None, cells.problems
    for column in NEEDED:
        cells.needed(column)
    if cells.problems:
        return None, cells.problems
    values = _texts(cells)
    values |= parts_of(cells, values["kind"])
    values |= _shared_params(cells)
    rest = cells.leftovers()
    values["note"] = "; ".join(one for one in (values["note"], rest) if one)
    if not cells.problems:
        _check_figures(cells, values)
        _check_source(cells, values)
        _check_dates(cells, values)
    return (None if cells.problems else RuleRow(**values)), cells.problems


def _texts(cells):
    same = words("legal_basis source_url summary summary_fr note")
    code = cells.text("rule_id")
    place = cells.text("jurisdiction")
    if not code.startswith(f"{place}."):
        cells.wrong("rule_id", f"does not start with its jurisdiction “{place}.”")
    cells.known("jurisdiction", place_of, "a jurisdiction that is known")
    cells.known("applies_to", debtors_of, "a kind of debtor")
    cells.known("channel", channels_of, "a channel")
    return {
        "code": code,
        "jurisdiction": place,
        "kind": cells.word("rule_kind", PARTS),
        "applies_to": cells.text("applies_to"),
        "channel": cells.text("channel"),
        "party": PARTIES.get(cells.word("party", PARTIES, "both"), ""),
        "strength": cells.word("strength", STRENGTHS),
        "confidence": cells.word("confidence", CONFIDENCES),
        "impl": cells.word("impl", HANDS, "data"),
        "group": cells.text("rule_group"),
        "holidays": cells.word("holidays", ("", "allowed", "forbidden")) != "forbidden",
        "valid_from": cells.day("valid_from"),
        "valid_to": cells.day("valid_to"),
        "checked_on": cells.day("checked_on"),
        **{name: cells.text(name) for name in same},
    }


def _shared_params(cells):
    binds = cells.param("binds")
    if binds and channels_of(binds) is None:
        cells.wrong("params", f"binds: “{binds}” is not a channel")
    return {
        "calendar": cells.param("calendar"),
        "at_work": cells.param_flag("at_work", None),
        "only_unknown_place": cells.param_flag("only_unknown_place"),
        "freezes": frozenset(cells.param_words("freeze", BLOCKS)),
        "hold_kinds": frozenset(cells.param_words("holds")),
        "exceptions": frozenset(cells.param_words("exceptions")),
        "use": cells.param("use"),
        "condition": cells.param("condition"),
        "binds": binds,
        "starts": cells.param("starts", ("end_of_year", "next_1_january")),
        "interrupts": frozenset(cells.param_words("interrupts")),
        "effect": cells.param("effect", ("defence", "debt_extinguished")),
        "debt_kind": cells.param("debt_kind"),
    }


def _check_figures(cells, values):
    """Hours and counts say which, or whose they borrow, or when they apply."""
    part = PARTS[values["kind"]]
    column = {"window": "weekday_mask", "cap": "per_days"}.get(part)
    silent = not (values.get(part) or values["use"] or values["condition"])
    if column and silent and values["kind"] != "workplace_ban":
        cells.wrong(column, "is empty")


def _check_source(cells, values):
    """A law that acts says where it was read and when; else it may only warn."""
    if values["strength"] not in ("law", "presumption"):
        return
    if state_of(values["strength"], values["confidence"]) != "on":
        return
    if not values["source_url"]:
        cells.wrong("source_url", "a rule of law that acts needs a source")
    if not values["checked_on"]:
        cells.wrong("checked_on", "a rule of law that acts needs its date of check")


def _check_dates(cells, values):
    start, end = values["valid_from"], values["valid_to"]
    if start and end and end < start:
        cells.wrong("valid_to", "is before valid_from")


def write(rows):
    """Return the file of some rows, in their order.

    >>> text = write([RuleRow("FR.language.01", "language", "FR", summary="French")])
    >>> [row.code for row in read(text)[0]]
    ['FR.language.01']
    """
    target = io.StringIO()
    writer = csv.DictWriter(target, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(line_of(row) for row in rows)
    return target.getvalue()


def line_of(row):
    """Return the cells of a row, as text, by column."""
    same = words(
        "jurisdiction applies_to channel legal_basis source_url confidence strength "
        "impl summary note summary_fr"
    )
    figures, params = cells_of(row)
    return {
        **{name: getattr(row, name) for name in same},
        "party": row.party or "both",
        "rule_kind": row.kind,
        "rule_id": row.code,
        "rule_group": row.group,
        "valid_from": _day(row.valid_from),
        "valid_to": _day(row.valid_to),
        "checked_on": _day(row.checked_on),
        **figures,
        "params": json.dumps(params, sort_keys=True, default=_json) if params else "",
    }


def _day(value: date | None):
    return value.isoformat() if value else ""


def _json(value):
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(value)
