"""Files to and from an agency over a real OpenSSH server, whatever breaks: in the end
one complete file lies there, and nothing is lost."""

import base64
import hashlib
from datetime import timedelta

import pytest

from dev.sftp_server import Cutter, SftpServer
from tests.yard import AT, die

SIZE = 500_000
FILE = """SELECT state, failure_type, attempts, next_try, failure
            FROM recovery_agency_file"""
CAME = """SELECT f.name, f.state, f.sha256 FROM recovery_agency_file f
           WHERE f.direction = 'in' ORDER BY f.id"""


@pytest.fixture
def server(tmp_path):
    with SftpServer(tmp_path / "sftp") as server:
        for name in ("out", "done", "in"):
            server.inside(name)
        yield server


@pytest.fixture
def cutter(server):
    with Cutter(server.port) as cutter:
        yield cutter


@pytest.fixture
def orvane(yard, server, cutter):
    """The agency, beyond a line that can be cut, with one file that waits for it."""
    yard.run(
        "agency",
        way_host="127.0.0.1",
        way_port=cutter.port,
        way_user=server.user,
        way_private_key=server.private_key,
        way_host_key=server.host_key,
        way_folder_out="in",
        way_folder_in="out",
        way_folder_done="done",
    )
    return yard.run("give", name="BT-1.csv", size=SIZE)


def file_of(yard):
    names = ("state", "failure", "attempts", "next_try", "said")
    return dict(zip(names, yard.rows(FILE)[0], strict=True))


def there(server, folder="in"):
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in server.inside(folder).iterdir()
    }


def later(yard):
    """Send at the next try's own time."""
    return yard.run("send_files", at=file_of(yard)["next_try"] + timedelta(seconds=1))


def test_a_file_arrives_once(yard, server, orvane):
    assert yard.run("send_files") == {"BT-1.csv": "sent"}
    assert yard.run("send_files") == {"BT-1.csv": "sent"}
    assert there(server) == {"BT-1.csv": orvane}
    assert file_of(yard)["attempts"] == 1


def test_a_cut_line_is_gone_on_with_later(yard, server, cutter, orvane):
    cutter.cut_after(200_000)
    assert yard.run("send_files") == {"BT-1.csv": "made"}
    assert file_of(yard)["failure"] == "server"
    assert "BT-1.csv" not in there(server)
    assert yard.run("send_files") == {"BT-1.csv": "made"}  # not yet
    assert file_of(yard)["attempts"] == 1
    assert later(yard) == {"BT-1.csv": "sent"}
    assert there(server) == {"BT-1.csv": orvane}


def test_a_full_disk_is_waited_for(yard, server, orvane):
    server.limit(128 * 1024)
    yard.run("send_files")
    assert file_of(yard)["failure"] == "storage"
    assert "BT-1.csv" not in there(server)
    later(yard)
    assert file_of(yard)["attempts"] == 2
    server.limit()
    assert later(yard) == {"BT-1.csv": "sent"}, file_of(yard)
    assert there(server) == {"BT-1.csv": orvane}


def test_another_server_gets_nothing_and_a_person_is_told(yard, server, orvane):
    server.kill()
    server.new_host_key()
    server.start()
    assert yard.run("send_files") == {"BT-1.csv": "failed"}
    assert file_of(yard)["failure"] == "host_key"
    assert there(server) == {}
    told = "SELECT count(*) FROM mail_activity WHERE res_model = 'recovery.agency.file'"
    assert yard.value(told) == 1


def test_a_server_killed_on_the_way_loses_nothing(yard, server, cutter, orvane):
    cutter.cut_after(200_000, then=server.kill)
    assert yard.run("send_files") == {"BT-1.csv": "made"}
    assert later(yard) == {"BT-1.csv": "made"}  # it is still down
    server.start()
    assert later(yard) == {"BT-1.csv": "sent"}
    assert there(server) == {"BT-1.csv": orvane}
    assert file_of(yard)["attempts"] == 3


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_job_that_dies_leaves_a_file_that_is_found_out_about(
    yard, server, orvane, when
):
    """Killed before the file travels, or after it arrived: a look says which."""
    worker = yard.start("send_files", die("put", when))
    assert worker.killed()
    yard.gone(worker)
    assert file_of(yard)["state"] == "sending"
    assert yard.run("send_files") == {"BT-1.csv": "sent"}
    assert there(server) == {"BT-1.csv": orvane}
    assert file_of(yard)["attempts"] == (2 if when == "before" else 1)


