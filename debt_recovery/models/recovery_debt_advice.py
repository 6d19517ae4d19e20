from odoo import api, fields, models

from ..tools import debt_advice
from ..tools.segments import CONSUMER


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _recovery_debt_advice(self, company):
        """Return the sentence that names free help, "" where none is known.

        For consumers alone; of the customer's country, else of the company's.
        """
        services = ", ".join(map(debt_advice.one, self._recovery_advisers(company)))
        return services and self.env._(
            "Free and confidential help with your budget: %(services)s.",
            services=services,
        )

    def _recovery_advisers(self, company):
        """Return who helps this person for nothing, as ``tools.debt_advice.Advice``;
        nobody for a professional, nor without a customer."""
        if not self or self._recovery_kind() != CONSUMER:
            return ()
        return debt_advice.services((self.country_id or company.country_id).code)


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _words(self, claim, recipient, today):
        words = super()._words(claim, recipient, today)
        debtor = self.partner_id.with_env(self.env).sudo()
        words["debt_advice"] = debtor._recovery_debt_advice(self.company_id)
        return words


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    debt_advice_text = fields.Char(
        "Free debt advice", compute="_compute_debt_advice_text"
    )

    @api.depends("partner_id.country_id", "partner_id.recovery_debtor_type")
    @api.depends_context("lang")
    def _compute_debt_advice_text(self):
        """Say whom the agent may name to a consumer in difficulty."""
        for case in self:
            debtor = case.partner_id
            is_consumer = debtor and debtor._recovery_kind() == CONSUMER
            country = debtor.country_id or case.company_id.country_id
            case.debt_advice_text = is_consumer and debt_advice.words(country.code)
