"""What is known when bank lines are read: open items, and who goes by which sign."""

from collections import defaultdict
from dataclasses import dataclass, replace

from . import bank_text
from .matching_parts import (
    CODE,
    IBAN,
    MENTIONED,
    NAME,
    NUMBER,
    PARTNER,
    PAYER,
    REFERENCE,
    REGISTERED,
)


@dataclass(frozen=True, slots=True)
class Who:
    """What a line tells: ``signs`` ``{debtor: signs}``, the ``items`` and ``deals`` it
    names, the ``numbers`` in it, the debtors that each firm kind of sign stands for;
    ``behind``: see :meth:`Book.add_registered`."""

    signs: dict
    items: frozenset
    deals: frozenset
    faint: frozenset
    firm: tuple
    covered: dict
    moves: dict
    behind: dict

    def contradicts(self, candidate):
        """Tell whether something in the line speaks against a candidate."""
        if any(candidate.debtor not in debtors for debtors in self.firm):
            return True
        paid = {key for key, cents in candidate.parts if cents > 0}
        if candidate.shape == REGISTERED:
            told = self.items or self.faint
            return bool(told) and not told <= self.settled_by(candidate)
        if self.deals:
            covers = self.covered.get(candidate.deal, frozenset())
            return candidate.deal not in self.deals or not self.items <= covers
        if self.items:
            return not self._names(paid)
        return bool(self.faint) and not (self.faint & paid)

    def _names(self, paid):
        """Tell whether the documents that the line names are those paid: each of them,
        and nothing else. Of one in instalments, some may be paid."""
        named = {self.moves[key] for key in self.items}
        return paid <= self.items and named == {self.moves[key] for key in paid}

    def settled_by(self, candidate):
        """Return the items that the registered payments of a candidate paid."""
        keys = [self.behind.get(key, frozenset()) for key, _cents in candidate.parts]
        return frozenset().union(*keys)

    def numbered(self, candidate):
        """Return a candidate with the number that the line gives of what it pays."""
        if not self.faint.intersection(key for key, _cents in candidate.parts):
            return candidate
        return replace(candidate, signs=candidate.signs | {NUMBER})


