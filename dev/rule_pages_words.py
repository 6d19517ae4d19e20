"""The figures of a rule in English, for the pages of the packs."""

from .pure import tools

cells = tools("rule_part_cells")
number, clock = cells.number, cells.clock
COUNTRIES = {
    "AT": "Austria",
    "AU": "Australia",
    "BE": "Belgium",
    "CA": "Canada",
    "DE": "Germany",
    "DK": "Denmark",
    "ES": "Spain",
    "EU": "European Union",
    "FI": "Finland",
    "FR": "France",
    "GB": "United Kingdom",
    "IT": "Italy",
    "NL": "Netherlands",
    "NO": "Norway",
    "NZ": "New Zealand",
    "PL": "Poland",
    "SE": "Sweden",
    "US": "United States",
    "ZZ": "Everywhere",
}
DEBTORS = {
    "both": "everybody",
    "consumer": "consumers",
    "business": "businesses",
    "public": "public bodies",
    "sole": "sole traders",
    "company": "companies",
}
PARTIES = {"": "anyone", "first": "creditor", "third": "collector for others"}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def who_of(row):
    """Return whom a rule binds, towards whom, by which channel."""
    debtors = ", ".join(DEBTORS[one] for one in row.applies_to.split(","))
    text = f"{PARTIES[row.party]} → {debtors}"
    if row.channel in ("all", "n/a") or row.notice:
        return text
    return f"{text}; {row.channel.replace(',', ', ').replace('_', ' ')}"


def figures_of(row):
    """Return the figures of a rule, one short text each."""
    found = [
        row.window and _window(row),
        row.cap and _cap(row),
        row.notice and _notice(row),
        row.amount and _amount(row.amount),
        row.term_unit and f"{row.term} {_plain(row.term_unit)}",
        row.freezes and f"while it lasts: no {_listed(row.freezes)}",
        row.use and f"borrows: {_plain(row.use)}",
        row.condition and f"only if: {_plain(row.condition)}",
    ]
    return [one for one in found if one]


def _plain(word):
    return word.replace("_", " ")


def _listed(words):
    return ", ".join(_plain(one) for one in sorted(words))


def _window(row):
    days = sorted(row.window.days)
    if len(days) > 1 and days[-1] - days[0] == len(days) - 1:
        named = f"{DAYS[days[0]]}–{DAYS[days[-1]]}"
    else:
        named = ", ".join(DAYS[day] for day in days)
    hours = f"{named} {clock(row.window.start)}–{clock(row.window.end)}"
    return hours if row.holidays else f"{hours}, not on public holidays"


def _cap(row):
    cap = row.cap
    if row.kind in ("cooling_off_after_conversation", "min_interval"):
        text = f"{cap.days} days per {cap.per} ({_plain(cap.counts)})"
    else:
        text = f"≤ {cap.maximum} in {cap.days} d per {cap.per} ({_plain(cap.counts)}s)"
    more = [
        cap.place != "any" and f"{cap.place} places",
        _plain(cap.condition),
        cap.machine_only and "automatic only",
    ]
    return ", ".join([text, *(one for one in more if one)])


def _notice(row):
    notice = row.notice
    parts = [f"text `{notice.code}`"]
    if notice.days:
        parts.append(f"{notice.days} {_plain(notice.unit)} from {_plain(notice.start)}")
    if notice.media:
        parts.append(f"by {_listed(notice.media)}")
    if notice.blocks:
        parts.append(f"until then no {_listed(notice.blocks)}")
    if notice.fields:
        parts.append(f"mentions: {', '.join(_plain(one) for one in notice.fields)}")
    return "; ".join(parts)


def _amount(amount):
    parts = [amount.role, _value(amount), *_limits(amount)]
    return " ".join(one for one in parts if one)


def _value(amount):
    rate, fixed = number(amount.percent), number(amount.fixed)
    if amount.role == "forbidden":
        return ""
    if amount.times:
        return f"{number(amount.times)} × {amount.series}"
    if amount.base == "reference":
        more = f" + {rate} points" if amount.percent else ""
        return f"{amount.series or 'reference'}{more}"
    if amount.base == "slice":
        start = f"{fixed} {amount.currency} + " if amount.fixed else ""
        return f"{start}{rate} % above {number(amount.above)}"
    if amount.base in ("yearly", "apr"):
        return f"{rate} % a year"
    if not amount.fixed and amount.role in ("due", "floor"):
        return ""
    postage = " plus postage" if amount.base == "postage" else ""
    return f"{fixed} {amount.currency}{postage}"


def _limits(amount):
    currency = amount.tier_currency or amount.currency
    high = f"to {number(amount.high)} " if amount.high is not None else ""
    tier = f"(principal from {number(amount.low)} {high}{currency})"
    found = [
        (amount.low or high) and tier,
        amount.minimum is not None and f"(at least {number(amount.minimum)})",
        amount.maximum is not None and f"(at most {number(amount.maximum)})",
        amount.max_count and f"({amount.max_count} times)",
        amount.after_days and f"(from day {amount.after_days} of lateness)",
        amount.needs and f"(only with: {_plain(amount.needs)})",
        amount.charges and f"[{_listed(amount.charges)}]",
    ]
    return [one for one in found if one]
