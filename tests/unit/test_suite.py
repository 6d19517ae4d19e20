"""The suite counts what pytest reports, and no part can hang."""

import pytest

from dev import suite


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a file of tests as a part of the suite; return its outcome."""
    monkeypatch.setattr(suite, "REPORTS", tmp_path)

    def run(body, limit=60):
        file = tmp_path / "test_sample.py"
        file.write_text(body)
        part = suite.Part("sample", "a sample", limit, [str(file)])
        return suite.run_part(part, [])

    return run


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
