"""Every example in a docstring of the addon's tools and of ``dev`` holds."""

import doctest
import importlib

import pytest

from dev.settings import ADDON, ROOT


def _modules():
    for prefix, folder in ((f"odoo.addons.{ADDON}.", ROOT / ADDON), ("", ROOT)):
        part = "dev" if folder == ROOT else "tools"
        for path in sorted((folder / part).rglob("*.py")):
            if ">>> " in path.read_text():
                name = ".".join(path.relative_to(folder).with_suffix("").parts)
                yield prefix + name.removesuffix(".__init__")


@pytest.mark.parametrize("name", _modules())
def test_examples(name):
    outcome = doctest.testmod(
        importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE
    )
    assert outcome.attempted, f"{name}: no example was run"
    assert not outcome.failed, f"{name}: {outcome.failed} examples failed"
