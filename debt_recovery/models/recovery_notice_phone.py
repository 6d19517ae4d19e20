from odoo import models

from ..tools import phones

RANKS = {"collections": 0, "invoice": 2}  # the customer's own number stands between


class RecoveryNotice(models.Model):
    """Who can be reached by phone: what texts, WhatsApp and calls have in common."""

    _inherit = "recovery.notice"

    def _phone_pairs(self):
        """Return ``{notice id: [(contact, number in E.164)]}``, best first, for many in
        one search: who was chosen, those in charge of payments, the customer itself,
        its invoice contacts. A number is read with its contact's country, else ours.
        """
        family = (
            self.env["res.partner"]
            .search(
                [
                    ("commercial_partner_id", "in", self.partner_id.ids),
                    ("phone", "!=", False),
                ],
                order="id",
            )
            .filtered(lambda one: one.type in RANKS or not one.parent_id)
            .sorted(lambda one: RANKS.get(one.type, 1) if one.parent_id else 1)
            .grouped("commercial_partner_id")
        )
        nobody = self.env["res.partner"]
        found = {
            notice.id: notice._numbered(
                notice._chosen_contact() | family.get(notice.partner_id, nobody)
            )
            for notice in self
        }
        wrong = self.env["recovery.reach"]._is_invalid(
            "phone", {number for pairs in found.values() for _one, number in pairs}
        )
        return {
            key: [pair for pair in pairs if pair[1] not in wrong]
            for key, pairs in found.items()
        }

    def _numbered(self, people):
        found = {}
        for person in people:
            country = (
                person.country_id
                or person.commercial_partner_id.country_id
                or self.company_id.country_id
            )
            number = phones.e164(person.phone, country.code)
            if number:
                found.setdefault(number, person)
        return [(person, number) for number, person in found.items()]
