"""What a form of the customer's pages may hold is read, or named as wrong."""

import random
from datetime import date
from decimal import Decimal

from odoo.addons.debt_recovery.tools.plan_wishes import read

ALPHABET = "0123456789.,-/ €eE+%\u00a0\u0660x\n"
FIELDS = ("count", "each", "day", "weekday", "first", "deposit", "by", "frequency")


def test_whatever_is_sent_is_read_or_named():
    draw = random.Random(7)
    for _round in range(5000):
        form = {
            name: "".join(draw.choices(ALPHABET, k=draw.randrange(14)))
            for name in FIELDS
        }
        form["by"] = draw.choice(("count", "each", "x"))
        form["line"] = draw.choice((None, "7", ["1", "x", "-3"], [form["each"]]))
        wishes = read(form)
        assert wishes.each >= 0 and wishes.deposit >= 0
        assert 0 <= wishes.count <= 999
        assert all(one >= 0 for one in wishes.lines)
        assert set(wishes.wrong) <= set(FIELDS)
        assert wishes.first is None or isinstance(wishes.first, date)


def test_what_is_said_in_the_other_way_does_not_count():
    wishes = read({"by": "each", "each": "310,00", "count": "4"})
    assert (wishes.count, wishes.each) == (0, Decimal("310.00"))
    wishes = read({"by": "count", "each": "nonsense", "count": "4"})
    assert (wishes.count, wishes.each, wishes.wrong) == (4, 0, ())


def test_so_many_lines_and_no_more():
    assert len(read({"line": ["1"] * 9000}).lines) == 100
