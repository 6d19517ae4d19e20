"""Texts are counted as phones count them."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.sms_text import (
    BASIC,
    EXTENDED,
    ROOM,
    as_html,
    as_text,
    measure,
    tidy,
)

GSM = st.text(st.sampled_from(sorted(BASIC | EXTENDED)))
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


def test_the_alphabet_has_the_places_of_the_standard():
    assert len(BASIC) == 127  # 128 with the escape
    assert len(EXTENDED) == 10
    assert not BASIC & EXTENDED


def test_the_edges():
    for character, alphabet, size in (("a", "gsm7", 1), ("€", "gsm7", 2)):
        assert measure(character * (160 // size)) == (alphabet, 160, 1)
        assert measure(character * (160 // size) + "a").segments == 2
    assert measure("ê" * 70) == ("ucs2", 70, 1)
    assert measure("ê" * 71).segments == 2
    assert measure("a" * 306).segments == 2
    assert measure("a" * 307).segments == 3


def test_what_needs_two_places_is_not_cut():
    # 152 places, then a sign of two: it opens the second segment
    assert measure("a" * 152 + "€" + "a" * 151).segments == 2
    assert measure("a" * 152 + "€" + "a" * 152).segments == 3
    assert measure("ê" * 66 + "😀" + "ê" * 65).segments == 2
    assert measure("ê" * 66 + "😀" + "ê" * 66).segments == 3


@given(GSM)
def test_gsm_texts_stay_gsm(text):
    found = measure(text)
    assert found.alphabet == "gsm7"
    assert found.places == len(text) + sum(one in EXTENDED for one in text)


@given(ANY)
def test_segments_hold_the_text_and_no_more_than_they_must(text):
    alphabet, places, segments = measure(text)
    alone, each = ROOM[alphabet]
    if alphabet == "ucs2":
        assert places == len(text.encode("utf-16-le")) // 2
    assert (segments == 0) == (text == "")
    if segments > 1:
        assert places > alone
        # a cut loses one place at most
        assert -(-places // each) <= segments <= -(-places // (each - 1))


@given(ANY, ANY)
def test_more_text_is_never_fewer_segments(one, other):
    assert measure(one + other).segments >= measure(one).segments


@given(ANY)
def test_what_is_kept_as_html_comes_back(text):
    text = text.replace("\r", "")
    assert as_text(as_html(text)) == text
    assert "<script" not in as_html(text)


@given(ANY)
def test_tidying_keeps_letters_and_does_it_once(text):
    once = tidy(text)
    assert tidy(once) == once


def test_french_typography_costs_nothing():
    text = (
        "L’échéance de la facture «\u00a0F-12\u00a0» est passée\u202f: 120,00\u00a0€…"
    )
    assert measure(text).alphabet == "ucs2"
    assert measure(tidy(text)).alphabet == "gsm7"
    assert "échéance" in tidy(text)
