"""What the review of the packs of other countries changed, by code.

Each change replaces cells of its line, ``params`` one by one; a list splits the line.
"""

from .rule_reviews_fr import OWN_FIGURES

AT_WORK = {"channel": "all", "params": {"at_work": True}}
NOT_CONTACTS = ["interest", "fee", "threat", "placement"]
GRACE = {"notice": "be_first_reminder", "blocks": NOT_CONTACTS}
COLLECTION = ["collection_fee"]


def nl_slice(fixed, above):
    """A line of the Dutch scale that stands alone: what the slices below come to."""
    low = above + 0.01 if above else 0
    figures = {"fixed": fixed, "above": above, "min": low}
    return {"params": {**figures, "charges": COLLECTION, "scale": None}}


def be_tier(value, fixed, above):
    return {
        "value": value,
        "value_unit": "percent_of_slice",
        "params": {"fixed": fixed, "above": above, "charges": COLLECTION},
    }


US_REVIEWS = {
    "US.channel_ban.01": {"params": {"condition": "preference"}},
    "US.frequency_cap.02": {
        "rule_kind": "harassment_ban",
        "params": {"use": "default_caps"},
        **OWN_FIGURES,
        "note": "the law gives no count: those applied are the product's",
    },
    "US.opt_out_required.01": {
        "params": {
            "notice": "opt_out_mention",
            "fields": ["opt_out_instruction"],
            "must_contain": None,
        }
    },
    "US.mandatory_notice.01": {
        "params": {
            "notice": "us_validation",
            "start": "first_contact",
            "blocks": ["contact"],
            "within_days_of": None,
        }
    },
    "US.dispute_hold.01": {"params": {"freeze": ["contact", "fee", "threat"]}},
    "US.time_barred.01": {"params": {"freeze": ["threat"], "effect": None}},
    "US.mandatory_notice.02": {"params": {"notice": "us_collector_statement"}},
    "US.identification.01": {
        "params": {"notice": "us_limited_content", "template": None}
    },
    "US.fee_ban.01": {
        "params": {"role": "forbidden", "needs": "legal_basis", "requires": None}
    },
    "US.consent_required.01": {"params": {"condition": "machine"}},
    "US.insolvency_hold.01": {"params": {"freeze": ["contact", "threat", "placement"]}},
    "US-MA.mandatory_notice.01": {
        "params": {
            "notice": "us_validation",
            "start": "first_contact",
            "blocks": ["contact"],
            "within_days_of": None,
        }
    },
    "US-MA.frequency_cap.01": {"channel": "call,sms"},
    "US-MA.frequency_cap.02": {"channel": "call,sms"},
    "US-MA.workplace_ban.01": {"params": {"at_work": True, "condition": "request"}},
    "US-WA.frequency_cap.02": {**AT_WORK, "params": {"place": "work", "at_work": True}},
    "US-WA.contact_window.01": {"params": {"at_work": False}},
    "US-CA.scope.01": {"params": {"use": "US", "inherit": None}},
    # debts of natural persons in business, up to the ceiling
    "US-CA.scope.02": {
        "applies_to": "sole",
        "value": "",
        "value_unit": "",
        "params": {
            "use": "US-CA",
            "role": "due",
            "max": 500000,
            "inherit": None,
            "debtor_is": None,
        },
    },
}

CA_AU_REVIEWS = {
    "CA-ON.notice_before_contact.01": {
        "params": {"notice": "on_notice", "blocks": ["contact"]}
    },
    "CA-ON.frequency_cap.01": {
        "per": "creditor",
        "params": {"while": "after_first_conversation", "scope": None},
    },
    "CA-QC.notice_before_contact.01": {
        "params": {
            "notice": "qc_notice",
            "blocks": ["contact"],
            "binds": "call,visit",
        }
    },
    "CA-QC.channel_ban.01": {"params": {"condition": "written_request"}},
    "CA-QC.fee_ban.01": {"params": {"role": "forbidden", "needs": "legal_basis"}},
    # once, ever: ten years say it
    "CA-QC.workplace_ban.01": {
        "per_days": "3650",
        "per": "debtor",
        "params": {"place": "work", "at_work": True},
    },
    "CA-BC.notice_before_contact.01": {
        "params": {
            "notice": "bc_notice",
            "blocks": ["contact"],
            "binds": "call,visit",
        }
    },
    "CA-BC.channel_ban.01": {"params": {"condition": "written_request"}},
    "CA.interest_cap.02": {
        "params": {"condition": "annual_rate_not_stated", "when": None}
    },
    "AU.contact_window.04": AT_WORK,
    "AU.contact_window.03": {"params": {"calendar": "AU"}},
    "AU.limitation_period.01": [
        {"params": {"AU-NSW": None, "AU-NT": None}, "summary": "6 years"},
        {
            "rule_id": "AU-NT.limitation_period.01",
            "jurisdiction": "AU-NT",
            "value": "3",
            "params": {"AU-NSW": None, "AU-NT": None},
            "summary": "Northern Territory: 3 years",
        },
        {
            "rule_id": "AU-NSW.limitation_period.01",
            "jurisdiction": "AU-NSW",
            "params": {"AU-NSW": None, "AU-NT": None, "effect": "debt_extinguished"},
            "summary": "New South Wales: 6 years, then the debt no longer exists",
        },
    ],
    "NZ.harassment_ban.01": {
        "strength": "regulator_guidance",
        "note": "Australian figures, borrowed: they are no New Zealand law",
    },
    "NZ.mandatory_notice.01": {
        "params": {"notice": "nz_disclosure", "blocks": ["contact"]}
    },
}

