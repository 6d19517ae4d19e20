from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

PURGE_SETTING = "debt_recovery.purge"


class RecoveryAppendOnlyMixin(models.AbstractModel):
    """Rows that are written once. ``_body_columns`` are guarded in the database too.

    Foreign keys stay free to follow a merge or a deletion elsewhere; bodies never
    change. ``_purge`` is the one way out and needs the superuser.
    """

    _name = "recovery.append.only.mixin"
    _description = "Written once"

    _body_columns = ()

    def init(self):
        super().init()
        if self._abstract or not self._body_columns:
            return
        table = SQL.identifier(self._table)
        guard = SQL.identifier(f"{self._table}_append_only")
        self.env.cr.execute(SQL(_GUARD_FUNCTION))
        self.env.cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", guard, table))
        self.env.cr.execute(
            SQL(
                "CREATE TRIGGER %s BEFORE DELETE OR UPDATE OF %s ON %s "
                "FOR EACH ROW EXECUTE FUNCTION debt_recovery_append_only()",
                guard,
                SQL(", ").join(map(SQL.identifier, self._body_columns)),
                table,
            )
        )

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
        self.env.cr.execute(SQL("SELECT set_config(%s, 'on', true)", PURGE_SETTING))
        self.env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE id = ANY(%s)",
                SQL.identifier(self._table),
                list(ids),
            )
        )
        self.env.cr.execute(SQL("SELECT set_config(%s, 'off', true)", PURGE_SETTING))
        self.browse(ids).invalidate_recordset()


_GUARD_FUNCTION = """
CREATE OR REPLACE FUNCTION debt_recovery_append_only() RETURNS trigger AS $guard$
BEGIN
    IF current_setting('debt_recovery.purge', true) = 'on' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Table %% is a log: its rows never change', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$guard$ LANGUAGE plpgsql
"""
