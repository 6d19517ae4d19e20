"""Texts: no hole is ever sent, no code ever runs, escapes hold."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from odoo.addons.debt_recovery.tools.wording import (
    WordingError,
    check,
    fill,
    placeholders,
)

names = st.text(string.ascii_lowercase + "_", min_size=1, max_size=8)
plain = st.text(max_size=40).filter(lambda text: not set("{}") & set(text))


@given(st.lists(st.tuples(plain, names), max_size=5), plain, st.data())
def test_every_word_is_replaced_and_nothing_else(pieces, end, data):
    text = "".join(f"{before}{{{name}}}" for before, name in pieces) + end
    values = {name: data.draw(plain) for _before, name in pieces}
    assert placeholders(text) == set(values)
    expected = "".join(before + values[name] for before, name in pieces) + end
    assert fill(text, values) == expected


@given(plain, names, plain)
def test_a_missing_value_never_leaves_a_hole(before, name, after):
    for values in ({}, {name: None}):
        with pytest.raises(WordingError) as caught:
            fill(f"{before}{{{name}}}{after}", values)
        assert (caught.value.code, caught.value.names) == ("missing", (name,))


@given(st.text(max_size=60))
def test_any_text_is_understood_or_refused(text):
    try:
        used = placeholders(text)
    except WordingError as error:
        assert error.code == "broken"
    else:
        assert isinstance(fill(text, dict.fromkeys(used, "x")), str)


@given(plain)
def test_values_are_escaped_where_asked(value):
    assert fill("<p>{name}</p>", {"name": value}, convert=escape) == (
        f"<p>{escape(value)}</p>"
    )


@pytest.mark.parametrize(
    "text",
    ["{a.b}", "{a[0]}", "{a!r}", "{a:>10}", "{}", "{0}", "{A}", "{", "}", "{a b}"],
)
def test_nothing_but_words_is_accepted(text):
    with pytest.raises(WordingError) as caught:
        placeholders(text)
    assert caught.value.code == "broken"


def test_values_with_braces_stay_text():
    assert fill("{a}", {"a": "{b} {a.__class__}"}) == "{b} {a.__class__}"


def test_an_unknown_word_is_named():
    with pytest.raises(WordingError) as caught:
        check("{amount_due} {zebra} {total}", {"total"})
    assert caught.value.names == ("amount_due", "zebra")
