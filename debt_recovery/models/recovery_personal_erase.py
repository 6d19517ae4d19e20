from odoo import api, models
from odoo.tools import SQL

from ..tools.personal import digest, pattern
from .recovery_append_only_mixin import delete_rows, update_rows

# Rows that say nothing once their words are gone.
DROPPED = ("recovery.link", "recovery.webhook", "recovery.mark")
# What of a decision no erasure may change.
DECIDED = (
    *("id", "decided_at", "verdict", "reason", "case_id", "subject_token"),
    *("channel", "purpose", "is_machine", "rule_id", "rules", "until"),
    *("warnings", "request_hash"),
)


class RecoveryPersonal(models.AbstractModel):
    """Erasure: identity becomes a token, numbers and decisions stay as they were."""

    _inherit = "recovery.personal"

    @api.model
    def _erase(self, person):
        """Replace the identity of ``person`` in all that we keep; irreversible.

        The rows of logs keep their place, date and verdict: their words alone go, by
        the way out that the guard of the logs knows. The ledger is not touched.

        :return: ``{model name: number of rows}`` of what was replaced
        """
        rows = self._rows(person)
        roles = self._role_rows(person, rows)
        said, mark = pattern(self._spellings(person)), self._token(person)
        threads = self._threads(rows)
        counts = {name: len(records) for name, records in rows.items()}
        counts |= self._erase_threads(threads, self._family(person))
        for name, records in rows.items():
            model = self.env[name]
            if name == "recovery.reach":
                continue
            if name in DROPPED or model._transient:
                self._drop(records)
            else:
                self._erase_words(model, records.ids, mark)
        self._leave_roles(roles)
        self._leave_shared_points(person)
        self._erase_points(rows.get("recovery.reach", self.env["recovery.reach"]), mark)
        self._erase_preferences(person)
        self._sweep(said, mark)
        self.env.invalidate_all()
        return counts

    def _drop(self, records):
        """Delete rows, those of logs by their own way out."""
        if isinstance(records, self.env.registry["recovery.append.only.mixin"]):
            records._purge(records.ids)
        elif records:
            self.env.cr.execute(delete_rows(records, records.ids))

    def _erase_words(self, model, ids, mark):
        """Empty the words of these rows; a token stands where one must."""
        blanks = {
            name: self._blank(model._fields[name], mark)
            for name in self._word_columns(model)
        }
        self._change(model, ids, blanks)

    def _blank(self, field, mark):
        if not field.required:
            return SQL("NULL")
        if field.type == "json" or field.translate:
            return SQL("'{}'::jsonb")
        return SQL("%s", mark)

    def _change(self, model, ids, changes):
        """Write ``{column: SQL}`` on rows, past the guard where it is a log."""
        if not ids or not changes:
            return
        if isinstance(model, self.env.registry["recovery.append.only.mixin"]):
            model._redact(ids, changes)
            return
        self.env.cr.execute(update_rows(model, ids, changes))

    # --- contact points and preferences --------------------------------------------

    def _erase_points(self, points, mark):
        points = points.sudo().exists()
        self._erase_words(self.env["recovery.reach"], points.ids, mark)
        points.invalidate_recordset()
        points._erase()

    def _leave_shared_points(self, person):
        """An address that others have too stays theirs."""
        family = self._family(person)
        shared = self.env["recovery.reach"].sudo()
        shared = shared.search([("partner_ids", "in", family.ids)])
        for point in shared - self._own_points(family):
            point.partner_ids -= family

    def _erase_preferences(self, person):
        """Forget what this addon asked to know on the card itself."""
        family = self._family(person).sudo()
        ours = {
            name: False
            for name, field in family._fields.items()
            if name.startswith("recovery_pref_") and field.store and not field.required
        }
        family.write(ours)

    # --- shown to be as before -----------------------------------------------------

    @api.model
    def _decisions_digest(self, person, decisions=None):
        """Return ``(number, fingerprint)`` of the decisions on a customer: the same
        before and after an erasure.

        :param decisions: those to count; by default all, in every company
        """
        self.env.flush_all()
        among = SQL("subject_token = %s", self._token(person))
        if decisions is not None:
            among = SQL("id = ANY(%s)", decisions.ids)
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM recovery_decision WHERE %s ORDER BY id",
                SQL(", ").join(map(SQL.identifier, DECIDED)),
                among,
            )
        )
        return len(rows), digest(rows)
