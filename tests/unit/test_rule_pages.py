"""The pages of the packs say what the packs say."""

import pytest

from dev.rule_pages import PAGES, pages

TEXTS = pages()


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_page_is_current(name):
    """Made anew by ``python -m dev.rule_pages``."""
    assert (PAGES / name).read_text(encoding="utf-8") == TEXTS[name]


def test_no_page_is_left_of_a_pack_that_went():
    assert {path.name for path in PAGES.glob("*.md")} == set(TEXTS)
