"""Whom to call first, and in which tone: a documented order, no prediction.

Four kinds of calls follow each other: a call-back whose hour has come, a promise whose
date passed unpaid, a step of the scenario that asks for a call, then the other late
accounts; call-backs of later stand last. Within a kind the calls with the most points
come first. Points are the amount at stake, weighed by two habits of the trade: young
debts are still settled by one call, and who often pays late does not pay unasked.
"""

from dataclasses import dataclass

from .tone import FIRM, History, advise

CALLBACK, PROMISE, STEP, LATE, LATER = "callback", "promise", "step", "late", "later"
KINDS = (CALLBACK, PROMISE, STEP, LATE, LATER)

FRESH_DAYS, OLD_DAYS, OLD_WEIGHT = 30, 365, 0.3
UNKNOWN_SHARE = 0.5
FIRM_DAYS = 60


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of an account on one day; ``net`` in the company's currency.

    ``history``: how it paid in 12 months; ``callback``: None, "due" or "later".
    """

    net: float = 0.0
    days: int = 0
    history: History = History()
    callback: str | None = None
    promise_late: bool = False
    step: bool = False
    consumer: bool = False
    sensitive: bool = False


def kind(account):
    """Return why this account is to call, the most urgent reason first.

    >>> kind(Account(callback="due", step=True)), kind(Account(step=True))
    ('callback', 'step')
    >>> kind(Account(callback="later", promise_late=True)), kind(Account())
    ('later', 'late')
    """
    if account.callback:
        return CALLBACK if account.callback == "due" else LATER
    if account.promise_late:
        return PROMISE
    return STEP if account.step else LATE


def freshness(days):
    """Return the weight of a debt that is ``days`` late: 1 for a month, then less.

    >>> freshness(10), round(freshness(200), 2), freshness(900)
    (1.0, 0.64, 0.3)
    """
    span = min(max(days, FRESH_DAYS), OLD_DAYS) - FRESH_DAYS
    return round(1.0 - (1.0 - OLD_WEIGHT) * span / (OLD_DAYS - FRESH_DAYS), 4)


def points(account):
    """Return the points of a call, an amount weighed by age and habits.

    >>> points(Account(net=1000, days=10, history=History(paid=4, late=4)))
    1500.0
    >>> points(Account(net=1000, days=10, history=History(paid=4)))
    1000.0
    >>> points(Account(net=1000, days=900))
    375.0
    """
    paid, late = account.history.paid, account.history.late
    share = late / paid if paid else UNKNOWN_SHARE
    return round(account.net * freshness(account.days) * (1 + share / 2), 2)


def order(accounts):
    """Return the keys of ``{key: Account}``, whom to call first first.

    >>> order({1: Account(net=900), 2: Account(net=5), 3: Account(net=5, step=True)})
    [3, 1, 2]
    >>> order({1: Account(net=9, step=True), 2: Account(net=1, callback="due")})
    [2, 1]
    """
    return sorted(
        accounts,
        key=lambda key: (
            KINDS.index(kind(accounts[key])),
            -points(accounts[key]),
            key,
        ),
    )


def tone(account):
    """Return ``(tone, reason)``: soft, neutral, firm or human, and why.

    What is known of this call comes before what reminders go by, too: the history.

    >>> tone(Account(sensitive=True)), tone(Account(consumer=True))
    (('human', 'sensitive'), ('soft', 'consumer'))
    >>> tone(Account(promise_late=True)), tone(Account(history=History(6, 4)))
    (('firm', 'promise'), ('firm', 'often'))
    >>> tone(Account(days=75, history=History(2))), tone(Account(history=History(2)))
    (('firm', 'old'), ('soft', 'first'))
    >>> tone(Account(days=20, history=History(5, 2)))
    ('neutral', 'usual')
    """
    advice = advise(account.history)
    if account.sensitive or account.history.trouble:
        return "human", "sensitive"
    if account.consumer:
        return "soft", "consumer"
    if account.promise_late:
        return FIRM, "promise"
    if account.days > FIRM_DAYS and advice.tone != FIRM:
        return FIRM, "old"
    return advice.tone, advice.code
