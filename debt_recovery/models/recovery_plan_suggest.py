from datetime import timedelta
from decimal import ROUND_UP, Decimal

from odoo import models

from ..tools import instalments
from ..tools.instalments import InstalmentsError, Terms
from ..tools.plan_limits import MONTHLY, PAYDAY, WEEKLY
from .recovery_plan import RHYTHM_OF
from .recovery_plan_schedule import rhythm

RHYTHMS = {MONTHLY: "monthly", WEEKLY: "weekly", PAYDAY: "payday_month"}
COUNTS = (3, 2, 4, 6, 10, 12)  # what is proposed first
MOST = 36  # instalments that a page offers


class RecoveryCase(models.Model):
    """What an account may be proposed: plans within the policy, and their bounds."""

    _inherit = "recovery.case"

    def _suggested(self, found):
        """Return ``(frequency, terms)`` of a plan that needs nobody's approval, or
        None.

        :param found: :class:`~.recovery_plan_limits.PlanLimits`
        """
        frequency = self._usual_frequency(found)
        closed = self.company_id._recovery_closed_from(found.day)
        for count in COUNTS:
            terms = self._usual_terms(found, frequency, count)
            if self._is_within(found, frequency, terms, closed):
                return frequency, terms
        return None

    def _usual_frequency(self, found):
        allowed = found.limits.frequencies
        return next(code for key, code in RHYTHMS.items() if key in allowed)

    def _usual_terms(self, found, frequency, count):
        """Return :class:`Terms` of ``count`` instalments as the policy has them."""
        every, day = rhythm(frequency, 28)
        least = found.amount * found.limits.least_first / 100
        least = least.quantize(
            Decimal(1).scaleb(-found.currency.decimal_places), ROUND_UP
        )
        level = count and least * count <= found.amount
        return Terms(
            first=self._usual_first(found),
            count=count,
            every=every,
            day=day,
            deposit=Decimal(0) if level or count == 1 else least,
        )

    def _usual_first(self, found):
        """Return the day of a first payment: in some days, on a working day where the
        policy leaves the time."""
        company = self.company_id
        days, most = max(1, company.recovery_plan_days), found.limits.first_days
        last = found.day + timedelta(days=most) if most else None
        day = found.day + timedelta(days=min(days, most) if most else days)
        moved = company._recovery_next_working_day(day)
        return moved if not last or moved <= last else day

    def _is_within(self, found, frequency, terms, closed):
        """Tell whether a plan of these terms needs nobody's approval.

        :param closed: public holidays while it lasts
        """
        places = found.currency.decimal_places
        try:
            plan = instalments.schedule(found.amount, terms, places, closed)
        except InstalmentsError:
            return False
        every = RHYTHM_OF.get(frequency, frequency)
        return not self._plan_breaches(found, plan, every)

    def _most_instalments(self, found):
        """Return how many instalments the policy allows at most, 0 where none."""
        frequency = self._usual_frequency(found)
        closed = self.company_id._recovery_closed_from(found.day)
        most = 0
        for count in range(1, MOST + 1):
            terms = self._usual_terms(found, frequency, count)
            if self._is_within(found, frequency, terms, closed):
                most = count
            elif most:
                break
        return most
