"""The suite counts what pytest reports, and no part can hang."""

import pytest

from dev import suite, suite_part


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a file of tests as a part of the suite; return its outcome."""
    monkeypatch.setattr(suite_part, "REPORTS", tmp_path)
    monkeypatch.setattr(suite_part, "LOGS", tmp_path)

    def run(body, limit=60):
        file = tmp_path / "test_sample.py"
        file.write_text(body)
        part = suite.Part("sample", "a sample", limit, [str(file)])
        return suite.run_part(part, [])

    return run


@pytest.fixture
def run_all(tmp_path, monkeypatch):
    """Run files of tests as the parts of a suite; return their outcomes."""
    monkeypatch.setattr(suite_part, "REPORTS", tmp_path)
    monkeypatch.setattr(suite_part, "LOGS", tmp_path)

    def run_all(**bodies):
        found = []
        for name, body in bodies.items():
            file = tmp_path / f"test_{name}.py"
            file.write_text(body)
            found.append(suite.Part(name, name, 60, [str(file)]))
        return suite.run_all(found)

    return run_all


def _figures(outcome):
    return outcome.passed, outcome.failed, outcome.skipped


def test_counts_every_kind_of_outcome(run):
    outcome = run(
        "import pytest, unittest\n"
        "def test_good(): pass\n"
        "def test_bad(): assert 0\n"
        "@pytest.mark.skip\ndef test_left(): pass\n"
        "@pytest.fixture\ndef broken(): raise ValueError\n"
        "def test_error(broken): pass\n"
    )
    assert _figures(outcome) == (1, 2, 1)


def test_a_failing_subtest_fails(run):
    outcome = run(
        "import unittest\n"
        "class TestOne(unittest.TestCase):\n"
        "    def test_parts(self):\n"
        "        for n in range(3):\n"
        "            with self.subTest(n=n):\n"
        "                self.assertNotEqual(n, 1)\n"
    )
    assert outcome.failed


def test_a_part_that_hangs_is_stopped_and_fails(run):
    outcome = run("import time\ndef test_hangs(): time.sleep(600)\n", limit=2)
    assert _figures(outcome) == (0, 1, 0)
    assert "stopped after 2 s" in outcome.notes
    assert outcome.seconds < 30


def test_a_file_that_cannot_be_read_fails(run):
    assert run("import nothing_of_that_name\n").failed


def test_a_part_without_tests_says_so(run):
    outcome = run("def helper(): pass\n")
    assert _figures(outcome) == (0, 0, 0)
    assert outcome.notes == ["no test was chosen"]


def test_the_parts_do_not_run_a_test_twice():
    names = [part.name for part in suite.parts()]
    assert len(names) == len(set(names))
    assert {"unit", "addon", "install", "system"} <= set(names)


def test_the_system_runs_beside_the_small_parts(run_all, tmp_path, capfd):
    """Each waits for the other: one after the other, neither would end."""
    meet = (
        "import pathlib, time\n"
        f"here = pathlib.Path({str(tmp_path)!r})\n"
        "def test_meets():\n"
        "    (here / '{me}').touch()\n"
        "    until = time.monotonic() + 30\n"
        "    while not (here / '{other}').exists():\n"
        "        assert time.monotonic() < until\n"
        "        time.sleep(0.05)\n"
    )
    outcomes = run_all(
        unit="def test_one(): pass\n",
        install=meet.format(me="install", other="system"),
        native="def test_bad(): assert not 'so'\n",
        system=meet.format(me="system", other="install"),
    )
    assert [(o.part.name, *_figures(o)) for o in outcomes] == [
        ("unit", 1, 0, 0),
        ("install", 1, 0, 0),
        ("native", 0, 1, 0),
        ("system", 1, 0, 0),
    ]
    assert "assert not 'so'" in capfd.readouterr().out  # told once it is over
