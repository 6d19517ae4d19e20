"""What every shipped rule must have to be asked, and what its words point to."""

from odoo.addons.debt_recovery.tools.notice_codes import CODES
from odoo.addons.debt_recovery.tools.rule_file import read
from odoo.addons.debt_recovery.tools.rules.registry import is_known

from tests.unit.rules_packs import FILES, packs

LAW = ("law", "presumption")
CLAUSES = ("contract_clause", "legal_basis")


def rows():
    for file in FILES:
        yield from read(file.read_text("utf-8"))[0]


def test_every_law_that_binds_has_a_source_a_date_of_check_and_was_read():
    for row in rows():
        if row.strength in LAW and row.state == "on":
            assert row.legal_basis or row.source_url, row.code
            assert row.checked_on, row.code
            assert row.confidence.startswith("verified"), row.code


def test_what_is_only_general_knowledge_binds_nobody_by_law():
    doubtful = [row for row in rows() if row.confidence == "general_knowledge"]
    assert doubtful
    for row in doubtful:
        assert row.state != "on" or row.strength in ("product_default", "house"), (
            row.code
        )


def test_every_kind_of_rule_is_understood():
    assert not [rule.code for rule in packs() if not is_known(rule.kind)]


def test_every_text_that_stops_something_can_be_given():
    for rule in packs():
        if rule.notice and rule.notice.blocks:
            assert rule.notice.code in CODES, rule.code
        if rule.amount and rule.amount.needs:
            assert rule.amount.needs in (*CODES, *CLAUSES), rule.code


def test_the_lines_of_a_group_are_one_rule_of_one_place():
    groups = {}
    for rule in packs():
        groups.setdefault(rule.group or rule.code, []).append(rule)
    for lines in groups.values():
        marks = {
            (one.kind, one.country, one.state_code, one.city, one.kinds, one.party)
            for one in lines
        }
        assert len(marks) == 1, [one.code for one in lines]


def test_the_same_text_by_two_media_is_one_rule():
    """Else both would be asked for, and the one that was sent would never suffice."""
    told = {}
    for rule in packs():
        if rule.notice and rule.notice.blocks:
            key = (
                rule.kind,
                rule.country,
                rule.state_code,
                rule.notice.code,
                rule.party,
            )
            told.setdefault(key, set()).add(rule.group or rule.code)
    assert [key for key, groups in told.items() if len(groups) > 1] == []
