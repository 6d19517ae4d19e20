from odoo import api, models


class RecoveryLimitation(models.AbstractModel):
    """When a debt is too old to be claimed in court, computed from what is known."""

    _name = "recovery.limitation"
    _description = "Limitation"

    @api.model
    def _barred(self, partners, day):
        """Return the time-barred debts of some customers in the current company.

        :param partners: commercial partners, any number
        :param day: a local date
        :return: ``{partner id: frozenset(journal item ids)}``; who has none is absent
        """
        return {}
