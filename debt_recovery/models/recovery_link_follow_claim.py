from odoo import api, fields, models

from .recovery_link_follow import SHOWN


class RecoveryPaidClaim(models.Model):
    _inherit = "recovery.paid.claim"

    number = fields.Char(readonly=True, copy=False, index="btree_not_null")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            company = vals.get("company_id") or self.env.company.id
            sequence = self.env["ir.sequence"].with_company(company).sudo()
            vals["number"] = sequence.next_by_code("recovery.paid.claim")
        return super().create(vals_list)

    @api.model
    def _number_old(self):
        """Number what was declared before declared payments had numbers, oldest first:
        the customer follows those too. Called when the addon is installed or updated.
        """
        old = self.sudo().search([("number", "=", False)], order="id")
        for claim in old:
            sequence = self.env["ir.sequence"].with_company(claim.company_id).sudo()
            sequence = sequence.with_context(ir_sequence_date=claim.declared_on)
            claim.number = sequence.next_by_code("recovery.paid.claim")


class RecoveryLink(models.Model):
    """What was declared paid, as the customer follows it."""

    _inherit = "recovery.link"

    def _reference_of(self, made):
        if made._name == "recovery.paid.claim":
            return made.number
        return super()._reference_of(made)

    def _follow_rows(self):
        found = self.env["recovery.paid.claim"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("partner_id", "=", self.partner_id.id),
            ],
            limit=SHOWN,
        )
        return [*super()._follow_rows(), *map(self._claim_row, found)]

    def _claim_row(self, claim):
        day = self.env["recovery.statement"]._day
        facts = [
            (self.env._("Invoices"), claim._names()),
            (self.env._("Paid on"), claim.paid_on and day(claim.paid_on)),
            (self.env._("How"), self._pay_way(claim)),
            (self.env._("Reference of your payment"), claim.reference),
        ]
        if claim.state == "open":
            until = claim.until_date and day(claim.until_date)
            facts.append((self.env._("Nothing is asked before"), until))
        return {
            "reference": claim.number,
            "record": claim,
            "adds": claim.state != "found",
            "label": self.env._("I have already paid"),
            "state": self._claim_state(claim),
            "day": claim.declared_on,
            "amount": claim.paid_amount
            and self.env["recovery.statement"]._money(
                claim.paid_amount, claim.currency_id
            ),
            "text": claim.note if claim.source == "link" else "",
            "is_open": claim.state == "open",
            "is_declined": claim.state == "not_found",
            "facts": facts,
        }

    def _pay_way(self, claim):
        ways = claim._fields["paid_by"]._description_selection(self.env)
        return dict(ways).get(claim.paid_by)

    def _claim_state(self, claim):
        if claim.state == "found":
            return self.env._("Payment found, thank you")
        if claim.state == "not_found":
            return self.env._("Payment not found yet")
        return self.env._("We are looking for your payment")
