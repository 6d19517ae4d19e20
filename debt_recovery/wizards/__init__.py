from . import (
    recovery_company_wizard,
    recovery_approve_wizard,
    recovery_balance_confirmation,
    recovery_history_wizard,
    recovery_hold_request,
    recovery_release_wizard,
    recovery_sender_wizard,
    recovery_statement_wizard,
    recovery_simulation_wizard,
    recovery_simulation_desk,
)
from . import recovery_mass_action, recovery_portfolio_apply
from . import recovery_edit_wizard, recovery_skip_wizard
from . import recovery_registered_import
from . import recovery_company_channels
from . import recovery_reach_mark, recovery_consent_import
from . import recovery_answer_wizard, recovery_complaint_answer
from . import recovery_charge_waive
from . import recovery_rule_import, recovery_rule_compare
from . import recovery_dispute_open, recovery_dispute_settle
from . import recovery_promise_wizard, recovery_settlement_wizard
from . import recovery_write_off_wizard, recovery_write_off_answer
from . import recovery_doubtful_wizard, recovery_regained_wizard
from . import recovery_mandate_wizard
from . import recovery_plan_terms, recovery_plan_wizard, recovery_plan_change
from . import recovery_plan_approve
from . import recovery_placement_wizard, recovery_placement_answer
from . import recovery_placement_end, recovery_agency_ask
from . import recovery_agency_import
