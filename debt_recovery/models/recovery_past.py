from collections import defaultdict
from datetime import timedelta

from odoo.tools import SQL

from ..tools.steps import Back
from .recovery_exposure_sql import TAKEN_OVER
from .recovery_facts import KEY_BASE
from .recovery_notice import DONE, LEFT, PENDING

SKIP_DAYS = 7  # after which a step that a person skipped is proposed again


class Past:
    """What was sent, planned and heard of the debtors of one chunk of facts.

    :param rows: rows of ``recovery.facts._chunk``
    :param as_of: the day of the look
    :param steps: ``{treatment id: (policy id, step)}``, archived ones too
    :param zone: name of the company's time zone, in which events have their day
    :param anew: pass over reminders that wait
    """

    def __init__(self, env, rows, as_of, steps, zone, anew=False):
        self.env, self.as_of, self.sequence, self.zone = env, as_of, steps, zone
        self.passed = PENDING if anew else ()
        lines, cases = set(), []
        for row in rows:
            for key in (row["oldest_key"], row["next_key"]):
                if key is not None:
                    lines.add(key % KEY_BASE)
            if row["case_id"]:
                cases.append(row["case_id"])
        self.done = defaultdict(dict)
        self.planned, self.left, self.again = defaultdict(set), defaultdict(set), {}
        self.last_contact, self.contacted = {}, set()
        self.events, self.back = defaultdict(list), {}
        if cases:
            self.heirs = self._load_heirs(list(lines))
            lines.update(self.heirs)
            self._load_done(list(lines), cases)
            self._load_planned(list(lines))
            self._load_contacts(cases)
            self._load_events(cases)
            self._load_back(cases)

    def _load_heirs(self, lines):
        """Return ``{debt: doubtful debt that took it over}``: its past goes with it."""
        return dict(
            self.env.execute_query(
                SQL(
                    f"""SELECT debt.id, l.id
                         FROM account_move_line l
                         JOIN recovery_account a ON a.account_id = l.account_id
                          AND a.company_id = l.company_id
                          AND a.treatment = 'doubtful', {TAKEN_OVER}
                          AND l.id = ANY(%s)""",
                    lines,
                )
            )
        )

    def _load_done(self, lines, cases):
        """Highest contact step that left, per debt claimed and scenario.

        A registered letter counts from its first presentation; while that is not known
        no day follows from it.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT nl.line_id, n.treatment_id, n.id,
                          CASE WHEN r.id IS NULL THEN n.left_on
                               ELSE r.presented_on END,
                          count(*) OVER (PARTITION BY nl.line_id, n.treatment_id)
                     FROM recovery_notice n
                     JOIN recovery_notice_line nl ON nl.notice_id = n.id
                     LEFT JOIN recovery_registered r ON r.notice_id = n.id
                    WHERE n.case_id = ANY(%s) AND n.state = ANY(%s)
                      AND nl.line_id = ANY(%s) AND nl.kind = 'overdue'
                    ORDER BY n.id""",
                cases,
                list(DONE),
                lines,
            )
        )
        for line, step, notice, left_on, times in rows:
            known = self.sequence.get(step)
            if known is None or not known[1].contact:
                continue
            policy = known[0]  # a step may have moved to an earlier version since
            for debt in {line, self.heirs.get(line, line)}:
                best = self.done[debt].get(policy)
                if best is None or known[1].sequence >= best[0].sequence:
                    self.done[debt][policy] = (known[1], left_on, notice, times)

    def _load_planned(self, lines):
        rows = self.env.execute_query(
            SQL(
                "SELECT anchor_id, treatment_id, state, reason, planned_on "
                "FROM recovery_notice WHERE anchor = 'line' AND anchor_id = ANY(%s)",
                lines,
            )
        )
        for line, step, state, reason, planned_on in rows:
            again = planned_on + timedelta(days=SKIP_DAYS)
            skipped = state == "cancelled" and reason == "user" and again > self.as_of
            if state in self.passed or (state == "cancelled" and not skipped):
                continue
            for debt in {line, self.heirs.get(line, line)}:
                if skipped:
                    self.again[debt] = min(again, self.again.get(debt, again))
                self.planned[debt].add(step)
                if state in DONE:
                    self.left[debt].add(step)

    def _load_contacts(self, cases):
        rows = self.env.execute_query(
            SQL(
                "SELECT n.case_id, max(n.left_on), "
                "array_agg(DISTINCT COALESCE(t.policy_id, n.policy_id)) "
                "FROM recovery_notice n "
                "LEFT JOIN recovery_treatment t ON t.id = n.treatment_id "
                "WHERE n.case_id = ANY(%s) AND n.state = ANY(%s) "
                "AND n.channel <> 'task' AND n.purpose <> 'service' "
                "GROUP BY n.case_id",
                cases,
                list(LEFT),
            )
        )
        for case, last, policies in rows:
            self.last_contact[case] = last
            self.contacted.update((case, policy) for policy in policies)

    def _load_events(self, cases):
        rows = self.env.execute_query(
            SQL(
                """SELECT e.case_id, e.id, e.kind,
                          (e.happened_at AT TIME ZONE 'UTC' AT TIME ZONE %s)::date
                     FROM (%s) AS e
                    WHERE e.kind IN (SELECT event FROM recovery_treatment
                                      WHERE trigger = 'event')
                      AND NOT EXISTS (SELECT 1 FROM recovery_notice n
                                       WHERE n.anchor = 'event' AND n.anchor_id = e.id
                                         AND NOT n.state = ANY(%s)
                                         AND (n.state <> 'cancelled'
                                              OR n.reason = 'user'
                                             AND n.planned_on + %s > %s))
                    ORDER BY e.id""",
                self.zone,
                SQL(_EVENTS, cases=cases, since=self.as_of - timedelta(days=31)),
                list(self.passed),
                SKIP_DAYS,
                self.as_of,
            )
        )
        for case, event, kind, day in rows:
            self.events[case].append((event, kind, day))

    def _load_back(self, cases):
        """The step of return of the last plan that broke, unless it left since, or a
        person skipped it."""
        rows = self.env.execute_query(SQL(_BACK, cases=cases))
        for case, step, since, state in rows:
            if state in (None, "cancelled", *PENDING):
                planned = state in PENDING and state not in self.passed
                self.back[case] = Back(step, since, planned)


