from . import (
    recovery_workflow_mixin,
    recovery_append_only_mixin,
    recovery_stage,
    recovery_account,
    recovery_template,
    recovery_treatment,
    recovery_policy,
    recovery_segment,
)
