import re
import unicodedata

from odoo import api, models

from ..tools.segments import CONSUMER

LETTER_MODES = [
    ("simple", "Simple letter"),
    ("registered", "Registered letter"),
    ("electronic", "Electronic registered letter"),
]
NEEDED = ("street", "zip", "city", "country_id")


class RecoveryChannelLetter(models.AbstractModel):
    """A letter on paper: written at once, printed with others, and gone when a person
    has posted it (``recovery.print.batch``)."""

    _name = "recovery.channel.letter"
    _inherit = "recovery.channel"
    _description = "Letter"
    _medium = "post"
    _posted_later = True

    @api.model
    def _problem(self, company):
        if company.street and company.zip and company.city:
            return ""
        return self.env._(
            "A company without a postal address sends no letters: complete it under "
            "Settings."
        )

    @api.model
    def _addresses(self, notices):
        usual = self._usual_contacts(notices.partner_id)
        chosen = {
            notice: self._pairs(notice._chosen_contact() or self._of(notice, usual))
            for notice in notices
        }
        returned = self.env["recovery.reach"]._is_invalid(
            "post", {address for pairs in chosen.values() for _one, address in pairs}
        )
        return {
            notice.id: [
                pair
                for pair in pairs
                if pair[1] not in returned or self._goes_anyway(notice)
            ]
            for notice, pairs in chosen.items()
        }

    def _goes_anyway(self, notice):
        """A formal notice goes to the last known address, whatever came back."""
        return notice.purpose == "statutory" or notice.letter_mode != "simple"

    def _of(self, notice, usual):
        """A formal notice goes to the customer itself, never to a contact."""
        statutory = notice.purpose == "statutory"
        return notice.partner_id if statutory else usual[notice.partner_id]

    def _usual_contacts(self, debtors):
        """Return ``{customer: who letters go to}``, in one search: the contact for
        reminders or for invoices that has an address, else the customer."""
        family = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "in", debtors.ids),
                ("id", "not in", debtors.ids),
                ("type", "in", ("collections", "invoice")),
                *((name, "!=", False) for name in NEEDED),
            ],
            order="id",
        )
        found = family.sorted(lambda one: one.type != "collections").grouped(
            "commercial_partner_id"
        )
        officers = debtors._recovery_officers_by()
        return {
            debtor: officers.get(debtor) or found.get(debtor, debtor)[:1]
            for debtor in debtors
        }

    def _pairs(self, contact):
        if self._lacking(contact):
            return []
        parts = [contact.street, contact.street2, contact.zip, contact.city]
        parts.append(contact.country_id.code)
        return [(contact, _plain(" ".join(filter(None, parts))))]

    @api.model
    def _lacking(self, contact):
        """Return the names of the fields that an address lacks."""
        return [name for name in NEEDED if not contact[name]]

    @api.model
    def _no_address(self, notice):
        """Say what the address lacks."""
        contact = notice._chosen_contact() or notice.partner_id
        names = self._lacking(contact)
        if not names:  # it is whole: letters came back from there
            failures = notice._fields["failure_type"]._description_selection(self.env)
            return dict(failures)["returned"]
        labels = contact.fields_get(NEEDED, ["string"])
        lacking = ", ".join(labels[name]["string"] for name in names)
        return self.env._("The postal address lacks: %(names)s", names=lacking)

    @api.model
    def _reached(self, notices):
        return {
            notice.id: ", ".join(
                notice._letter_address(contact)
                for contact, _address in self._address(notice)
            )
            for notice in notices
        }

    @api.model
    def _refusal(self, notice, pairs):
        """An electronic registered letter needs a person's consent, a professional's
        not (in France: CPCE, L100)."""
        if notice.letter_mode != "electronic":
            return None
        if notice.partner_id._recovery_kind() != CONSUMER:
            return None
        if notice.reach_ids._consent("letter") == "opt_in":
            return None
        return (
            "no_consent",
            self.env._(
                "An electronic registered letter needs the recorded consent of a "
                "person who is not a professional."
            ),
        )

    @api.model
    def _compose(self, notice, claim, recipients, today):
        contact = recipients[0][0]
        subject, body = notice._letter_text(claim, contact, today)
        return {
            "recipient_id": contact.id,
            "address": notice._letter_address(contact),
            "subject": subject,
            "body": notice._letter_sheet(contact, subject, body, today),
        }

    @api.model
    def _send(self, notice, session):
        """Lay the letter on the pile that waits for the printer."""
        batch = self.env["recovery.print.batch"].sudo()._open_for(notice)
        notice.sudo().print_batch_id = batch
        if notice.letter_mode in ("registered", "electronic"):
            self.env["recovery.registered"].sudo()._prepare(notice)

    @api.model
    def _keep(self, notices):
        """Keep the letters in the accounts' threads, with their PDF."""
        for notice in notices.sudo():
            author = notice._sender().partner_id or notice.company_id.partner_id
            notice.message_id = notice.case_id.message_post(
                body=self.env._(
                    "Letter “%(subject)s” posted to %(address)s",
                    subject=notice.subject or "",
                    address=notice.address or "",
                ),
                author_id=author.id,
                attachment_ids=notice.letter_pdf_id.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_note",
            )

    @api.model
    def _look_up(self, notice):
        return False  # a letter that waits for the post has surely not left


def _plain(text):
    """Return an address as it is compared: capitals and figures, single blanks.

    >>> _plain("12 bis, rue de l’Évêché  49000 Angers FR")
    '12 BIS RUE DE L EVECHE 49000 ANGERS FR'
    """
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[\W_]+", " ", bare.upper()).split())
