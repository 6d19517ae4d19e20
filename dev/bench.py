"""Measure: ``python -m dev.bench [--size 100000] [--only cycle]``.

A bench is a file ``dev/bench_<name>.py`` with a function ``bench(size)`` that returns a
dictionary. Each runs in a process of its own and gives one JSON line on standard
output; what it is doing meanwhile goes to standard error.
"""

import argparse
import importlib
import json
import pkgutil
import sys

import dev

from .session import run_python
from .shell import SetupError

PREFIX = "bench_"
SIZES = (10_000, 100_000, 1_000_000)


def names():
    """Return the names of all benches.

    >>> "cycle" in names()
    True
    """
    found = [
        module.name.removeprefix(PREFIX)
        for module in pkgutil.iter_modules(dev.__path__)
        if module.name.startswith(PREFIX)
    ]
    return [name for name in found if hasattr(_module(name), "bench")]


def _module(name):
    return importlib.import_module(f".{PREFIX}{name}", __package__)


def run_here(name, size):
    """Run one bench in this process and print its line."""
    line = {"bench": name, **_module(name).bench(size)}
    print(json.dumps(line), flush=True)


def main(arguments):
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--size", type=int, default=100_000, help="open lines")
    parser.add_argument("--only", help="one bench")
    chosen = parser.parse_args(arguments)
    known = names()
    if chosen.size not in SIZES:
        print(f"SIZE is one of {', '.join(map(str, SIZES))}", file=sys.stderr)
        return 2
    if chosen.only:
        if chosen.only not in known:
            print(f"no bench {chosen.only!r}; there is: {', '.join(known)}")
            return 2
        try:
            run_here(chosen.only, chosen.size)
        except SetupError as error:
            print(f"error: {error}", file=sys.stderr)
            return error.code
        return 0
    failed = 0
    for name in known:
        options = ("--only", name, "--size", chosen.size)
        failed += run_python("dev.bench", *options, check=False).returncode != 0
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
