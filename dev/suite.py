"""Run the whole test suite, part by part, and say how it went.

``python -m dev.suite`` runs every part; ``python -m dev.suite unit addon`` some; what
follows ``--`` goes to pytest. Every part has a time limit and a report under
``.local/reports``. The last line is ``N passed, N failed``.
"""

import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field

from .databases import clone, drop
from .session import end_on_sigterm, python_command
from .settings import ADDON, CONFIG, LOCAL, LOGS, ROOT
from .shell import SetupError
from .suite_database import ensure_suite_template

REPORTS = LOCAL / "reports"
SCREENSHOTS = LOCAL / "screenshots"
SHARES = 2  # processes for the addon's own tests
NO_TESTS = 5  # pytest's exit code when it found none


@dataclass
class Part:
    name: str
    what: str
    limit: int  # seconds
    arguments: list
    modules: tuple = ()  # an addon's tests: the modules of its database


@dataclass
class Outcome:
    part: Part
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    notes: list = field(default_factory=list)


def parts():
    """Return the parts in the order in which they run, the quickest first."""
    apart = ("unit", "test_install.py", "test_native.py")
    system = ["tests", *(f"--ignore=tests/{name}" for name in apart)]
    found = [Part("unit", "doctests and tests without database", 600, ["tests/unit"])]
    found.append(_addon_part(ADDON))
    for manifest in sorted(ROOT.glob(f"{ADDON}_*/__manifest__.py")):
        found.append(_addon_part(manifest.parent.name))
    found.append(
        Part("install", "on an empty database", 600, ["tests/test_install.py"])
    )
    found.append(Part("native", "Odoo's own tests", 900, ["tests/test_native.py"]))
    found.append(Part("system", "the whole system", 1500, system))
    return found


def _addon_part(module):
    name = "addon" if module == ADDON else module.removeprefix(f"{ADDON}_")
    modules = (ADDON,) if module == ADDON else (ADDON, module)
    what = f"{module}/tests, with pages and browser"
    return Part(name, what, 2100, [f"{module}/tests"], modules)


def run_part(part, extra):
    """Run one part; whatever goes wrong is in its outcome, never raised."""
    print(f"\n=== {part.name}: {part.what}", flush=True)
    outcome = Outcome(part)
    begun = time.monotonic()
    if not _has_tests(part):
        outcome.notes.append("no test yet")
        return outcome
    try:
        if part.modules:
            _run_addon(part, extra, outcome)
        else:
            _pytest(part, part.arguments + extra, outcome)
    except SetupError as error:
        print(error, flush=True)
        outcome.failed += 1
        outcome.notes.append("could not be set up")
    outcome.seconds = time.monotonic() - begun
    return outcome


def _has_tests(part):
    paths = [ROOT / name for name in part.arguments if not name.startswith("-")]
    ignored = [ROOT / a.split("=")[1] for a in part.arguments if "--ignore=" in a]
    found = (f for p in paths for f in ([p] if p.is_file() else p.rglob("test_*.py")))
    return any(not any(f.is_relative_to(i) for i in ignored) for f in found)


def _run_addon(part, extra, outcome):
    """Run an addon's own tests, as Odoo would, on clones of its template.

    All of them run in two processes at once, each with a database of its own; chosen
    ones in one.
    """
    template = ensure_suite_template(part.modules)
    if extra or part.name != "addon":
        return _run_share(part, part.arguments + extra, outcome, template)
    shares = shared_out(ROOT / part.arguments[0])
    halves = [Outcome(part) for _share in shares]
    running = []
    with ThreadPoolExecutor(len(shares)) as pool:
        try:
            told = [
                pool.submit(
                    _run_share,
                    part,
                    files,
                    halves[number],
                    template,
                    f"-{number}",
                    running,
                )
                for number, files in enumerate(shares)
            ]
            for one in told:
                one.result()
        finally:  # also when somebody stops us
            for process in running:
                _end_group(process)
    for number, half in enumerate(halves):
        print(_share_log(part, f"-{number}").read_text(), flush=True)
        for name in ("passed", "failed", "skipped"):
            setattr(outcome, name, getattr(outcome, name) + getattr(half, name))
        outcome.notes += half.notes
        if not half.passed:
            outcome.failed += 1
            outcome.notes.append(f"nothing passed in share {number}")


