from odoo import models

from ..tools.segments import CONSUMER
from .recovery_link_follow import SHOWN


class RecoveryLink(models.Model):
    """Disputes, as the customer follows them."""

    _inherit = "recovery.link"

    def _is_consumer(self):
        return self.partner_id._recovery_kind() == CONSUMER

    def _reference_of(self, made):
        if made._name == "recovery.dispute":
            return made.name
        return super()._reference_of(made)

    def _follow_rows(self):
        found = self.env["recovery.dispute"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("partner_id", "=", self.partner_id.id),
            ],
            limit=SHOWN,
        )
        return [*super()._follow_rows(), *map(self._dispute_row, found)]

    def _dispute_row(self, dispute):
        told = dispute.source == "link"  # his own words, not a colleague's note
        label = self.env._("Problem reported")
        if self._is_consumer():
            label = self.env._("Complaint sent")
        return {
            "reference": dispute.name,
            "record": dispute,
            "adds": dispute.state == "open",
            "label": label,
            "state": self._dispute_state(dispute),
            "day": dispute.opened_on,
            "amount": self.env["recovery.statement"]._money(
                dispute.amount, dispute.currency_id
            ),
            "text": dispute.note if told else "",
            "is_open": dispute.state == "open",
            "is_declined": dispute.state == "rejected",
            "facts": [
                (self.env._("Invoice"), dispute.move_id.name),
                (self.env._("Reason"), dispute.reason_id.name),
                (self.env._("Lines"), ", ".join(self._line_names(dispute))),
                *self._dispute_outcome(dispute),
            ],
            "answer": self._answer_words(dispute.answer)
            if dispute.state == "rejected"
            else "",
        }

    def _line_names(self, dispute):
        lines = dispute.invoice_line_ids
        return [(line.name or "").partition("\n")[0] for line in lines if line.name]

    def _dispute_state(self, dispute):
        if dispute.state == "open":
            return self.env._("We are looking into it")
        if dispute.state == "accepted":
            return self.env._("Accepted")
        if dispute.state == "rejected":
            return self.env._("We could not agree to it")
        return self.env._("Withdrawn")

    def _dispute_outcome(self, dispute):
        statement = self.env["recovery.statement"]
        if dispute.state == "open":
            text = self.env._("Nothing is asked of you for this amount meanwhile.")
            return [(self.env._("Until then"), text)]
        if dispute.state == "accepted":
            money = statement._money(dispute.accepted_amount, dispute.currency_id)
            return [
                (self.env._("Credited to you"), money),
                (self.env._("Credit note"), dispute.credit_note_id.name),
            ]
        if dispute.frozen_until and dispute.state == "rejected":
            day = statement._day(dispute.frozen_until)
            return [(self.env._("Nothing is asked before"), day)]
        return []
