"""The screens of rules, holds, complaints and personal data."""

from .screenshots_screen import CASE, Screen

# a text to a consumer in New York, from Paris
TRIAL = tuple(
    f"[data-fact={fact}] option[value={value}]"
    for fact, value in (
        ("country", "US"),
        ("state", "NY"),
        ("city", "NYC"),
        ("kind", "consumer"),
        ("channel", "sms"),
        ("party", "third"),
    )
)
LAW = (
    Screen(
        "hold-confidential",
        "recovery_hold_action",
        "[('kind', '=', 'confidential')]",
        "recovery.hold",
        tall=True,
    ),
    Screen(
        "hold-confidential-agent",
        "recovery_hold_action",
        "[('kind', '=', 'confidential')]",
        "recovery.hold",
        login="agent",
        tall=True,
    ),
    Screen(
        "hold-account",
        "recovery_case_action",
        "[('partner_id.name', '=', 'Garage Moreau')]",
        "recovery.case",
        tall=True,
    ),
    Screen("insolvency-list", "recovery_insolvency_action"),
    Screen(
        "insolvency-proceedings",
        "recovery_insolvency_action",
        "[('state', '=', 'open')]",
        "recovery.insolvency",
        tall=True,
    ),
    Screen(
        "insolvency-claim",
        "recovery_insolvency_claim_action",
        "[('state', '=', 'to_file')]",
        "recovery.insolvency.claim",
        tall=True,
    ),
    Screen(
        "case-rules",
        "recovery_case_action",
        CASE,
        "recovery.case",
        press=(".o_recovery_next summary",),
        tall=True,
    ),
    Screen(
        "case-decisions",
        "recovery_case_action",
        CASE,
        "recovery.case",
        click="timeline",
        press=("[data-kind=decision]",),
        tall=True,
    ),
    Screen("rules-trial", "recovery_rule_trial_action", tall=True),
    Screen("rules-trial-us", "recovery_rule_trial_action", press=TRIAL, tall=True),
    Screen("rules", "recovery_rule_action"),
    Screen(
        "rule",
        "recovery_rule_action",
        "[('code', '=', 'US-MA.frequency_cap.01')]",
        "recovery.rule",
        tall=True,
    ),
    Screen(
        "rule-unchecked",
        "recovery_rule_action",
        "[('code', '=', 'US-NY-NYC.contact_window.01')]",
        "recovery.rule",
    ),
    Screen("rules-compare", "recovery_rule_compare_action", tall=True),
    Screen("rules-import", "recovery_rule_import_action"),
    Screen("rules-rates", "recovery_reference_rate_action"),
    Screen("complaints", "recovery_complaint_action"),
    Screen(
        "complaint",
        "recovery_complaint_action",
        "[('state', '=', 'received')]",
        "recovery.complaint",
        tall=True,
    ),
    Screen(
        "complaint-answer",
        "recovery_complaint_action",
        "[('state', '=', 'acknowledged')]",
        "recovery.complaint",
        press=("button[name=action_answer]",),
    ),
    Screen("complaint-causes", "recovery_complaint_action_analysis", view="graph"),
    Screen("retention", "recovery_retention_action"),
    Screen(
        "retention-one",
        "recovery_retention_action",
        "[('target', '=', 'bodies')]",
        "recovery.retention",
    ),
    Screen(
        "erasure-kept",
        "recovery_erasure_action",
        "[('state', '=', 'kept')]",
        "recovery.erasure",
        tall=True,
    ),
    Screen(
        "erasure-done",
        "recovery_erasure_action",
        "[('state', '=', 'done')]",
        "recovery.erasure",
        tall=True,
    ),
)
