"""A line to a real OpenSSH server: whole files only, whatever happens on the way."""

import paramiko
import pytest

from odoo.addons.debt_recovery.exceptions import (
    PermanentFailure,
    TemporaryFailure,
    UncertainOutcome,
)
from odoo.addons.debt_recovery.tools import agency_ways, sftp_line

from dev.sftp_server import Cutter, SftpServer

BODY = bytes(range(256)) * 2000  # half a megabyte, no part of it like another's place
NAME, KEY = "BT-2026-00001.csv", "3f2a77c0-1111"
PART = agency_ways.temporary_name(NAME, KEY)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with SftpServer(tmp_path_factory.mktemp("sftp") / "server") as server:
        yield server


@pytest.fixture
def folder(server, request):
    """A folder of the login for one test alone."""
    return server.inside(request.node.name.replace("[", "_").replace("]", ""))


def line_to(server, port=None, host_key=None, private_key=None):
    pinned = agency_ways.host_key(host_key or server.host_key)
    secrets = ("", private_key or server.private_key)
    return sftp_line.Line(
        "127.0.0.1", port or server.port, server.user, secrets, pinned
    )


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def failure_of(work, kind):
    with pytest.raises(kind) as failure:
        work()
    return failure.value.failure_type


def test_a_file_arrives_to_the_byte_and_alone(server, folder):
    with line_to(server) as line:
        line.put(str(folder), NAME, BODY, KEY)
        assert line.arrived(str(folder), NAME, BODY)
        assert not line.arrived(str(folder), NAME, BODY[:-1])
    assert names(folder) == [NAME]
    assert (folder / NAME).read_bytes() == BODY


def test_sent_twice_it_is_there_once(server, folder):
    for _turn in range(2):
        with line_to(server) as line:
            line.put(str(folder), NAME, BODY, KEY)
    assert names(folder) == [NAME]


def test_nothing_of_others_is_overwritten(server, folder):
    (folder / NAME).write_bytes(b"theirs")
    with line_to(server) as line:
        told = failure_of(
            lambda: line.put(str(folder), NAME, BODY, KEY), PermanentFailure
        )
    assert told == "exists"
    assert (folder / NAME).read_bytes() == b"theirs"
    assert names(folder) == [NAME]


def test_a_name_that_is_taken_meanwhile_is_not_overwritten(server, folder):
    with line_to(server) as line:
        (folder / PART).write_bytes(BODY)
        (folder / NAME).write_bytes(b"theirs")
        told = failure_of(
            lambda: line._name(f"{folder}/{PART}", f"{folder}/{NAME}"),
            PermanentFailure,
        )
    assert told == "exists"
    assert (folder / NAME).read_bytes() == b"theirs"


@pytest.mark.parametrize("there", [0, 100_000, len(BODY)])
def test_a_cut_upload_is_gone_on_with(server, folder, there):
    """What arrived is not sent again."""
    (folder / PART).write_bytes(BODY[:there])
    with Cutter(server.port) as cutter:
        cutter.cut_after(len(BODY) - there + 60_000)
        with line_to(server, cutter.port) as line:
            line.put(str(folder), NAME, BODY, KEY)
    assert names(folder) == [NAME]
    assert (folder / NAME).read_bytes() == BODY


@pytest.mark.parametrize("left", [b"another file", BODY + b"more", b"\0" * 40_000])
def test_what_a_try_left_is_gone_on_with_only_if_it_is_ours(server, folder, left):
    (folder / PART).write_bytes(left)
    with line_to(server) as line:
        line.put(str(folder), NAME, BODY, KEY)
    assert (folder / NAME).read_bytes() == BODY
    assert names(folder) == [NAME]


def test_a_cut_line_leaves_nothing_under_the_name_and_the_next_try_ends_it(
    server, folder
):
    sizes = []
    with Cutter(server.port) as cutter:
        for _turn in range(2):
            cutter.cut_after(200_000)
            with line_to(server, cutter.port) as line:
                told = failure_of(
                    lambda line=line: line.put(str(folder), NAME, BODY, KEY),
                    TemporaryFailure,
                )
            assert told == "server"
            assert names(folder) == [PART]
            sizes.append((folder / PART).stat().st_size)
        assert 0 < sizes[0] < sizes[1] < len(BODY)
        with line_to(server, cutter.port) as line:
            line.put(str(folder), NAME, BODY, KEY)
    assert names(folder) == [NAME]
    assert (folder / NAME).read_bytes() == BODY


def test_a_full_disk_is_said_and_tried_again(server, folder):
    server.limit(256 * 1024)
    with line_to(server) as line:
        told = failure_of(
            lambda: line.put(str(folder), NAME, BODY, KEY), TemporaryFailure
        )
    assert told == "storage"
    assert names(folder) == [PART]
    server.limit()
    with line_to(server) as line:
        line.put(str(folder), NAME, BODY, KEY)
    assert names(folder) == [NAME]
    assert (folder / NAME).read_bytes() == BODY


