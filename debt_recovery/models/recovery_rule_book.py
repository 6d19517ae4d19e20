from dataclasses import replace
from datetime import timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..tools.rules.book import Book
from ..tools.rules.notices import KIND_NAMES as TEXTS

TERMS = timedelta(days=400)  # longer than any term that a text opens


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
        self.flush_model(["changes", "state", "valid_to", "used_until"])
        return self.env.execute_query(self._stamp_sql())[0]

    def _stamp_sql(self):
        """Return the SELECT of the two values that ``_stamp`` returns."""
        return SQL(
            "SELECT COALESCE(SUM(hashtextextended(concat_ws(':', id, changes, state, "
            "valid_to, 'until', used_until), 0)), 0)::text, COUNT(*) FROM recovery_rule"
        )

    @ormcache("company_id", "day", "stamp")
    def _book_of(self, company_id, day, stamp):
        return Book(self._values_of(company_id, day))

    def _values_of(self, company_id, day):
        """Return the engine's values of all versions that are known on ``day``."""
        near = day - timedelta(days=2)  # it is another day where the customer lives
        theirs = Domain("company_id", "in", [False, company_id])
        rules = self.sudo().search(
            theirs
            & (Domain("used_from", "=", False) | Domain("used_from", "<=", day))
            & (Domain("used_until", "=", False) | Domain("used_until", ">=", day))
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">=", near))
        )
        elders = self.sudo().search(
            theirs & Domain("kind", "in", TEXTS) & _ended(day - TERMS, day)
        )
        known = tuple(rule._as_rule() for rule in rules)
        return known + tuple(rule._as_elder() for rule in elders - rules)

    def _as_elder(self):
        """Return the engine's value of a version that ended: no later one shortens the
        terms of the texts that were given under it."""
        ends = filter(None, (self.used_until, self.valid_to))
        return replace(self._as_rule(), valid_to=min(ends))


def _ended(since, until):
    """Return the domain of the versions that ended between two dates."""
    return Domain.OR(
        Domain(name, ">=", since) & Domain(name, "<", until)
        for name in ("used_until", "valid_to")
    )
