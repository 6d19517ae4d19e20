from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import format_date

LEDGER_YEARS = 10  # France: C. com. L123-22; the ledger's own, we never touch it


class RecoveryErasure(models.Model):
    """What keeps personal data although its erasure is asked for: a claim that is
    open, a duty to keep (EU: RGPD art. 17(3)(b) and (e))."""

    _inherit = "recovery.erasure"

    def _kept(self):
        """Return ``(sentences, date)``: why it is kept, and when to ask again if a date
        is known; no sentence when nothing stands against it."""
        person = self.partner_id
        customer = person.commercial_partner_id
        if person.is_company or (person == customer and not self._is_natural()):
            said = self.env._(
                "Only a natural person can be erased: this is a company's card."
            )
            return [said], False
        why = []
        if person == customer:
            why += self._open_claims(customer)
        why += self._open_parts()
        until, duties = self._duties(customer)
        why += duties
        if self.with_card:
            kept, ledger = self._ledger_duty(customer)
            why += ledger
            until = max(filter(None, (until, kept)), default=False)
        return why, until

    def _is_natural(self):
        return self.partner_id._recovery_kind() in ("consumer", "sole")

    def _open_claims(self, customer):
        why = []
        cases = self.env["recovery.case"].search([("partner_id", "=", customer.id)])
        for case in cases:
            if any(row["residual"] for row in case._exposure()):
                why.append(
                    self.env._(
                        "An open claim: the account in %(company)s is not settled.",
                        company=case.company_id.name,
                    )
                )
        open_ones = self.env["recovery.complaint"].search(
            [("partner_id", "child_of", customer.id), ("state", "!=", "closed")]
        )
        why += [
            self.env._("Complaint %(number)s is open.", number=one.name)
            for one in open_ones
        ]
        return why

    def _open_parts(self):
        """Say which open files of others need the person: a contact's complaint, the
        officer of a procedure."""
        family = self.env["recovery.personal"]._family(self.partner_id)
        part = [("contact_id", "in", family.ids), ("state", "!=", "closed")]
        part += [("partner_id", "not in", family.ids)]
        why = [
            self.env._("Complaint %(number)s is open.", number=one.name)
            for one in self.env["recovery.complaint"].search(part)
        ]
        led = [("officer_id", "in", family.ids), ("state", "=", "open")]
        if self.env["recovery.insolvency"].search_count(led, limit=1):
            why.append(self.env._("A procedure that this person leads is open."))
        agencies = self.env["recovery.agency"].with_context(active_test=False)
        why += [
            self.env._(
                "The contact of the agency “%(name)s”: give it another first.",
                name=one.name,
            )
            for one in agencies.search([("partner_id", "in", family.ids)])
        ]
        return why

    def _duties(self, customer):
        """Return ``(date, sentences)`` of the rules that ask to keep evidence for some
        years after the last contact (US: 12 CFR 1006.100, New York City 6 RCNY 2-193).
        """
        last = self._last_touch(customer)
        why, latest = [], False
        for years, basis in self.env["recovery.retention"]._floors(customer):
            until = last and last + relativedelta(years=years)
            if until and until > self.company_id._recovery_today():
                latest = max(latest or until, until)
                why.append(
                    self.env._(
                        "Evidence is kept for %(years)s years after the last contact "
                        "(%(basis)s): until %(date)s.",
                        years=years,
                        basis=basis,
                        date=format_date(self.env, until),
                    )
                )
        return latest, why

    def _last_touch(self, customer):
        left = self.env["recovery.notice"].search(
            [("partner_id", "=", customer.id), ("left_on", "!=", False)],
            order="left_on desc",
            limit=1,
        )
        return left.left_on

    def _ledger_duty(self, customer):
        last = self.env["account.move"].search(
            [
                ("commercial_partner_id", "=", customer.id),
                ("state", "=", "posted"),
                ("move_type", "!=", "entry"),
            ],
            order="date desc",
            limit=1,
        )
        if not last:
            return False, []
        until = last.date + relativedelta(years=LEDGER_YEARS)
        if until <= self.company_id._recovery_today():
            return False, []
        return until, [
            self.env._(
                "The contact card stays: invoices in this name are kept for %(years)s "
                "years (C. com. L123-22), until %(date)s. Untick “The contact card "
                "too” to erase the rest now.",
                years=LEDGER_YEARS,
                date=format_date(self.env, until),
            )
        ]


class RecoveryPersonal(models.AbstractModel):
    _inherit = "recovery.personal"

    def _erase_card(self, person):
        """Empty the contact card itself; asked for apart, and nothing must be kept."""
        for card in self._family(person).sudo():
            blank = {
                name: False
                for name in (
                    *("email", "phone", "street", "street2", "zip", "city", "vat"),
                    *("comment", "website", "function", "ref", "barcode"),
                    *("company_registry", "image_1920"),
                )
                if name in card._fields
            }
            card.write({**blank, "name": self._token(person), "active": False})
