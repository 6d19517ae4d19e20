"""A receivables history, replayed day by day on a real database and SMTP server."""

import json
import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from dev.session import open_env, python_command
from dev.settings import ROOT

HEADER = (
    "customer,invoice,invoice_date,due_date,amount,currency,rate,"
    "paid_date,paid_amount,matched_date"
)
GOOD = """
Late payer,L1,2024-01-02,2024-02-01,1000.00,,,2024-02-20,,
Late payer,L2,2024-01-10,2024-02-09,500.00,,,2024-03-01,200.00,
Never,N1,2024-01-02,2024-02-01,300.00,,,,,
Credited,C1,2024-01-02,2024-02-01,400.00,,,,,
Credited,C2,2024-01-20,2024-02-19,-400.00,,,2024-02-26,,
Credited in part,P1,2024-01-02,2024-02-01,900.00,,,,,
Credited in part,P2,2024-02-05,2024-03-06,-150.50,,,,,
Abroad,E1,2024-01-05,2024-02-04,800.00,EUR,0.90,2024-02-27,,
Abroad,E2,2024-02-03,2024-03-04,333.33,EUR,0.80,,,
Abroad,E3,2024-02-10,2024-03-11,-100.01,EUR,0.85,,,
Abroad,U1,2024-01-05,2024-02-04,120.00,USD,,,,
Pays ahead,A1,2024-01-10,2024-02-09,70.00,,,2024-01-04,,
Pays too much,T1,2024-01-02,2024-02-01,50.00,,,2024-02-02,90.00,
Pays too much,T2,2024-01-12,2024-02-11,60.00,,,,,
Unallocated,B1,2024-01-02,2024-02-01,640.00,,,2024-02-05,,2024-02-21
Yen,Y1,2024-01-02,2024-02-01,12345.6,JPY,150,,,
"""
BAD = """
Late payer,L1,2024-01-02,2024-02-01,1.00,,,,,
Late payer,L9,2024-01-02,31/02/2024,1.00,,,,,
Late payer,L8,2024-01-02,2024-02-01,ten,,,,,
Nowhere,W1,2024-01-02,2024-02-01,10.00,QQQ,,,,
Yen,Y2,2024-01-02,2024-02-01,0.4,JPY,,,,
"""
LAST = date(2024, 4, 11)
DATA = ROOT.parent / "shared" / "data"
IBM = DATA / "ibm_ar" / "WA_Fn-UseC_-Accounts-Receivable.csv"


def replay(path, database, *arguments):
    command = python_command("dev.replay", path, "--database", database, *arguments)
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, cwd=ROOT, env=environment, text=True, capture_output=True, check=False
    )


@pytest.fixture
def history(tmp_path):
    path = tmp_path / "history.csv"
    path.write_text(HEADER + GOOD.rstrip() + BAD, encoding="utf-8")
    return path


def test_a_small_history(history, database):
    done = replay(history, database)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["replay"] == "history.csv"
    assert (report["invoices"], report["customers"]) == (16, 9)
    assert report["days"] == (LAST - date(2024, 1, 25)).days + 1
    assert report["paid"] == 6
    assert report["mismatches"] == 0
    assert report["checks"] > 5000
    assert report["notices_sent"] > 10
    assert report["rows_refused"] == 5
    for said in (
        "line 18, column invoice: 'L1': already on line 2",
        "line 19, column due_date: '31/02/2024'",
        "line 20, column amount: 'ten'",
        "line 21, column currency: 'QQQ'",
        "line 22, column amount: '0.40': nothing is owed",
    ):
        assert said in done.stderr
    _what_was_sent(database)
    _a_lie_is_seen(database)


def _what_was_sent(database):
    """Nobody is reminded of what a credit or an unallocated payment covers."""
    with open_env(database) as env:
        notices = env["recovery.notice"].search([("state", "=", "sent")])
        last = {}
        for notice in notices.sorted("left_on").filtered(
            lambda n: n.channel == "email" and not n.treatment_id._is_upcoming()
        ):
            last[notice.partner_id.name] = notice
        assert last["Never"].amount == 300
        assert last["Credited in part"].amount == pytest.approx(749.5)
        assert last["Late payer"].amount == 300
        assert last["Pays too much"].amount == 20
        assert not {"Credited", "Pays ahead", "Unallocated"} & last.keys()
        abroad = env["recovery.case"].search([("partner_id.name", "=", "Abroad")])
        currencies = last["Abroad"].line_ids.currency_id
        assert set(currencies.mapped("name")) == {"EUR", "USD"}
        assert abroad.state == "open"


def _a_lie_is_seen(database):
    """A check that sees nothing proves nothing."""
    from dev.replay_check import Checker

    with open_env(database) as env:
        company = env["res.company"].search([], limit=1)
        names = {p.id: p.name for p in env["res.partner"].search([])}

        def mismatches():
            checker = Checker(env, company, names)
            checker.day(LAST, everyone=True)
            return checker.mismatches

        assert mismatches() == []
        never = env["recovery.case"].search([("partner_id.name", "=", "Never")])
        env.cr.execute(
            "UPDATE recovery_case SET net_overdue = net_overdue + 0.01 WHERE id = %s",
            [never.id],
        )
        [lie] = mismatches()
        assert lie == f"{LAST} Never: net: 300.00 by the ledger, 300.01 by the addon"
        env.cr.execute(
            "UPDATE recovery_notice SET left_on = %s WHERE state = 'sent' "
            "AND partner_id = (SELECT id FROM res_partner WHERE name = 'Late payer')",
            [LAST],
        )
        assert any("Late payer: amount claimed: 300" in m for m in mismatches())


def test_from_until_and_limit(history, database):
    asked = ("--limit", "3", "--from", "2024-02-10", "--until", "2024-02-12")
    done = replay(history, database, *asked)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["invoices"], report["days"], report["paid"]) == (3, 3, 0)
    assert report["notices_sent"] >= 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,due,total\nA,2024-01-31,1\n", "found: name, due, total"),
        ("name,due,total\nA,2024-01-31,1\n", "customerID, DueDate, InvoiceAmount"),
        (HEADER, "no row could be read"),
        ("", "empty"),
    ],
)
def test_a_file_of_no_use(tmp_path, content, said):
    path = tmp_path / "history.csv"
    path.write_text(content, encoding="utf-8")
    done = replay(path, "dr_never_made")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_arguments_of_no_use(tmp_path):
    assert replay(tmp_path / "none.csv", "dr_never_made").returncode == 2
    for argument in ("--limit=-1", "--from=yesterday"):
        done = replay(tmp_path / "none.csv", "dr_never_made", argument)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path(IBM).exists(), reason=f"no {IBM.name} in ../shared/data")
def test_the_first_rows_of_the_ibm_file(database):
    done = replay(IBM, database, "--limit", "300")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["invoices"] == report["paid"] == 300
    assert report["mismatches"] == report["rows_refused"] == 0
