"""The list of statutory texts is closed: the packs name no other."""

import csv
import json
from pathlib import Path

import pytest

from odoo.addons.debt_recovery.tools import notice_codes
from odoo.addons.debt_recovery.tools.notice_codes import CODES, MENTIONS, TEXTS

PACKS = Path(notice_codes.__file__).parents[1] / "data" / "rules"


def lines():
    for path in sorted(PACKS.glob("*.csv")):
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                yield row["rule_id"], json.loads(row["params"] or "{}")


def test_the_packs_name_no_other_text():
    named = {params["notice"] for _rule, params in lines() if "notice" in params}
    assert named
    assert named <= {*CODES, *MENTIONS}


def test_a_text_answers_the_rules_that_name_it():
    for rule, params in lines():
        code = params.get("notice")
        if code in CODES:
            assert notice_codes.code_of(rule) == code, rule


def test_what_a_rule_wants_mentioned_is_known_of_its_text():
    for rule, params in lines():
        code = params.get("notice")
        if code in CODES:
            assert set(params.get("fields", ())) <= set(TEXTS[code].fields), rule


@pytest.mark.parametrize("code", CODES)
def test_every_text_says_what_it_must_mention(code):
    assert TEXTS[code].fields
    assert code not in MENTIONS
