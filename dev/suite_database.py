"""The database of an addon's tests: its template, with two companies that have the
French chart of accounts, which the tests take instead of loading one each time.

``python -m dev.suite_database DATABASE`` is the process that prepares them.
"""

import sys

from .databases import _adopt, _copy, _family, drop, ensure_template, existing
from .session import open_env, run_python
from .shell import locked, say

COMPANIES = 2
CHART, COUNTRY = "fr", "base.fr"


def ensure_suite_template(modules):
    """Return the template for the tests of ``modules``; make it if it isn't there."""
    source = ensure_template(modules)
    with locked("databases"):
        family = _family("suite-" + "-".join(modules))
        name = family + source.rsplit("_", 1)[1]
        if name in existing(family):
            return name
        say(f"preparing the companies of the tests ({name})")
        draft = family + "draft"
        _copy(source, draft)
        run_python("dev.suite_database", draft)
        for old in existing(family):
            if old != draft:
                drop(old)
        _adopt(draft, name)
    return name


def prepare(env):
    """Create the companies, out of use until a test takes them."""
    country = env.ref(COUNTRY)
    for number in range(COMPANIES):
        company = env["res.company"].create(
            {
                "name": f"Prepared {number}",
                "country_id": country.id,
                "currency_id": country.currency_id.id,
                "recovery_active": False,
            }
        )
        env["account.chart.template"].try_loading(CHART, company, install_demo=False)
        company.currency_id = country.currency_id
        env["ir.model.data"].create(
            {
                "module": "__suite__",
                "name": f"company_{number}",
                "model": "res.company",
                "res_id": company.id,
            }
        )
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()


def main(arguments):
    with open_env(arguments[0], log_level="error") as env:
        prepare(env)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
