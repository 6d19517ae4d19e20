"""The screens of disputes, declared payments and short payments."""

from .screenshots_screen import Screen

ONE = "[('amount', '=', 300)]"
DISPUTES = (
    Screen("disputes", "recovery_dispute_action"),
    Screen("disputes-kanban", "recovery_dispute_action", view="kanban"),
    Screen("dispute", "recovery_dispute_action", ONE, "recovery.dispute", tall=True),
    Screen(
        "dispute-settle",
        "recovery_dispute_action",
        ONE,
        "recovery.dispute",
        press=("button[name=action_settle]",),
    ),
    Screen(
        "dispute-refuse",
        "recovery_dispute_action",
        ONE,
        "recovery.dispute",
        press=("button[name=action_settle]", ".o_dialog input[data-value=rejected]"),
    ),
    Screen(
        "dispute-new",
        "recovery_case_action",
        "[('partner_id.name', '=', 'Boulangeries Lecoq')]",
        "recovery.case",
        press=("button[name=action_dispute]",),
    ),
    Screen("dispute-causes", "recovery_dispute_report_action"),
    Screen("dispute-reasons", "recovery_dispute_reason_action"),
    Screen("dispute-short", "recovery_short_payment_action"),
    Screen(
        "dispute-short-why",
        "recovery_short_payment_action",
        press=("button[name=action_answer]",),
    ),
    Screen("dispute-claims", "recovery_paid_claim_action"),
    Screen(
        "dispute-claim",
        "recovery_paid_claim_action",
        "[]",
        "recovery.paid.claim",
        tall=True,
    ),
)
