"""``make demo``: a demonstration database, the story of a French SME and a ledger of
volume, played day by day against a real mail server.

``python -m dev.demo [--date 2026-03-02] [--only story|volume] [--database NAME]``
"""

import argparse
import shutil
import subprocess
import sys
from contextlib import contextmanager
from datetime import date

from freezegun import api as frozen

from . import demo_channels, demo_contacts, demo_story, demo_volume
from .databases import clone, drop, rename
from .demo_clock import DemoClock
from .demo_days import StoryDays
from .demo_desk import Desk
from .demo_house import PEOPLE, build
from .demo_report import DemoError, Report
from .demo_story_data import START
from .demo_twilio import Carrier, provider
from .demo_walk import VolumeWalk
from .session import open_env, python_command, stop
from .settings import DEMO_DATABASE, LOCAL, LOGS
from .shell import SetupError, poll

FOLDER = LOCAL / "demo"


@contextmanager
def mail_sink(folder):
    """Run the mail sink in a process of its own; yield its port."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    port_file = folder / "port"
    LOGS.mkdir(parents=True, exist_ok=True)
    with open(LOGS / "demo-mails.log", "w") as log:
        process = subprocess.Popen(
            python_command(
                *("dev.mail_sink", "--dir", folder, "--port", 0),
                *("--port-file", port_file),
            ),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        poll(port_file.exists, timeout=30, what="the mail sink listens")
        poll(port_file.read_text, timeout=30, what="the mail sink names its port")
        yield int(port_file.read_text())
    finally:
        stop(process)


def play(database, asked, report):
    """Fill ``database`` and play the days; assert all along."""
    began, mails = frozen.real_monotonic(), FOLDER / asked.database
    told, volume = asked.only != "volume", None

    def progress(text):
        report.say(f"{text} ({frozen.real_monotonic() - began:.0f} s)")

    with (
        mail_sink(mails) as port,
        open_env(database, log_level="error") as env,
        provider(mails / "twilio", database) as double,
    ):
        house = build(env, asked.date, port, with_volume=asked.only != "story")
        env.cr.commit()
        progress("sociétés et plans comptables prêts")
        if house.volume:
            volume = demo_volume.load(
                env, house.volume, asked.date, asked.invoices, progress
            )
        with DemoClock(asked.date) as clock:
            carrier = Carrier(env, double)
            if told:
                _tell(env, house, asked.date, carrier, (clock, mails), report)
                progress("histoire jouée")
            if volume:
                desk = Desk(env, house.volume, clock, mails)
                VolumeWalk(volume, desk, house, report).play()
                progress("volume joué")
            _conclude(house, carrier, mails, report)
        env.cr.commit()


def _tell(env, house, start, carrier, where, report):
    story = demo_story.load(house, start)
    demo_channels.set_up(story, carrier)
    env.cr.commit()
    desks = [Desk(env, company, *where) for company in (house.story, house.belgium)]
    StoryDays(story, *desks, carrier, report).play()


def _conclude(house, carrier, mails, report):
    """Show what left by which channel; nothing was lost, nothing doubled."""
    env, companies = carrier.env, house.story | house.belgium | house.volume
    carrier.costs(companies)
    report.head("Les six canaux")
    demo_contacts.show(env, companies, report)
    agreed = demo_contacts.check(env, companies, mails, carrier.double)
    report.say(
        "Vérifié chez les destinataires : "
        + ", ".join(f"{name} {count}" for name, count in agreed.items())
        + " ; contacts perdus 0, en double 0"
    )
    report.key("contacts vérifiés", sum(agreed.values()))
    carrier.close_account(companies)


def arguments(given):
    parser = argparse.ArgumentParser(prog="python -m dev.demo")
    parser.add_argument(
        "--date", type=date.fromisoformat, default=START, help="a Monday"
    )
    parser.add_argument("--only", choices=("story", "volume"))
    parser.add_argument("--invoices", type=int, default=demo_volume.INVOICES)
    parser.add_argument("--database", default=DEMO_DATABASE)
    asked = parser.parse_args(given)
    if asked.date.weekday():
        parser.error(f"the story starts on a Monday, {asked.date} is none")
    return asked


def main(given=None):
    asked = arguments(given)
    report, draft = Report(), f"{asked.database}_draft"
    try:
        print(f"base de démonstration {asked.database}", flush=True)
        clone(draft)
        play(draft, asked, report)
        rename(draft, asked.database)
    except (DemoError, SetupError) as error:
        print(f"\ndemo failed: {error}", flush=True)
        return 1
    finally:
        drop(draft)
    _farewell(asked, report)
    return 0


def _farewell(asked, report):
    report.head("Pour regarder : make serve, puis http://127.0.0.1:8069")
    report.say(f"base {asked.database} ; admin/admin, " + _logins())
    print(f"\ndemo ok: {' · '.join(report.figures)}", flush=True)


def _logins():
    return ", ".join(f"{login}/{login} ({name})" for login, name, _groups in PEOPLE)


if __name__ == "__main__":
    sys.exit(main())
