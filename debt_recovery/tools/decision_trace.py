"""What a decision rested on, in figures: short enough to keep, without a name.

Public holidays are left out: they follow from the places and the instant.
"""

import hashlib
import json
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal

SHOWN = 20  # debts and contacts that are told one by one


def digest(request, facts, at, rules):
    """Return what tells two decisions apart: hexadecimal, 32 characters.

    :param at: the instant asked about
    :param rules: ``code@version`` of all that were asked

    >>> from datetime import datetime
    >>> from .rules.model import Facts, Request
    >>> noon = datetime(2026, 3, 2, 12)
    >>> one = digest(Request("sms"), Facts(), noon, ("FR.x.01@1",))
    >>> one == digest(Request("sms"), Facts(), noon, ("FR.x.01@1",))
    True
    >>> one == digest(Request("sms"), Facts(is_place_known=True), noon, ("FR.x.01@1",))
    False
    """
    known = replace(facts, holidays={}, house=replace(facts.house, closed=frozenset()))
    told = [_plain(request), _plain(known), at.isoformat(), list(rules)]
    text = json.dumps(told, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def figures(facts):
    """Return the facts in one line: kinds, places, zones, contacts counted, holds.

    >>> from .rules.model import Facts, Place
    >>> figures(Facts(kinds=frozenset({"sole", "company"}), places=(Place("FR"),),
    ...               is_place_known=True, zones=("Europe/Paris",)))
    'kinds company+sole; places FR; zones Europe/Paris'
    >>> figures(Facts())
    'kinds company+consumer+public+sole; places ?; zones UTC'
    """
    places = "+".join(map(_place, facts.places)) + "?" * (not facts.is_place_known)
    parts = [
        f"kinds {'+'.join(sorted(facts.kinds))}",
        f"places {places}",
        f"zones {'+'.join(facts.zones)}",
    ]
    if facts.touches:
        parts.append(f"contacts {_contacts(facts.touches)}")
    if facts.consents:
        said = sorted(facts.consents.items())
        parts.append(f"consents {' '.join(f'{name} {state}' for name, state in said)}")
    if facts.holds:
        parts.append(f"holds {' '.join(sorted({hold.kind for hold in facts.holds}))}")
    if facts.given:
        parts.append(f"given {' '.join(sorted(facts.given))}")
    if facts.barred:
        parts.append(f"barred {len(facts.barred)}")
    return "; ".join(parts)


def _place(place):
    parts = (place.country, place.state, place.city)
    return "-".join(part for part in parts if part not in ("", "-"))


def _contacts(touches):
    told = [f"{one.at:%Y-%m-%d %H:%M} {one.channel}" for one in touches[-SHOWN:]]
    return f"{len(touches)} ({', '.join(told)})"


def _plain(value):
    """Return a value as JSON has it, sets in order."""
    if is_dataclass(value):
        return [_plain(getattr(value, one.name)) for one in fields(value)]
    if isinstance(value, dict):
        return sorted([str(key), _plain(one)] for key, one in value.items())
    if isinstance(value, frozenset):
        return sorted(map(_plain, value))
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
