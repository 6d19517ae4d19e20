"""Every code of Twilio ends in the closed vocabulary."""

import ast

import pytest

from odoo.addons.debt_recovery.tools.twilio_errors import (
    MEANINGS,
    PERMANENT,
    TEMPORARY,
    UNCERTAIN,
    read,
)

from dev.settings import ADDON, ROOT


def _vocabulary():
    """Return the codes of ``FAILURES``, read from its file: it needs the models."""
    path = ROOT / ADDON / "models" / "recovery_notice.py"
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "FAILURES":
            return {code for code, _label in ast.literal_eval(node.value)}
    raise AssertionError("no FAILURES")


def test_every_meaning_is_in_the_vocabulary():
    known = _vocabulary()
    assert {meaning.failure_type for meaning in MEANINGS.values()} <= known
    assert {read(None, status).failure_type for status in range(400, 600)} <= known


@pytest.mark.parametrize(
    ("code", "failure", "outcome"),
    [
        (21211, "bad_address", PERMANENT),
        (21214, "bad_address", PERMANENT),
        (21265, "bad_address", PERMANENT),
        (21408, "account", PERMANENT),
        (21602, "template", PERMANENT),
        (21603, "no_sender", PERMANENT),
        (21604, "bad_address", PERMANENT),
        (21606, "no_sender", PERMANENT),
        (21608, "account", PERMANENT),
        (21610, "opted_out", PERMANENT),
        (21612, "unreachable", PERMANENT),
        (21614, "landline", PERMANENT),
        (21617, "template", PERMANENT),
        (20003, "account", PERMANENT),
        (20429, "limit", TEMPORARY),
        (30001, "limit", TEMPORARY),
        (30002, "account", PERMANENT),
        (30003, "unreachable", PERMANENT),
        (30004, "blocked", PERMANENT),
        (30005, "bad_address", PERMANENT),
        (30006, "landline", PERMANENT),
        (30007, "refused", PERMANENT),
        (30008, "unreachable", PERMANENT),
        (30034, "no_sender", PERMANENT),
        (63003, "bad_address", PERMANENT),
        (63007, "no_sender", PERMANENT),
        (63013, "refused", PERMANENT),
        (63014, "blocked", PERMANENT),
        (63015, "account", PERMANENT),
        (63016, "window", PERMANENT),
        (63018, "limit", TEMPORARY),
        (63024, "bad_address", PERMANENT),
        (63032, "refused", PERMANENT),
        (63038, "limit", TEMPORARY),
        (13223, "bad_address", PERMANENT),
        (13224, "bad_address", PERMANENT),
        (13225, "blocked", PERMANENT),
        (13226, "bad_address", PERMANENT),
        (13227, "account", PERMANENT),
    ],
)
def test_the_codes_that_matter(code, failure, outcome):
    assert read(code, 400) == (failure, outcome)
    assert read(str(code)) == read(code)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, PERMANENT),
        (401, PERMANENT),
        (404, PERMANENT),
        (429, TEMPORARY),
        (500, UNCERTAIN),
        (502, UNCERTAIN),
        (503, TEMPORARY),
        (504, UNCERTAIN),
    ],
)
def test_a_status_without_a_code(status, outcome):
    assert read(None, status).outcome == outcome


def test_a_code_stands_in_one_place():
    from odoo.addons.debt_recovery.tools import twilio_errors

    listed = [code for codes in twilio_errors._BY_MEANING.values() for code in codes]
    assert len(listed) == len(set(listed))
