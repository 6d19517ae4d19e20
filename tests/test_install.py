"""The addon installs on an empty database, and the log has nothing to say about it."""

import re

from dev.databases import install
from dev.settings import ADDON

# What Odoo itself warns of when nothing of ours is at fault: pattern and reason.
TOLERATED = {}

ENTRY = re.compile(
    r"^\S+ \S+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>[\w.?-]+): (?P<text>.*)$"
)


def complaints(log):
    """Return the entries of a log at WARNING or above that nobody tolerates.

    The lines that follow an entry (a traceback) belong to it.
    """
    entries = []
    for line in log.splitlines():
        found = ENTRY.match(line)
        if found:
            entries.append([found["level"], line])
        elif entries:
            entries[-1][1] += "\n" + line
    return [
        text
        for level, text in entries
        if level in ("WARNING", "ERROR", "CRITICAL")
        and not any(re.search(pattern, text) for pattern in TOLERATED)
    ]


def test_a_warning_in_the_log_is_seen():
    log = (
        "2026-01-01 00:00:00,000 12 INFO db odoo.modules.loading: fine\n"
        "2026-01-01 00:00:00,001 12 WARNING db odoo.models: recovery.case: no rule\n"
        "  the line after it\n"
        "2026-01-01 00:00:00,002 12 INFO ? odoo.modules.loading: fine\n"
    )
    (seen,) = complaints(log)
    assert seen.endswith("no rule\n  the line after it")


def test_installs_on_an_empty_database_without_a_warning(empty_database, tmp_path):
    log = tmp_path / "install.log"
    install(empty_database, [ADDON], log)
    text = log.read_text()
    assert f"Module {ADDON} loaded" in text
    assert complaints(text) == []
