from odoo import api, models


class AccountMoveLine(models.Model):
    """A part of a credit for a part of a debt: Odoo matches as much as it can."""

    _inherit = "account.move.line"

    def _recovery_match_part(self, credit, amount):
        """Match no more than ``amount`` of this debt and ``credit``.

        :param credit: an open item of the same account and currency
        :param amount: in their currency
        """
        self.ensure_one()
        lines = (self | credit).with_context(recovery_at_most={credit.id: amount})
        lines.reconcile()

    @api.model
    def _prepare_reconciliation_single_partial(
        self, debit_values, credit_values, shadowed_aml_values=None
    ):
        most = self.env.context.get("recovery_at_most", {})
        amount = most.get(credit_values["aml"].id)
        rest = -credit_values["amount_residual_currency"]
        if amount is not None and rest > amount:
            company = credit_values["aml"].company_currency_id
            part = credit_values["amount_residual"] * amount / rest
            credit_values["amount_residual"] = company.round(part)
            credit_values["amount_residual_currency"] = -amount
        return super()._prepare_reconciliation_single_partial(
            debit_values, credit_values, shadowed_aml_values
        )
