from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.placing_advice import rises

SPAN = 90  # days that are compared with as many before
UNTOUCHED = 30
REMINDED = 3  # reminders in the span that strain who still buys


class RecoveryPlacingAdvice(models.AbstractModel):
    """Five signs, by name, that the house no longer keeps up with its late debts."""

    _inherit = "recovery.placing.advice"

    @api.model
    def _signs(self, company, day):
        """Return ``[(code, is it there, sentence)]``: the five signs, always all.

        :param day: the company's date
        """
        self = self.sudo().with_company(company)
        return [
            self._sign_losses(company, day),
            self._sign_failures(company, day),
            self._sign_untouched(company),
            self._sign_channels(company),
            self._sign_relations(company, day),
        ]

    @api.model
    def _spans(self, day):
        """Return the domains on a date of the last span, and of the one before."""
        first, second = (day - timedelta(days=SPAN * times) for times in (1, 2))
        return (first, day), (second, first)

    @api.model
    def _sign_losses(self, company, day):
        now, before = (self._losses(company, *span) for span in self._spans(day))
        money = company.currency_id.format
        return (
            "losses",
            rises(now, before),
            self.env._(
                "Write-offs: %(now)s in %(days)s days, %(before)s in those before.",
                now=money(now),
                before=money(before),
                days=SPAN,
            ),
        )

    @api.model
    def _losses(self, company, since, until):
        groups = self.env["recovery.write.off"]._read_group(
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "booked")
            & Domain("day", ">", since)
            & Domain("day", "<=", until),
            ["currency_id"],
            ["amount:sum"],
        )
        ours = company.currency_id
        return sum(
            currency._convert(amount, ours, company, until)
            for currency, amount in groups
        )

    @api.model
    def _sign_failures(self, company, day):
        kinds = ("payment_returned", "debit_refused")
        events = self.env["recovery.event"]
        now, before = (
            events.search_count(
                Domain("company_id", "=", company.id)
                & Domain("kind", "in", kinds)
                & Domain("happened_at", ">=", span[0] + timedelta(days=1))
                & Domain("happened_at", "<", span[1] + timedelta(days=1))
            )
            for span in self._spans(day)
        )
        return (
            "failures",
            rises(now, before, least=1),
            self.env._(
                "Failed payments: %(now)s in %(days)s days, %(before)s in those "
                "before.",
                now=now,
                before=before,
                days=SPAN,
            ),
        )

    @api.model
    def _sign_untouched(self, company):
        cases = self.env["recovery.case"]
        ours = Domain("company_id", "=", company.id) & Domain("state", "=", "open")
        late = cases.search_count(ours & Domain("net_overdue", ">", 0))
        left = cases.search_count(ours & Domain("untouched_days", ">=", UNTOUCHED))
        return (
            "untouched",
            bool(left) and 10 * left >= late,
            self.env._(
                "Untouched: %(left)s of %(late)s late accounts for %(days)s days.",
                left=left,
                late=late,
                days=UNTOUCHED,
            ),
        )

    @api.model
    def _sign_channels(self, company):
        table = self.env["recovery.contactability"].with_context(
            allowed_company_ids=company.ids
        )
        self.env.flush_all()
        [(late, lost)] = self.env.execute_query(
            SQL(
                "%s SELECT count(*), count(*) FILTER (WHERE lost) FROM ("
                " SELECT bool_and(NOT is_valid OR objected) AS lost"
                " FROM reached GROUP BY case_id) AS each",
                table._reached_sql(),
            )
        )
        return (
            "channels",
            bool(lost) and 10 * lost >= late,
            self.env._(
                "No way to reach: %(lost)s of %(late)s late accounts have no good "
                "address on any channel.",
                lost=lost,
                late=late,
            ),
        )

    @api.model
    def _sign_relations(self, company, day):
        self.env.flush_all()
        [(count,)] = self.env.execute_query(
            SQL(
                _RELATIONS,
                company=company.id,
                since=day - timedelta(days=SPAN),
                times=REMINDED,
            )
        )
        return (
            "relations",
            bool(count),
            self.env._(
                "Relations at risk: %(count)s customers bought in the last %(days)s "
                "days and were reminded %(times)s times or more.",
                count=count,
                days=SPAN,
                times=REMINDED,
            ),
        )


# Late customers who still buy, and hear from us of nothing but money.
_RELATIONS = """
SELECT count(*) FROM recovery_case c
 WHERE c.company_id = %(company)s AND c.state = 'open' AND c.net_overdue > 0
   AND EXISTS (SELECT FROM account_move m
                WHERE m.company_id = c.company_id AND m.move_type = 'out_invoice'
                  AND m.commercial_partner_id = c.partner_id AND m.state = 'posted'
                  AND m.invoice_date > %(since)s)
   AND (SELECT count(*) FROM recovery_notice n
         WHERE n.case_id = c.id AND n.state IN ('sent', 'delivered')
           AND n.purpose <> 'service' AND n.channel <> 'task'
           AND n.left_on > %(since)s) >= %(times)s
"""
