"""Odoo's own tests of payments and matching stay right with the addon installed."""

import subprocess

from dev import native
from dev.session import run_python


def test_the_addon_breaks_no_test_of_odoo_on_payments_and_matching():
    done = run_python(
        "dev.native", "--classes", check=False, stdout=subprocess.PIPE, text=True
    )
    assert done.returncode == 0, done.stdout
    assert ": 0 broken" in done.stdout


def test_a_test_that_only_fails_with_the_addon_is_told(capsys):
    runs = [native.Run(3, {"TestA.test_old", "TestB.test_new"})]
    assert native.tell(runs, {"TestA.test_old"}) == 1
    assert "broken with the addon: TestB.test_new" in capsys.readouterr().out


def test_a_run_without_its_closing_line_is_no_success():
    assert native.read_log("killed half-way").trouble
    assert native.read_log("0 failed, 0 error(s) of 0 tests when loading").trouble
