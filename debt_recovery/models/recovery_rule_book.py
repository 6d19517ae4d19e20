from dataclasses import replace
from datetime import timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..tools.rules.book import Book
from ..tools.rules.notices import KIND_NAMES as TEXTS

TERMS = timedelta(days=400)  # longer than any term that a text opens

# Calendar days that a day of a delay may take, and those that the post may.
CALENDAR = {"days": 1, "business_days": 2}
POST = 7


class RecoveryRule(models.Model):
    """The rules that a company obeys on a day, as the engine reads them."""

    _inherit = "recovery.rule"

    def _book(self, company, day):
        """Return the :class:`Book` of ``company`` as it is known on ``day``.

        Laws that end or start later are in it with their dates: a wait may reach them.
        """
        return self._book_of(company.id, day, self._stamp())

    def _stamp(self):
        """Return a word that changes with any version of any rule, in one query."""
        self.flush_model(["changes"])
        self.env.cr.execute(
            SQL("SELECT COALESCE(SUM(hashtextextended(id || ':' || changes, 0)), 0), "
                "COUNT(*) FROM recovery_rule")
        )  # fmt: skip
        return self.env.cr.fetchone()

    @ormcache("company_id", "day", "stamp")
    def _book_of(self, company_id, day, stamp):
        return Book(self._values_of(company_id, day))

    def _values_of(self, company_id, day):
        """Return the engine's values of all versions that are known on ``day``.

        Those of texts are in it long after they ended, for the terms that they opened.
        """
        near = day - timedelta(days=2)  # it is another day where the customer lives
        rules = self.sudo().search(
            Domain("company_id", "in", [False, company_id])
            & (Domain("used_from", "=", False) | Domain("used_from", "<=", day))
            & (Domain("used_until", "=", False) | Domain("used_until", ">=", day))
            & (
                Domain("valid_to", "=", False)
                | Domain("valid_to", ">=", near)
                | Domain("valid_to", ">=", day - TERMS) & Domain("kind", "in", TEXTS)
            )
        )
        known = tuple(rule._as_rule() for rule in rules)
        return known + self._still_running(company_id, day)

    def _still_running(self, company_id, day):
        """Return superseded notices whose delay was longer, until it has run out.

        What was announced under them is not shortened: they add to their successors.
        """
        before = self.sudo().search(
            Domain("company_id", "in", [False, company_id])
            & Domain("superseded_by_id", "!=", False)
            & Domain("notice_ids.days", ">", 0)
            & (Domain("used_until", "<", day) | Domain("valid_to", "<", day))
        )
        found = []
        for rule in before:
            notice, last = rule.notice_ids, rule.used_until or rule.valid_to
            end = last + timedelta(days=notice.days * CALENDAR[notice.unit] + POST)
            if end >= day and notice.days > rule.superseded_by_id.notice_ids.days:
                group = f"{rule.group or rule.code}@{rule.version}"
                found.append(replace(rule._as_rule(), valid_to=end, group=group))
        return tuple(found)
