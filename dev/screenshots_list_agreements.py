"""The screens of promises and settlement offers."""

from .screenshots_screen import CASE, Screen

PROMISE_BUTTON = "button[name=action_promise]"
SETTLE_BUTTON = "button[name=action_settle]"
OLD_CASE = "[('partner_id.name', '=', 'Garage Moreau')]"
AGREEMENTS = (
    Screen("promises", "recovery_arrangement_action_promises"),
    Screen("promises-cards", "recovery_arrangement_action_promises", view="kanban"),
    Screen(
        "promise",
        "recovery_arrangement_action_promises",
        "[('kind', '=', 'promise'), ('state', '=', 'active')]",
        "recovery.arrangement",
        tall=True,
    ),
    Screen(
        "promise-note",
        "recovery_case_action",
        CASE,
        "recovery.case",
        press=(PROMISE_BUTTON,),
    ),
    Screen("settlements", "recovery_arrangement_action_settlements"),
    Screen(
        "settlement",
        "recovery_arrangement_action_settlements",
        "[('kind', '=', 'settlement'), ('state', '=', 'active')]",
        "recovery.arrangement",
        tall=True,
    ),
    Screen(
        "settlement-approve",
        "recovery_arrangement_action_settlements",
        "[('kind', '=', 'settlement'), ('state', '=', 'to_approve')]",
        "recovery.arrangement",
        tall=True,
    ),
    Screen(
        "settlement-offer",
        "recovery_case_action",
        OLD_CASE,
        "recovery.case",
        press=(SETTLE_BUTTON,),
    ),
)
