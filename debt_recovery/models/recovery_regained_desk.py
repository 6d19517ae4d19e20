from odoo import api, fields, models
from odoo.fields import Domain


class RecoveryWriteOff(models.Model):
    """Money of the customer that nobody matched yet may be for a lost debt."""

    _inherit = "recovery.write.off"

    waiting_money = fields.Monetary(
        "Payment that waits",
        compute="_compute_waiting_money",
        help="Money of this customer that came in since and is matched with nothing.",
    )
    has_waiting_money = fields.Boolean(
        "A payment waits",
        compute="_compute_waiting_money",
        search="_search_has_waiting_money",
    )

    @api.depends("state", "regained", "partner_id")
    def _compute_waiting_money(self):
        for company, ours in self.grouped("company_id").items():
            open_ones = ours.filtered(lambda one: one._may_come_in())
            loose = {}
            if open_ones:
                loose = self.env["recovery.receipt"]._loose(
                    company, open_ones.partner_id.ids
                )
            for one in ours:
                came = loose.get((one.partner_id.id, one.currency_id.id), ())
                since = sum(m.amount for m in came if one.day and m.day >= one.day)
                one.waiting_money = since if one in open_ones else 0.0
                one.has_waiting_money = one.waiting_money > 0

    def _may_come_in(self):
        left = self.currency_id.compare_amounts(self.amount, self.regained)
        return self.state == "booked" and left > 0

    @api.model
    def _search_has_waiting_money(self, operator, value):
        if operator != "in":
            return NotImplemented
        booked = self.search([("state", "=", "booked")])
        found = booked.filtered("has_waiting_money")
        among = Domain("id", "in", found.ids)
        return among if True in value else ~among
