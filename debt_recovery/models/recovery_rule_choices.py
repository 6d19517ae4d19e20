"""The words of a rule as users read them: one list per selection."""

KINDS = [
    ("contact_window", "Hours of contact"),
    ("frequency_cap", "Number of contacts"),
    ("cooling_off_after_conversation", "Rest after a conversation"),
    ("min_interval", "Interval"),
    ("channel_ban", "Forbidden channel"),
    ("workplace_ban", "No contact at work"),
    ("consent_required", "Consent needed"),
    ("opt_out_required", "Way to object in each message"),
    ("opt_out_processing", "Objection honoured"),
    ("mandatory_notice", "Mandatory text"),
    ("notice_before_contact", "Text before any contact"),
    ("grace_days", "Days of grace"),
    ("identification", "Identity of who writes"),
    ("language", "Language"),
    ("third_party_disclosure_ban", "No disclosure to others"),
    ("harassment_ban", "No harassment"),
    ("dispute_hold", "Dispute"),
    ("representation_hold", "Represented customer"),
    ("cease_request_hold", "Request to cease"),
    ("insolvency_hold", "Insolvency"),
    ("moratorium_hold", "Moratorium"),
    ("payment_plan_hold", "Payment plan"),
    ("deceased_hold", "Deceased person"),
    ("vulnerability_hold", "Vulnerable person"),
    ("time_barred", "Time-barred debt"),
    ("placement_ban", "No placement with an agency"),
    ("interest_rate", "Interest rate"),
    ("interest_cap", "Interest ceiling"),
    ("interest_start", "Start of interest"),
    ("reference_rate", "Reference rate"),
    ("fixed_fee", "Fixed indemnity"),
    ("fee_cap", "Ceiling of fees"),
    ("fee_ban", "No fee"),
    ("first_reminder_free", "First reminder free"),
    ("payment_term", "Term of payment"),
    ("limitation_period", "Limitation"),
    ("procedure_clock", "Term of a procedure"),
    ("record_retention", "Evidence to keep"),
    ("data_erasure", "Erasure of personal data"),
    ("scope", "Rules borrowed"),
]
PARTIES = [
    ("first", "The creditor"),
    ("third", "Somebody who collects for others"),
]
STRENGTHS = [
    ("law", "Law"),
    ("presumption", "Presumption of law"),
    ("regulator_guidance", "Guidance of a regulator"),
    ("code_of_conduct", "Code of conduct"),
    ("product_default", "Default of the product"),
    ("house", "House rule"),
    ("pending", "Bill, not in force"),
]
CONFIDENCES = [
    ("verified_primary", "Read in the official text"),
    ("verified_secondary", "Read in a secondary source"),
    ("general_knowledge", "General knowledge, to be checked"),
]
STATES = [("off", "Not applied"), ("warn", "Warns"), ("on", "Acts")]
HANDS = [
    ("data", "The engine"),
    ("code", "The engine, by a calculation"),
    ("data+code", "The engine, figures and calculation"),
    ("human", "People"),
    ("human+data", "People, helped by the engine"),
]
WORK_PLACES = [("only", "Only at work"), ("never", "Not at work")]
STARTS = [
    ("end_of_year", "At the end of the year"),
    ("next_1_january", "On the next 1 January"),
]
EFFECTS = [
    ("defence", "The customer may refuse to pay"),
    ("debt_extinguished", "The debt no longer exists"),
]
TERM_UNITS = [
    ("hours", "hours"),
    ("days", "days"),
    ("business_days", "business days"),
    ("months", "months"),
    ("years", "years"),
    ("years_max", "years at most"),
    ("days_after_treatment", "days after the treatment"),
]
PER = [
    ("debt", "debt"),
    ("debtor", "customer"),
    ("creditor", "creditor"),
    ("point", "address or number"),
    ("reminder", "reminder"),
]
COUNTED = [
    ("attempt", "Attempts"),
    ("contact", "Contacts made"),
    ("conversation", "Conversations"),
    ("charged_reminder", "Reminders charged"),
]
PLACES = [
    ("any", "Any place"),
    ("personal", "Personal addresses and numbers"),
    ("work", "Place of work"),
    ("other", "Any other place"),
]
CAP_CONDITIONS = [
    ("no_consent", "As long as there is no consent"),
    ("after_first_conversation", "After the first conversation"),
]
NOTICE_STARTS = [
    ("sending", "The sending"),
    ("next_day", "The day after the sending"),
    ("third_working_day", "The third working day after the sending"),
    ("receipt", "The receipt"),
    ("day_after_receipt", "The day after the receipt"),
    ("first_contact", "The first contact"),
]
NOTICE_UNITS = [("days", "days"), ("business_days", "business days")]
ROLES = [
    ("due", "Owed"),
    ("floor", "At least"),
    ("ceiling", "At most"),
    ("forbidden", "Forbidden"),
]
BASES = [
    ("slice", "of the slice"),
    ("reference", "over a reference rate"),
    ("yearly", "a year"),
    ("apr", "a year, all costs included"),
    ("postage", "plus postage"),
]
FIXINGS = [
    ("jan1_jul1", "Rate of 1 January and 1 July"),
    ("dec31_jun30_next_half", "Rate of 31 December and 30 June, for the next half"),
    ("half_year_of_start", "Rate of the half-year in which interest starts"),
    ("decree", "Fixed by decree"),
]
