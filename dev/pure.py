"""The pure tools of the add-on, without Odoo: its package imports models."""

import importlib
import sys
from pathlib import Path

ADDON = Path(__file__).parents[1] / "debt_recovery"


def tools(name):
    """Return the module ``debt_recovery/tools/<name>.py``."""
    if str(ADDON) not in sys.path:
        sys.path.insert(0, str(ADDON))
    return importlib.import_module(f"tools.{name}")