class Book:
    """Open items of a company with the signs by which bank lines name them.

    :param items: iterable of :class:`~.matching_parts.Item`
    :param deals: iterable of :class:`~.matching_parts.Deal`
    """

    def __init__(self, items=(), deals=()):
        self._items, self._open = {}, defaultdict(list)
        self._alike, self._deals = defaultdict(list), defaultdict(list)
        self._covered, self._dealers = {}, {}
        self._lost = defaultdict(list)
        self._registered, self._behind = defaultdict(list), {}
        self._references = defaultdict(set)
        self._numbers = defaultdict(set)
        self._owners, self._payers = defaultdict(set), defaultdict(set)
        self._names, self._paying = defaultdict(set), defaultdict(set)
        for item in items:
            self.add(item)
        for deal in deals:
            self.add_deal(deal)

    # --- learning -----------------------------------------------------------------

    def add(self, item):
        """Know of an item; of one that is paid already too: a line that names it pays
        no other."""
        self._items[item.key] = item
        if item.cents:
            self._open[item.debtor, item.currency].append(item)
        if item.cents > 0:
            self._alike[item.currency, item.cents].append(item)

    def add_deal(self, deal):
        self._dealers[deal.key] = deal.debtor
        self._deals[deal.debtor, deal.currency].append(deal)
        self._covered[deal.key] = frozenset(key for key, _cents in deal.parts)

    def add_registered(self, item, paid=()):
        """Know of a payment registered before the bank line came.

        :param paid: keys of the items of the documents that it paid
        """
        self._registered[item.debtor, item.currency].append(item)
        self._behind[item.key] = frozenset(paid)
        self._alike[item.currency, item.cents].append(item)

    def add_lost(self, key, debtor, currency, cents):
        """Know of a debt written off on which money may still come in."""
        self._lost[debtor, currency].append((key, cents))

    def refer(self, reference, kind, target):
        """``reference`` stands for an ``item``, a ``deal`` or a ``debtor``.

        One that is not sure of itself gives its number only.
        """
        found = bank_text.key(reference)
        if bank_text.is_sure(found):
            self._references[found].add((kind, target))
        if kind == "item":
            for number in bank_text.numbers(reference):
                self._numbers[number].add(target)

    def own(self, iban, debtor):
        """The account ``iban`` is the debtor's."""
        if iban:
            self._owners[bank_text.account(iban)].add(debtor)

    def learn(self, iban, name, debtor):
        """Money from this account, under this name, paid the debtor's bills before."""
        if iban:
            self._payers[bank_text.account(iban)].add(debtor)
        elif bank_text.name_key(name):
            self._paying[bank_text.name_key(name)].add(debtor)

    def call(self, name, debtor):
        """The debtor goes by ``name``; all customers are told, not only who owes."""
        found = bank_text.name_key(name)
        if found:
            self._names[found].add(debtor)

    # --- asking --------------------------------------------------------------------

    def open(self, debtor, currency):
        return self._open.get((debtor, currency), [])

    def deals(self, debtor, currency):
        return self._deals.get((debtor, currency), [])

    def registered(self, debtor, currency):
        return self._registered.get((debtor, currency), [])

    def is_registered(self, item):
        return item.key in self._behind

    def lost(self, debtor, currency):
        return self._lost.get((debtor, currency), [])

    def alike(self, currency, cents):
        return self._alike.get((currency, cents), [])

    def who(self, payment):
        """Return the :class:`Who` of a payment."""
        signs, firm = defaultdict(set), []
        said = self._said(payment.text)
        items = {key for kind, key in said if kind == "item" and key in self._items}
        deals = {key for kind, key in said if kind == "deal"}
        named = {self._items[key].debtor for key in items}
        named |= {self._dealers[key] for key in deals}
        coded = {key for kind, key in said if kind == "debtor"}
        for sign, debtors in ((REFERENCE, named), (CODE, coded)):
            self._sign(signs, sign, debtors)
            firm += [frozenset(debtors)] if debtors else []
        firm += self._payer(payment, signs)
        faint = self._faint(payment.text, signs) if not items else frozenset()
        return Who(
            {debtor: frozenset(some) for debtor, some in signs.items()},
            frozenset(items),
            frozenset(deals),
            faint,
            tuple(firm),
            self._covered,
            {key: self._items[key].move or key for key in items},
            self._behind,
        )

    def _said(self, text):
        """Return what the text names. A reference that several documents share (one a
        customer, an order's) tells whose they are, not which."""
        found = set()
        for one in bank_text.keys_in(text) & self._references.keys():
            targets = self._references[one]
            moves = {self._move(*target) for target in targets}
            if len(moves) > 1:
                targets = {("debtor", self._debtor(*target)) for target in targets}
            found |= targets
        return found

    def _move(self, kind, target):
        if kind == "item" and target in self._items:
            return kind, self._items[target].move or target
        return kind, target

    def _debtor(self, kind, target):
        if kind == "item":
            return self._items[target].debtor
        return self._dealers[target] if kind == "deal" else target

    def _payer(self, payment, signs):
        """Note who pays; return the debtors that the surest of these signs stands for.

        What a person or the import said goes before the account, the account before
        the name.
        """
        iban = bank_text.account(payment.iban)
        name = bank_text.name_key(payment.name)
        owners = self._owners.get(iban, set()) if iban else set()
        payers = self._payers.get(iban, set()) if iban else set()
        named = self._names.get(name, set()) if name else set()
        paying = self._paying.get(name, set()) if name else set()
        told = {payment.debtor} if payment.debtor else set()
        for sign, debtors in (
            (PARTNER, told),
            (IBAN, owners),
            (PAYER, payers),
            (PAYER if len(paying) < 2 else MENTIONED, paying),
            (NAME if len(named) < 2 else MENTIONED, named),
        ):
            self._sign(signs, sign, debtors)
        for debtors in (told, owners | payers, named | paying):
            if debtors:
                return [frozenset(debtors)]
        for words in bank_text.names_in(payment.text) & self._names.keys():
            self._sign(signs, MENTIONED, self._names[words])
        return []

    def _sign(self, signs, sign, debtors):
        for debtor in debtors:
            signs[debtor].add(sign)

    def _faint(self, text, signs):
        """Return the items of those who may pay whose number is in the text."""
        return frozenset(
            key
            for one in bank_text.keys_in(text)
            if one in self._numbers
            for key in self._numbers[one]
            if self._items[key].debtor in signs
        )
