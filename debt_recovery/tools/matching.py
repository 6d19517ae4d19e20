"""Which open debts a bank line pays: found, ranked, and chosen only when one
explanation is exact and no other one explains the line as well."""

from dataclasses import replace

from .matching_parts import REGISTERED, Candidate, Verdict
from .sums import sums

MOST_ALIKE = 20  # debts of the same amount that are looked at when nobody is named
MANY = 60  # open items from which three of them are no longer added up
CHARGES, CHARGES_PART = 5000, 20  # what a bank keeps: at most this, or a twentieth


def judge(payment, book):
    """Return the :class:`Verdict` on a bank line.

    >>> from datetime import date
    >>> from .matching_book import Book
    >>> from .matching_parts import Item, Payment
    >>> book = Book([Item(1, 7, "EUR", 360000), Item(2, 8, "EUR", 360000)])
    >>> book.own("FR76", 7)
    >>> line = Payment(360000, "EUR", date(2026, 3, 2), "VIREMENT", "FR76")
    >>> judge(line, book).chosen.parts
    ((1, 360000),)
    >>> unknown = judge(replace(line, iban=""), book)
    >>> unknown.chosen, unknown.why, [one.debtor for one in unknown.candidates]
    (None, 'no_sign', [7, 8])
    """
    if payment.cents <= 0:
        return Verdict(None, (), "nothing")
    who = book.who(payment)
    found, whole = [], True
    for debtor, signs in who.signs.items():
        some, all_seen = _of_debtor(payment, book, who, debtor)
        whole = whole and all_seen
        found += [replace(one, signs=signs | one.signs) for one in some]
    if not any(one.is_exact for one in found):
        found += _of_amount(payment, book, who)
    ranked = _merged(found)
    chosen, why = _choose(ranked, who, whole)
    return Verdict(chosen, ranked, why)


def _choose(ranked, who, whole):
    if not ranked:
        return None, "nothing"
    best = ranked[0]
    if not best.is_exact:
        return None, "inexact"
    registered = [one for one in ranked if _stands_for(one, best.debtor)]
    if registered:
        best = registered[0]
        if who.contradicts(best):  # it names what that payment did not pay
            return None, "several"
    if best.tier < 2:
        return None, "no_sign"
    if who.contradicts(best):
        return None, "contradiction"
    rivals = [one for one in ranked if one is not best and one.tier >= best.tier]
    if registered:  # the same money as in the books: it pays no other debt
        rivals = [one for one in rivals if one.debtor != best.debtor]
        rivals += registered[1:]
    if rivals or (best.tier < 3 and not whole and not registered):
        return None, "several"
    return best, ""


def _stands_for(candidate, debtor):
    """Tell whether it is only a payment of the debtor that is in the books already."""
    return candidate.shape == REGISTERED and candidate.debtor == debtor


def _merged(found):
    """Return one candidate for each way to pay, the likeliest first."""
    by_parts = {}
    for one in sorted(found, key=lambda one: one.score, reverse=True):
        place = (one.debtor, frozenset(one.parts), one.rest, one.lost)
        known = by_parts.get(place)
        by_parts[place] = one if known is None else _both(known, one)
    return tuple(sorted(by_parts.values(), key=lambda one: (*_minus(one), one.debtor)))


def _minus(candidate):
    return tuple(-one for one in candidate.score)


def _both(known, other):
    return replace(
        known,
        signs=known.signs | other.signs,
        is_named=known.is_named or other.is_named,
        deal=known.deal or other.deal,
    )


# --- explanations of one customer's money ---------------------------------------------


def _of_debtor(payment, book, who, debtor):
    """Return ``(candidates, whole)`` of one customer; ``whole``: all were looked at."""
    items = book.open(debtor, payment.currency)
    debts = [one for one in items if one.cents > 0]
    credits = [one for one in items if one.cents < 0]
    named = [one for one in debts if one.key in who.items]
    found = _of_named(payment, debtor, named, credits)
    found += _of_deals(payment, book, who, debtor)
    found += _of_registered(payment, book, who, debtor, debts)
    found += _of_one(payment, debts, credits)
    found += _of_account(payment, debtor, debts, credits)
    plain = any(one.is_exact for one in found)
    more, whole = _of_sums(payment, debtor, debts, credits, plain)
    found += more
    if not any(one.is_exact for one in found):
        found += _of_lost(payment, book, debtor)
        found += [_oldest_first(payment, debtor, debts)] if debts else []
    return [who.numbered(one) for one in found], whole


def _of_named(payment, debtor, named, credits):
    """What the line names: exactly, net of the credits, with the discount, or not."""
    if not named:
        return []
    found = []
    for some in (named, named + credits) if credits else (named,):
        found += _exact(payment, debtor, some, "named")
    if len({one.move or one.key for one in named}) == 1:  # its first instalments
        named = sorted(named, key=lambda one: (one.due, one.key))
        for many in range(1, len(named)):
            found += _exact(payment, debtor, named[:many], "named")
    if not found:
        found = [_oldest_first(payment, debtor, named)]
    return [replace(one, is_named=True) for one in found]


