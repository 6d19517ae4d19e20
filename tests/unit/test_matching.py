"""Bank lines and debts: what is exact and unique is chosen, and nothing else."""

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.matching import judge
from odoo.addons.debt_recovery.tools.matching_book import Book
from odoo.addons.debt_recovery.tools.matching_parts import Deal, Item, Payment

DAY = date(2026, 3, 3)
LECOQ, TALBOT, KERMOR = 1, 2, 3


def book_of(*items, deals=()):
    book = Book(items, deals)
    for debtor in {one.debtor for one in items}:
        book.own(f"FR76 {debtor:04}", debtor)
    return book


def line(cents, text="VIREMENT", debtor=None, **values):
    iban = f"FR76{debtor:04}" if debtor else ""
    return Payment(cents, "EUR", DAY, text, **{"iban": iban, **values})


def keys(candidate):
    return {key for key, _cents in candidate.parts}


def test_a_known_account_and_the_exact_amount_are_enough():
    book = book_of(Item(1, TALBOT, "EUR", 360000), Item(2, LECOQ, "EUR", 360000))
    assert keys(judge(line(360000, debtor=TALBOT), book).chosen) == {1}


def test_the_amount_alone_never_is():
    book = book_of(Item(1, TALBOT, "EUR", 361723))
    verdict = judge(line(361723), book)
    assert (verdict.chosen, verdict.why) == (None, "no_sign")
    assert [one.debtor for one in verdict.candidates] == [TALBOT]


def test_two_invoices_of_the_same_amount_are_for_a_person():
    book = book_of(Item(1, TALBOT, "EUR", 100), Item(2, TALBOT, "EUR", 100))
    assert judge(line(100, debtor=TALBOT), book).why == "several"


def test_a_reference_tells_two_equal_invoices_apart():
    book = book_of(Item(1, TALBOT, "EUR", 100), Item(2, TALBOT, "EUR", 100))
    book.refer("FA/2026/00205", "item", 1)
    book.refer("FA/2026/00206", "item", 2)
    for text in ("fa 2026 00206", "REGLT FA202600206 MERCI", "/INV/FA-2026-00206/"):
        assert keys(judge(line(100, text, TALBOT), book).chosen) == {2}


def test_a_shortened_number_helps_a_person_but_decides_nothing_alone():
    book = book_of(Item(1, TALBOT, "EUR", 100), Item(2, TALBOT, "EUR", 100))
    book.refer("FA/2026/00205", "item", 1)
    verdict = judge(line(100, "FACT 205", TALBOT), book)
    assert verdict.chosen is None
    assert keys(verdict.candidates[0]) == {1}


def test_a_structured_reference_is_read_as_banks_write_it():
    book = book_of(Item(1, TALBOT, "EUR", 100), Item(2, LECOQ, "EUR", 100))
    book.refer("+++090/9337/55493+++", "item", 1)
    book.refer("RF18 5390 0754 7034", "item", 2)
    assert keys(judge(line(100, "090933755493"), book).chosen) == {1}
    assert keys(judge(line(100, "/ROC/RF18539007547034"), book).chosen) == {2}


def test_a_reference_of_one_and_the_account_of_another_are_for_a_person():
    book = book_of(Item(1, TALBOT, "EUR", 100), Item(2, LECOQ, "EUR", 500))
    book.refer("FA/2026/00205", "item", 1)
    assert judge(line(100, "FA/2026/00205", LECOQ), book).why == "contradiction"


def test_a_payer_that_paid_for_another_before_is_known():
    book = book_of(Item(1, TALBOT, "EUR", 100))
    book.learn("DE02 1203", "Groupe Talbot", TALBOT)
    assert keys(judge(line(100, iban="DE021203"), book).chosen) == {1}


def test_an_invoice_that_is_paid_already_is_not_paid_by_another():
    book = book_of(Item(1, TALBOT, "EUR", 100), Item(2, TALBOT, "EUR", 0))
    book.refer("FA/2026/00206", "item", 2)
    verdict = judge(line(100, "FA/2026/00206", TALBOT), book)
    assert (verdict.chosen, verdict.why) == (None, "contradiction")


def test_several_invoices_named_or_summed_up_unmistakably():
    items = [Item(n, LECOQ, "EUR", n * 1001) for n in (1, 2, 4, 8)]
    book = book_of(*items)
    assert keys(judge(line(6 * 1001, debtor=LECOQ), book).chosen) == {2, 4}
    book.refer("FA-0101", "item", 1)
    book.refer("FA-0108", "item", 8)
    assert keys(judge(line(9009, "FA-0101 + FA-0108"), book).chosen) == {1, 8}


