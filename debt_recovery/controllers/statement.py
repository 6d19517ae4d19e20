from odoo.http import Controller, content_disposition, request, route


class StatementDownload(Controller):
    """Statements of account as workbooks."""

    @route(
        "/recovery/statement/<int:wizard_id>", type="http", auth="user", readonly=True
    )
    def statement(self, wizard_id):
        """Download what a statement wizard of the reader's own chose: the workbook of
        one customer, or a zip of several."""
        wizard = request.env["recovery.statement.wizard"].browse(wizard_id).exists()
        records = wizard and wizard._records()
        if not records:
            raise request.not_found()
        name, raw = request.env["recovery.statement"]._file(records)
        return request.make_response(
            raw,
            [
                ("Content-Type", "application/octet-stream"),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
