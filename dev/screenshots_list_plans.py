"""The screens of payment plans."""

from .screenshots_screen import Screen

PLAN_BUTTON = "button[name=action_plan]"
CHANGE_BUTTON = "button[name=action_change_plan]"
DECIDE_BUTTON = "button[name=action_decide_plan]"
RUNNING = "[('kind', '=', 'plan'), ('state', '=', 'active')]"
TO_APPROVE = "[('kind', '=', 'plan'), ('state', '=', 'to_approve')]"
QUAI = "[('partner_id.name', '=', 'Librairie Quai Sud')]"


def _plan(name, record, **values):
    return Screen(
        name, "recovery_plan_action", record, "recovery.arrangement", **values
    )


PLANS = (
    Screen("plans", "recovery_plan_action"),
    Screen("plans-cards", "recovery_plan_action", view="kanban"),
    _plan("plan", RUNNING, tall=True),
    _plan("plan-agreement", RUNNING, click="agreement", tall=True),
    _plan("plan-versions", RUNNING, click="versions"),
    _plan("plan-approve", TO_APPROVE, press=(DECIDE_BUTTON,)),
    _plan("plan-change", RUNNING, press=(CHANGE_BUTTON,), tall=True),
    Screen(
        "plan-make",
        "recovery_case_action",
        QUAI,
        "recovery.case",
        press=(PLAN_BUTTON,),
        tall=True,
    ),
    Screen("plan-policies", "recovery_plan_policy_action"),
    Screen(
        "plan-policy",
        "recovery_plan_policy_action",
        "[('level_deposit', '=', True)]",
        "recovery.plan.policy",
        tall=True,
    ),
)
