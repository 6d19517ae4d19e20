from odoo import http
from odoo.http import content_disposition, request


class PersonalDataController(http.Controller):
    """Hands the copy of one person's data to a manager, who gives it to that person."""

    @http.route(
        "/debt_recovery/personal/<int:partner_id>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def personal(self, partner_id):
        if not request.env.user.has_group("debt_recovery.group_manager"):
            return request.not_found()
        person = request.env["res.partner"].browse(partner_id).exists()
        if not person:
            return request.not_found()
        person.check_access("read")
        raw = request.env["recovery.personal"]._hand_out(person)
        name = content_disposition(f"personal-data-P{person.id}.zip")
        headers = [("Content-Type", "application/zip"), ("Content-Disposition", name)]
        return request.make_response(raw, headers)
