from decimal import Decimal

from odoo import api, models
from odoo.tools import format_date

from ..tools import phones
from ..tools.agency_derived import MADE_OF, is_person, split_name
from ..tools.agency_fields import OUT

CHUNK = 500  # placed files read at once
LAST = 10  # contacts told of one customer
ARRIVED = ("sent", "delivered", "uncertain")
TALK = {"history", "last_contact_on", "formal_notice_on"}


class RecoveryAgencyFormat(models.AbstractModel):
    """What is said of placed debts: neutral rows, read in bulk."""

    _inherit = "recovery.agency.format"

    @api.model
    def _rows(self, placements, wanted=None):
        """Yield the neutral rows of placed files, one a debt, file by file.

        Only some hundreds of files are in memory at a time.

        :param wanted: names of fields; what nobody asks for is not read. None: all
        """
        placements.check_access("read")
        names = self._needed(wanted)
        ids = placements.ids
        for start in range(0, len(ids), CHUNK):
            chunk = placements.sudo().browse(ids[start : start + CHUNK])
            yield from self._chunk(chunk, names)
            if len(ids) > CHUNK:
                self.env.invalidate_all()

    @api.model
    def _needed(self, wanted):
        """Return the fields of ``OUT`` that some wanted ones are made of."""
        if wanted is None:
            return set(OUT)
        names = {"placement", "currency", "total", "debtor_kind"}
        for name in wanted:
            names.update(MADE_OF.get(name, (name,)))
        return names & set(OUT)

    def _chunk(self, placements, names):
        talk = self._talk(placements) if names & TALK else {}
        creditors, debtors = {}, {}
        if "description" in names:
            placements.line_ids.move_id.invoice_line_ids.mapped("name")
        for placement in placements:
            company, partner = placement.company_id, placement.partner_id
            if company not in creditors:
                creditors[company] = self._creditor(company)
            if partner not in debtors:
                debtors[partner] = self._debtor(partner)
            same = {
                **self._file(placement),
                **creditors[company],
                **debtors[partner],
                **talk.get((company.id, partner.id), {}),
            }
            for line in placement.line_ids:
                row = {**same, **self._debt(line, names)}
                yield {name: self._value(row, name) for name in OUT if name in names}

    def _value(self, row, name):
        value = row.get(name)
        return None if value is False or value == "" else value

    def _file(self, placement):
        return {
            "placement": placement.reference,
            "agency_reference": placement.agency_reference,
            "contract": placement.contract_id.name,
            "stage": placement.stage,
            "placed_on": placement.placed_on,
            "currency": placement.currency_id.name,
        }

    def _creditor(self, company):
        partner = company.partner_id
        bank = partner.bank_ids.filtered("active")[:1]
        return {
            "creditor": company.name,
            "creditor_address": self._in_one_line(partner),
            "creditor_registry": company.company_registry or company.vat,
            "creditor_iban": bank.sanitized_acc_number,
        }

    def _in_one_line(self, partner):
        town = " ".join(filter(None, (partner.zip, partner.city)))
        country = partner.country_id.name
        parts = (partner.street, partner.street2, town, partner.state_id.name, country)
        return ", ".join(filter(None, parts))

    def _debtor(self, partner):
        """Return what is said of a customer; first what its own card has, then what
        its contacts have."""
        kind = partner.recovery_debtor_type or "unknown"
        if kind == "unknown" and partner.is_company:
            kind = "company"
        said = {
            "debtor_kind": kind,
            "debtor_reference": partner.ref,
            "debtor_name": partner.name,
            "debtor_registry": partner.company_registry,
            "debtor_vat": partner.vat,
            "debtor_street": partner.street,
            "debtor_street2": partner.street2,
            "debtor_zip": partner.zip,
            "debtor_city": partner.city,
            "debtor_state": partner.state_id.name,
            "debtor_country": partner.country_id.code,
            "debtor_email": self._first(partner, "email_normalized"),
            "debtor_lang": partner.lang,
        }
        if is_person(said):
            first, last = split_name(partner.name)
            said |= {"debtor_first_name": first, "debtor_last_name": last}
        return said | self._phones(partner)

    def _first(self, partner, name):
        cards = partner | partner.child_ids
        return next(filter(None, cards.mapped(name)), None)

    def _phones(self, partner):
        """Return one fixed and one mobile number, in E.164 where they are numbers."""
        found = {}
        for card in partner | partner.child_ids:
            if not card.phone:
                continue
            country = card.country_id.code or partner.country_id.code
            number = phones.e164(card.phone, country) or card.phone
            mobile = phones.kind(number, country) == "mobile"
            name = "debtor_mobile" if mobile else "debtor_phone"
            found.setdefault(name, number)
        return found

    def _debt(self, line, names):
        currency = line.currency_id

        def exact(value):
            return Decimal(f"{currency.round(value):.{currency.decimal_places}f}")

        item = line.line_id
        total = line.principal + line.interest + line.costs
        said = {
            "document": line.name,
            "document_date": line.document_date,
            "due": line.due,
            "principal": exact(line.principal),
            "interest": exact(line.interest),
            "interest_from": line.interest_from,
            "costs": exact(line.costs),
            "total": exact(total),
        }
        if line.interest_rate:
            said["interest_rate"] = Decimal(f"{line.interest_rate:.3f}")
        if item:
            paid = item.amount_currency - item.amount_residual_currency
            said |= {"original": exact(item.amount_currency)}
            said |= {"paid_before": exact(paid)}
        if "description" in names:
            sold = item.move_id.invoice_line_ids.filtered(
                lambda one: one.display_type == "product" and one.name
            )
            said["description"] = " ".join((sold[:1].name or "").split()) or None
        return said

    def _talk(self, placements):
        """Return ``{(company id, partner id): facts}`` of what was said to customers.

        The reminders that left, the newest first; one search for all.
        """
        notices = self.env["recovery.notice"].sudo()
        found = notices.search_fetch(
            [
                ("company_id", "in", placements.company_id.ids),
                ("partner_id", "in", placements.partner_id.ids),
                ("state", "in", ARRIVED),
                ("sent_at", "!=", False),
            ],
            ["company_id", "partner_id", "channel", "sent_at", "template_id"],
            order="sent_at desc, id desc",
        )
        return {
            (company.id, partner.id): self._said(ours)
            for (company, partner), ours in found.grouped(
                lambda one: (one.company_id, one.partner_id)
            ).items()
        }

    def _said(self, notices):
        labels = dict(notices._fields["channel"]._description_selection(self.env))
        told = [
            f"{format_date(self.env, one.sent_at.date())} {labels[one.channel]}"
            for one in notices[:LAST]
        ]
        if len(notices) > LAST:
            told.append("…")
        formal = notices.filtered(
            lambda one: one.template_id.notice_code == "formal_notice"
        )
        return {
            "history": "; ".join(told),
            "last_contact_on": notices[:1].sent_at.date(),
            "formal_notice_on": formal[:1].sent_at and formal[:1].sent_at.date(),
        }