def test_the_whole_account_net_of_its_credits():
    book = book_of(
        Item(1, LECOQ, "EUR", 480000),
        Item(2, LECOQ, "EUR", 192000),
        Item(3, LECOQ, "EUR", -60000),
        Item(4, LECOQ, "EUR", -100000),
    )
    chosen = judge(line(512000, debtor=LECOQ), book).chosen
    assert keys(chosen) == {1, 2, 3, 4}
    assert sum(cents for _key, cents in chosen.parts) == 512000


def test_a_promise_is_kept_by_its_amount():
    deal = Deal(9, LECOQ, "EUR", ((1, 320000),), (320000,))
    book = book_of(
        Item(1, LECOQ, "EUR", 480000), Item(2, LECOQ, "EUR", 192000), deals=[deal]
    )
    chosen = judge(line(320000, debtor=LECOQ), book).chosen
    assert (chosen.deal, chosen.parts) == (9, ((1, 320000),))


def test_an_instalment_pays_the_oldest_debts_of_its_plan():
    deal = Deal(9, LECOQ, "EUR", ((1, 500), (2, 740)), (310, 310, 310, 310))
    book = book_of(Item(1, LECOQ, "EUR", 500), Item(2, LECOQ, "EUR", 740), deals=[deal])
    assert judge(line(310, debtor=LECOQ), book).chosen.parts == ((1, 310),)
    assert judge(line(620, debtor=LECOQ), book).chosen.parts == ((1, 500), (2, 120))


def test_a_discount_settles_until_its_day():
    item = Item(1, TALBOT, "EUR", 10000, discounted=9800, until=DAY)
    chosen = judge(line(9800, debtor=TALBOT), book_of(item)).chosen
    assert (chosen.parts, chosen.discount) == (((1, 10000),), 200)
    late = replace(line(9800, debtor=TALBOT), day=date(2026, 3, 4))
    assert judge(late, book_of(item)).chosen is None


def test_what_a_bank_kept_is_said_and_left_to_a_person():
    verdict = judge(
        line(359000, debtor=TALBOT), book_of(Item(1, TALBOT, "EUR", 360000))
    )
    assert (verdict.chosen, verdict.candidates[0].shape) == (None, "charges")


def test_too_much_leaves_a_credit_once_somebody_agrees():
    verdict = judge(line(500, debtor=TALBOT), book_of(Item(1, TALBOT, "EUR", 400)))
    assert verdict.chosen is None
    assert verdict.candidates[0].rest == 100


def test_money_on_a_debt_written_off_is_for_a_person():
    book = book_of(Item(1, TALBOT, "EUR", 700))
    book.add_lost(5, TALBOT, "EUR", 500)
    verdict = judge(line(500, debtor=TALBOT), book)
    assert (verdict.chosen, verdict.why) == (None, "inexact")
    assert {one.lost for one in verdict.candidates} == {(5,), ()}


def test_another_currency_is_another_account():
    book = book_of(Item(1, TALBOT, "CHF", 100))
    assert judge(line(100, debtor=TALBOT), book).candidates == ()


def test_an_order_number_that_two_invoices_share_names_neither():
    book = book_of(Item(1, TALBOT, "EUR", 100), Item(2, TALBOT, "EUR", 200))
    book.refer("PO-77321", "item", 1)
    book.refer("PO-77321", "item", 2)
    assert keys(judge(line(200, "PO 77321"), book).chosen) == {2}


def test_an_invoice_in_instalments_is_paid_by_its_first_one():
    first = Item(1, TALBOT, "EUR", 100, DAY, move=50)
    second = Item(2, TALBOT, "EUR", 100, date(2026, 4, 3), move=50)
    book = book_of(second, first, Item(3, TALBOT, "EUR", 100))
    for key in (1, 2):
        book.refer("FA/2026/00205", "item", key)
    assert keys(judge(line(100, "FA/2026/00205", TALBOT), book).chosen) == {1}
    assert keys(judge(line(200, "FA/2026/00205", TALBOT), book).chosen) == {1, 2}


def test_two_customers_of_one_name_are_for_a_person():
    book = Book([Item(1, TALBOT, "EUR", 100)])
    book.call("Jean Dupont", TALBOT)
    assert judge(line(100, name="DUPONT JEAN"), book).chosen
    book.call("M. Jean DUPONT", KERMOR)  # owes nothing, may pay in advance
    assert judge(line(100, name="DUPONT JEAN"), book).chosen is None


# --- any ledger -----------------------------------------------------------------------

AMOUNTS = st.integers(-3, 12).filter(bool).map(lambda one: one * 50)
ITEMS = st.lists(st.tuples(st.sampled_from([1, 2, 3]), AMOUNTS), max_size=9)


@st.composite
def worlds(draw):
    items = [
        Item(number, debtor, "EUR", cents)
        for number, (debtor, cents) in enumerate(draw(ITEMS), start=1)
    ]
    owners = draw(st.sets(st.sampled_from([1, 2, 3]), max_size=2))
    return items, owners, line(draw(st.integers(1, 40)) * 50, iban="FR1")


