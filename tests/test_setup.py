"""What every other system test stands on: clones, environments, servers."""

import urllib.request

import pytest

from dev.databases import connect, drop, ensure_template, existing, filestore
from dev.session import open_env, serve
from dev.settings import ADDON
from dev.shell import SetupError, poll


def test_a_clone_has_the_addon_its_files_and_both_languages(database):
    with open_env(database) as env:
        module = env["ir.module.module"].search([("name", "=", ADDON)])
        assert module.state == "installed"
        assert {"en_US", "fr_FR"} <= {
            code for code, _ in env["res.lang"].get_installed()
        }
        stored = env["ir.attachment"].search([("store_fname", "!=", False)], limit=1)
        assert stored.raw


def test_what_is_not_committed_is_rolled_back(database):
    with open_env(database) as env:
        env["res.partner"].create({"name": "Lost"})
    with open_env(database) as env:
        env["res.partner"].create({"name": "Kept"})
        env.cr.commit()
    with open_env(database) as env:
        names = env["res.partner"].search([("name", "in", ("Lost", "Kept"))])
        assert names.mapped("name") == ["Kept"]


def test_clones_are_apart_and_leave_nothing(make_database):
    one, other = make_database(), make_database()
    with open_env(one) as env:
        env["res.partner"].create({"name": "Only here"})
        env.cr.commit()
    with open_env(other) as env:
        assert not env["res.partner"].search_count([("name", "=", "Only here")])
    drop(one)
    assert one not in existing(one)
    assert not filestore(one).exists()
    assert filestore(other).exists()


def test_nobody_works_in_the_template():
    with pytest.raises(SetupError, match="not currently accepting connections"):
        connect(ensure_template())


def test_a_server_answers_and_runs_due_jobs(database):
    with open_env(database) as env:
        env.ref("base.autovacuum_job")._trigger()
        env.cr.commit()
    with serve(database, cron_threads=1) as server:
        with urllib.request.urlopen(f"{server.url}/web/login", timeout=60) as page:
            assert b"csrf_token" in page.read()

        def vacuumed():
            server.wake_cron()
            return "Auto-vacuum internal data' (1) done" in server.log_text() or (
                "Auto-vacuum internal data' (1) fully done" in server.log_text()
            )

        poll(vacuumed, timeout=60, pause=0.5, what="the vacuum job is done")
    assert server.process.poll() is not None
