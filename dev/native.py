"""Odoo's own tests, with the addon installed: it must not break what was right.

``python -m dev.native`` runs the suites of the modules that the addon touches, on a
copy of its template, and compares what fails with ``native_known.json``: what fails
without the addon already, for each version of the Odoo package. ``--classes`` runs
only what a submission waits for; ``--without`` runs on a database that never saw the
addon and writes the list anew.

Tests that Odoo runs while a module is being installed say nothing of an addon that
comes later: those that it runs afterwards are run.
"""

import argparse
import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field

from .databases import clone, drop, ensure_base
from .session import end_on_sigterm, free_port, odoo_command, stop
from .settings import LOGS, ROOT, checkout_key
from .shell import SetupError
from .suite import REPORTS

SUITES = (("/account",), ("/account_payment", "/portal", "/sms", "/mail"))
CLASSES = (
    "/account_payment",
    "/account:TestAccountMoveReconcile",
    "/account:TestAccountPayment",
    "/account:TestAccountPaymentItems",
    "/account:TestAccountPaymentRegister",
    "/account:TestAccountEarlyPaymentDiscount",
)
KNOWN = ROOT / "dev" / "native_known.json"
LOCK = ROOT / "dev" / "odoo.lock"
LIMIT = 3 * 3600  # seconds
# of a test, or of what a class sets up
# of a test, or of what a class sets up
_WRONG = re.compile(
    r"^\S+ \S+ \d+ ERROR \S+ odoo\.\S+ (?:FAIL|ERROR): "
    r"(?:\w+ \(\S*\.(\w+)\)|(?:Subtest )?(\w+\.\w+).*)$",
    re.M,
)
_TOTAL = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading")


@dataclass
class Run:
    """What one process of Odoo said of its tests."""

    ran: int = 0
    wrong: set = field(default_factory=set)
    trouble: str = ""


def read_log(text):
    """Return the :class:`Run` that a log of Odoo tells of.

    >>> one = "2026-03-02 08:00:00,1 7 ERROR base odoo.{}: {}"
    >>> lines = [one.format("addons.mail.tests.test_x", "FAIL: TestX.test_y")]
    >>> what = "ERROR: setUpClass (odoo.addons.sms.tests.test_z.TestZ)"
    >>> lines.append(one.format("tests.suite", what))
    >>> lines.append("1 failed, 1 error(s) of 9 tests when loading database 'base' ")
    >>> run = read_log("\\n".join(lines))
    >>> run.ran, sorted(run.wrong)
    (9, ['TestX.test_y', 'TestZ'])
    """
    run = Run(wrong={whole or test for whole, test in _WRONG.findall(text)})
    total = _TOTAL.search(text)
    if total is None:
        run.trouble = "the tests did not come to their end"
    elif not int(total[3]):
        run.trouble = "no test ran"
    else:
        run.ran = int(total[3])
    return run


def run_tests(template, suites):
    """Run suites at once, each on a clone of its own; return what came of each.

    :param suites: for each process the tags of Odoo's tests
    """
    running = []
    try:
        for number, tags in enumerate(suites):
            name = f"dr_native_{checkout_key()}_{number}"
            clone(name, template)
            log = LOGS / f"native-{number}.log"
            running.append((_start(name, tags, log), name, log))
        ends = time.monotonic() + LIMIT
        for process, _name, _log in running:
            process.wait(max(1, ends - time.monotonic()))
    except subprocess.TimeoutExpired as error:
        raise SetupError(f"not at its end after {LIMIT} s") from error
    finally:
        for process, name, _log in running:
            stop(process)
            drop(name)
    return [read_log(log.read_text(errors="replace")) for *_rest, log in running]


def _start(database, tags, log):
    after = ",".join(f"post_install{tag}" for tag in tags)
    options = ("-d", database, "--test-tags", after, "--stop-after-init")
    port = ("--http-interface", "127.0.0.1", "--http-port", free_port())
    command = odoo_command(*options, *port, "--log-level", "warn")
    # the closing line with the totals is information
    command += ["--log-handler", "odoo.tests.result:INFO"]
    with open(log, "w") as output:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def version():
    """Return the version of the Odoo package that is locked."""
    return json.loads(LOCK.read_text())["version"]


def known():
    """Return what fails without the addon, as it was written for this version."""
    lists = json.loads(KNOWN.read_text()) if KNOWN.exists() else {}
    if version() not in lists:
        raise SetupError(
            f"{KNOWN.name} has no list for Odoo {version()}: "
            "make it with: make native ARGS=--without"
        )
    return set(lists[version()])


def keep(wrong):
    """Write what fails without the addon, in place of what this version had."""
    lists = json.loads(KNOWN.read_text()) if KNOWN.exists() else {}
    lists[version()] = sorted(wrong)
    KNOWN.write_text(json.dumps(lists, indent=2) + "\n")


def tell(runs, before):
    """Print what came of the runs; return how many tests the addon broke."""
    ran = sum(run.ran for run in runs)
    wrong = set().union(*(run.wrong for run in runs))
    for test in sorted(wrong - before):
        print(f"broken with the addon: {test}")
    print(
        f"{ran} of Odoo's own tests ran with the addon: {len(wrong - before)} broken, "
        f"{len(wrong & before)} fail without it too",
        flush=True,
    )
    return len(wrong - before)


def main(arguments):
    parser = argparse.ArgumentParser(prog="make native", description=__doc__)
    parser.add_argument("--without", action="store_true", help="write the list")
    parser.add_argument("--classes", action="store_true", help="the quick ones")
    chosen = parser.parse_args(arguments)
    end_on_sigterm()
    REPORTS.mkdir(parents=True, exist_ok=True)
    try:
        before = set() if chosen.without else known()
        suites = SUITES
        if chosen.classes:
            suites = (CLASSES,)
        runs = run_tests(ensure_base() if chosen.without else None, suites)
    except SetupError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.code
    trouble = [run.trouble for run in runs if run.trouble]
    for text in trouble:
        print(f"{text}; see {LOGS.relative_to(ROOT)}/native-*.log")
    if chosen.without and not trouble:
        keep(set().union(*(run.wrong for run in runs)))
        ran = sum(run.ran for run in runs)
        print(f"{ran} tests ran without the addon; {KNOWN.name} is written")
    broken = 0 if chosen.without else tell(runs, before)
    return 1 if trouble or broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
