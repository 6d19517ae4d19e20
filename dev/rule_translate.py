"""The words of the research into those of the product, the same for every line."""

import json

FREEZES = {
    "contact": ["contact"],
    "interest": ["interest"],
    "fees": ["fee"],
    "enforcement": ["threat", "placement"],
    "penalties": ["interest", "fee"],
    "payment_requests": ["contact"],
}
BLOCKS = {"collection_step": ["threat", "placement"]}
HOLDS = {
    "dispute_hold": ["dispute"],
    "representation_hold": ["lawyer"],
    "cease_request_hold": ["cease"],
    "insolvency_hold": ["insolvency"],
    "moratorium_hold": ["moratorium"],
    "deceased_hold": ["deceased"],
    "vulnerability_hold": ["vulnerable"],
    "payment_plan_hold": ["plan", "promise"],
    "time_barred": ["time_barred"],
}
RENAMED = {
    "holiday_calendar": "calendar",
    "reference": "series",
    "contact_point.is_work": "at_work",
    "starts_after": "while",
    "cap": "total_max",
    "interrupt": "interrupts",
}
LEAST = {
    "call_attempt": "attempt",
    "attempt": "attempt",
    "voicemail": "contact",
    "email": "contact",
    "sms": "contact",
    "contact_made": "contact",
    "conversation": "conversation",
}
# Said by the typed fields, or by the summary itself.
DROPPED = (
    "op",
    "numeric_cap",
    "suggested_max_per_day",
    "hours",
    "binding",
    "pct",
    "pct_base",
    "break",
)
SAID = {
    ("source", "debtor_preference"): ("condition", "preference"),
    ("role", "cap"): ("role", "ceiling"),
    ("condition", "no_consent"): ("while", "no_consent"),
    ("requires", "contract_clause"): ("needs", "contract_clause"),
}
STRENGTHS = {"default": "product_default"}


def translate(line):
    """Return a line whose ``params`` is a dict in the product's words."""
    params = json.loads(line["params"]) if line["params"] else {}
    line = {**line, "params": _params(line, params)}
    line["strength"] = STRENGTHS.get(line["strength"], line["strength"])
    kind = line["rule_kind"]
    if kind in HOLDS:
        line["params"].setdefault("holds", HOLDS[kind])
        line["params"].setdefault("freeze", ["contact"])
    if kind in ("cooling_off_after_conversation", "min_interval"):
        line |= {"per_days": line["value"], "value": "", "value_unit": ""}
    if kind == "contact_window" and not line["start_time"]:
        line |= {"rule_group": ""}
    if line["value"] == "" or not line["value_unit"]:
        line["currency"] = ""
    return _tidy(line)


def _tidy(line):
    """Leave out what the other cells do not use."""
    unit = line["value_unit"]
    has_amount = unit in ("amount", "amount_plus_postage") or "slice" in unit
    if not has_amount and unit != "pp_over_reference":
        line["currency"] = ""
    if not (line["per_days"] or has_amount):
        line["per"] = ""
    return line


def _params(line, params):
    found = {}
    for key, value in params.items():
        if key in DROPPED:
            continue
        key = RENAMED.get(key, key)
        key, value = _param(line["rule_kind"], key, value)
        found[key] = value
    return found


def _param(kind, key, value):
    """Return a parameter in the product's words."""
    if key == "counts":
        words = {LEAST[one] for one in value}
        order = ("attempt", "contact", "conversation")
        return key, next(one for one in order if one in words)
    if key in ("freeze", "blocks"):
        table = {**FREEZES, **BLOCKS}
        return key, sorted({one for word in value for one in table.get(word, [word])})
    if key == "calendar":
        return key, value.removesuffix("-national")
    if key == "start" and kind == "limitation_period":
        return "starts", value
    return SAID.get((key, value) if isinstance(value, str) else key, (key, value))
