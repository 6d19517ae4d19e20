from odoo import models

from ..tools.arrangements import PROMISE, SETTLEMENT
from .recovery_link_follow import SHOWN
from .recovery_link_offer import SHOWN as TOLD


class RecoveryLink(models.Model):
    """Announced payments and proposals, as the customer follows them."""

    _inherit = "recovery.link"

    def _follow_rows(self):
        account = [("case_id", "=", self.case_id.id)]
        agreed = self.env["recovery.arrangement"]
        promises = agreed.search([*account, ("kind", "=", PROMISE)], limit=SHOWN)
        offers = agreed.search(
            [*account, ("kind", "=", SETTLEMENT), ("state", "in", TOLD)], limit=SHOWN
        )
        return [
            *super()._follow_rows(),
            *map(self._promise_followed, promises),
            *map(self._offer_followed, offers),
        ]

    def _promise_followed(self, promise):
        return {
            **self._agreed_facts(promise),
            "label": self.env._("Payment announced"),
            "state": self._promise_state(promise),
            "part": "promise" if promise.state == "active" else "",
            "part_label": self.env._("Change the day or the amount"),
        }

    def _promise_state(self, promise):
        if promise.state == "active":
            return self.env._("Noted: nothing is asked of you for it until then")
        if promise.state == "kept":
            return self.env._("Received, thank you")
        if promise.state == "partly_kept":
            return self.env._("Received in part")
        if promise.state == "cancelled":
            return self.env._("Replaced or withdrawn")
        return self.env._("Not received yet")

    def _offer_followed(self, offer):
        is_open = offer._is_open_offer()
        return {
            **self._agreed_facts(offer),
            "label": self.env._("Proposal to settle"),
            "state": self._offer_state(offer),
            "is_open": is_open,
            "part": f"offer/{offer.reference}" if is_open else "",
            "part_label": self.env._("See and pay")
            if offer.offer_accepted_at
            else self.env._("Read the proposal"),
        }

    def _offer_state(self, offer):
        return {
            "open": self.env._("You may accept it"),
            "accepted": self.env._("Accepted: to be paid"),
            "waiting": self.env._("Its day is over: we look for your payment"),
            "kept": self.env._("Paid, thank you"),
            "over": self.env._("Ended"),
        }[self._offer_standing(offer)]

    def _agreed_facts(self, agreed):
        """Return what both have in common."""
        statement = self.env["recovery.statement"]
        day = agreed.agreed_at or agreed.create_date
        received = agreed.received and agreed._money(agreed.received)
        return {
            "reference": agreed.reference,
            "day": self.company_id._recovery_today(day),
            "amount": agreed._money(agreed.amount),
            "text": "",
            "is_open": agreed.state == "active",
            "is_declined": agreed.state not in ("active", "kept", "partly_kept"),
            "facts": [
                (self.env._("To be paid by"), statement._day(agreed.last_due)),
                (self.env._("Received so far"), received),
                (
                    self.env._("Invoices"),
                    ", ".join(filter(None, agreed.item_ids.mapped("name"))),
                ),
                (self.env._("Reference of your payment"), agreed.reason)
                if agreed.source in ("link", "portal")
                else ("", ""),
            ],
        }