EUROPE_REVIEWS = {
    "GB.interest_rate.01": {"params": {"compound": None}},
    "GB.contact_window.01": {"params": {"use": "default_window"}, **OWN_FIGURES},
    "GB.dispute_hold.01": {"params": {"freeze": ["contact", "threat", "placement"]}},
    "GB.time_barred.01": {"params": {"freeze": ["threat"], "effect": None}},
    "GB-EAW.grace_days.01": {
        "applies_to": "consumer,sole",
        "params": {"notice": "gb_letter_of_claim"},
    },
    "DE.interest_start.01": {
        "params": {"role": "due", "needs": "de_first_reminder", "charges": ["interest"]}
    },
    "DE.first_reminder_free.01": {
        "per": "reminder",
        "params": {"needs": "de_first_reminder", "charges": ["reminder_fee"]},
    },
    "DE.fee_cap.01": {"params": {"charges": ["reminder_fee"]}},
    "DE.mandatory_notice.01": {
        "params": {"notice": "de_statement", "blocks": ["contact"]}
    },
    "DE.mandatory_notice.02": {"params": {"notice": "de_plan_warning"}},
    "ES.interest_rate.02": {"params": {"series": "ES_LEGAL", "needs": "formal_notice"}},
    "IT.channel_ban.01": {"params": {"condition": "no_consent"}},
    "IT.channel_ban.02": {"params": {"condition": ""}},
    "IT.limitation_period.01": [
        {"params": {"periodic": None}, "summary": "10 years, ordinary debts"},
        {
            "rule_id": "IT.limitation_period.02",
            "value": "5",
            "params": {"periodic": None, "debt_kind": "periodic"},
            "summary": "5 years, periodic payments",
        },
    ],
    "BE.first_reminder_free.01": {
        "per": "reminder",
        "params": {"needs": "be_first_reminder", "charges": ["reminder_fee"]},
    },
    # one text, by post or by e-mail: two lines of one rule
    "BE.grace_days.01": {
        "rule_group": "BE.grace_days.consumer.both.law",
        "params": {**GRACE, "start": "third_working_day"},
    },
    "BE.grace_days.02": {
        "rule_group": "BE.grace_days.consumer.both.law",
        "params": {**GRACE, "start": "next_day"},
    },
    "BE.grace_days.03": {
        "params": {
            "notice": "be_formal_notice",
            "start": "third_working_day",
            "blocks": NOT_CONTACTS,
        }
    },
    "BE.fee_cap.01": {
        "params": {"charges": ["reminder_fee"], "needs": "be_first_reminder"}
    },
    "BE.mandatory_notice.01": {"params": {"notice": "be_first_reminder"}},
    "BE.fee_cap.02": {"params": {"fixed": None, "charges": COLLECTION}},
    "BE.fee_cap.03": be_tier("10", 30, 150),
    "BE.fee_cap.04": be_tier("5", 65, 500),
    "BE.interest_start.01": {
        "params": {
            "role": "due",
            "needs": "be_first_reminder",
            "charges": ["interest"],
        }
    },
    "BE.interest_rate.01": {"params": {"round_up": 0.5, "round_up_to": None}},
    "NL.grace_days.01": {"params": {"notice": "nl_14_days", "blocks": ["fee"]}},
    # each line stands alone: the slices below it are its fixed part
    "NL.fee_cap.01": nl_slice(0, 0),
    "NL.fee_cap.02": nl_slice(375, 2500),
    "NL.fee_cap.03": nl_slice(625, 5000),
    "NL.fee_cap.04": nl_slice(875, 10000),
    "NL.fee_cap.05": nl_slice(2775, 200000),
    "NL.identification.01": {"applies_to": "consumer,sole"},
    "NL.limitation_period.01": [
        {"summary": "5 years; a written demand interrupts"},
        {
            "rule_id": "NL.limitation_period.02",
            "applies_to": "consumer",
            "value": "2",
            "params": {"debt_kind": "sale"},
            "summary": "Consumer sale: 2 years; a written demand interrupts",
        },
    ],
    "DK.fee_cap.01": {
        "params": {"charges": ["reminder_fee"], "max_charged_reminders": None}
    },
    "DK.min_interval.01": {
        "max_count": "1",
        "params": {
            "counts": "charged_reminder",
            "condition": "charged_reminders",
            "between": None,
        },
    },
    "SE.fee_cap.01": [
        {
            "summary": "Reminder SEK 60",
            "params": {"charges": ["reminder_fee"], "collection_demand": None},
        },
        {
            "rule_id": "SE.fee_cap.02",
            "value": "180",
            "per": "debt",
            "summary": "Collection demand SEK 180",
            "params": {"charges": ["collection_fee"], "collection_demand": None},
        },
    ],
    "FI.fee_cap.01": {"params": {"charges": ["reminder_fee"]}},
    **{
        f"FI.fee_cap.0{n}": {"params": {"charges": ["collection_fee"]}}
        for n in (2, 3, 4)
    },
    # the amount is a share of a public rate that was not found: nothing until it is
    "NO.fee_cap.01": {
        "value": "0",
        "value_unit": "amount",
        "currency": "NOK",
        "per": "reminder",
        "params": {
            "after_days": 14,
            "charges": ["reminder_fee"],
            "earliest_days_after_due": None,
            "max_charged_reminders": None,
        },
    },
}
REVIEWS = {**US_REVIEWS, **CA_AU_REVIEWS, **EUROPE_REVIEWS}
