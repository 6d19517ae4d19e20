"""The statutory texts that rules ask for: a closed list, what each must mention and
which rules of the packs it answers. No clock, no database.

A text with one of these codes is *given* once it has left and did not come back; the
steps that need it wait from there on. Mentions have the names of the rules' fields.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StatutoryText:
    """``rules``: codes of the rules that it answers, first the one that a person reads
    about; ``fields``: mandatory mentions, those of the rule where a pack gives none;
    ``party``: third where only a collector for others sends it; ``needs_paper``: law
    wants a letter.
    """

    code: str
    rules: tuple = ()
    fields: tuple = ()
    party: str = ""
    needs_paper: bool = False


TEXTS = {
    text.code: text
    for text in (
        StatutoryText(
            "formal_notice",
            ("FR.interest_start.01", "FR.fee_cap.01"),
            ("creditor_name", "amount_due", "formal_notice_words", "deadline"),
        ),
        StatutoryText(
            "fr_amicable",
            ("FR.mandatory_notice.02",),
            (
                "collector_name_address_activity",
                "creditor_name_address",
                "ground_and_amount_split_principal_interest_accessories",
                "demand_and_payment_means",
                "verbatim_L111-8_al2_al3",
            ),
            party="third",
            needs_paper=True,
        ),
        StatutoryText(
            "be_first_reminder",
            (
                "BE.mandatory_notice.01",
                "BE.first_reminder_free.01",
                "BE.grace_days.01",
                "BE.grace_days.02",
            ),
            (
                "amount_due",
                "penalty_amount",
                "creditor_name",
                "enterprise_number",
                "product_description",
                "due_date",
                "deadline_14_days",
                "free_of_charge",
            ),
        ),
        StatutoryText(
            "be_formal_notice",
            ("BE.grace_days.03",),
            ("amount_due", "creditor_name", "formal_notice_words", "deadline_14_days"),
            party="third",
        ),
        StatutoryText(
            "nl_14_days",
            ("NL.grace_days.01",),
            ("amount_due", "costs_amount", "deadline", "consequences"),
        ),
        StatutoryText(
            "de_first_reminder",
            ("DE.first_reminder_free.01", "DE.interest_start.01"),
            ("amount_due", "creditor_name", "free_of_charge"),
        ),
        StatutoryText(
            "de_statement",
            ("DE.mandatory_notice.01",),
            (
                "client_name_address",
                "ground_contract_object_and_date",
                "interest_calculation",
                "notice_if_rate_above_statutory",
                "collection_costs_kind_amount_basis",
                "vat_declaration",
                "notice_if_address_researched",
                "supervisory_authority",
            ),
            party="third",
        ),
        StatutoryText(
            "gb_letter_of_claim",
            ("GB-EAW.grace_days.01",),
            ("creditor_name", "amount_due", "deadline_30_days", "reply_form"),
        ),
        StatutoryText(
            "us_validation",
            ("US.mandatory_notice.01", "US-MA.mandatory_notice.01"),
            (
                "collector_name_address",
                "consumer_name_address",
                "creditor_at_itemization_date",
                "account_number_truncated",
                "current_creditor",
                "itemization_date",
                "amount_at_itemization_date",
                "interest_since",
                "fees_since",
                "payments_since",
                "credits_since",
                "current_amount",
                "validation_period_end_date",
                "dispute_rights",
                "original_creditor_request_right",
                "cfpb_url",
                "response_form",
            ),
            party="third",
        ),
        StatutoryText(
            "on_notice",
            ("CA-ON.notice_before_contact.01",),
            (
                "creditor_name",
                "balance",
                "product_type",
                "agency_and_collector",
                "authority",
                "rights_disclosure_statement",
            ),
            party="third",
        ),
        StatutoryText(
            "qc_notice",
            ("CA-QC.notice_before_contact.01",),
            ("creditor_name", "amount", "collector_identity_authority"),
            party="third",
            needs_paper=True,
        ),
        StatutoryText(
            "bc_notice",
            ("CA-BC.notice_before_contact.01",),
            ("creditor_name", "amount", "collector_identity_authority"),
            party="third",
            needs_paper=True,
        ),
        StatutoryText(
            "nz_disclosure",
            ("NZ.mandatory_notice.01",),
            ("creditor_name", "balance", "collector_identity_authority"),
            party="third",
        ),
    )
}
CODES = tuple(TEXTS)
# What rules ask every message to carry: mentions, not texts that are given once.
MENTIONS = (
    "de_plan_warning",
    "fr_amicable_recall",
    "fr_invoice_mentions",
    "fr_mediator",
    "identification",
    "opt_out_mention",
    "us_collector_statement",
    "us_limited_content",
)


def code_of(rule):
    """Return the code of the text that the rule called ``rule`` asks for, "" if none.

    >>> code_of("BE.grace_days.02"), code_of("NL.grace_days.01"), code_of("FR.x.01")
    ('be_first_reminder', 'nl_14_days', '')
    """
    return next((text.code for text in TEXTS.values() if rule in text.rules), "")


def fields_of(code):
    """Return the mentions of the text called ``code``, none when it is unknown.

    >>> "enterprise_number" in fields_of("be_first_reminder"), fields_of("")
    (True, ())
    """
    return TEXTS[code].fields if code in TEXTS else ()


# Fields that make a text name what the law lets a consumer be asked for later.
_COSTS = ("penalty_amount", "costs_amount", "collection_costs_kind_amount_basis")


def lifted_by(code):
    """Return the remarks of the wording lint that the text called ``code`` must incur:
    the law itself wants these words there.

    >>> sorted(lifted_by("be_first_reminder")), sorted(lifted_by("us_validation"))
    (['charge'], ['charge', 'debt', 'trade'])
    >>> lifted_by("")
    frozenset()
    """
    text = TEXTS.get(code)
    if text is None:
        return frozenset()
    if text.party:
        return frozenset({"charge", "trade", "debt"})
    return frozenset({"charge"} if set(_COSTS) & set(text.fields) else ())
