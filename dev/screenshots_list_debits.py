"""The screens of automatic payments."""

from .screenshots_screen import Screen

CHARGED = "[('mandate_ids.state', '=', 'active')]"
DEBITS = (
    Screen("debits", "recovery_debit_action"),
    Screen("debits-cards", "recovery_debit_action", view="kanban"),
    Screen(
        "debit-rejected",
        "recovery_debit_action",
        "[('state', '=', 'refused')]",
        "recovery.debit",
    ),
    Screen(
        "debit-verify",
        "recovery_debit_action",
        "[('state', '=', 'uncertain')]",
        "recovery.debit",
    ),
    Screen(
        "debit-plan",
        "recovery_plan_action",
        CHARGED,
        "recovery.arrangement",
        click="automatic",
        tall=True,
    ),
    Screen(
        "debit-agree",
        "recovery_plan_action",
        CHARGED,
        "recovery.arrangement",
        click="automatic",
        press=("button[name=action_authorise]:not(.o_invisible_modifier)",),
    ),
)
