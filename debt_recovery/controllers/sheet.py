from odoo import http
from odoo.http import content_disposition, request

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetController(http.Controller):
    """Hands out the spreadsheets of those who may read what they are made of."""

    @http.route(
        "/debt_recovery/sheet/<string:model>/<int:record_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def sheet(self, model, record_id):
        sheet = request.env.registry["recovery.sheet"]
        if not issubclass(request.env.registry.get(model, object), sheet):
            return request.not_found()
        record = request.env[model].browse(record_id)
        record.check_access("read")
        if not record.exists():
            return request.not_found()
        name = content_disposition(f"{record._sheet_name()}.xlsx")
        headers = [("Content-Type", TYPE), ("Content-Disposition", name)]
        return request.make_response(record._sheet(), headers)