_BACK = """
SELECT DISTINCT ON (a.case_id) a.case_id, a.return_step_id, a.ended_on,
       CASE WHEN n.reason = 'user' THEN 'skipped' ELSE n.state END
  FROM recovery_arrangement a
  LEFT JOIN recovery_notice n ON n.case_id = a.case_id AND n.anchor = 'plan'
   AND n.treatment_id = a.return_step_id
   AND n.anchor_id = to_char(a.ended_on, 'YYYYMMDD')::int
 WHERE a.case_id = ANY(%(cases)s) AND a.kind = 'plan' AND a.state = 'broken'
   AND a.return_step_id IS NOT NULL AND a.ended_on IS NOT NULL
 ORDER BY a.case_id, a.ended_on DESC, a.id DESC
"""

# A link opened and not paid is the first time, in the month, that one was opened: who
# looks every day is not written to for each look. A promise kept in part was not kept.
_EVENTS = """
SELECT id, case_id, CASE kind WHEN 'promise_partly_kept' THEN 'promise_broken'
                              ELSE kind END AS kind, happened_at
  FROM recovery_event
 WHERE case_id = ANY(%(cases)s) AND happened_at > %(since)s
UNION ALL
SELECT min(id), case_id, 'link_unpaid', min(happened_at) FROM recovery_event
 WHERE case_id = ANY(%(cases)s) AND happened_at > %(since)s AND kind = 'link_opened'
 GROUP BY case_id
"""
