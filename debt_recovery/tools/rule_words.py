"""The words of a file of rules: kinds, debtors, channels, places and parameters.

One table each, used to read, to write and to show. A word that is not here is refused
with its line: a rule half understood must not be half applied.
"""

from .rules.model import (
    CHANNELS,
    COMPANY,
    CONSUMER,
    KINDS,
    PUBLIC,
    SOLE,
)


def words(text):
    """Return the words of a text, in their order."""
    return tuple(text.split())


COLUMNS = words(
    "jurisdiction applies_to party rule_kind channel weekday_mask start_time end_time "
    "max_count per_days per value currency legal_basis source_url confidence rule_id "
    "rule_group value_unit holidays strength valid_from valid_to impl params summary "
    "note summary_fr checked_on"
)

# Which typed part a kind of rule has. The others have a delay at most (a term).
PARTS = {
    "contact_window": "window",
    "frequency_cap": "cap",
    "cooling_off_after_conversation": "cap",
    "min_interval": "cap",
    "workplace_ban": "cap",
    "mandatory_notice": "notice",
    "notice_before_contact": "notice",
    "grace_days": "notice",
    "opt_out_required": "notice",
    "identification": "notice",
    "interest_rate": "amount",
    "interest_cap": "amount",
    "interest_start": "amount",
    "fixed_fee": "amount",
    "fee_cap": "amount",
    "fee_ban": "amount",
    "first_reminder_free": "amount",
    "reference_rate": "amount",
    "scope": "amount",
    "cease_request_hold": "",
    "channel_ban": "",
    "consent_required": "",
    "data_erasure": "",
    "deceased_hold": "",
    "dispute_hold": "",
    "harassment_ban": "",
    "insolvency_hold": "",
    "language": "",
    "limitation_period": "",
    "moratorium_hold": "",
    "opt_out_processing": "",
    "payment_plan_hold": "",
    "payment_term": "",
    "placement_ban": "",
    "procedure_clock": "",
    "record_retention": "",
    "representation_hold": "",
    "third_party_disclosure_ban": "",
    "time_barred": "",
    "vulnerability_hold": "",
}

DEBTORS = {
    "consumer": {CONSUMER},
    "sole": {SOLE},
    "company": {COMPANY},
    "public": {PUBLIC},
    "business": {SOLE, COMPANY},
    "both": set(KINDS),
}

# A call is placed by a person or speaks by itself, and may end on a voice mail.
CHANNEL_WORDS = {
    "all": set(CHANNELS),
    "n/a": set(),
    "invoice": set(),
    "call": {"call", "voice", "voicemail"},
    "prerecorded": {"voice"},
    "recorded": {"voice"},
    "voicemail": {"voicemail", "voice"},
    "autodialed_or_prerecorded": {"voice", "sms", "whatsapp"},
    "electronic": {"email", "sms", "whatsapp"},
    "messaging": {"whatsapp"},
    "written": {"letter", "email"},
    "text_form": {"letter", "email"},
    "any_durable": {"letter", "email"},
    "all_except_visit": set(CHANNELS) - {"visit"},
    "email": {"email"},
    "sms": {"sms"},
    "whatsapp": {"whatsapp"},
    "letter": {"letter"},
    "visit": {"visit"},
    "fax": set(),
    "workplace": set(CHANNELS),  # whatever the channel: see ``at_work``
}

PARTIES = {"both": "", "first": "first", "third": "third"}
CONFIDENCES = ("verified_primary", "verified_secondary", "general_knowledge")
HANDS = ("data", "code", "data+code", "human", "human+data")  # who can apply it
PER = ("debt", "debtor", "creditor", "point", "reminder")

AMOUNT_UNITS = (
    "amount",
    "amount_plus_postage",
    "percent_of_slice",
    "percent_per_year",
    "percent_apr",
    "pp_over_reference",
    "times_reference",
)
TERM_UNITS = (
    "hours",
    "days",
    "business_days",
    "months",
    "years",
    "years_max",
    "days_after_treatment",
)

# Parameters that say more to a person and nothing to the machine: kept in the note.
INFORMATIVE = frozenset(
    words(
        "basis bodies collection_demand compound confirmation_within_minutes "
        "confirmations_max creditor day_of_event_is_day displaced_by email envelope "
        "except excluded from holidays hours if_disputed inherit keep_while keywords "
        "month natural_persons_only not_counted not_interrupt open_ended opt_out_scope "
        "other person_scoped postcard procedure product_target_days purpose "
        "recurring_free_per_year requires safe_wording scale scope sme source "
        "starts_at statute_window status step subject_line task template trigger tz "
        "tz_conflict when window within_days_of written wrong_term"
    )
)


def debtors_of(word):
    """Return the kinds of debtor named, None when a word is unknown.

    >>> sorted(debtors_of("business,public")), debtors_of("everybody")
    (['company', 'public', 'sole'], None)
    """
    words = [one.strip() for one in word.split(",")]
    if not all(one in DEBTORS for one in words):
        return None
    return frozenset().union(*(DEBTORS[one] for one in words))


def channels_of(word):
    """Return the channels named: empty means every one; None: a word is unknown.

    >>> sorted(channels_of("call,sms")), channels_of("all"), channels_of("telex")
    (['call', 'sms', 'voice', 'voicemail'], frozenset(), None)
    """
    words = [one.strip() for one in word.split(",")]
    if not all(one in CHANNEL_WORDS for one in words):
        return None
    named = frozenset().union(*(CHANNEL_WORDS[one] for one in words))
    return frozenset() if named == frozenset(CHANNELS) else named


def state_of(strength, confidence):
    """Return the state in which a rule is read: what nobody checked only warns.

    >>> state_of("law", "general_knowledge"), state_of("law", "verified_primary")
    ('warn', 'on')
    >>> state_of("product_default", "general_knowledge"), state_of("pending", "x")
    ('on', 'off')
    """
    if strength == "pending":
        return "off"
    unchecked = confidence == "general_knowledge"
    if unchecked and strength not in ("product_default", "house"):
        return "warn"
    return "on"
