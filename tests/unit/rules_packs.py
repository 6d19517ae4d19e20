"""The packs that the addon ships, as the engine's values."""

import csv
from functools import lru_cache
from pathlib import Path

from odoo.addons.debt_recovery.tools.rule_file import read

from dev.settings import ADDON, ROOT
from tests.unit.rules_language import Case

FILES = sorted((ROOT / ADDON / "data" / "rules").glob("*.csv"))
TABLE = Path(__file__).with_name("rules_cases.csv")


@lru_cache
def packs():
    """Return all rules of all packs; a line that can't be read fails."""
    found = []
    for file in FILES:
        rows, problems = read(file.read_text("utf-8"))
        assert not problems, f"{file.name}: {problems}"
        found += rows
    assert found, "no pack is shipped"
    return tuple(row.as_rule(key=number) for number, row in enumerate(found, 1))


@lru_cache
def cases():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(Case(row) for row in csv.DictReader(file))
