"""What a statutory text must mention, by the names that the rules give their fields.

A mention is seen by a placeholder that the text uses, by words that stand in it, in
French and English, and by a fact of ours that must not be empty. No clock, no database.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mention:
    """``any_of``: placeholders of which one is enough; ``words``: ``{language:
    alternatives}``, in small letters, not tested in other languages; ``fact``: what we
    must know to fill it."""

    any_of: tuple = ()
    words: dict = field(default_factory=dict)
    fact: str = ""


def _said(fr, en):
    return {"fr": tuple(fr), "en": tuple(en)}


_AMOUNT = Mention(("total", "items", "itemization"))
_COSTS = Mention(("costs",))
_CREDITOR = Mention(("creditor", "company"))
_CREDITOR_AT_HOME = Mention(("creditor",), fact="creditor")
_US_AT_HOME = Mention(("office",), fact="office")
_PRODUCT = Mention(("product",))
_TABLE = Mention(("itemization",))

FIELDS = {
    "amount": _AMOUNT,
    "amount_due": _AMOUNT,
    "balance": _AMOUNT,
    "current_amount": _AMOUNT,
    "penalty_amount": _COSTS,
    "costs_amount": _COSTS,
    "creditor_name": _CREDITOR,
    "current_creditor": _CREDITOR,
    "creditor_name_address": _CREDITOR_AT_HOME,
    "creditor_at_itemization_date": _CREDITOR,
    "client_name_address": _CREDITOR_AT_HOME,
    "consumer_name_address": Mention(("customer",)),
    "enterprise_number": Mention(("registration",), fact="register"),
    "product_description": _PRODUCT,
    "product_type": _PRODUCT,
    "due_date": Mention(("items", "due_date")),
    "deadline": Mention(words=_said(("jours", "{deadline}"), ("days", "{deadline}"))),
    "deadline_14_days": Mention(
        words=_said(
            ("14 jours", "quatorze jours", "15 jours", "quinze jours"),
            ("14 days", "14 calendar days", "fourteen", "15 days", "fifteen"),
        )
    ),
    "deadline_30_days": Mention(
        words=_said(("30 jours", "trente jours"), ("30 days", "thirty days"))
    ),
    "free_of_charge": Mention(
        words=_said(
            ("sans frais", "gratuit", "aucun frais"),
            ("free of charge", "no fee", "no charge", "costs you nothing"),
        )
    ),
    "formal_notice_words": Mention(
        words=_said(("mise en demeure",), ("formal notice",))
    ),
    "consequences": Mention(
        words=_said(
            ("passé ce délai", "à défaut", "si vous n’avez pas payé", "au-delà"),
            ("after that", "otherwise", "if you have not paid", "if you do not pay"),
        )
    ),
    "collector_name_address_activity": Mention(
        ("office",),
        _said(("recouvrement amiable",), ("amicable", "collects", "collection")),
        "office",
    ),
    "ground_and_amount_split_principal_interest_accessories": Mention(
        ("items",), _said(("principal",), ("principal",))
    ),
    "demand_and_payment_means": Mention(("transfer", "link"), fact="payment"),
    "verbatim_L111-8_al2_al3": Mention(
        words={
            lang: ("restent à la charge du créancier, sauf s’ils concernent un acte",)
            for lang in ("fr", "en")
        }
    ),
    "ground_contract_object_and_date": Mention(("items", "product")),
    "collector_name_address": _US_AT_HOME,
    "collector_identity_authority": Mention(
        ("office",), _said(("nom de", "mandat"), ("on behalf of", "for"))
    ),
    "agency_and_collector": Mention(("office", "sender"), fact="office"),
    "authority": Mention(
        words=_said(("nom de", "mandat", "autoris"), ("on behalf of", "authority"))
    ),
    "rights_disclosure_statement": Mention(
        words=_said(("vos droits",), ("your rights",))
    ),
    "reply_form": Mention(words=_said(("formulaire",), ("reply form",))),
    "account_number_truncated": Mention(("account",)),
    "itemization_date": _TABLE,
    "amount_at_itemization_date": _TABLE,
    "interest_since": _TABLE,
    "fees_since": _TABLE,
    "payments_since": _TABLE,
    "credits_since": _TABLE,
    "validation_period_end_date": Mention(("validation_end",)),
    "dispute_rights": Mention(words=_said(("contest",), ("dispute",))),
    "original_creditor_request_right": Mention(
        words=_said(("créancier d’origine",), ("original creditor",))
    ),
    "cfpb_url": Mention(
        words={lang: ("cfpb.gov", "consumerfinance.gov") for lang in ("fr", "en")}
    ),
    "response_form": Mention(
        words=_said(
            ("comment souhaitez-vous répondre",), ("how do you want to respond",)
        )
    ),
    "interest_calculation": Mention(words=_said(("intérêt",), ("interest",))),
    "collection_costs_kind_amount_basis": Mention(
        words=_said(("frais",), ("costs", "fees"))
    ),
    "vat_declaration": Mention(words=_said(("tva",), ("vat",))),
    "supervisory_authority": Mention(
        words=_said(("autorité de contrôle", "surveillance"), ("supervis",))
    ),
}
# Only where the case arises: a person sees to it.
CONDITIONAL = ("notice_if_rate_above_statutory", "notice_if_address_researched")


def missing(wanted, used, text, lang, facts=None):
    """Return the mentions that a text lacks, in the order of ``wanted``.

    :param wanted: names of the rules' fields
    :param used: placeholders of the text
    :param text: subject and body, as they are written or as they will be read
    :param lang: code of their language, such as ``fr_FR``
    :param facts: ``{fact: true when we know it}``; None: not known yet, not tested

    >>> wanted = ("amount_due", "deadline_14_days", "enterprise_number")
    >>> missing(wanted, {"total"}, "Pay within 14 days", "en_US")
    ['enterprise_number']
    >>> used = {"total", "registration"}
    >>> missing(wanted, used, "Payez sous 14\\xa0jours", "fr_BE", {"register": ""})
    ['enterprise_number']
    """
    read = " ".join(text.casefold().replace("'", "’").split())
    return [
        name
        for name in wanted
        if name not in CONDITIONAL
        and not _there(FIELDS.get(name), used, read, lang[:2], facts)
    ]


def _there(mention, used, read, lang, facts):
    if mention is None:  # a field that nobody told us how to see
        return False
    if mention.any_of and not used.intersection(mention.any_of):
        return False
    if mention.fact and facts is not None and not facts.get(mention.fact):
        return False
    words = mention.words.get(lang)
    return not words or any(word.casefold() in read for word in words)