def shared_out(folder, count=SHARES):
    """Return the test files of ``folder`` in ``count`` shares of about one size."""
    shares = [[] for _number in range(count)]
    sizes = [0] * count
    files = sorted(folder.rglob("test_*.py"), key=lambda one: one.stat().st_size)
    for path in reversed(files):
        least = sizes.index(min(sizes))
        shares[least].append(str(path.relative_to(ROOT)))
        # a class costs more than its tests: its setting up
        sizes[least] += path.stat().st_size + 8000 * path.read_text().count("\nclass ")
    return shares


def _share_log(part, suffix):
    return LOGS / f"suite-{part.name}{suffix}.log"


def _run_share(part, arguments, outcome, template, suffix="", running=None):
    database = f"dr_suite_{part.name}_{os.getpid()}{suffix}"
    options = ["-p", "odoo", "--odoo-http", f"--odoo-database={database}"]
    options += [f"--odoo-config={CONFIG}", "--odoo-log-level=warn"]
    options += [f"--odoo-extra=screenshots={SCREENSHOTS}"]
    clone(database, template)
    try:
        _pytest(part, options + arguments, outcome, suffix, running)
    finally:
        drop(database)


def _pytest(part, arguments, outcome, suffix="", running=None):
    """Run pytest within the part's time limit and count what it reports.

    :param running: list that gets the process; what it says goes to a file then
    """
    report = REPORTS / f"{part.name}{suffix}.xml"
    report.unlink(missing_ok=True)
    options = ("-q", "-c", ROOT / "pyproject.toml", f"--junitxml={report}")
    command = python_command("pytest", *options, *arguments)
    quiet = running is not None
    with open(_share_log(part, suffix), "w") if quiet else nullcontext() as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output and subprocess.STDOUT,
            start_new_session=True,
        )
        if quiet:
            running.append(process)
        try:
            code = process.wait(part.limit)
        except subprocess.TimeoutExpired:
            code = None
            outcome.notes.append(f"stopped after {part.limit} s")
        finally:
            _end_group(process)
    _count(report, outcome)
    if code == NO_TESTS:
        outcome.notes.append("no test was chosen")
    elif code != 0 and not outcome.failed:
        outcome.failed += 1
        outcome.notes.append(f"pytest ended with {code}")


def _end_group(process):
    """End what is left of a part: pytest and what it started in its group."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
        except ProcessLookupError:
            break
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            continue


def _count(report, outcome):
    """Add the figures of a JUnit report."""
    if not report.exists():
        return
    for suite in ElementTree.parse(report).iter("testsuite"):
        wrong = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        outcome.failed += wrong
        outcome.skipped += skipped
        outcome.passed += max(int(suite.get("tests", 0)) - wrong - skipped, 0)


def summary(outcomes):
    """Return the lines of the closing table.

    >>> part = Part("unit", "", 1, [])
    >>> print(summary([Outcome(part, 3, 0, 1, 2.04), Outcome(part, notes=["none"])]))
    part          passed  failed  skipped  seconds
    unit               3       0        1      2.0
    unit               0       0        0      0.0  none
    <BLANKLINE>
    3 passed, 0 failed, 1 skipped
    """
    lines = [f"{'part':12} {'passed':>7} {'failed':>7} {'skipped':>8} {'seconds':>8}"]
    for one in outcomes:
        row = f"{one.part.name:12} {one.passed:7} {one.failed:7} {one.skipped:8}"
        row += f" {one.seconds:8.1f}"
        lines.append("  ".join([row, "; ".join(one.notes)]).rstrip())
    passed, failed, skipped = (
        sum(getattr(one, name) for one in outcomes)
        for name in ("passed", "failed", "skipped")
    )
    last = f"{passed} passed, {failed} failed"
    return "\n".join([*lines, "", last + (f", {skipped} skipped" if skipped else "")])


def main(arguments):
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    names, extra = arguments[:cut], arguments[cut + 1 :]
    known = {part.name: part for part in parts()}
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"unknown part: {', '.join(unknown)}; there are {', '.join(known)}")
        return 2
    end_on_sigterm()
    REPORTS.mkdir(parents=True, exist_ok=True)
    outcomes = [run_part(known[name], extra) for name in names or known]
    print("\n" + summary(outcomes), flush=True)
    return 1 if any(one.failed for one in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
