"""The rules by which the customer's pages are judged are those that were pinned."""

from importlib.util import find_spec
from pathlib import Path


def test_the_set_up_brings_the_accessibility_rules():
    script = Path(find_spec("axe_playwright_python").origin).with_name("axe.min.js")
    assert script.read_text().startswith("/*! axe v4.12.1\n")
