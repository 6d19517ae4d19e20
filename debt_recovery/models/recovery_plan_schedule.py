from odoo import models
from odoo.exceptions import UserError

from ..tools import instalments
from ..tools.instalments import InstalmentsError

EVERY = {
    "weekly": instalments.WEEKLY,
    "monthly": instalments.MONTHLY,
    "payday_month": instalments.MONTHLY,
    "payday_week": instalments.WEEKLY,
}


def rhythm(frequency, month_day=0, weekday=0):
    """Return ``(every, day)`` of :class:`~..tools.instalments.Terms`.

    :param frequency: one of ``recovery_plan.FREQUENCIES``
    :param month_day: the payday of the month; ``weekday``: of the week, 0 for Monday
    """
    day = {
        "payday_month": min(max(month_day, 1), 31),
        "payday_week": min(max(weekday, 0), 4),
    }
    return EVERY[frequency], day.get(frequency)


class ResCompany(models.Model):
    _inherit = "res.company"

    def _recovery_schedule(self, total, terms, currency):
        """Return the instalments of ``total``, whoever wishes for them.

        :param total: Decimal, in ``currency``
        :param terms: :class:`~..tools.instalments.Terms`
        :return: tuple of :class:`~..tools.instalments.Instalment`
        :raises UserError: when no plan can be made of these terms
        """
        try:
            return instalments.schedule(
                total,
                terms,
                currency.decimal_places,
                self._recovery_closed_from(terms.first),
            )
        except InstalmentsError as error:
            words = self.env["recovery.arrangement"]._explain_terms(error.code)
            raise UserError(words) from error


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _plannable(self, rows=None):
        """Return the debts that a plan may be about: open, and in no other plan.

        :param rows: the account's exposure, where it was read just now
        """
        rows = self._exposure() if rows is None else rows
        ids = [row["line_id"] for row in rows if row["residual"] > 0]
        lines = self.env["account.move.line"].browse(ids)
        standing = self._standing(lines, ("plan", "settlement"))
        return lines - standing.item_ids.line_id

    def _planned_first(self, lines):
        """Return what a plan starts with: what is due of ``lines``, else all of them,
        in the currency of the oldest."""
        today = self.company_id._recovery_today()
        due = lines.filtered(lambda one: (one.date_maturity or one.date) < today)
        chosen = due or lines
        return chosen.filtered(lambda one: one.currency_id == chosen[:1].currency_id)
