"""The neutral words of agencies' files: what each field means, whatever its layout.

Field lists were drawn from real interfaces (placement APIs and spreadsheets of agencies
in eight countries). Amounts are ``Decimal`` in the currency of the row, days are
``datetime.date``, everything else is text; an absent value is ``None``.
"""

from dataclasses import dataclass

TEXT, AMOUNT, DAY, NUMBER, RATE = "text", "amount", "day", "number", "rate"

# What is said about a placed debt: one row a debt. Name: type.
OUT = {
    "batch": TEXT,  # number of the hand-over
    "placement": TEXT,  # our reference of the file
    "agency_reference": TEXT,  # its own, once it told it
    "contract": TEXT,
    "stage": TEXT,  # amicable | court
    "placed_on": DAY,
    "creditor": TEXT,
    "creditor_address": TEXT,
    "creditor_registry": TEXT,
    "creditor_iban": TEXT,
    "debtor_reference": TEXT,
    "debtor_kind": TEXT,  # consumer | sole | company | public | unknown
    "debtor_name": TEXT,
    "debtor_title": TEXT,
    "debtor_first_name": TEXT,
    "debtor_last_name": TEXT,
    "debtor_registry": TEXT,  # SIREN, company number
    "debtor_vat": TEXT,
    "debtor_birthday": DAY,
    "debtor_street": TEXT,
    "debtor_street2": TEXT,
    "debtor_zip": TEXT,
    "debtor_city": TEXT,
    "debtor_state": TEXT,
    "debtor_country": TEXT,  # ISO 3166 alpha-2
    "debtor_email": TEXT,
    "debtor_phone": TEXT,  # E.164
    "debtor_mobile": TEXT,
    "debtor_lang": TEXT,
    "document": TEXT,  # invoice number
    "document_date": DAY,
    "due": DAY,
    "currency": TEXT,  # ISO 4217
    "original": AMOUNT,
    "paid_before": AMOUNT,
    "principal": AMOUNT,  # what is placed of it
    "interest": AMOUNT,
    "interest_from": DAY,
    "interest_rate": RATE,
    "costs": AMOUNT,  # fixed compensation
    "total": AMOUNT,
    "description": TEXT,
    "history": TEXT,  # reminders and calls, in one line
    "last_contact_on": DAY,
    "formal_notice_on": DAY,
}
# What an agency tells: one row a fact.
IN = {
    "placement": TEXT,
    "agency_reference": TEXT,
    "document": TEXT,
    "line_reference": TEXT,  # of the receipt, the agency's own
    "currency": TEXT,
    # status
    "status": TEXT,  # its word: the agency's table says what it means
    "status_on": DAY,
    "comment": TEXT,
    "promise_on": DAY,
    "promise_amount": AMOUNT,
    # remittance: six components, who was paid, who keeps what
    "paid_on": DAY,
    "paid_to": TEXT,  # agency | creditor
    "amount": AMOUNT,
    "principal": AMOUNT,
    "interest": AMOUNT,
    "notice_charge": AMOUNT,
    "default_charge": AMOUNT,
    "other_cost": AMOUNT,
    "other_default_cost": AMOUNT,
    "for_agency": AMOUNT,
    "for_us": AMOUNT,
    # exit
    "exit_reason": TEXT,
    "exit_on": DAY,
    "certificate": TEXT,  # name of the file in the package
    # request
    "request": TEXT,  # document | explanation | plan | discount | court
    "request_text": TEXT,
    "request_amount": AMOUNT,
    "answer_by": DAY,
}
NEEDED = {
    "status": ("status",),
    "remittance": ("paid_on", "amount"),
    "request": ("request",),
    "report": ("exit_reason",),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a file. ``line`` counts from 1 as a person sees it (the heading
    is line 1 of a table), zero is the whole file; ``column`` as the file names it;
    ``reason`` a code of ``REASONS``; ``known`` what its sentence needs."""

    line: int
    column: str
    value: str
    reason: str
    known: tuple = ()


# Codes that readers give; the model has their sentences (recovery.agency.problem).
REASONS = (
    "empty_file",
    "too_large",
    "not_this_format",
    "encoding",
    "missing_column",
    "double_column",
    "missing_value",
    "not_an_amount",
    "ambiguous_amount",
    "too_many_decimals",
    "not_a_date",
    "not_a_word",
    "too_long",
    "formula",
    "wrong_columns",
    "package",
    "encrypted",
    "signature",
)
