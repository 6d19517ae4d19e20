from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

PURGE_SETTING = "debt_recovery.purge"


class RecoveryAppendOnlyMixin(models.AbstractModel):
    """Rows that are written once; their bodies are guarded in the database too.

    The body is every stored column but links to other records, which stay free to
    follow a merge or a deletion elsewhere: a new column is guarded by the upgrade that
    brings it. ``_body_columns`` names those that the registry does not know of, or
    that are links and guarded all the same. ``_purge`` and ``_redact`` are the ways
    out, for the superuser's methods alone.
    """

    _name = "recovery.append.only.mixin"
    _description = "Written once"

    _body_columns = ()

    def init(self):
        super().init()
        if self._abstract or not self._body_columns:
            return
        table = SQL.identifier(self._table)
        self.env.cr.execute(SQL(_GUARD_FUNCTION))
        columns = SQL(", ").join(map(SQL.identifier, self._guarded_columns()))
        for name, moment, rows in (
            (f"{self._table}_append_only", SQL("DELETE OR UPDATE OF %s", columns), 1),
            (f"{self._table}_append_only_all", SQL("TRUNCATE"), 0),
        ):
            guard = SQL.identifier(name)
            self.env.cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", guard, table))
            self.env.cr.execute(
                SQL(
                    "CREATE TRIGGER %s BEFORE %s ON %s FOR EACH %s "
                    "EXECUTE FUNCTION debt_recovery_append_only()",
                    guard,
                    moment,
                    table,
                    SQL("ROW") if rows else SQL("STATEMENT"),
                )
            )

    def _guarded_columns(self):
        """Return the columns that never change, in order."""
        bodies = {
            name
            for name, field in self._fields.items()
            if field.store
            and field.column_type
            and field.type != "many2one"
            and name != "id"
        }
        return sorted(bodies | set(self._body_columns))

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("“%s” is a log: its entries never change.", self._description)
        )

    def unlink(self):  # pylint: disable=method-required-super
        if not self:
            return True
        raise UserError(  # pylint: disable=no-raise-unlink
            self.env._(
                "“%s” is a log: its entries are never deleted.", self._description
            )
        )

    def _purge(self, ids):
        """Delete rows for good: consumed marks, retention, migration."""
        if not ids:
            return
        self._pass_guard(delete_rows(self, ids))
        self.browse(ids).invalidate_recordset()

    def _redact(self, ids, changes):
        """Change words of rows that stay: what names a person, at an erasure.

        :param changes: ``{column: SQL expression}``
        """
        if not ids or not changes:
            return
        self._pass_guard(update_rows(self, ids, changes))
        self.browse(ids).invalidate_recordset()

    def _pass_guard(self, statement):
        """Execute one statement that the guard lets through; the next one is not."""
        self.env.cr.execute(SQL("SELECT set_config(%s, 'on', true)", PURGE_SETTING))
        self.env.cr.execute(statement)
        self.env.cr.execute(SQL("SELECT set_config(%s, 'off', true)", PURGE_SETTING))


_GUARD_FUNCTION = """
CREATE OR REPLACE FUNCTION debt_recovery_append_only() RETURNS trigger AS $guard$
BEGIN
    IF current_setting('debt_recovery.purge', true) = 'on' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        IF TG_OP = 'TRUNCATE' THEN RETURN NULL; END IF;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Table %% is a log: its rows never change', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$guard$ LANGUAGE plpgsql
"""


def update_rows(model, ids, changes):
    """Return the statement that writes ``{column: SQL}`` on rows of ``model``."""
    return SQL(
        "UPDATE %s SET %s WHERE id = ANY(%s)",
        SQL.identifier(model._table),
        SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), value)
            for name, value in changes.items()
        ),
        list(ids),
    )


def delete_rows(model, ids):
    """Return the statement that deletes rows of ``model``."""
    return SQL(
        "DELETE FROM %s WHERE id = ANY(%s)", SQL.identifier(model._table), list(ids)
    )
