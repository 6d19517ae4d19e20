"""The screens of agencies, placed files, remittances and exchanged files.

Their records are those of the demonstration: ``--database debt_recovery_demo``.
"""

from .screenshots_screen import Screen

PLACED = "[('reference', 'like', 'DC/')]"
AGENCIES = (
    Screen("agency-to-place", "recovery_case_action_decide"),
    Screen("agency-placements", "recovery_placement_action", view="list"),
    Screen("agency-placements-kanban", "recovery_placement_action"),
    Screen(
        "agency-placement",
        "recovery_placement_action",
        PLACED,
        "recovery.placement",
        tall=True,
    ),
    Screen("agency-requests", "recovery_agency_request_action"),
    Screen("agency-remittances", "recovery_remittance_action"),
    Screen(
        "agency-remittance",
        "recovery_remittance_action",
        "[('state', '=', 'booked')]",
        "recovery.remittance",
        tall=True,
    ),
    Screen("agency-clearing", "recovery_agency_clearing_action"),
    Screen("agency-import", "recovery_agency_import_action"),
    Screen("agency-files", "recovery_agency_file_action"),
    Screen(
        "agency-file-refused",
        "recovery_agency_file_action",
        "[('state', '=', 'refused')]",
        "recovery.agency.file",
        tall=True,
    ),
    Screen("agency-score", "recovery_agency_score_action"),
    Screen("agency-list", "recovery_agency_action"),
    Screen(
        "agency-one",
        "recovery_agency_action",
        "[('placement_ids', '!=', False)]",
        "recovery.agency",
        tall=True,
    ),
    Screen(
        "agency-contract",
        "recovery_agency_contract_action",
        "[]",
        "recovery.agency.contract",
        tall=True,
    ),
    Screen(
        "agency-layout",
        "recovery_agency_layout_action",
        "[('purpose', '=', 'remittance')]",
        "recovery.agency.layout",
        tall=True,
    ),
    Screen("agency-layouts", "recovery_agency_layout_action"),
    Screen("agency-statuses", "recovery_agency_status_action"),
    Screen("agency-steps", "recovery_agency_step_action"),
)
