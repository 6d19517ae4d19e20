"""Unit tests need neither a database nor the ORM.

``odoo.addons.debt_recovery`` stands here as a bare package, so that its plain Python
(``odoo.addons.debt_recovery.tools``) is imported without the models.
"""

import os
import sys
from types import ModuleType

from hypothesis import settings

from dev.settings import ADDON, ROOT


def _bare_package(name, folder):
    package = ModuleType(name)
    package.__path__ = [str(folder)]
    sys.modules[name] = package
    return package


odoo = sys.modules.get("odoo") or __import__("odoo")
addons = _bare_package("odoo.addons", ROOT)
odoo.addons = addons
setattr(addons, ADDON, _bare_package(f"odoo.addons.{ADDON}", ROOT / ADDON))

# HYPOTHESIS_PROFILE=thorough looks for an hour where every day looks for a minute
settings.register_profile("thorough", max_examples=3000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
