"""Make the packs of rules that the product ships from a file of research.

``python -m dev.rule_packs RULES.csv [FRENCH.json]`` writes ``data/rules/<PACK>.csv``:
each line is put into the words of the product, corrected where the review of the packs
found something (``dev/rule_reviews*.py``), and read back. Its French is that of the
file given, else that of the pack so far. Nothing is written when a line is refused.
"""

import csv
import json
import sys
from io import StringIO
from pathlib import Path

from .pure import tools
from .rule_reviews import REVIEWS
from .rule_reviews_fr import REVIEWS_FR
from .rule_translate import translate

rule_file = tools("rule_file")
COLUMNS = tools("rule_words").COLUMNS
FOLDER = Path(__file__).parents[1] / "debt_recovery" / "data" / "rules"
CHECKED_ON = "2026-11-21"  # the day on which the sources of the research were read


def reviewed(lines, french):
    """Yield the lines of the packs: translated, corrected, split."""
    for line in lines:
        line = translate(line)
        for change in _changes(line["rule_id"]):
            cells = {**line, **change}
            cells["params"] = {**line["params"], **change.get("params", {})}
            yield _finished(cells, french)


def _changes(code):
    change = {**REVIEWS, **REVIEWS_FR}.get(code, {})
    return change if isinstance(change, list) else [change]


def _finished(cells, french):
    params = {k: v for k, v in cells["params"].items() if v not in (None, "")}
    known = cells["confidence"] != "general_knowledge"
    return {
        **{name: cells.get(name, "") for name in COLUMNS},
        "params": json.dumps(params) if params else "",
        "checked_on": cells.get("checked_on", CHECKED_ON) if known else "",
        "summary_fr": french.get(cells["rule_id"], ""),
    }


def packs(lines):
    """Return the text of each pack, by country."""
    found = {}
    for line in lines:
        country = line["jurisdiction"].split("-")[0]
        found.setdefault(country, []).append(line)
    texts = {country: as_text(lines) for country, lines in found.items()}
    if None in texts.values():
        raise SystemExit(1)
    return texts


def as_text(lines):
    """Return lines as the product writes them, None when it refuses to read one."""
    target = StringIO()
    writer = csv.DictWriter(target, COLUMNS)
    writer.writeheader()
    writer.writerows(lines)
    rows, problems = rule_file.read(target.getvalue())
    codes = [line["rule_id"] for line in lines]
    for number, column, what in problems:
        print(f"{codes[number - 2]}: {column}: {what}", file=sys.stderr)
    return None if problems else rule_file.write(rows)


def _french_so_far():
    """Return the French of the packs as they are, by code."""
    rows = [
        row
        for path in FOLDER.glob("*.csv")
        for row in rule_file.read(path.read_text(encoding="utf-8"))[0]
    ]
    return {row.code: row.summary_fr for row in rows if row.summary_fr}


def main(arguments):
    with open(arguments[0], encoding="utf-8", newline="") as source:
        lines = list(csv.DictReader(source))
    french = _french_so_far()
    for name in arguments[1:2]:
        french |= json.loads(Path(name).read_text(encoding="utf-8"))
    texts = packs(list(reviewed(lines, french)))
    FOLDER.mkdir(exist_ok=True)
    for country, text in texts.items():
        (FOLDER / f"{country}.csv").write_text(text, encoding="utf-8")
    print(
        f"{len(texts)} packs, {sum(text.count(chr(10)) - 1 for text in texts.values())}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
