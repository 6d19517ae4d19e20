"""Fixtures of the system tests: they start from a database of their own."""

import itertools
import os
from pathlib import Path

import pytest

UNIT = Path(__file__).parent / "unit"
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items):
    """Keep unit tests apart: they see the addon without its models."""
    apart = {item.path.is_relative_to(UNIT) for item in items}
    if len(apart) > 1:
        raise pytest.UsageError("run tests/unit in a process of its own: make test")


def _name():
    return f"dr_test_{os.getpid()}_{next(_numbers)}"


@pytest.fixture
def make_database():
    """Return a function that makes a fresh clone; every clone goes at the end."""
    from dev.databases import clone, drop

    made = []

    def make(template=None):
        made.append(_name())
        return clone(made[-1], template)

    yield make
    for name in made:
        drop(name)


@pytest.fixture
def database(make_database):
    """The name of a fresh database with the addon installed."""
    return make_database()


@pytest.fixture
def empty_database():
    """The name of a database that is made empty, with nothing installed."""
    from dev.databases import create, drop

    name = _name()
    create(name)
    yield name
    drop(name)


@pytest.fixture
def mail_sink(tmp_path):
    """A running SMTP server that keeps what it is given."""
    from dev.mail_sink import MailSink

    with MailSink(tmp_path / "mails") as sink:
        yield sink


@pytest.fixture(scope="session")
def _yard(tmp_path_factory):
    """Workers on a database of late customers, kept before and after the day's
    cycle."""
    from dev.databases import clone, drop
    from tests.yard import Yard

    name = clone(_name())
    with Yard(name, tmp_path_factory.mktemp("yard")) as yard:
        yard.run("build", customers=6)
        yard.keep("late")
        yard.run("cycle")
        yard.run("cycle", company="Belleroche Services")
        assert yard.states() == {"queued": 7}
        yard.keep("planned")
        yard.order("warm")
        yield yard
    drop(name)


@pytest.fixture
def late(_yard):
    """Workers on a database of late customers as it was made, nothing planned."""
    _yard.renew("late")
    yield _yard
    _yard.calm()


@pytest.fixture
def yard(_yard, mail_sink):
    """Workers on that database with seven queued reminders, and a mail sink."""
    _yard.renew("planned")
    _yard.mail_to(mail_sink)
    yield _yard
    _yard.calm()
