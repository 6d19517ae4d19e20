from odoo import http
from odoo.http import content_disposition, request


class DossierController(http.Controller):
    """Hands the dossier of an account, as a table, to whoever may read the account."""

    @http.route(
        "/debt_recovery/dossier/<int:case_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def dossier(self, case_id):
        if not request.env.user.has_group("debt_recovery.group_auditor"):
            return request.not_found()
        case = request.env["recovery.case"].browse(case_id).exists()
        if not case:
            return request.not_found()
        case.check_access("read")
        dossier = request.env["recovery.dossier"]
        name = content_disposition(f"{dossier._file_name(case)}.csv")
        headers = [("Content-Type", "text/csv"), ("Content-Disposition", name)]
        return request.make_response(dossier._csv(case), headers)
