import io

from odoo import api, models
from odoo.tools import SQL

from .recovery_planner import read_key

DECIDED = {
    "debtor_id": "int",
    "case_id": "int",
    "is_open": "bool",
    "net": "numeric",
    "upcoming": "numeric",
    "gross": "numeric",
    "credit": "numeric",
    "in_flight": "numeric",
    "spared": "numeric",
    "stage_id": "int",
    "stage_since": "date",
    "stage_why": "varchar",
    "segment_id": "int",
    "policy_id": "int",
    "policy_why": "varchar",
    "released_on": "date",
    "oldest_due": "date",
    "oldest_line_id": "int",
    "next_due": "date",
    "next_line_id": "int",
    "next_check_on": "date",
    "next_treatment_id": "int",
    "next_contact_on": "date",
    "why": "varchar",
    "spared_why": "varchar",
}
FROM_FACTS = ("net", "upcoming", "gross", "credit", "in_flight", "spared")
CHOSEN = {
    "debtor_id": "int",
    "treatment_id": "int",
    "anchor": "varchar",
    "anchor_id": "int",
    "sequence": "int",
    "contact": "bool",
}
JOINED = {"debtor_id", "case_id", "treatment_id"}
# column of the account: column of the decision
SNAPSHOT = {
    "net_overdue": "net",
    "net_upcoming": "upcoming",
    "gross_overdue": "gross",
    "credit_amount": "credit",
    "in_flight_amount": "in_flight",
    "spared_amount": "spared",
    **{
        name: name
        for name in (
            "stage_id",
            "stage_since",
            "segment_id",
            "policy_id",
            "policy_why",
            "released_on",
            "oldest_due",
            "oldest_line_id",
            "next_due",
            "next_check_on",
            "next_treatment_id",
            "next_contact_on",
            "why",
            "spared_why",
        )
    },
}


def _copy_row(row):
    return "\t".join([r"\N" if value is None else str(value) for value in row])