def _asked(items, owners, payment):
    book = Book(items)
    for debtor in owners:
        book.own("FR1", debtor)
    return judge(payment, book)


def _ways(items, owners, cents):
    """All that explains the money: some debts, with all credits or with none."""
    for debtor in owners:
        mine = [one for one in items if one.debtor == debtor]
        debts = [one for one in mine if one.cents > 0]
        credits = tuple(one for one in mine if one.cents < 0)
        for size in range(1, len(debts) + 1):
            for some in combinations(debts, size):
                for less in {(), credits}:
                    if sum(one.cents for one in some + less) == cents:
                        yield {one.key for one in some + less}


@given(worlds())
def test_what_is_chosen_is_exact_and_of_a_known_payer(world):
    items, owners, payment = world
    chosen = _asked(*world).chosen
    if chosen:
        open_cents = {one.key: one.cents for one in items}
        assert chosen.debtor in owners
        assert sum(cents for _key, cents in chosen.parts) == payment.cents
        assert all(cents == open_cents[key] for key, cents in chosen.parts)


@given(worlds())
def test_nothing_is_chosen_where_another_explanation_is_as_good(world):
    items, owners, payment = world
    chosen = _asked(*world).chosen
    if chosen:
        debts = {one.key for one in items if one.cents > 0}
        size = len(keys(chosen) & debts)
        others = [
            way
            for way in _ways(items, owners, payment.cents)
            if way != keys(chosen) and len(way & debts) <= max(size, 3)
        ]
        assert not others


@given(worlds())
def test_without_a_sign_nothing_is_chosen(world):
    items, _owners, payment = world
    assert _asked(items, (), payment).chosen is None


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_ledger_changes_nothing(world, random):
    items, owners, payment = world
    mixed = random.sample(items, len(items))
    assert _asked(mixed, owners, payment).chosen == _asked(*world).chosen or (
        Counter(_asked(mixed, owners, payment).chosen.parts)
        == Counter(_asked(*world).chosen.parts)
    )


@given(worlds())
def test_a_twin_of_what_was_chosen_makes_it_a_suggestion(world):
    items, owners, payment = world
    chosen = _asked(*world).chosen
    for item in [one for one in items if chosen and one.key in keys(chosen)]:
        twin = replace(item, key=100)
        if item.cents > 0:
            assert _asked([*items, twin], owners, payment).chosen is None


# --- payments that are in the books already -------------------------------------------


def registered(*debts):
    """A book where Talbot's payment 9, of 1,000.00, paid its invoice 1."""
    book = book_of(Item(1, TALBOT, "EUR", 0), *debts)
    book.refer("FA/2026/00201", "item", 1)
    book.refer("FA/2026/00202", "item", 2)
    book.add_registered(Item(9, TALBOT, "EUR", 100000), (1,))
    return book


def test_money_that_is_in_the_books_already_pays_no_other_invoice():
    verdict = judge(
        line(100000, debtor=TALBOT), registered(Item(2, TALBOT, "EUR", 100000))
    )
    assert verdict.chosen.parts == ((9, 100000),)


def test_a_line_that_names_what_it_paid_is_that_payment():
    book = registered(Item(2, TALBOT, "EUR", 100000))
    verdict = judge(line(100000, "REGLT FA 2026 00201", TALBOT), book)
    assert keys(verdict.chosen) == {9}


def test_a_line_that_names_another_invoice_is_for_a_person():
    book = registered(Item(2, TALBOT, "EUR", 100000))
    verdict = judge(line(100000, "REGLT FA 2026 00202", TALBOT), book)
    assert (verdict.chosen, verdict.why) == (None, "several")
    assert {9} in [keys(one) for one in verdict.candidates]


def test_two_registered_payments_of_one_amount_are_for_a_person():
    book = registered()
    book.add_registered(Item(10, TALBOT, "EUR", 100000))
    assert judge(line(100000, debtor=TALBOT), book).why == "several"


def test_registered_payments_come_together_too():
    book = registered(Item(2, TALBOT, "EUR", 150000))
    book.add_registered(Item(10, TALBOT, "EUR", 50000))
    assert keys(judge(line(150000, debtor=TALBOT), book).chosen) == {9, 10}


def test_a_registered_payment_with_a_debt_speaks_against_another_sum():
    book = registered(Item(2, TALBOT, "EUR", 50000), Item(3, TALBOT, "EUR", 150000))
    verdict = judge(line(150000, debtor=TALBOT), book)
    assert verdict.why == "several"
    assert [keys(one) for one in verdict.candidates] == [{3}, {9, 2}]


def test_the_amount_of_an_unknown_payer_may_be_a_registered_payment():
    verdict = judge(line(100000), registered(Item(2, TALBOT, "EUR", 100000)))
    assert verdict.chosen is None
    assert [keys(one) for one in verdict.candidates] == [{9}, {2}]
