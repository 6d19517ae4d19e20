import hashlib

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime

from ..tools.arrangements import SETTLEMENT
from .recovery_arrangement import SOURCES
from .recovery_plan_accept import NAME


class RecoveryArrangement(models.Model):
    """A customer accepts a settlement offer in writing: who, when, from where and which
    words are kept. It holds without that too: paying it in time is enough."""

    _inherit = "recovery.arrangement"

    offer_accepted_at = fields.Datetime("Offer accepted on", readonly=True)
    offer_accepted_by = fields.Char("Offer accepted by", readonly=True)
    offer_accepted_ip = fields.Char("Offer accepted from", readonly=True)
    offer_accepted_source = fields.Selection(
        SOURCES, "Offer accepted by way of", readonly=True
    )
    offer_text = fields.Html("Words of the offer", sanitize=False, readonly=True)
    offer_hash = fields.Char(
        "Fingerprint of the offer",
        readonly=True,
        help="SHA-256 of the words: it shows that they are those that were accepted.",
    )

    def _is_open_offer(self):
        """Tell whether this is an offer that can still be taken."""
        self.ensure_one()
        today = self.company_id._recovery_today()
        states = ("offered", "active")
        return (
            self.kind == SETTLEMENT and self.state in states and self.last_due >= today
        )

    def _offer_words(self):
        """Return ``(HTML, its fingerprint)`` of the offer in the language of the
        environment; once accepted, the words that were."""
        if self.offer_hash:
            return self.offer_text, self.offer_hash
        text = self.env["ir.qweb"]._render(
            "debt_recovery.settlement_words", self._offer_values()
        )
        text = Markup(str(text).strip())
        return text, hashlib.sha256(text.encode()).hexdigest()

    def _offer_values(self):
        company, partner = self.company_id.sudo(), self.partner_id.sudo()
        return {
            "head": self.env._(
                "Proposal %(reference)s of %(company)s to %(customer)s.",
                reference=self.reference,
                company=company.name,
                customer=partner.name,
            ),
            "terms": self.env._(
                "If %(amount)s reaches our bank with a value date of %(last)s at the "
                "latest, we give up %(given_up)s, and these invoices are settled for "
                "good.",
                amount=self._money(self.amount),
                last=format_date(self.env, self.last_due, date_format="long"),
                given_up=self._money(self.given_up),
            ),
            "owed": self._money(self.owed_amount),
            "items": [self._item_row(item) for item in self.item_ids],
            "advice": partner._recovery_debt_advice(company),
        }

    def _offer_proof(self):
        """Return who accepted it, when and from where; "" where nobody did."""
        if not self.offer_accepted_at:
            return ""
        moment = format_datetime(
            self.env, self.offer_accepted_at, tz=str(self.company_id._recovery_tz())
        )
        return self.env._(
            "Accepted by %(name)s on %(moment)s, from the address %(ip)s.",
            name=self.offer_accepted_by,
            moment=moment,
            ip=self.offer_accepted_ip or "–",
        )

    def _accept_offer(self, fingerprint, name, source, ip=""):
        """Keep that these words were accepted; accepted before, it stays as it was.

        :param fingerprint: of the words on the page that the customer saw
        :param name: as typed
        :param source: ``link`` or ``portal``
        :raises UserError: for the customer, in his language
        """
        self.ensure_one()
        self._alone()
        if self.offer_accepted_at:
            return
        if not self._is_open_offer():
            raise UserError(
                self.env._(
                    "This proposal is over: nothing was accepted. Write to us, we look "
                    "for a solution with you."
                )
            )
        text, known = self._offer_words()
        if known != fingerprint:
            raise UserError(
                self.env._(
                    "The proposal changed since you opened this page. Please read the "
                    "new one: nothing was accepted."
                )
            )
        name = " ".join((name or "").split())[:NAME]
        if not name:
            raise UserError(self.env._("Please type your name."))
        self._keep_acceptance(text, known, name, source, ip)

    def _keep_acceptance(self, text, fingerprint, name, source, ip):
        offer = self.sudo()
        offer.write(
            {
                "offer_accepted_at": fields.Datetime.now(),
                "offer_accepted_by": name,
                "offer_accepted_ip": ip or False,
                "offer_accepted_source": source,
                "offer_text": text,
                "offer_hash": fingerprint,
                "told_on": offer.told_on or offer.company_id._recovery_today(),
            }
        )
        if offer.state == "offered":
            offer._put_in_force()
        self.env["recovery.event"]._log(
            "settlement_accepted", offer.case_id, offer._words()
        )