class RecoveryCaseWriter(models.AbstractModel):
    """Writes what the planner decided, in sets, and only where it differs."""

    _name = "recovery.case.writer"
    _description = "Writer of decisions"

    @api.model
    def _apply(self, company, as_of, decided):
        """Write a chunk of decisions; return counts.

        :param decided: ``(facts row, values, choices)`` tuples of the planner
        """
        self._load("recovery_decided", DECIDED, self._decided_rows(decided))
        self._load("recovery_chosen", CHOSEN, self._chosen_rows(decided))
        # new accounts come last: what looks at known ones need not pass over them
        known = [row["case_id"] for row, _values, _choices in decided if row["case_id"]]
        counts = {"opened": self._reopen(as_of)}
        counts["closed"] = self._close(as_of)
        self._alert_leavers()
        counts["changed"] = self._update(company, as_of)
        counts["opened"] += self._open(company, as_of)
        reminders = self.env["recovery.notice.writer"]
        counts["planned"] = reminders._plan(company, as_of)
        counts["cancelled"] = reminders._cancel_stale(known)
        return counts

    def _decided_rows(self, decided):
        for row, values, _choices in decided:
            _due, next_line = read_key(row["next_key"])
            merged = dict(values, debtor_id=row["debtor_id"], case_id=row["case_id"])
            merged["next_line_id"] = next_line
            for name in FROM_FACTS:
                merged[name] = row[name] or 0
            yield map(merged.get, DECIDED)

    def _chosen_rows(self, decided):
        for row, _values, choices in decided:
            for choice in choices:
                step = choice.step
                yield [
                    row["debtor_id"],
                    step.id,
                    choice.anchor,
                    choice.anchor_id,
                    step.sequence,
                    step.contact,
                ]

    def _load(self, table, columns, rows):
        cr = self.env.cr
        definition = SQL(", ").join(
            SQL("%s %s", SQL.identifier(name), SQL(kind))
            for name, kind in columns.items()
        )
        cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(table)))
        cr.execute(SQL("CREATE TEMP TABLE %s (%s)", SQL.identifier(table), definition))
        text = io.StringIO("\n".join(map(_copy_row, rows)))
        cr.copy_expert(f"COPY {table} FROM STDIN", text)
        # only what is joined: statistics of the rest are of no use
        keys = SQL(", ").join(map(SQL.identifier, JOINED & columns.keys()))
        cr.execute(SQL("ANALYZE %s (%s)", SQL.identifier(table), keys))

    # --- accounts ----------------------------------------------------------------

    def _open(self, company, as_of):
        """Open the accounts of new debtors."""
        columns = SQL(", ").join(map(SQL.identifier, SNAPSHOT))
        values = SQL(", ").join(SQL.identifier("d", v) for v in SNAPSHOT.values())
        rows = self.env.execute_query(
            SQL(
                """WITH opened AS (
                    INSERT INTO recovery_case (partner_id, company_id, user_id, state,
                        opened_on, measured_on, create_uid, create_date,
                        write_uid, write_date, %(columns)s)
                    SELECT d.debtor_id, %(company)s, %(user)s, 'open', %(as_of)s,
                        %(as_of)s, %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                        now() AT TIME ZONE 'UTC', %(values)s
                      FROM recovery_decided d WHERE d.case_id IS NULL AND d.is_open
                    RETURNING id, partner_id, stage_id, stage_since
                ), history AS (
                    INSERT INTO recovery_case_stage
                        (case_id, stage_id, entered_on, why)
                    SELECT id, stage_id, stage_since, 'opened' FROM opened
                     WHERE stage_id IS NOT NULL
                ), known AS (
                    UPDATE recovery_decided d SET case_id = opened.id FROM opened
                     WHERE d.debtor_id = opened.partner_id
                ) SELECT count(*) FROM opened""",
                columns=columns,
                values=values,
                company=company.id,
                user=company.recovery_user_id.id or None,
                as_of=as_of,
                uid=self.env.uid,
            )
        )
        return rows[0][0]

    def _reopen(self, as_of):
        """Reopen the accounts whose debt came back."""
        rows = self.env.execute_query(
            SQL(
                """UPDATE recovery_case c SET state = 'open', closed_on = NULL,
                          stage_id = NULL, opened_on = %s
                     FROM recovery_decided d
                    WHERE d.case_id = c.id AND d.is_open AND c.state = 'closed'
                RETURNING c.id""",
                as_of,
            )
        )
        cases = self.env["recovery.case"].browse([row[0] for row in rows])
        if cases:
            self.env["recovery.event"]._log("reopened", cases)
        return len(cases)

    def _close(self, as_of):
        rows = self.env.execute_query(
            SQL(
                """SELECT c.id FROM recovery_case c JOIN recovery_decided d
                       ON d.case_id = c.id
                    WHERE c.state = 'open' AND NOT d.is_open"""
            )
        )
        cases = self.env["recovery.case"].browse([row[0] for row in rows])
        if cases:
            cases._close(as_of)
        return len(cases)

    def _alert_leavers(self):
        """Tell the responsible who leaves a profile that asks for it."""
        watched = self.env["recovery.segment"].search([("alert_on_leave", "=", True)])
        if not watched:
            return
        rows = self.env.execute_query(
            SQL(
                """SELECT c.id FROM recovery_case c JOIN recovery_decided d
                       ON d.case_id = c.id
                    WHERE d.is_open AND c.segment_id = ANY(%s)
                      AND c.segment_id IS DISTINCT FROM d.segment_id
                      AND d.net > 0""",
                watched.ids,
            )
        )
        self.env["recovery.case"].browse([row[0] for row in rows])._alert_left_profile()

    def _update(self, company, as_of):
        """Write the snapshot and the stage history where they differ."""
        sets = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(mine), SQL.identifier("d", theirs))
            for mine, theirs in SNAPSHOT.items()
        )
        old = SQL(", ").join(SQL.identifier("c", mine) for mine in SNAPSHOT)
        new = SQL(", ").join(SQL.identifier("d", v) for v in SNAPSHOT.values())
        self._move_stages()
        rows = self.env.execute_query(
            SQL(
                """UPDATE recovery_case c SET %(sets)s, measured_on = %(as_of)s,
                          write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
                     FROM recovery_decided d
                    WHERE d.case_id = c.id AND d.is_open
                      AND (%(old)s) IS DISTINCT FROM (%(new)s)
                RETURNING c.id""",
                sets=sets,
                as_of=as_of,
                uid=self.env.uid,
                old=old,
                new=new,
            )
        )
        return len(rows)

    def _move_stages(self):
        self.env.cr.execute(
            SQL(
                """WITH moved AS (
                    SELECT c.id, d.stage_id, d.stage_since, d.stage_why
                      FROM recovery_case c
                      JOIN recovery_decided d ON d.case_id = c.id AND d.is_open
                     WHERE c.stage_id IS DISTINCT FROM d.stage_id
                ), left_behind AS (
                    UPDATE recovery_case_stage h SET left_on = moved.stage_since
                      FROM moved WHERE h.case_id = moved.id AND h.left_on IS NULL
                )
                INSERT INTO recovery_case_stage (case_id, stage_id, entered_on, why)
                SELECT id, stage_id, stage_since, stage_why FROM moved
                 WHERE stage_id IS NOT NULL"""
            )
        )
