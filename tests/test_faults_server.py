"""A real server with its scheduler: what changes is seen within seconds, by itself."""

import pytest

from dev.session import serve
from dev.shell import poll
from tests.test_faults_cycle import MARKS, case_of

PATIENCE = 60
STATE = """SELECT n.state FROM recovery_notice n JOIN res_partner p
             ON p.id = n.partner_id WHERE p.name = %s ORDER BY n.id LIMIT 1"""


@pytest.fixture
def server(yard):
    """Odoo with two scheduler threads on the yard's database; our jobs alone run."""
    yard.execute(
        """UPDATE ir_cron SET active = id IN (SELECT res_id FROM ir_model_data
            WHERE module = 'debt_recovery' AND model = 'ir.cron')"""
    )
    yard.execute("UPDATE ir_cron SET nextcall = now() + interval '1 day'")
    with serve(yard.database, cron_threads=2) as running:
        yield running


def test_payments_and_approvals_are_seen_by_themselves(yard, mail_sink, server):
    yard.execute("UPDATE recovery_notice SET state = 'draft'")
    yard.run("pay", customer="Customer 2", now=True)
    poll(
        lambda: case_of(yard, "Customer 2") == ("closed", 0),
        timeout=PATIENCE,
        what="the account of a customer that paid, closed",
    )
    assert yard.value(STATE, "Customer 2") == "cancelled"
    poll(lambda: yard.value(MARKS) == 0, timeout=PATIENCE, what="no marks")
    yard.run("approve", customer="Customer 3", now=True)
    poll(
        lambda: mail_sink.messages("c3@*"),
        timeout=PATIENCE,
        what="the approved reminder, sent",
    )
    poll(
        lambda: yard.value(STATE, "Customer 3") == "sent",
        timeout=PATIENCE,
        what="its state",
    )
    assert len(mail_sink.messages()) == 1
    assert "ERROR" not in server.log_text()