def test_two_jobs_at_once_send_it_once(yard, server, orvane):
    workers = [yard.start("send_files") for _turn in range(3)]
    for worker in workers:
        worker.done()
    yard.run("send_files")
    assert there(server) == {"BT-1.csv": orvane}
    assert file_of(yard)["state"] == "sent"
    assert file_of(yard)["attempts"] == 1


# --- in -------------------------------------------------------------------------------


def lay(server, name, text):
    body = text.encode()
    (server.inside("out") / name).write_bytes(body)
    return hashlib.sha256(body).hexdigest()


def look(yard):
    """Let the job look into the folder; there is nothing to complain of."""
    assert yard.run("fetch") == ""


def test_a_half_written_file_is_left_until_it_is_whole(yard, server, orvane):
    lay(server, "statut.csv", "ref;sta")
    look(yard)
    assert yard.rows(CAME) == []
    whole = lay(server, "statut.csv", "ref;statut\nDC/1;paid\n")
    look(yard)
    assert yard.rows(CAME) == []
    look(yard)
    assert [row[2] for row in yard.rows(CAME)] == [whole]
    assert there(server, "out") == {}
    assert there(server, "done") == {"statut.csv": whole}


def test_the_same_file_twice_is_taken_once(yard, server, orvane):
    for name in ("statut.csv", "encore.csv"):
        lay(server, name, "ref;statut\nDC/1;paid\n")
        look(yard)
        look(yard)
    first, second = yard.rows(CAME)
    assert first[1] != "ignored" and second[1] == "ignored"
    assert first[2] == second[2]
    assert len(there(server, "done")) == 2


def test_a_file_changed_after_it_was_taken_is_another_one(yard, server, orvane):
    old = lay(server, "statut.csv", "ref;statut\nDC/1;paid\n")
    look(yard)
    look(yard)
    new = lay(server, "statut.csv", "ref;statut\nDC/1;contested\n")
    look(yard)
    look(yard)
    assert [row[2] for row in yard.rows(CAME)] == [old, new]
    assert sorted(there(server, "done").values()) == sorted((old, new))
    warned = "SELECT count(*) FROM mail_message WHERE body LIKE '%%came before%%'"
    assert yard.value(warned) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_job_that_dies_while_it_puts_away_takes_nothing_twice(
    yard, server, orvane, when
):
    body = lay(server, "statut.csv", "ref;statut\nDC/1;paid\n")
    look(yard)
    worker = yard.start("fetch", die("away", when))
    assert worker.killed()
    yard.gone(worker)
    assert [row[2] for row in yard.rows(CAME)] == [body]
    look(yard)
    assert [row[2] for row in yard.rows(CAME)] == [body]
    assert there(server, "out") == {}
    assert there(server, "done") == {"statut.csv": body}


# --- by e-mail ------------------------------------------------------------------------


@pytest.mark.parametrize("attached", [True, False])
def test_an_e_mail_carries_the_file_or_the_way_to_it(yard, mail_sink, attached):
    yard.run(
        "agency",
        transport_code="email",
        way_email="dossiers@orvane.example",
        way_attaches=attached,
    )
    yard.run("give", name="BT-1.csv", size=3000)
    assert yard.run("send_files") == {"BT-1.csv": "sent"}
    (message,) = mail_sink.messages("dossiers@orvane.example")
    raw = message["path"].read_bytes()
    body = (bytes(range(256)) * 12)[:3000]
    encoded = base64.encodebytes(body).splitlines()[3]
    assert (encoded in raw) is attached
    assert (b"/my/agency" in raw) is not attached


def test_an_e_mail_that_was_refused_for_now_leaves_later_and_once(yard, mail_sink):
    yard.run("agency", transport_code="email", way_email="dossiers@orvane.example")
    yard.run("give", name="BT-1.csv", size=3000)
    mail_sink.reject("dossiers@orvane.example", 451)
    assert yard.run("send_files") == {"BT-1.csv": "made"}
    mail_sink.heal()
    assert yard.run("send_files", at=AT + timedelta(hours=1)) == {"BT-1.csv": "sent"}
    assert len(mail_sink.messages()) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_e_mail_whose_line_broke_is_a_person_s_to_judge(yard, mail_sink, when):
    yard.run("agency", transport_code="email", way_email="dossiers@orvane.example")
    yard.run("give", name="BT-1.csv", size=3000)
    mail_sink.drop("dossiers@orvane.example", when=when)
    assert yard.run("send_files") == {"BT-1.csv": "failed"}
    assert file_of(yard)["failure"] == "unknown"
    mail_sink.heal()
    assert yard.run("send_files", at=AT + timedelta(days=1)) == {"BT-1.csv": "failed"}
