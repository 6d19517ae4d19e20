from datetime import timedelta

from odoo import models

from ..tools.instalments import Terms
from .recovery_link_plan import LISTED


class RecoveryCase(models.Model):
    """The arrangements that a message proposes: each would be granted at once."""

    _inherit = "recovery.case"

    def _plan_offers(self, lines, many):
        """Return up to ``many`` arrangements within the policy over some debts: in
        several times, or all of it by a later day.

        :param lines: what the message claims, of one currency
        :return: dictionaries ``form`` (what the page of plans is filled with),
            ``count``, ``frequency``, ``amount`` (of the first payment), ``day`` (of the
            first payment) and ``currency``
        """
        self.ensure_one()
        lines &= self._plannable_alone(self._exposure())
        if not lines:
            return []
        found = self._plan_limits(lines)
        if self._why_no_plan(found):
            return []
        offers, closed = [], self.company_id._recovery_closed_from(found.day)
        for frequency, terms in self._offered_terms(found):
            if len(offers) < many and self._is_within(found, frequency, terms, closed):
                offers.append(self._plan_offer(found, lines, frequency, terms))
        return offers

    def _offered_terms(self, found):
        """Return ``[(frequency, terms)]`` to propose, the best first."""
        suggested = self._suggested(found)
        days = found.limits.first_days or 2 * self.company_id.recovery_plan_days
        later = Terms(found.day + timedelta(days=days), 1)
        frequency = self._usual_frequency(found)
        return [*([suggested] if suggested else []), (frequency, later)]

    def _plan_offer(self, found, lines, frequency, terms):
        plan = self.company_id._recovery_schedule(found.amount, terms, found.currency)
        return {
            "count": len(plan),
            "frequency": frequency,
            "amount": float(plan[0].amount),
            "day": plan[0].due,
            "currency": found.currency,
            "form": {
                "line": [str(line) for line in lines.ids[:LISTED]],
                "by": "count",
                "count": str(terms.count),
                "frequency": frequency,
                "first": str(terms.first),
                "deposit": str(terms.deposit or ""),
            },
        }
