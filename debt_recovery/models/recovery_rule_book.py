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
        return tuple(rule._as_rule() for rule in rules)
