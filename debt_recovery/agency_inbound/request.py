from odoo import api, models

from ..tools.agency_status import request_kind


class RecoveryAgencyInboundRequest(models.AbstractModel):
    """What an agency asks of us: a document, an explanation, a plan, a waiver, a court
    step with its cost."""

    _name = "recovery.agency.inbound.request"
    _inherit = "recovery.agency.inbound"
    _description = "Requests of an agency"

    @api.model
    def _check(self, file, rows):
        found, problems = self._resolve(file, rows)
        for row in rows:
            placement = found.get(row["line"])
            amount = row.get("request_amount")
            if not request_kind(row.get("request")):
                problems.append(self._problem(file, row, "request", "unknown_request"))
            if amount is not None and (not amount.is_finite() or amount <= 0):
                problems.append(
                    self._problem(file, row, "request_amount", "not_positive")
                )
            if placement:
                problems += self._other_currency(file, row, placement)
                if placement.state != "placed":
                    problems.append(self._problem(file, row, "placement", "not_away"))
        return problems

    @api.model
    def _apply(self, file, rows):
        found, _problems = self._resolve(file, rows)
        requests = self.env["recovery.agency.request"].sudo()
        for row in rows:
            placement = found[row["line"]].with_env(file.env).sudo()
            values = self._values(row)
            if not self._is_known(placement, values):
                kind, text = values.pop("kind"), values.pop("text")
                requests |= requests._ask(
                    placement, kind, text, by="agency", file_ids=[file.id], **values
                )
        placements = self.env["recovery.placement"].union(*found.values())
        file.sudo().placement_ids |= placements

    def _values(self, row):
        return {
            "kind": request_kind(row["request"]),
            "text": row.get("request_text") or row.get("comment") or "",
            "amount": float(row.get("request_amount") or 0),
            "answer_by": row.get("answer_by") or False,
            "agency_reference": row.get("line_reference") or False,
        }

    def _is_known(self, placement, values):
        """Tell whether the agency asked this of the file before: by its number, else
        word by word while it is open."""
        number = values["agency_reference"]
        if number:
            return number in placement.request_ids.mapped("agency_reference")
        return any(
            one.state == "open"
            and one.asked_by == "agency"
            and one.kind == values["kind"]
            and (one.text or "") == values["text"]
            and not placement.currency_id.compare_amounts(one.amount, values["amount"])
            for one in placement.request_ids
        )

    @api.model
    def _forecast(self, file, rows):
        field = self.env["recovery.agency.request"]._fields["kind"]
        labels = dict(field._description_selection(self.env))
        said = self._counted(labels[request_kind(row["request"])] for row in rows)
        return said + self._sums(rows, "request_amount", file.company_id.currency_id)
