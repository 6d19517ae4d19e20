from odoo import models

from .recovery_link_follow import SHOWN
from .recovery_link_preferences import _masked


class RecoveryLink(models.Model):
    """Requests, calls and messages, as the customer follows them."""

    _inherit = "recovery.link"

    def _follow_rows(self):
        found = self.env["recovery.request"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("partner_id", "=", self.partner_id.id),
            ],
            limit=SHOWN,
        )
        return [*super()._follow_rows(), *map(self._request_row, found)]

    def _request_row(self, request):
        told = request.source == "link"
        callback = request.callback_id
        return {
            "reference": request.reference,
            "record": request,
            "label": self._request_label(request),
            "state": self._request_state(request),
            "day": request.asked_on,
            "text": request.text if told else "",
            "is_open": request.state == "open",
            "is_declined": request.state == "refused",
            "facts": [
                (self.env._("Invoices"), request._names()),
                (self.env._("Order number"), request.order_number),
                (self.env._("Platform"), request.platform),
                (self.env._("Right recipient"), request.proposal_id.name),
                (self.env._("When"), callback and self._slot_words(callback.call_at)),
                (
                    self.env._("Number called"),
                    callback.phone and _masked(callback.phone),
                ),
                (self.env._("Nothing is asked before"), self._paused_until(request)),
            ],
            "documents": self._request_documents(request),
            "answer": request.answer,
            "adds": request.state == "open",
        }

    def _paused_until(self, request):
        hold = request.hold_id.filtered("is_active")
        hold = hold.filtered("freeze_contact")  # one of today that was lifted is not
        return hold and self.env["recovery.statement"]._day(hold.until_date)

    def _request_label(self, request):
        labels = {one["kind"]: one["label"] for one in self._all_needs()}
        labels["call"] = self.env._("Call asked for")
        labels["message"] = self.env._("Message")
        return labels[request.kind]

    def _request_state(self, request):
        if request.state == "refused":
            if request.answer:
                return self.env._("Not possible: see our answer")
            return self.env._("Not possible")
        if request.kind == "call":
            return self._call_state(request)
        if request.kind == "message":
            if request.state == "open":
                return self.env._("Received, somebody reads it")
            return self.env._("Read by us")
        if request.state == "open":
            return self.env._("We are on it")
        if request.kind == "not_received" and request.answer_notice_ids:
            return self.env._("Sent again to the address that we have")
        return self.env._("Done")

    def _call_state(self, request):
        state = request.callback_id.state
        if state == "waiting":
            return self.env._("We call you")
        if state == "cancelled":
            return self.env._("Cancelled")
        return self.env._("We called") if state else self.env._("We are on it")

    def _request_documents(self, request):
        """Return the invoices to download at once: pairs of number and name."""
        if request.kind != "not_received":
            return []
        moves = request.line_ids.move_id & self._documents()
        return [(move.id, move.name) for move in moves]
