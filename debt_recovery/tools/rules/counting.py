"""Which touches of the ledger a rule counts, and for which debts."""

CONVERSATION = "conversation"
# What a result is at least.
AT_LEAST = {
    "attempt": ("attempt", "contact", "conversation"),
    "contact": ("contact", "conversation"),
    "conversation": ("conversation",),
}


def counted(rule, cap, request, facts):
    """Return the touches that ``cap`` counts against ``request``, whatever their debt.

    What is unknown of a touch counts. What the debtor asked for never does.
    """
    channels = cap.channels or rule.channels
    results = AT_LEAST[cap.counts]
    return [
        touch
        for touch in facts.touches
        if not touch.solicited
        and touch.result in results
        and (not channels or touch.channel in channels)
        and (touch.is_machine or not cap.machine_only)
        and is_at(cap.place, touch.is_work)
        and _is_of(cap.per, touch, request, facts)
    ]


def is_at(place, is_work):
    """Tell whether ``place`` may be meant by what is known of the contact point.

    >>> is_at("personal", None), is_at("work", False), is_at("any", True)
    (True, False, True)
    """
    if place == "any" or is_work is None:
        return True
    return is_work == (place != "personal")


def _is_of(per, touch, request, facts):
    if per == "creditor":
        known = touch.creditor and facts.house.creditor
        return not known or touch.creditor == facts.house.creditor
    if per == "point":
        known = touch.points and request.points
        return not known or bool(touch.points & request.points)
    return True


def by_debt(per, touches, request):
    """Return the lists of touches to look at one by one: all of them, or those of each
    debt when the rule counts by debt. A touch of unknown debts is of every debt.
    """
    if per != "debt":
        return [touches]
    debts = request.debts
    if debts is None:
        debts = frozenset().union(*(touch.debts or () for touch in touches))
    unknown = [touch for touch in touches if touch.debts is None]
    lists = [
        [one for one in touches if one.debts is None or debt in one.debts]
        for debt in sorted(debts)
    ]
    return lists or [unknown]
