from odoo import fields, models
from odoo.exceptions import UserError

from ..exceptions import PermanentFailure
from ..tools.segments import CONSUMER
from .recovery_contact_proposal import DETAILS
from .recovery_link_preferences import _masked

SHOWN = 80  # proposals that can be followed


class RecoveryLink(models.Model):
    """Who deals with our invoices: see it, name a colleague, correct one's own details.

    Whoever holds a link may be anybody it was forwarded to: a colleague he names is
    checked by us, and his own new address counts once the old one has confirmed it.
    """

    _inherit = "recovery.link"

    purpose = fields.Selection(
        selection_add=[("address", "Confirm new details")],
        ondelete={"address": "cascade"},
    )
    proposal_id = fields.Many2one(
        "recovery.contact.proposal", index="btree_not_null", ondelete="cascade"
    )

    def _kept_values(self):
        return {**super()._kept_values(), "proposal_id": self.proposal_id.id}

    def _parts(self):
        return super()._parts() | {"contacts"}

    def _contents(self, values):
        return {
            **super()._contents(values),
            "contacts": self._contacts_page,
            "address": self._address_page,
        }

    # --- the page ---------------------------------------------------------------

    def _contacts_page(self):
        person = self._person()
        return {
            "own": self._contact_row(person),
            "own_proven": bool(person.email_normalized),
            "people": [
                self._contact_row(one)
                for one in self.partner_id._recovery_recipients()
                if one != person
            ],
            "may_add": self.partner_id._recovery_kind() != CONSUMER,
            "writes": self._writes_contacts(),
        }

    def _contact_row(self, person):
        """Return a contact as the page shows it: enough to know it, not to copy it."""
        return {
            "name": person.name or "",
            "email": person.email_normalized and _masked(person.email_normalized),
            "phone": person.phone and _masked(person.phone),
        }

    def _writes_contacts(self):
        """Tell whether this visitor may write a contact himself: a user of the portal
        who may settle the account."""
        return not self._is_stored() and self._may_settle()

    def _follow_rows(self):
        proposals = self.env["recovery.contact.proposal"].search(
            [("case_id", "=", self.case_id.id)], limit=SHOWN
        )
        states = self._proposal_words()
        rows = [
            {
                "reference": one.reference,
                "label": self.env._("New contact details")
                if one.kind == "own"
                else self.env._("A colleague to write to"),
                "state": states[one.state],
                "day": one.create_date.date(),
                "text": ", ".join(filter(None, (one.name, *self._hints(one)))),
                "is_open": one.state in ("to_prove", "proposed"),
            }
            for one in proposals
        ]
        return [*super()._follow_rows(), *rows]

    def _hints(self, proposal):
        """Return enough of the new details to know them, not to copy them."""
        return [_masked(proposal[name]) for name in DETAILS if proposal[name]]

    def _proposal_words(self):
        """Return how each state reads to the customer."""
        return {
            "to_prove": self.env._("To be confirmed from your present e-mail address"),
            "proposed": self.env._("We check it"),
            "accepted": self.env._("Done"),
            "refused": self.env._("Not kept"),
        }

    # --- a colleague ------------------------------------------------------------

    def _name_colleague(self, details, visitor):
        """Keep a colleague to write to; return the proposal, which has a reference.

        :param details: ``name``, ``email``, ``phone`` as typed
        """
        if self.partner_id._recovery_kind() == CONSUMER:
            raise UserError(self.env._("Contacts are added for companies only."))
        proposals = self.env["recovery.contact.proposal"]
        clean = proposals._clean(self.case_id, details)
        if not clean["name"] or not (clean["email"] or clean["phone"]):
            raise UserError(
                self.env._("Give a name, and an e-mail address or a phone number.")
            )
        waiting = proposals._waiting(self.case_id, clean)
        if waiting:
            return waiting
        proof = self._proof(visitor)
        made = proposals._propose(self.case_id, "colleague", details, proof=proof)
        if self._writes_contacts():
            made._accept()
        else:
            made._ask()
        return made

    # --- one's own details ------------------------------------------------------

    def _correct_own(self, details, visitor):
        """Keep new details of the reader; the old address is asked to confirm them.

        :param details: ``email``, ``phone`` as typed
        """
        person = self._person()
        proposals = self.env["recovery.contact.proposal"]
        clean = proposals._clean(self.case_id, details)
        before = {"email": person.email or "", "phone": person.phone or ""}
        changed = [key for key in before if clean[key] and clean[key] != before[key]]
        if not changed:
            raise UserError(self.env._("Give what changed: nothing is new here."))
        self._drop_waiting(person)
        made = proposals._propose(
            self.case_id,
            "own",
            {key: clean[key] for key in changed},
            proof=self._proof(visitor),
            contact_id=person.id,
            email_before=before["email"],
            phone_before=before["phone"],
        )
        if not self._ask_old_address(made, person):
            made._ask()
        return made

    def _drop_waiting(self, person):
        """What was asked before, and never confirmed, is replaced by what comes."""
        waiting = [
            ("case_id", "=", self.case_id.id),
            ("contact_id", "=", person.id),
            ("state", "=", "to_prove"),
        ]
        proposals = self.env["recovery.contact.proposal"].search(waiting)
        proposals._close("refused")

    def _ask_old_address(self, proposal, person):
        """Write to the address on file; tell whether there is one to write to."""
        company = self.company_id
        channel = self.env["recovery.channel.email"]
        try:
            address = channel._diverted(company, person.email_normalized)
        except PermanentFailure:  # test mode, and nobody named: nothing leaves
            return False
        if not address or not self.env["recovery.safety"]._may_send():
            return False
        url = self._issue(self.case_id, "address", person, proposal_id=proposal.id)
        title = self.env._("Please confirm your new contact details")
        values = {"url": url, "proposal": proposal}
        self._mail_page(address, title, "debt_recovery.link_address_mail", values)
        return True

    # --- what the old address says ----------------------------------------------

    def _address_page(self):
        return {"proposal": self.proposal_id}

    def _confirm_address(self):
        """Write the new details on the card, or have us look where it says something
        else by now. Whoever opens the link reads the old address: that is the proof."""
        proposal = self.proposal_id
        if proposal.state == "to_prove":
            try:
                with self.env.cr.savepoint():
                    proposal._accept()
            except UserError:
                proposal._ask()
