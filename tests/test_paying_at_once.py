"""Several at once: one payment is started, and booked once."""

import pytest

from tests.test_concurrency import start_together

STARTED = "SELECT count(*) FROM payment_transaction"
BOOKED = "SELECT count(*) FROM account_payment"
OWED = """SELECT sum(l.amount_residual) FROM account_move_line l
            JOIN account_account a ON a.id = l.account_id
             AND a.account_type = 'asset_receivable'
            JOIN res_partner p ON p.id = l.partner_id AND p.name = 'Customer 2'
           WHERE l.parent_state = 'posted'"""


@pytest.fixture
def checkout(late):
    return late.run("choose", customer="Customer 2")


@pytest.mark.parametrize("round_", range(3))
def test_two_submits_start_one_payment(late, checkout, round_):
    press = ("start_payment", {"reference": checkout})
    first, second = (one.done() for one in start_together(late, press, press))
    assert first == second
    assert late.value(STARTED) == 1


def test_the_page_and_the_job_book_it_once(late, checkout):
    late.run("start_payment", reference=checkout)
    late.run("confirm")
    for worker in start_together(late, ("book", {}), ("post_process", {})):
        worker.wait()  # one of them may lose the race
    late.run("book")
    assert late.value(BOOKED) == 1
    assert late.value(OWED) == 0
