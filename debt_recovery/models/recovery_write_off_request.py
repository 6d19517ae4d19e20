from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

OPEN = ("requested", "approved")


class RecoveryWriteOff(models.Model):
    """Asking for debts to be given up."""

    _inherit = "recovery.write.off"

    @api.model
    def _request(self, amounts, reason_code, **vals):
        """Ask for some debts to be written off.

        :param amounts: ``{journal item: amount}`` in the currency of each item
        :param reason_code: code of a ``recovery.write.off.reason``
        :param vals: more values of the requests (note, evidence_ids); with
            ``arrangement_id``, the settlement whose rest it is, they are approved
        :return: one request for each company, customer and currency
        :raises UserError: when an item is no open debt, or owes less than that
        """
        if not self.env.company._recovery_may("agent"):
            raise AccessError(self.env._("Write-offs are asked for by an agent."))
        piles = defaultdict(list)
        for line, amount in amounts.items():
            self._check_debt(line, amount)
            partner = line.partner_id.commercial_partner_id
            piles[line.company_id, partner, line.currency_id].append((line, amount))
        requests = self.sudo().create(
            [
                self._request_values(key, pile, self._reason(reason_code, key[0]), vals)
                for key, pile in piles.items()
            ]
        )
        requests._keep_evidence()
        requests.filtered("arrangement_id")._approve_as_agreed()
        return requests.sudo(self.env.su)

    def _request_values(self, key, pile, reason, vals):
        company, partner, currency = key
        case = (
            self.env["recovery.case"]
            .sudo()
            .search(
                [("company_id", "=", company.id), ("partner_id", "=", partner.id)],
                limit=1,
            )
        )
        return {
            **vals,
            "reference": self.env["ir.sequence"]
            .sudo()
            .with_company(company)
            .next_by_code("recovery.write.off"),
            "company_id": company.id,
            "partner_id": partner.id,
            "currency_id": currency.id,
            "case_id": case.id,
            "reason_id": reason.id,
            "requested_by_id": self.env.uid,
            "requested_on": fields.Datetime.now(),
            "item_ids": [
                fields.Command.create(self._item_values(line, amount))
                for line, amount in pile
            ],
        }

    @api.model
    def _item_values(self, line, amount):
        return {
            "line_id": line.id,
            "name": line.move_id.name,
            "document_date": line.move_id.invoice_date or line.date,
            "due": line.date_maturity or line.date,
            "amount": amount,
        }

    @api.model
    def _reason(self, code, company):
        found = (
            self.env["recovery.write.off.reason"]
            .sudo()
            .search(
                [("code", "=", code), ("company_id", "in", (False, company.id))],
                order="company_id",
                limit=1,
            )
        )
        if not found:
            raise UserError(
                self.env._("There is no reason “%(code)s” for a write-off.", code=code)
            )
        return found

    @api.model
    def _check_debt(self, line, amount):
        """Refuse what cannot be given up, and what another request asks for already."""
        if line.parent_state != "posted" or line.amount_residual_currency <= 0:
            raise UserError(
                self.env._("%(name)s is no open debt.", name=line.display_name)
            )
        currency = line.currency_id
        asked = (
            self.env["recovery.write.off.item"]
            .sudo()
            .search([("line_id", "=", line.id), ("write_off_id.state", "in", OPEN)])
        )
        rest = line.amount_residual_currency - sum(asked.mapped("amount"))
        if amount <= 0 or currency.compare_amounts(amount, rest) > 0:
            raise UserError(
                self.env._(
                    "%(name)s: %(amount)s cannot be written off, %(rest)s is open.",
                    name=line.move_id.name,
                    amount=currency.format(amount),
                    rest=currency.format(rest),
                )
            )

    def _keep_evidence(self):
        """Hang the documents on their request, so that who reads it reads them."""
        for one in self.sudo():
            loose = one.evidence_ids.filtered(lambda file: not file.res_id)
            loose.write({"res_model": one._name, "res_id": one.id})

    def write(self, vals):
        done = super().write(vals)
        if "evidence_ids" in vals:
            self._keep_evidence()
        return done
