"""The cycle: first day, same day again, a changed day; against floor and peer."""

import json
import subprocess
from dataclasses import asdict
from decimal import Decimal

from . import bench_peer
from .bench_ledger import build, tell
from .databases import drop
from .session import run_python

DATABASE = "debt_recovery_bench"
PEER_MOST = 100_000  # lines; on more the peer's rate at so many stands


def bench(size):
    """Return the measures of a cycle on ``size`` open lines."""
    try:
        ledger = _as_json(build(DATABASE, size))
        peer = bench_peer.measure(ledger) if size <= PEER_MOST else None
        done = run_python(
            "dev.bench_measure", json.dumps(ledger), stdout=subprocess.PIPE, text=True
        )
        if peer is None:
            peer = bench_peer.measure(_as_json(build(DATABASE, PEER_MOST)))
    finally:
        drop(DATABASE)
    tell("done")
    return _line(ledger, json.loads(done.stdout), peer, min(size, PEER_MOST))


def _as_json(ledger):
    return {**asdict(ledger), "as_of": ledger.as_of.isoformat()}


def _line(ledger, found, peer, peer_lines):
    """Put the measures and their ratios in order.

    The peer's rate is of the lines it writes, one for each debt late enough; ours is
    of open lines. ``vs_peer_ledger`` compares the time for the same ledger.
    """
    rate = peer["peer_written"] / peer["peer_s"]
    per_line = found["first_s"] / ledger["lines"]
    return {
        "lines": ledger["lines"],
        "debtors": ledger["debtors"],
        **{name: _short(value) for name, value in found.items()},
        "peer_lines_per_s": round(rate),
        "vs_peer": round(1 / per_line / rate, 1),
        "vs_peer_ledger": round(peer["peer_s"] / peer_lines / per_line, 1),
        "vs_floor": round(found["first_s"] / found["floor_first_s"], 2),
        "changed_vs_read": round(found["changed_s"] / found["floor_read_s"], 2),
        "us_per_line": round(per_line * 1e6, 2),
        **_work(ledger, found, peer, peer_lines),
        "peer_lines": peer_lines,
        **peer,
    }


def _work(ledger, found, peer, peer_lines):
    """Return the same ratios of processor time, where it could be read."""
    worked, peer_worked = found["first_cpu_s"], peer["peer_cpu_s"]
    if not (worked and peer_worked):
        return {}
    per_line = worked / ledger["lines"]
    return {
        "cpu_vs_peer": round(peer_worked / peer["peer_written"] / per_line, 1),
        "cpu_vs_peer_ledger": round(peer_worked / peer_lines / per_line, 1),
        "cpu_vs_floor": round(worked / found["floor_first_cpu_s"], 2),
        "cpu_us_per_line": round(per_line * 1e6, 2),
    }


def _short(value):
    """Four significant digits are more than such measures bear.

    >>> _short(12.34567), _short(0.0123456), _short(7)
    (12.35, 0.01235, 7)
    """
    return float(f"{Decimal(value):.4g}") if isinstance(value, float) else value