def test_a_line_lost_at_the_rename_is_a_doubt_that_a_look_resolves(
    server, folder, monkeypatch
):
    with line_to(server) as line:
        rename = line.sftp.rename

        def lose(*paths):
            rename(*paths)
            raise EOFError

        monkeypatch.setattr(line.sftp, "rename", lose)
        told = failure_of(
            lambda: line.put(str(folder), NAME, BODY, KEY), UncertainOutcome
        )
    assert told == "unknown"
    with line_to(server) as line:
        assert line.arrived(str(folder), NAME, BODY)
        assert not line.arrived(str(folder), "other.csv", BODY)


def test_a_server_killed_on_the_way_loses_nothing(server, folder):
    with Cutter(server.port) as cutter:
        cutter.cut_after(200_000, then=server.kill)
        with line_to(server, cutter.port) as line:
            told = failure_of(
                lambda: line.put(str(folder), NAME, BODY, KEY), TemporaryFailure
            )
        assert told == "server"
        assert names(folder) == [PART]
        told = failure_of(lambda: line_to(server, cutter.port), TemporaryFailure)
        assert told == "server"
        server.start()
        with line_to(server, cutter.port) as line:
            line.put(str(folder), NAME, BODY, KEY)
    assert names(folder) == [NAME]
    assert (folder / NAME).read_bytes() == BODY


def test_a_server_with_another_key_gets_nothing(server, folder, tmp_path):
    with SftpServer(tmp_path / "other") as other:
        told = failure_of(
            lambda: line_to(server, host_key=other.host_key), PermanentFailure
        )
        assert told == "host_key"
        told = failure_of(lambda: line_to(server, other.port), PermanentFailure)
        assert told == "host_key"
    rsa = f"ssh-rsa {paramiko.RSAKey.generate(2048).get_base64()}"  # it has none
    told = failure_of(lambda: line_to(server, host_key=rsa), PermanentFailure)
    assert told == "host_key"
    assert names(folder) == []


def test_a_wrong_login_is_somebody_s_to_mend(server, tmp_path):
    other = SftpServer(tmp_path / "other")  # never started: its key is a stranger's
    told = failure_of(
        lambda: line_to(server, private_key=other.private_key), PermanentFailure
    )
    assert told == "login"
    told = failure_of(lambda: line_to(server, private_key="x"), PermanentFailure)
    assert told == "settings"


def test_a_folder_that_is_not_there_is_somebody_s_to_mend(server):
    with line_to(server) as line:
        for work in (
            lambda: line.put("/nowhere", NAME, BODY, KEY),
            lambda: line.waiting("/nowhere"),
        ):
            assert failure_of(work, PermanentFailure) == "settings"


def test_the_key_of_a_server_can_be_shown(server):
    text, mark = sftp_line.shown_key("127.0.0.1", server.port)
    assert agency_ways.host_key(text) == agency_ways.host_key(server.host_key)
    assert mark.startswith("SHA256:")


# --- in -------------------------------------------------------------------------------


def test_only_complete_looking_files_wait(server, folder):
    for name in ("a.csv", ".hidden", "b.csv.part", "c.CSV.filepart"):
        (folder / name).write_bytes(b"x")
    (folder / "sub").mkdir()
    with line_to(server) as line:
        assert [one.name for one in line.waiting(str(folder))] == ["a.csv"]


def test_a_file_that_changes_while_it_is_fetched_is_not_taken(server, folder):
    (folder / "a.csv").write_bytes(b"half")
    with line_to(server) as line:
        (waiting,) = line.waiting(str(folder))
        (folder / "a.csv").write_bytes(b"half and the rest")
        assert failure_of(lambda: line.get(waiting), TemporaryFailure) == "damaged"
        assert line.done(waiting, str(folder)) is False
    assert names(folder) == ["a.csv"]


def test_fetched_files_are_moved_without_overwriting(server, folder):
    done = folder / "done"
    done.mkdir()
    with line_to(server) as line:
        for body in (b"first", b"second"):
            (folder / "a.csv").write_bytes(body)
            (waiting,) = line.waiting(str(folder))
            assert line.get(waiting) == body
            assert line.done(waiting, str(done))
    assert sorted(path.read_bytes() for path in done.iterdir()) == [
        b"first",
        b"second",
    ]
    assert names(folder) == ["done"]


def test_a_huge_file_is_refused_before_it_travels(server, folder, monkeypatch):
    monkeypatch.setattr(sftp_line, "LARGEST", 3)
    (folder / "a.csv").write_bytes(b"four")
    with line_to(server) as line:
        (waiting,) = line.waiting(str(folder))
        assert failure_of(lambda: line.get(waiting), PermanentFailure) == "refused"
