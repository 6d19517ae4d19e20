from odoo import models

from ..tools import phones


class RecoveryCase(models.Model):
    """The addresses of a customer, with what was said of each."""

    _inherit = "recovery.case"

    def action_contact_points(self):
        """Open the addresses and numbers of this customer's cards, with what their
        owner agreed or objected to."""
        self.ensure_one()
        self.check_access("read")
        family = self.env["res.partner"].search(
            [("commercial_partner_id", "=", self.partner_id.id)]
        )
        wanted = [("debtor", str(self.partner_id.id), self.partner_id)]
        for person in family:
            country = person.country_id or self.company_id.country_id
            number = phones.e164(person.phone, country.code)
            wanted += [("email", person.email_normalized, person)]
            wanted += [("phone", number, person)]
        wanted = [one for one in wanted if one[1]]
        points = self.env["recovery.reach"].sudo()._ensure_points(wanted)
        points._keep_partners(wanted)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Addresses of %(name)s", name=self.partner_id.name),
            "res_model": "recovery.reach",
            "view_mode": "list,kanban,form",
            "domain": [
                "|",
                ("id", "in", points.ids),
                ("partner_ids", "in", family.ids),
            ],
        }
