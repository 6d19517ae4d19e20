"""The screens that are pictured: which action, which record, by whom."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """A picture to take: an action, perhaps one record of it, perhaps a click."""

    name: str
    action: str  # XML id without the module, or a full path after /odoo/
    record: str = ""  # domain of the record to open
    model: str = ""
    click: str = ""  # text of a tab or button to click once the view is there
    press: tuple = ()  # selectors of what is clicked then, one after the other
    login: str = "manager"
    view: str = ""  # view type to switch to
    tall: bool = False  # the whole page, not the window


CASE = "[('partner_id.name', '=', 'Boulangeries Lecoq')]"
SENT = "[('state', '=', 'sent'), ('channel', '=', 'email')]"
STEP = (
    ".o_scenario_group[data-group=after] .o_scenario_stop:nth-child(4) .o_scenario_card"
)
AGED_CONTROL = ".o_recovery_aged .btn-link[aria-expanded]"
LECOQ = ".o_recovery_queue_row:nth-child(4)"
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
PROMISE = (LECOQ, ".o_recovery_outcome[data-code=promise]")
SCREENS = (
    Screen("start", "recovery_start_action", tall=True),
    Screen("start-auditor", "recovery_start_action", login="auditor"),
    Screen("today", "recovery_notice_action_today"),
    Screen("today-auditor", "recovery_notice_action_today", login="auditor"),
    Screen("tasks", "recovery_case_action_tasks"),
    Screen("calls", "recovery_calls_action", login="agent", press=(LECOQ,), tall=True),
    Screen("calls-promise", "recovery_calls_action", login="agent", press=PROMISE),
    Screen("calls-list", "recovery_calls_action", login="agent"),
    Screen("calls-auditor", "recovery_calls_action", login="auditor"),
    Screen("campaigns", "recovery_campaign_action"),
    Screen(
        "call-script",
        "recovery_script_action",
        "[('audience', '=', 'consumer')]",
        "recovery.script",
        tall=True,
    ),
    Screen("replies", "recovery_case_action_replies"),
    Screen("decide", "recovery_notice_action_decisions"),
    Screen("leaving", "recovery_notice_action_leaving"),
    Screen("letters", "recovery_print_batch_action"),
    Screen(
        "letters-pile",
        "recovery_print_batch_action",
        "[('letter_mode', '=', 'registered')]",
        "recovery.print.batch",
        tall=True,
    ),
    Screen("registered", "recovery_registered_action"),
    Screen("mend", "recovery_notice_action_mend"),
    Screen("release", "recovery_case_action_release"),
    Screen("cases", "recovery_case_action"),
    Screen("cases-list", "recovery_case_action", view="list"),
    Screen("case", "recovery_case_action", CASE, "recovery.case", tall=True),
    Screen(
        "case-timeline",
        "recovery_case_action",
        "[('partner_id.name', '=', 'Résidence Clairval')]",
        "recovery.case",
        click="timeline",
        tall=True,
    ),
    Screen(
        "case-release",
        "recovery_case_action",
        "[('released_on', '=', False)]",
        "recovery.case",
        login="agent",
    ),
    Screen(
        "case-auditor", "recovery_case_action", CASE, "recovery.case", login="auditor"
    ),
    Screen(
        "notice-draft",
        "recovery_notice_action_today",
        "[('state', '=', 'draft'), ('channel', '=', 'email')]",
        "recovery.notice",
        tall=True,
    ),
    Screen(
        "notice-sent",
        "recovery_notice_action_history",
        SENT,
        "recovery.notice",
        tall=True,
    ),
    Screen(
        "notice-uncertain",
        "recovery_notice_action_mend",
        "[('state', '=', 'uncertain')]",
        "recovery.notice",
    ),
    Screen(
        "case-figures",
        "recovery_case_action",
        CASE,
        "recovery.case",
        click="figures",
        tall=True,
    ),
    Screen("aged", "recovery_aged_action"),
    Screen("aged-control", "recovery_aged_action", press=(AGED_CONTROL,), tall=True),
    Screen("late-table", "recovery_late_table_action", tall=True),
    Screen(
        "statement",
        "recovery_case_action",
        CASE,
        "recovery.case",
        press=("button[name=action_statement]",),
        tall=True,
    ),
    Screen("statements", "recovery_case_action_statement"),
    Screen("statements-auditor", "recovery_case_action_statement", login="auditor"),
    Screen("balance-confirmation", "recovery_balance_confirmation_action"),
    Screen("holds", "recovery_hold_action"),
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
    Screen("portfolios", "recovery_portfolio_action"),
    Screen("absences", "recovery_absence_action"),
    Screen("workload", "recovery_workload_action"),
    Screen("contactability", "recovery_contactability_action"),
    Screen("history", "recovery_notice_action_history"),
    Screen("decisions", "recovery_decision_action"),
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
    Screen("policies", "recovery_policy_action"),
    Screen(
        "policy",
        "recovery_policy_action",
        "[('name', 'ilike', 'standard')]",
        "recovery.policy",
        tall=True,
    ),
    Screen(
        "scenario-step",
        "recovery_policy_action",
        "[('name', 'ilike', 'standard')]",
        "recovery.policy",
        press=(STEP,),
        tall=True,
    ),
    Screen(
        "scenario-simulation",
        "recovery_policy_action",
        "[('name', 'ilike', 'standard')]",
        "recovery.policy",
        press=(STEP, ".o_scenario_archive", ".o_scenario_simulate"),
    ),
    Screen(
        "scenario-question",
        "recovery_policy_action",
        "[('name', 'ilike', 'standard')]",
        "recovery.policy",
        press=(STEP, ".o_scenario_archive", ".o_form_button_save"),
    ),
    Screen("segments", "recovery_segment_action"),
    Screen("segment", "recovery_segment_action", "[]", "recovery.segment"),
    Screen("templates", "recovery_template_action"),
    Screen("library", "recovery_template_action", view="kanban"),
    Screen(
        "template",
        "recovery_template_action",
        "[('channel', '=', 'email')]",
        "recovery.template",
        tall=True,
    ),
    Screen(
        "template-sms",
        "recovery_template_action",
        "[('channel', '=', 'sms')]",
        "recovery.template",
        tall=True,
    ),
    Screen(
        "template-voice",
        "recovery_template_action",
        "[('channel', '=', 'voice')]",
        "recovery.template",
        tall=True,
    ),
    Screen(
        "template-letter",
        "recovery_template_action",
        "[('channel', '=', 'letter')]",
        "recovery.template",
        tall=True,
    ),
    Screen("stages", "recovery_stage_action"),
    Screen("accounts", "recovery_account_action"),
    Screen("simulation", "recovery_simulation_action"),
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
    Screen("import", "recovery_history_wizard_action"),
    Screen("channels", "recovery_channel_action", tall=True),
    Screen("settings", "recovery_settings_action"),
    Screen("webhooks", "recovery_webhook_action"),
    Screen("invoices", "account.action_move_out_invoice_type"),
    Screen(
        "invoice",
        "account.action_move_out_invoice_type",
        "[('name', '=', 'FA-0177')]",
        "account.move",
        click="other_info",
    ),
    Screen(
        "partner",
        "account.res_partner_action_customer",
        "[('name', '=', 'Boulangeries Lecoq')]",
        "res.partner",
        click="accounting",
    ),
    Screen("addresses", "recovery_reach_action"),
    Screen(
        "address",
        "recovery_reach_action",
        "[('medium', '=', 'email')]",
        "recovery.reach",
        tall=True,
    ),
    Screen(
        "statutory-text",
        "recovery_template_action",
        "[('notice_code', '=', 'be_first_reminder')]",
        "recovery.template",
        tall=True,
    ),
)
