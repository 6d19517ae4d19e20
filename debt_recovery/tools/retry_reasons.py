"""Why a card or a direct debit was refused: codes of banks and card networks, and the
words of providers, read into one closed list of reasons."""

import re

FUNDS, EXPIRED, CLOSED, STOLEN = "funds", "expired", "closed", "stolen"
MANDATE, REFUSED, DISPUTED = "mandate", "refused", "disputed"
CONFIRM, TECHNICAL, UNKNOWN = "confirm", "technical", "unknown"
REASONS = (
    *(FUNDS, EXPIRED, CLOSED, STOLEN, MANDATE, REFUSED, DISPUTED),
    *(CONFIRM, TECHNICAL, UNKNOWN),
)

# ISO 20022 external status and return reasons, ISO 8583 answers of card networks, and
# the decline codes that card providers pass on.
CODES = {
    FUNDS: "AM04 51 61 65 insufficient_funds card_velocity_exceeded"
    " withdrawal_count_limit_exceeded",
    EXPIRED: "54 33 expired_card invalid_expiry_month invalid_expiry_year",
    CLOSED: "AC01 AC04 AC06 AC13 AG01 RC01 BE01 CNOR DNOR 14 15 46 78"
    " account_closed incorrect_number invalid_number invalid_account"
    " bank_account_closed card_not_supported",
    STOLEN: "41 43 04 07 lost_card stolen_card pickup_card fraudulent",
    MANDATE: "MD01 MD02 no_mandate mandate_cancelled mandate_invalid",
    REFUSED: "MS02 SL01 BE05 MD07 RR01 RR02 RR03 RR04 57 62 R0 R1 R3"
    " stop_payment_order revocation_of_authorization debit_not_authorized"
    " transaction_not_allowed refer_to_customer",
    DISPUTED: "MD06 FRAD FOCR charge_dispute chargeback disputed",
    CONFIRM: "1A authentication_required approve_with_id card_not_authenticated",
    TECHNICAL: "AG02 AM05 DT01 FF01 ED05 TM01 19 68 91 96 processing_error"
    " issuer_not_available try_again_later api_error rate_limit service_unavailable",
    UNKNOWN: "MS03 AG10 05 do_not_honor generic_decline card_declined call_issuer",
}
_BY_CODE = {
    code.upper(): reason for reason, codes in CODES.items() for code in codes.split()
}

# In order: the first that is found says it. French and English, lower case.
_WORDS = (
    (DISPUTED, r"charge ?back|disputed|contest[ée]e?|refund requested by"),
    (EXPIRED, r"expired?|expir[ée]e?s?|expiration"),
    (STOLEN, r"stolen|lost card|vol[ée]e|perdue|opposition sur (?:la )?carte"),
    (
        FUNDS,
        r"insufficient|not enough (?:funds|money)|nsf|insuffisante?s?|sans provision",
    ),
    (MANDATE, r"mandate?|mandat"),
    (CLOSED, r"(?:invalid|incorrect|unknown) (?:account|card|iban|number)"),
    (CLOSED, r"account (?:is )?closed|closed account"),
    (CLOSED, r"iban (?:invalide|erron[ée])|coordonn[ée]es bancaires"),
    (CLOSED, r"compte (?:clos|cl[ôo]tur[ée]|ferm[ée]|bloqu[ée]|inconnu)"),
    (CONFIRM, r"authenticat\w+|authentification|3-?d ?secure|strong customer"),
    (REFUSED, r"revok\w+|revoca\w+|stop payment|r[ée]voqu[ée]e?|refus du d[ée]biteur"),
    (REFUSED, r"refus[ée]?d? by (?:the )?(?:debtor|customer|payer)|opposition"),
    (TECHNICAL, r"time ?out|timed out|try again|technical|technique|unavailable"),
    (TECHNICAL, r"connection|network|server error|processing error|indisponible"),
)
_CODE = re.compile(r"[A-Za-z0-9_]+")
_SEPA = re.compile(
    r"\b(?:A[CGM]|BE|CN|DN|DT|ED|FF|FO|FR|M[DS]|R[CR]|SL|TM)[A-Z0-9]{2}\b"
)


def reason_of(text, code=""):
    """Return the reason that ``code``, else the words of ``text``, speak for.

    >>> reason_of("", "AM04"), reason_of("AC04 – Compte clos"), reason_of("expired")
    ('funds', 'closed', 'expired')
    >>> reason_of("Votre carte a été refusée : insufficient_funds")
    'funds'
    >>> reason_of("Provision insuffisante"), reason_of("do not know"), reason_of(None)
    ('funds', 'unknown', 'unknown')
    """
    if code and code.upper() in _BY_CODE:
        return _BY_CODE[code.upper()]
    said = code_in(text)
    if said:
        return _BY_CODE[said.upper()]
    read = (text or "").lower().replace("_", " ")
    for reason, pattern in _WORDS:
        if re.search(rf"(?<!\w)(?:{pattern})(?!\w)", read):
            return reason
    return UNKNOWN


def code_in(text):
    """Return the first code that stands in ``text``: of a bank in capitals, or the
    whole word of a provider; bare figures are no code, an amount looks the same.

    >>> code_in("Reject 12: AM04 (51.00 EUR)"), code_in("stolen_card"), code_in("51")
    ('AM04', 'stolen_card', '')
    """
    for match in _SEPA.finditer(text or ""):
        if match[0] in _BY_CODE:
            return match[0]
    for word in _CODE.findall(text or ""):
        if "_" in word and word.upper() in _BY_CODE:
            return word
    return ""
