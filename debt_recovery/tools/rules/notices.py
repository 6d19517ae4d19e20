"""Texts that must have been given, and the time that they give.

``seen``: (code, date given or None, first free date or None). The lines of a group are
alternatives: the same text by another medium, with its own counting.

The first free date is the day that the period begins plus its days. It begins on the
day of sending, the day after, the third working day after, or the day of receipt (a
letter is taken to arrive on the third working day, a registered one counts from its
presentation) or the day after. From the first contact, it is a deadline instead:
contacts go on for so many days, then stop until the text is given.
"""

from ..calendar import add_working_days
from .clock import add_days, latest_date, starts_everywhere
from .dates import is_dated
from .holds import actions
from .registry import YES, kind, no, wait

POST_DAYS = 3
BY_POST = ("letter", "")  # unknown: as if by post
KIND_NAMES = ("notice_before_contact", "grace_days", "mandatory_notice")


def check(rules, request, facts, at):
    """What needs a text waits for it, then for its time.

    >>> from datetime import date, datetime
    >>> from .model import Facts, Notice, Request, Rule
    >>> notice = Notice("be_first_reminder", 14, "next_day", blocks={"contact"})
    >>> rule = Rule("BE", "grace_days", notice=notice)
    >>> given = {"be_first_reminder": ((None, date(2026, 3, 2), "email"),)}
    >>> check((rule,), Request("call"), Facts(given=given), datetime(2026, 3, 15)).until
    datetime.datetime(2026, 3, 17, 0, 0)
    """
    if request.purpose == "receipt":  # it claims nothing
        return YES
    blocked, found = actions(request), YES
    for rule in rules:
        notice = rule.notice
        if not notice or not notice.blocks & blocked or request.notice == notice.code:
            return YES
        verdict = _ask_debts(rule, request.debts, facts, at)
        if verdict is YES:
            return YES
        if found is YES or (verdict.until or at.max) < (found.until or at.max):
            found = verdict
    return found


for name in KIND_NAMES:
    kind(name)(check)


def _ask_debts(rule, debts, facts, at):
    """Return the verdict of the debt that must wait longest; unknown debts need a text
    given for all."""
    found = YES
    for debt in sorted(debts) if debts else (None,):
        verdict = _ask_debt(rule, debt, facts, at)
        if verdict is YES:
            continue
        if found is YES or (verdict.until or at.max) > (found.until or at.max):
            found = verdict
    return found


def _ask_debt(rule, debt, facts, at):
    notice = rule.notice
    times = [
        (_free_from(rule, day, medium, facts), day)
        for about, day, medium in facts.given.get(notice.code, ())
        if about is None or about == debt
        if fits(medium, notice.media)
    ]
    if notice.start == "first_contact":
        return YES if times else _before_deadline(rule, facts, at)
    if not times:
        return no(rule, "notice_missing", notice.code, None, None)
    free, day = min(times)
    until = starts_everywhere(free, facts.zones)
    if at >= until:
        return YES
    return wait(rule, "notice_running", until, notice.code, day, free)


def fits(medium, media):
    """Tell whether a text given by ``medium`` counts where only ``media`` do."""
    return (
        not media or medium in media or (medium == "registered" and "letter" in media)
    )


def _free_from(rule, day, medium, facts):
    """Return the first free date: that of the rule, or of the version in force when the
    text was given if it is later. A new law shortens no term that runs."""
    versions = [rule, *(one for one in rule.elders if is_dated(one, day))]
    return max(free_from(one.notice, day, medium, facts) for one in versions)


def free_from(notice, given, medium, facts):
    """Return the first date on which ``notice``, given on that day, blocks no more."""
    closed = frozenset().union(*facts.holidays.values())
    first = given
    if notice.start == "third_working_day":
        first = add_working_days(given, 3, closed)
    elif notice.start == "next_day":
        first = add_days(given, 1)
    elif notice.start in ("receipt", "day_after_receipt"):
        if medium in BY_POST:
            first = add_working_days(given, POST_DAYS, closed)
        first = add_days(first, int(notice.start == "day_after_receipt"))
    return _later(first, notice, closed)


def _later(day, notice, closed):
    if notice.unit == "business_days":
        return add_working_days(day, notice.days, closed)
    return add_days(day, notice.days)


def _before_deadline(rule, facts, at):
    """Return the verdict on contacts while the text may still follow the first one."""
    contacts = [one.at for one in facts.touches if not one.solicited]
    if not contacts:
        return YES
    notice = rule.notice
    closed = frozenset().union(*facts.holidays.values())
    for zone in facts.zones:
        last = _later(latest_date(min(contacts), (zone,)), notice, closed)
        if at >= starts_everywhere(add_days(last, 1), (zone,)):
            break
    else:
        return YES
    return no(rule, "notice_missing", notice.code, None, None)
