"""What the review of the French, European and universal packs changed, by code.

Each change replaces cells of its line, ``params`` one by one; a list splits the line.
"""

# The law gives no hours nor counts here: those that we apply are our own.
OWN_FIGURES = {"strength": "product_default"}
READ_AGAIN = {"checked_on": "2026-11-22"}
PURCHASE = "https://www.code-commande-publique.com"
TERMS = {"source_url": f"{PURCHASE}/delais-de-paiement-l2192-10-s/", **READ_AGAIN}
PENALTIES = ["reminder_fee", "collection_fee"]

PROSPECTING = (
    "No statutory hours for debt calls: those of commercial prospecting (D223-9) are "
    "a prudent benchmark, Monday to Friday, not on holidays:"
)
REVIEWS_FR = {
    "FR.interest_rate.01": {"params": {"when": "the contract gives no rate"}},
    "FR.interest_rate.02": {"params": {"fixing": "jan1_jul1"}},
    "FR.interest_start.01": {
        "params": {"needs": "formal_notice", "starts_at": None, "fixing": "jan1_jul1"}
    },
    "FR.fee_cap.01": {
        "params": {
            "role": "due",
            "needs": "formal_notice",
            "charges": ["penalty_clause"],
        }
    },
    "FR.fee_ban.01": {"params": {"charges": PENALTIES, "includes": None}},
    "FR.fee_ban.02": {
        "applies_to": "business,public",
        "source_url": "https://www.legifrance.gouv.fr/codes/texte_lc/LEGITEXT000025024948",
        "params": {"charges": PENALTIES, "includes": None},
        "note": "the crime of asking for them concerns consumers only",
    },
    "FR.mandatory_notice.01": {"params": {"notice": "fr_invoice_mentions"}},
    "FR.mandatory_notice.02": {
        "params": {"notice": "fr_amicable", "blocks": ["contact"]}
    },
    "FR.mandatory_notice.03": {"params": {"notice": "fr_amicable_recall"}},
    "FR.mandatory_notice.04": {
        "source_url": "https://flashinfo.amesud.fr/index.php/2023/04/17/"
        "flash-info-avril-2023-2-le-mediateur-de-la-consommation-quesako/",
        **READ_AGAIN,
        "params": {"notice": "fr_mediator"},
    },
    "FR.harassment_ban.01": {
        "params": {"use": "default_caps"},
        "channel": "call,email,sms",
        **OWN_FIGURES,
        "note": "the law gives no count: those applied are the product's",
    },
    # lunch is not a time of call: two windows, either of which is good
    "FR.contact_window.01": [
        {
            "end_time": "13:00",
            "summary": f"{PROSPECTING} 10:00-13:00",
        },
        {
            "rule_id": "FR.contact_window.02",
            "start_time": "14:00",
            "summary": f"{PROSPECTING} 14:00-20:00",
        },
    ],
    "FR.insolvency_hold.02": {
        "applies_to": "business",
        "params": {"freeze": ["contact", "threat", "placement"]},
    },
    "FR.payment_plan_hold.01": {"params": {"holds": ["plan"]}},
    "FR.limitation_period.01": {"params": {"not_interrupt": ["reminder"]}},
    "FR.limitation_period.03": {
        "source_url": "https://www.legifrance.gouv.fr/loda/id/JORFTEXT000000878035/",
        **READ_AGAIN,
        "params": {"interrupts": ["written_demand", "acknowledgement", "lawsuit"]},
    },
    "FR.limitation_period.04": {
        "summary": "Carriage contracts: one year (not checked)"
    },
    "FR.payment_term.01": TERMS,
    "FR.payment_term.02": TERMS,
    "FR.payment_term.03": TERMS,
    "FR.interest_rate.03": {
        "source_url": f"{PURCHASE}/article-r2192-31/",
        **READ_AGAIN,
    },
    "FR.fixed_fee.02": TERMS,
    "FR.placement_ban.01": {"params": {"freeze": ["placement", "threat"]}},
    # a term kept early harms nobody: the earlier of the two dates that were read
    "FR.procedure_clock.01": {
        "source_url": "http://direct.lemondedudroit.fr/judiciaire/325-procedure-civile/"
        "103077-modification-de-la-procedure-d-injonction-de-payer.html",
        "legal_basis": "decree 2026-96 of 16 February 2026",
        "note": "in force on 1 April 2026; two sources (pouey.com, "
        "lofficieldesmetiers.fr) say that the three months bind orders made from 1 "
        "September 2026 only: to be read in the official text",
        **READ_AGAIN,
    },
    "FR.reference_rate.01": {"params": {"fixing": "jan1_jul1"}},
    "FR.reference_rate.02": {"params": {"fixing": "jan1_jul1"}},
    # Directive 2011/7 binds public authorities as well; it is a floor for the States
    "EU.interest_rate.01": {
        "applies_to": "business,public",
        "params": {"role": "floor"},
    },
    "EU.fixed_fee.01": {"applies_to": "business,public", "params": {"role": "floor"}},
    "EU.grace_days.01": {
        "rule_kind": "payment_term",
        "applies_to": "business,public",
        "params": {"condition": "no_agreed_date"},
    },
    "EU.reference_rate.01": {"params": {"fixing": "jan1_jul1"}},
    # a single unofficial page: to be checked before any money rests on it
    "EU.reference_rate.02": {
        "confidence": "general_knowledge",
        "params": {"fixing": "jan1_jul1"},
    },
    "EU.data_erasure.01": {"applies_to": "consumer,sole"},
    # restriction of processing on a natural person's request, not a disputed debt
    "EU.dispute_hold.01": {
        "applies_to": "consumer,sole",
        "params": {"holds": ["erasure"]},
    },
    "EU.harassment_ban.01": {"params": {"use": "default_caps"}, **OWN_FIGURES},
    # the date was read in a source, what article 35 asks was not
    "EU.grace_days.02": {"confidence": "general_knowledge"},
    "ZZ.opt_out_processing.01": {"params": {"holds": ["opt_out"]}},
    "ZZ.dispute_hold.01": {"params": {"freeze": ["contact", "interest", "fee"]}},
    "ZZ.representation_hold.01": {},
    "ZZ.insolvency_hold.01": {
        "params": {"freeze": ["contact", "interest", "fee", "threat", "placement"]}
    },
    "ZZ.payment_plan_hold.01": {
        "params": {"freeze": ["contact", "fee", "threat", "placement"]}
    },
    "ZZ.time_barred.01": {"params": {"freeze": ["contact", "threat"]}},
    "ZZ.identification.01": {"params": {"notice": "identification"}},
    "ZZ.contact_window.01": {"params": {"only_unknown_place": True}},
    "ZZ.frequency_cap.01": {"params": {"machine_only": True}},
    "ZZ.frequency_cap.02": {"params": {"machine_only": True}},
}
