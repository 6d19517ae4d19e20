from odoo import models
from odoo.exceptions import UserError

from ..tools.arrangements import SETTLEMENT

SHOWN = ("offered", "active", "kept", "expired", "cancelled")


class RecoveryLink(models.Model):
    """A proposal to settle the account: read it, accept it, pay it."""

    _inherit = "recovery.link"

    def _parts(self):
        return super()._parts() | {"offer"}

    def _ways(self):
        """Show the proposal first, as long as it can be taken."""
        offer = self._offer()
        if not offer or not offer._is_open_offer():
            return super()._ways()
        way = {
            "part": "offer",
            "label": self.env._("Our proposal to settle your account"),
            "hint": offer._words(),
            "rank": 5,
            "settles": True,
        }
        return [*super()._ways(), way]

    def _contents(self, values):
        page = super()._contents(values)
        return {**page, "offer": lambda: self._offer_page(values.get("reference", ""))}

    def _offer(self, reference=""):
        """Return the proposal of this account: the one that is named, else the one that
        runs, else the last one; nothing before it may be told."""
        offers = self.case_id.arrangement_ids.filtered(
            lambda one: one.kind == SETTLEMENT and one.state in SHOWN
        )
        if reference:
            return offers.filtered(lambda one: one.reference == reference)
        running = offers.filtered(lambda one: one.state in ("offered", "active"))
        return (running or offers)[:1]

    def _offer_papers(self):
        """Return the proposals that are papers of this account: that can be taken, or
        were accepted."""
        return self.case_id.arrangement_ids.filtered(
            lambda one: (
                one.kind == SETTLEMENT
                and one.state in SHOWN
                and (one.offer_accepted_at or one._is_open_offer())
            )
        )

    def _offer_file(self, offer_id):
        """Return ``(name, bytes)`` of a proposal, or None."""
        offer = self._offer_papers().filtered(lambda one: one.id == offer_id)
        if not offer:
            return None
        title = f"{self.env._('Settlement proposal')} {offer.reference}"
        report = "debt_recovery.report_settlement_action"
        return self._printed(report, offer, title)

    def _offer_page(self, reference=""):
        """Return what the page shows; ``standing``: open, accepted, waiting (its day is
        over, the bank may still tell), kept, over or none."""
        offer = self._offer(reference)
        page = {"standing": self._offer_standing(offer), "offer": offer}
        if not offer:
            return page
        text, fingerprint = offer._offer_words()
        return {
            **page,
            **self._offer_sentences(offer, page["standing"]),
            "reference": offer.reference,
            "text": text,
            "fingerprint": fingerprint,
            "proof": offer._offer_proof(),
        }

    def _offer_sentences(self, offer, standing):
        """Return ``title``, ``amount`` and ``lead`` of a proposal."""
        last = self.env["recovery.statement"]._day(offer.last_due, long=True)
        lead = self.env._(
            "Once it has reached us in time, we give up %(amount)s and these invoices "
            "are settled.",
            amount=offer._money(offer.given_up),
        )
        if standing == "accepted":
            title = self.env._("You accepted our proposal: to pay by %(day)s", day=last)
            return {"title": title, "amount": self._offer_left(offer), "lead": lead}
        if standing == "waiting":
            lead = self.env._(
                "If you paid by %(day)s, thank you: we confirm as soon as the payment "
                "has reached us. If not, write to us: we look for a solution with you.",
                day=last,
            )
        title = self.env._(
            "Our proposal: instead of %(owed)s, to pay by %(day)s",
            owed=offer._money(offer.owed_amount),
            day=last,
        )
        return {"title": title, "amount": offer._money(offer.amount), "lead": lead}

    def _offer_left(self, offer):
        """Return what is still to pay of it now, by the ledger."""
        judgement = self._standings().get(offer)
        return offer._money(float(judgement.open) if judgement else 0.0)

    def _offer_standing(self, offer):
        if not offer:
            return "none"
        if offer._is_open_offer():
            return "accepted" if offer.offer_accepted_at else "open"
        if offer.state in ("offered", "active"):
            return "waiting"
        return "kept" if offer.state == "kept" else "over"

    def _accept_here(self, form, ip):
        """Accept the proposal of this account; return it.

        :param form: ``reference``, ``fingerprint``, ``name`` and ``agree`` as sent
        :raises UserError: when there is nothing to accept, or a word is missing
        """
        offer = self._offer(str(form.get("reference", "")))
        if not offer:
            raise UserError(self.env._("There is no proposal to accept."))
        if not form.get("agree"):
            raise UserError(self.env._("Please tick that you accept the proposal."))
        source = "link" if self._is_stored() else "portal"
        fingerprint, name = str(form.get("fingerprint")), str(form.get("name", ""))
        offer._accept_offer(fingerprint, name, source, ip)
        return offer
