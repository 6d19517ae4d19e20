from odoo.http import Controller, content_disposition, request, route

MODELS = {"account": "recovery.case", "customer": "res.partner"}


class StatementDownload(Controller):
    """Statements of account as workbooks."""

    @route(
        "/recovery/statement/<any(account,customer):kind>/<string:ids>",
        type="http",
        auth="user",
        readonly=True,
    )
    def statement(self, kind, ids):
        """Download the workbook of one customer, or a zip of several.

        :param ids: numbers separated by commas
        """
        numbers = [int(number) for number in ids.split(",") if number.isdigit()]
        records = request.env[MODELS[kind]].browse(numbers).exists()
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
