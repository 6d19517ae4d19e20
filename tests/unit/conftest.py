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

# HYPOTHESIS_PROFILE=thorough looks for an hour where every day looks for a minute; the
# check of a submission looks at the same cases each time, a busy machine's time is none
settings.register_profile("thorough", max_examples=3000, deadline=None)
settings.register_profile("daily", deadline=None)
settings.register_profile("submission", deadline=None, derandomize=True, database=None)
usual = "submission" if os.environ.get("CI") else "daily"
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", usual))
