import logging

from odoo import api, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

KEY = "debt_recovery.database"


class RecoverySafety(models.AbstractModel):
    """A copy of a working database never writes to its customers.

    What tells a database from its copies is kept when something first leaves from it:
    Odoo's own number, the server's and the database's in PostgreSQL, and whether it
    was neutralised. Where one of them differs nothing leaves until a manager says that
    this is the one that works. (A disk image of the whole server cannot be told from
    its original.)
    """

    _name = "recovery.safety"
    _description = "Guard against copies"

    @api.model
    def _is_copy(self):
        """Tell whether this database was made from another one."""
        self.env["ir.config_parameter"].sudo().flush_model()
        known, now = self._known(), self._fingerprint()
        if known is None:
            return now.endswith("neutralised")
        return known != now

    @api.model
    def _may_send(self):
        """Tell whether this database may write to customers; keep what it is the first
        time that it does. The caller commits."""
        if self._is_copy():
            _logger.warning("Nothing leaves: this database was copied from another.")
            return False
        if self._known() is None:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO ir_config_parameter (key, value, create_date, "
                    "write_date) VALUES (%s, %s, now() AT TIME ZONE 'UTC', "
                    "now() AT TIME ZONE 'UTC') ON CONFLICT (key) DO NOTHING",
                    KEY,
                    self._fingerprint(),
                ),
                log_exceptions=False,  # another worker did it just now: expected
            )
            self.env.registry.clear_cache("stable")
        return True

    @api.model
    def _confirm(self):
        """From now on this database is the one that works."""
        self.env["ir.config_parameter"].sudo().set_param(KEY, self._fingerprint())

    def _known(self):
        rows = self.env.execute_query(
            SQL("SELECT value FROM ir_config_parameter WHERE key = %s", KEY)
        )
        return rows[0][0] if rows else None

    def _fingerprint(self):
        parameters = dict(
            self.env.execute_query(
                SQL(
                    "SELECT key, value FROM ir_config_parameter WHERE key IN %s",
                    ("database.uuid", "database.is_neutralized"),
                )
            )
        )
        neutral = parameters.get("database.is_neutralized", "").lower()
        return "/".join(
            (
                parameters.get("database.uuid", ""),
                self._cluster(),
                "neutralised" if neutral in ("true", "1", "t") else "working",
            )
        )

    def _cluster(self):
        """Return the numbers of the database server and of the database in it."""
        number = self.env.execute_query(
            SQL("SELECT oid FROM pg_database WHERE datname = current_database()")
        )[0][0]
        readable = self.env.execute_query(
            SQL("SELECT has_function_privilege('pg_control_system()', 'execute')")
        )[0][0]
        if not readable:
            return str(number)
        server = self.env.execute_query(
            SQL("SELECT system_identifier FROM pg_control_system()")
        )[0][0]
        return f"{server}-{number}"
