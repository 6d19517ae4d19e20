import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import link_token

KEPT_DAYS = 7  # longer than a page stays open in a browser


def new_form():
    """Return the random text that stands in one form of one page."""
    return secrets.token_urlsafe(16)


class RecoveryForm(models.Model):
    """A form of the customer's pages that was sent: sent twice, it makes one thing."""

    _name = "recovery.form"
    _description = "Sent form"

    key = fields.Char(required=True, copy=False, export_string_translation=False)
    model = fields.Char(export_string_translation=False)
    res_id = fields.Many2oneReference(
        model_field="model", export_string_translation=False
    )

    _key_unique = models.UniqueIndex("(key)", "This form was sent already.")

    @api.model
    def _once(self, case, page, make):
        """Return what ``make()`` makes, or what it made when this page's form was sent
        before: a double click, the back button or two tabs make nothing twice.

        The second of two that come at once waits for the first, fails to serialise and
        is run again by Odoo: it then finds what the first one made.

        :param page: the random text that stands in one form of one page
        """
        key = link_token.digest(f"{case.id} {page}")
        self.env.cr.execute(
            SQL(
                "INSERT INTO recovery_form (key, create_date) "
                "VALUES (%s, now() AT TIME ZONE 'UTC') "
                "ON CONFLICT (key) DO NOTHING RETURNING id",
                key,
            )
        )
        row = self.env.cr.fetchone()
        if not row:
            known = self.sudo().search([("key", "=", key)])
            return self.env[known.model].browse(known.res_id)
        made = make()
        self.sudo().browse(row[0]).write({"model": made._name, "res_id": made.id})
        return made

    @api.autovacuum
    def _gc_forms(self):
        """Forget forms that nobody sends again."""
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.sudo().search([("create_date", "<", limit)], limit=10_000).unlink()
