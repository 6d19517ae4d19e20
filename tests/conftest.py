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
