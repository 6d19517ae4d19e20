"""Run the whole test suite, part by part, and say how it went.

``python -m dev.suite`` runs every part; ``python -m dev.suite unit addon`` some; what
follows ``--`` goes to pytest. Every part has a time limit and a report under
``.local/reports``. The last line is ``N passed, N failed``.
"""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from .databases import clone, drop
from .session import end_on_sigterm
from .settings import ADDON, CONFIG, LOCAL, ROOT
from .shell import SetupError
from .suite_database import ensure_suite_template
from .suite_part import REPORTS, Outcome, Part, end_group, log_of, run_pytest

SCREENSHOTS = LOCAL / "screenshots"
AT_ONCE = 2  # processes that run tests beside each other
SHARES = 4  # parts into which the addon's own tests are cut: nobody waits for the last
ALONE = ("unit",)  # said at once, before anything that takes long
# how much longer than its size says a file takes whose name has the word (measured)
SLOW = {"browser": 6, "accessible": 7, "properties": 7, "crawler": 16, "fuzz": 25}


def parts():
    """Return the parts in the order in which they run, the quickest first."""
    apart = ("unit", "test_install.py", "test_native.py", "test_demo.py")
    system = ["tests", *(f"--ignore=tests/{name}" for name in apart)]
    found = [Part("unit", "doctests and tests without database", 600, ["tests/unit"])]
    found.append(_addon_part(ADDON))
    for manifest in sorted(ROOT.glob(f"{ADDON}_*/__manifest__.py")):
        found.append(_addon_part(manifest.parent.name))
    found.append(
        Part("install", "on an empty database", 600, ["tests/test_install.py"])
    )
    found.append(Part("native", "Odoo's own tests", 900, ["tests/test_native.py"]))
    found.append(Part("demo", "the story and its figures", 900, ["tests/test_demo.py"]))
    found.append(Part("system", "the whole system", 2400, system))
    return found


def _addon_part(module):
    name = "addon" if module == ADDON else module.removeprefix(f"{ADDON}_")
    modules = (ADDON,) if module == ADDON else (ADDON, module)
    what = f"{module}/tests, with pages and browser"
    return Part(name, what, 2700, [f"{module}/tests"], modules)


def run_part(part, extra, running=None):
    """Run one part; whatever goes wrong is in its outcome, never raised.

    :param running: where its processes are noted when it runs beside others; what it
        says is shown once it is over then
    """
    title = f"\n=== {part.name}: {part.what}"
    if running is None:
        print(title, flush=True)
    outcome = Outcome(part)
    begun = time.monotonic()
    if not _has_tests(part):
        outcome.notes.append("no test yet")
        return outcome
    try:
        if part.modules:
            _run_addon(part, extra, outcome, running)
        else:
            run_pytest(part, part.arguments + extra, outcome, running=running)
    except SetupError as error:
        print(error, flush=True)
        outcome.failed += 1
        outcome.notes.append("could not be set up")
    outcome.seconds = time.monotonic() - begun
    if running is not None and log_of(part).exists():
        print(f"{title}\n{log_of(part).read_text()}", flush=True)
    return outcome


def at_once(jobs, count=AT_ONCE):
    """Run jobs, ``count`` of them side by side; return what each returns, in order.

    A job gets the list in which it notes its processes: they end with us, also when
    somebody stops us, and what waits is not begun then.
    """
    running = []
    with ThreadPoolExecutor(count) as pool:
        try:
            return [one.result() for one in [pool.submit(j, running) for j in jobs]]
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in running:
                end_group(process)


def run_all(found):
    """Run the parts, those of ``ALONE`` first; then whoever is free takes the next
    one, the longest first."""
    first = [run_part(part, []) for part in found if part.name in ALONE]
    rest = [one for part in found if part.name not in ALONE for one in cut(part)]
    rest.sort(key=lambda part: -part.limit)
    return first + at_once([partial(run_part, part, []) for part in rest])


def cut(part):
    """Return the parts as which a part runs: the addon's tests are many."""
    if part.name != "addon":
        return [part]
    shares = shared_out(ROOT / part.arguments[0])
    return [
        replace(part, name=f"{part.name}-{number}", arguments=files)
        for number, files in enumerate(shares)
    ]


def _has_tests(part):
    paths = [ROOT / name for name in part.arguments if not name.startswith("-")]
    ignored = [ROOT / a.split("=")[1] for a in part.arguments if "--ignore=" in a]
    found = (f for p in paths for f in ([p] if p.is_file() else p.rglob("test_*.py")))
    return any(not any(f.is_relative_to(i) for i in ignored) for f in found)


def _run_addon(part, extra, outcome, running=None):
    """Run tests of an addon, as Odoo would, on a clone of its template."""
    template = ensure_suite_template(part.modules)
    database = f"dr_suite_{part.name}_{os.getpid()}"
    options = ["-p", "odoo", "--odoo-http", f"--odoo-database={database}"]
    options += [f"--odoo-config={CONFIG}", "--odoo-log-level=warn"]
    options += [f"--odoo-extra=screenshots={SCREENSHOTS}"]
    clone(database, template)
    try:
        run_pytest(part, options + part.arguments + extra, outcome, running=running)
    finally:
        drop(database)
    if not extra and not outcome.passed:
        outcome.failed += 1
        outcome.notes.append("nothing passed")


def shared_out(folder, count=SHARES):
    """Return the test files of ``folder`` in ``count`` shares of about one length."""
    shares = [[] for _number in range(count)]
    taken = [0] * count
    weights = {path: _weight(path) for path in folder.rglob("test_*.py")}
    for path in sorted(weights, key=lambda one: (-weights[one], one)):
        least = taken.index(min(taken))
        shares[least].append(str(path.relative_to(ROOT)))
        taken[least] += weights[path]
    return shares


def _weight(path):
    """Return how long a test file takes beside others, by what can be seen of it: a
    class costs more than its tests, its setting up."""
    text = path.read_text()
    slow = max([times for word, times in SLOW.items() if word in path.name], default=1)
    return slow * (len(text) + 8000 * text.count("\nclass "))


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
    chosen = [known[name] for name in names or known]
    one_by_one = [partial(run_part, part, extra) for part in chosen]
    outcomes = [run() for run in one_by_one] if extra else run_all(chosen)
    print("\n" + summary(outcomes), flush=True)
    return 1 if any(one.failed for one in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
