"""One part of the suite: run pytest within its time limit, count what it reports."""

import os
import signal
import subprocess
import xml.etree.ElementTree as ElementTree
from contextlib import nullcontext
from dataclasses import dataclass, field

from .session import python_command
from .settings import LOCAL, LOGS, ROOT

REPORTS = LOCAL / "reports"
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


def log_of(part):
    """Return where a part that runs beside others says what it does."""
    return LOGS / f"suite-{part.name}.log"


def run_pytest(part, arguments, outcome, running=None):
    """Run pytest within the part's time limit and count what it reports.

    :param running: list that gets the process; what it says goes to a file then
    """
    report = REPORTS / f"{part.name}.xml"
    report.unlink(missing_ok=True)
    options = ("-q", "-c", ROOT / "pyproject.toml", f"--junitxml={report}")
    command = python_command("pytest", *options, *arguments)
    quiet = running is not None
    with open(log_of(part), "w") if quiet else nullcontext() as output:
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
            end_group(process)
    count(report, outcome)
    if code == NO_TESTS:
        outcome.notes.append("no test was chosen")
    elif code != 0 and not outcome.failed:
        outcome.failed += 1
        outcome.notes.append(f"pytest ended with {code}")


def end_group(process):
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


def count(report, outcome):
    """Add the figures of a JUnit report."""
    if not report.exists():
        return
    for suite in ElementTree.parse(report).iter("testsuite"):
        wrong = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        outcome.failed += wrong
        outcome.skipped += skipped
        outcome.passed += max(int(suite.get("tests", 0)) - wrong - skipped, 0)
