"""JSON of agencies: our own, with its published schema, or one shaped by a layout.

In our own, amounts are texts (“1000.00”): no reader rounds them. In a layout's,
headings are paths (``debtor.name``) and amounts numbers written out exactly; ``sheet``
names the list. Reading takes both, and refuses what JSON leaves open: a key said twice.
"""

import json
from decimal import Decimal

from .agency_csv import MAX_BYTES, MAX_LINES, runs
from .agency_fields import AMOUNT, DAY, IN, NEEDED, OUT, RATE, Problem
from .agency_layout import OF_FILE, TYPES
from .agency_table import (
    DIGITS,
    MAX_PROBLEMS,
    Misfit,
    lines,
    read,
    shown_value,
    text_of,
)

FORMAT = "debt_recovery"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
LIST = "rows"


class _Double(ValueError):
    """One key twice in an object."""


def write(stream, rows, layout, about=None):
    """Write a file into a binary stream; return the number of rows.

    :param about: what the file says of itself, for our own format
    """
    opened, closed = _frame(layout, about)
    stream.write(opened.encode())
    count = 0
    for count, cells in enumerate(lines(rows, layout), start=1):
        found = _own(cells, layout) if layout.is_own else _shaped(cells, layout, count)
        stream.write((",\n" if count > 1 else "\n").encode())
        stream.write(_dumped(found).encode())
    stream.write(("\n" + closed).encode())
    return count


def _frame(layout, about):
    """Return what stands before the rows and after them."""
    if not layout.is_own:
        if not layout.sheet:
            return "[", "]\n"
        return f"{{{json.dumps(layout.sheet)}: [", "]}\n"
    said = {"format": f"{FORMAT}.{layout.purpose}", "version": 1, **(about or {})}
    before = json.dumps(said, ensure_ascii=False)[:-1]
    return f'{before}, "{LIST}": [', "]}\n"


def _own(cells, layout):
    pairs = zip(layout.columns, cells, strict=True)
    return {
        one.heading: _text(value, one, layout)
        for one, value in pairs
        if value is not None
    }


def _text(value, column, layout):
    digits = DIGITS
    if column.type == AMOUNT and not isinstance(value, str):
        digits = max(-value.as_tuple().exponent, 0)
    return text_of(value, column, layout, digits)


def _shaped(cells, layout, position):
    """Return the nested object of a row: ``a.b`` is the key b of the object a."""
    found = {}
    for column, value in zip(layout.columns, cells, strict=True):
        if value is None:
            continue
        *path, last = column.heading.split(".")
        target = found
        for part in path:
            target = target.setdefault(part, {})
            if not isinstance(target, dict):
                raise Misfit(position, column.heading, str(value), "double_column")
        numeric = column.type in (AMOUNT, RATE) and isinstance(value, Decimal)
        target[last] = value if numeric else _text(value, column, layout)
    return found


def _dumped(value):
    """Return JSON with exact numbers.

    >>> _dumped({"a": Decimal("1000.10"), "b": {"c": "é"}})
    '{"a": 1000.10, "b": {"c": "é"}}'
    """
    if isinstance(value, dict):
        inside = (f"{json.dumps(k)}: {_dumped(v)}" for k, v in value.items())
        return "{" + ", ".join(inside) + "}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(value, ensure_ascii=False)


# --- reading ----------------------------------------------------------------------


def read_bytes(body, layout):
    """Return ``(rows, problems)`` of a received file; ``line`` is the place of the row
    in its list, from 1. Never raises for its content.

    >>> from .agency_layout import own
    >>> read_bytes(b'{"rows": [{"status": "open"}]}', own("status"))[0][0]["status"]
    'open'
    >>> read_bytes(b'[{"status": NaN}]', own("status"))[1][0].reason
    'not_this_format'
    """
    if not body.strip():
        return [], [Problem(0, "", "", "empty_file")]
    if len(body) > MAX_BYTES:
        return [], [Problem(0, "", "", "too_large", (("limit", MAX_BYTES >> 20),))]
    try:
        found = json.loads(
            body.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_refuse,
            object_pairs_hook=_once,
        )
    except _Double as double:
        return [], [Problem(0, str(double)[:120], "", "double_column")]
    except UnicodeDecodeError:
        return [], [Problem(0, "", "", "encoding", (("encoding", "utf-8"),))]
    except (ValueError, ArithmeticError, RecursionError):
        return [], [Problem(0, "", "", "not_this_format")]
    rows = _list(found, layout)
    if rows is None:
        return [], [Problem(0, layout.sheet or LIST, "", "not_this_format")]
    if len(rows) > MAX_LINES:
        return [], [Problem(0, "", "", "too_large", (("limit", MAX_LINES),))]
    return _rows(rows, layout)


def _refuse(name):
    raise ValueError(name)


def _once(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        raise _Double(next(one for one in names if names.count(one) > 1))
    return found


def _list(found, layout):
    if isinstance(found, dict):
        told = found.get("format")
        if layout.is_own and told not in (None, f"{FORMAT}.{layout.purpose}"):
            return None
        found = found.get(layout.sheet or LIST)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        return None
    return found


def _rows(objects, layout):
    columns, problems, table = layout.columns, [], []
    heading = [one.heading for one in columns]
    for line, found in enumerate(objects, start=1):
        cells = [_at(found, one.heading) for one in columns]
        for column, cell in zip(columns, cells, strict=True):
            if isinstance(cell, dict | list | bool):
                where = (line, column.heading, shown_value(cell))
                problems.append(Problem(*where, "not_a_word"))
            elif isinstance(cell, str) and runs(cell):
                where = (line, column.heading, shown_value(cell))
                problems.append(Problem(*where, "formula"))
        if len(problems) >= MAX_PROBLEMS:
            break
        table.append((line, cells))
    if problems:
        return [], problems[:MAX_PROBLEMS]
    return read([(0, heading), *table] if layout.header else table, layout)


def _at(found, path):
    if path in found:
        return found[path]
    for part in path.split("."):
        if not isinstance(found, dict):
            return None
        found = found.get(part)
    return found


# --- what is published ------------------------------------------------------------


def schema(purpose):
    """Return the JSON Schema of our own format; ``static/agency`` publishes it.

    >>> schema("remittance")["properties"]["rows"]["items"]["required"]
    ['paid_on', 'amount']
    """
    names = IN if purpose in NEEDED else OUT
    needed = NEEDED.get(purpose, ("placement", "document", "currency"))
    shapes = {name: _shape(name) for name in names}
    if purpose not in NEEDED:
        shapes |= {name: _shape(name) for name in OF_FILE}
    return {
        "$schema": DRAFT,
        "title": f"{FORMAT}.{purpose}",
        "type": "object",
        "required": ["format", "version", LIST],
        "properties": {
            "format": {"const": f"{FORMAT}.{purpose}"},
            "version": {"const": 1},
            "number": {"type": "string"},
            "copy_of": {"type": "string"},
            "day": _DAY,
            "creditor": {"type": "string"},
            LIST: {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": list(needed),
                    "properties": shapes,
                    "additionalProperties": False,
                },
            },
        },
        "additionalProperties": False,
    }


_DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def _shape(name):
    kind = TYPES[name]
    if kind in (AMOUNT, RATE):
        return {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$"}
    return _DAY if kind == DAY else {"type": "string"}