def _exact(payment, debtor, items, shape):
    """Return the candidate that pays ``items``, in full or with their discount."""
    parts = tuple((one.key, one.cents) for one in items)
    full = sum(one.cents for one in items)
    off = sum(
        one.cents - one.discounted
        for one in items
        if one.discounted and one.until and payment.day <= one.until
    )
    if full == payment.cents:
        return [Candidate(debtor, parts, shape, is_exact=True)]
    if off and full - off == payment.cents:
        return [Candidate(debtor, parts, shape, is_exact=True, discount=off)]
    return []


def _of_deals(payment, book, who, debtor):
    """The next instalments of an arrangement: one, the next two, … or all of it."""
    found = []
    for deal in book.deals(debtor, payment.currency):
        due, sums_due = 0, []
        for cents in deal.expected:
            due += cents
            sums_due.append(due)
        sums_due.append(sum(cents for _key, cents in deal.parts))
        named = deal.key in who.deals
        parts, rest = _spread(deal.parts, payment.cents)
        if payment.cents in sums_due and not rest:
            one = Candidate(debtor, parts, "instalment", is_exact=True)
        elif named:
            one = Candidate(debtor, parts, "over" if rest else "part", rest=rest)
        else:
            continue
        found.append(replace(one, is_named=named, deal=deal.key))
    return found


def _of_registered(payment, book, who, debtor, debts):
    """Payments that are in the books already: one, some together, or, where no such
    ones add up, some with debts beside them."""
    known = book.registered(debtor, payment.currency)
    found = [(one,) for one in known if one.cents == payment.cents]
    ways, _whole = sums([one.cents for one in known], payment.cents)
    found += [tuple(known[at] for at in way) for way in ways]
    shape, both = REGISTERED, [*known, *debts]
    if known and not found:
        most = 3 if len(both) <= MANY else 2
        ways, _whole = sums([one.cents for one in both], payment.cents, most)
        found = [tuple(both[at] for at in way) for way in ways if way[0] < len(known)]
        shape = "sum"
    made = []
    for items in found:
        parts = tuple((one.key, one.cents) for one in items)
        one = Candidate(debtor, parts, shape, is_exact=True)
        is_named = bool(who.items & who.settled_by(one)) and shape == REGISTERED
        made.append(replace(one, is_named=is_named))
    return made


def _of_one(payment, debts, credits):
    found = []
    for one in debts:
        found += _exact(payment, one.debtor, [one], "one")
        if credits:
            found += _exact(payment, one.debtor, [one, *credits], "one")
        short = one.cents - payment.cents
        if 0 < short <= min(CHARGES, one.cents // CHARGES_PART):
            parts = ((one.key, payment.cents),)
            found.append(Candidate(one.debtor, parts, "charges"))
    return found


def _of_account(payment, debtor, debts, credits):
    """All that is open, and all that is due."""
    due = [one for one in debts if one.due <= payment.day]
    found = []
    for some in (debts, due):
        if len(some) > 1 or (some and credits):
            found += _exact(payment, debtor, some, "account")
            if credits:
                found += _exact(payment, debtor, some + credits, "account")
    return found


def _of_sums(payment, debtor, debts, credits, plain):
    """Some of the debts together. Where one of them explains the line, only two or
    three others together explain it as well."""
    most = (3 if len(debts) <= MANY else 2) if plain else 12
    amounts = [one.cents for one in debts]
    found, whole = [], True
    for less in (credits, []) if credits else ([],):
        target = payment.cents - sum(one.cents for one in less)
        ways, all_seen = sums(amounts, target, most)
        whole = whole and all_seen
        for way in ways:
            found += _exact(payment, debtor, [debts[at] for at in way] + less, "sum")
    return found, whole


def _of_lost(payment, book, debtor):
    """Debts already written off, one of them or all: income, once a person says so."""
    lost = book.lost(debtor, payment.currency)
    ways = [((key,), cents) for key, cents in lost]
    if len(lost) > 1:
        ways.append((tuple(key for key, _ in lost), sum(cents for _, cents in lost)))
    return [
        Candidate(debtor, (), "lost", rest=payment.cents, lost=keys)
        for keys, cents in ways
        if cents == payment.cents
    ]


def _oldest_first(payment, debtor, debts):
    debts = sorted(debts, key=lambda one: (one.due, one.key))
    parts, rest = _spread([(one.key, one.cents) for one in debts], payment.cents)
    return Candidate(debtor, parts, "over" if rest else "part", rest=rest)


def _spread(parts, cents):
    """Give ``cents`` to ``parts`` in their order; return them and what is left."""
    given = []
    for key, open_cents in parts:
        if cents <= 0:
            break
        part = min(cents, open_cents)
        given.append((key, part))
        cents -= part
    return tuple(given), max(cents, 0)


def _of_amount(payment, book, who):
    """Whoever owes exactly this: for a person to look at, never more."""
    found = []
    for item in book.alike(payment.currency, payment.cents)[:MOST_ALIKE]:
        shape = REGISTERED if book.is_registered(item) else "one"
        found += _exact(payment, item.debtor, [item], shape)
    return [who.numbered(one) for one in found if one.debtor not in who.signs]
