"""The figures of a rule back into the cells of its line: the reverse of reading."""

from decimal import Decimal

from .rule_parts import ROLE_OF_KIND


def cells_of(row):
    """Return ``(figures, params)``: cells of the columns of figures, by column, and
    the parameters that differ from what their absence means."""
    figures, params = {}, _shared(row)
    figures["holidays"] = ""
    if row.window:
        figures |= _window(row)
    if row.cap:
        figures |= {
            "max_count": row.cap.maximum or "",
            "per_days": row.cap.days,
            "per": row.cap.per,
        }
        params |= {
            "counts": row.cap.counts if row.cap.counts != "attempt" else "",
            "place": row.cap.place if row.cap.place != "any" else "",
            "while": row.cap.condition,
            "machine_only": row.cap.machine_only,
        }
    if row.notice:
        figures |= _notice(row.notice)
        params |= _notice_params(row.notice)
    if row.amount:
        figures |= _amount(row.amount)
        params |= _amount_params(row)
    if row.term_unit:
        figures |= {"value": row.term, "value_unit": row.term_unit}
    kept = {key: value for key, value in params.items() if value or value is False}
    return figures, {k: v for k, v in kept.items() if (k, v) not in SILENT}


SILENT = [("only_unknown_place", False), ("machine_only", False)]


def number(value):
    """Return a decimal as people write it.

    >>> number(Decimal("7.50")), number(Decimal("100")), number(None)
    ('7.5', '100', '')
    """
    if value is None:
        return ""
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def clock(hours):
    """Return an hour of the day in figures.

    >>> clock(7.5), clock(24)
    ('07:30', '24:00')
    """
    minutes = round(hours * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def mask(days):
    """Return weekdays as seven digits, Monday first.

    >>> mask({0, 1, 2, 3, 4})
    '1111100'
    """
    return "".join("1" if day in days else "0" for day in range(7))


def _window(row):
    return {
        "weekday_mask": mask(row.window.days),
        "start_time": clock(row.window.start),
        "end_time": clock(row.window.end),
        "holidays": "allowed" if row.holidays else "forbidden",
    }


def _notice(notice):
    if not notice.days:
        return {}
    return {"value": notice.days, "value_unit": notice.unit}


def _notice_params(notice):
    return {
        "notice": notice.code,
        "start": notice.start if notice.start != "sending" else "",
        "blocks": sorted(notice.blocks),
        "fields": list(notice.fields),
    }


def _amount(amount):
    value, unit = _figure(amount)
    return {
        "value": number(value),
        "value_unit": unit,
        "currency": amount.currency if unit not in FREE_OF_CURRENCY else "",
        "per": amount.per,
        "max_count": amount.max_count or "",
    }


def _figure(amount):
    if amount.times:
        return amount.times, "times_reference"
    if amount.base in PERCENTS:
        return amount.percent, PERCENTS[amount.base]
    if amount.base == "reference":
        return (amount.percent, "pp_over_reference") if amount.percent else (None, "")
    if amount.base == "postage":
        return amount.fixed, "amount_plus_postage"
    if not amount.fixed and amount.role in ("due", "floor"):
        return None, ""  # allowed, by this rule or another, without a figure
    return amount.fixed, "amount"


FREE_OF_CURRENCY = ("", "percent_per_year", "percent_apr", "times_reference")
PERCENTS = {
    "slice": "percent_of_slice",
    "yearly": "percent_per_year",
    "apr": "percent_apr",
}


def _amount_params(row):
    amount = row.amount
    silent = amount.role == ROLE_OF_KIND.get(row.kind, "due") and not _is_bare(amount)
    return {
        "role": "" if silent else amount.role,
        "fixed": amount.fixed if amount.percent or amount.times else 0,
        "above": amount.above,
        "min": amount.low,
        "max": amount.high,
        "total_min": amount.minimum,
        "total_max": amount.maximum,
        "series": amount.series,
        "needs": amount.needs,
        "charges": sorted(amount.charges),
        "after_days": amount.after_days,
        "fixing": amount.fixing,
        "tier_currency": amount.tier_currency,
        "round_up": amount.round_up,
    }


def _is_bare(amount):
    """An amount without a figure is told from none by its role."""
    return not _figure(amount)[1] and not amount.series


def _shared(row):
    return {
        "calendar": row.calendar,
        "at_work": row.at_work,
        "only_unknown_place": row.only_unknown_place,
        "freeze": sorted(row.freezes),
        "holds": sorted(row.hold_kinds),
        "exceptions": sorted(row.exceptions),
        "use": row.use,
        "condition": row.condition,
        "binds": row.binds,
        "starts": row.starts,
        "interrupts": sorted(row.interrupts),
        "effect": row.effect,
        "debt_kind": row.debt_kind,
    }
