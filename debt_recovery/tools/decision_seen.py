"""What a verdict saw, as one part of the line of facts that the log keeps, and back."""

from datetime import date, datetime

MARK = "seen "


def write_seen(seen):
    """Return the figures of a verdict as a part of a line of facts, "" for none.

    >>> from datetime import date
    >>> write_seen((2, 2, 7)), write_seen(("dispute", date(2026, 3, 31), None))
    ('seen 2 2 7', 'seen dispute 2026-03-31')
    """
    words = [_word(one) for one in seen if one is not None]
    return MARK + " ".join(words) if words else ""


def read_seen(facts):
    """Return the figures that a line of facts holds, dates and numbers as such.

    >>> read_seen("kinds company; seen dispute 2026-03-31")
    ('dispute', datetime.date(2026, 3, 31))
    >>> read_seen("kinds company; places FR")
    ()
    """
    for part in facts.split("; "):
        if part.startswith(MARK):
            return tuple(_value(word) for word in part[len(MARK) :].split(" "))
    return ()


def _word(value):
    if isinstance(value, datetime):
        value = value.date()
    return str(value).replace(" ", "_").replace(";", "")


def _value(word):
    if word.isdigit():
        return int(word)
    try:
        return date.fromisoformat(word)
    except ValueError:
        return word
