from odoo import api, models
from odoo.tools import SQL, groupby

from .recovery_exposure_sql import TAKEN_OVER
from .recovery_notice import PENDING
from .recovery_past import SKIP_DAYS

# a reminder that waits again is approved again, and tried from the start
_FRESH = """reason = NULL, reason_text = NULL, approved_by_id = NULL,
approved_on = NULL,
second_approver_id = NULL, approval_reason = NULL, approved_alone = NULL,
send_after = NULL, to_id = NULL, edited_subject = NULL, edited_body = NULL,
edited_text = NULL, tone_facts = NULL,
failure_type = NULL, failure_text = NULL, tries = 0"""

# the debts that the oldest one took over, where it is a doubtful one
_REPLACED = f"""SELECT debt.id FROM account_move_line l, {TAKEN_OVER}
   AND l.id = d.oldest_line_id"""

_PLAN = """
INSERT INTO recovery_notice (case_id, company_id, partner_id,
       treatment_id, policy_id, segment_id, stage_id, template_id,
       template_version, channel, letter_mode, purpose, tone, mode, state, anchor,
       anchor_id, rank, planned_on, amount, is_holdout, tries,
       create_uid, create_date, write_uid, write_date)
SELECT d.case_id, %(company)s, d.debtor_id, t.id, t.policy_id,
       d.segment_id, d.stage_id, t.template_id, w.version, t.channel,
       CASE WHEN t.channel = 'letter' THEN t.letter_mode END, t.purpose, t.tone, t.mode,
       CASE WHEN t.mode = 'automatic' THEN 'queued' ELSE 'draft' END,
       k.anchor, k.anchor_id, 0, %(as_of)s,
       CASE WHEN d.net > 0 THEN d.net ELSE d.upcoming END, false, 0,
       %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
       now() AT TIME ZONE 'UTC'
  FROM recovery_chosen k
  JOIN recovery_decided d USING (debtor_id)
  JOIN recovery_treatment t ON t.id = k.treatment_id
  JOIN recovery_template w ON w.id = t.template_id
ON CONFLICT (case_id, COALESCE(treatment_id, 0), anchor, anchor_id,
             rank)
DO UPDATE SET state = EXCLUDED.state, planned_on = EXCLUDED.planned_on,
       mode = EXCLUDED.mode, amount = EXCLUDED.amount,
       stage_id = EXCLUDED.stage_id, segment_id = EXCLUDED.segment_id,
       policy_id = EXCLUDED.policy_id, channel = EXCLUDED.channel,
       letter_mode = EXCLUDED.letter_mode,
       purpose = EXCLUDED.purpose, tone = EXCLUDED.tone,
       template_id = EXCLUDED.template_id,
       template_version = EXCLUDED.template_version, %(fresh)s,
       write_date = EXCLUDED.write_date
 WHERE recovery_notice.state = 'cancelled'
   AND (recovery_notice.reason IS DISTINCT FROM 'user'
        OR recovery_notice.planned_on + %(skip)s <= EXCLUDED.planned_on)
RETURNING id
"""

# the customer asked for another channel that the step has words for
_PREFER = """
UPDATE recovery_notice n
   SET channel = f.channel, template_id = f.template_id, template_version = w.version
  FROM recovery_treatment_fallback f
  JOIN recovery_template w ON w.id = f.template_id, res_partner p
 WHERE n.id = ANY(%s) AND f.treatment_id = n.treatment_id AND p.id = n.partner_id
   AND n.channel <> 'task' AND n.purpose = 'collection'
   AND f.channel = COALESCE(p.recovery_pref_channel, (
       SELECT c.recovery_pref_channel FROM res_partner c
        WHERE c.commercial_partner_id = p.id AND c.active
          AND c.type IN ('collections', 'invoice')
          AND c.recovery_pref_channel IS NOT NULL
        ORDER BY c.type, c.id LIMIT 1))
"""

_STALE = """
SELECT n.id, CASE
    WHEN NOT d.is_open OR (d.net <= 0 AND d.upcoming <= 0) THEN
      CASE WHEN d.in_flight > 0 THEN 'in_flight'
           WHEN d.spared_why = 'placed' THEN 'placed'
           WHEN d.spared > 0 THEN 'spared' ELSE 'settled' END
    WHEN n.policy_id IS DISTINCT FROM d.policy_id THEN 'outdated'
    WHEN n.anchor = 'line' AND (
      CASE WHEN t.trigger = 'due' AND t.days <= 0
           THEN n.anchor_id IS DISTINCT FROM d.next_line_id
           ELSE n.anchor_id IS DISTINCT FROM d.oldest_line_id END)
    THEN 'outdated'
    WHEN n.anchor = 'notice' AND NOT EXISTS (
      SELECT 1 FROM recovery_notice_line nl
       WHERE nl.notice_id = n.anchor_id
         AND (nl.line_id = d.oldest_line_id OR nl.line_id IN (%s)))
    THEN 'outdated'
    WHEN n.anchor = 'stage' AND n.anchor_id
      IS DISTINCT FROM to_char(d.stage_since, 'YYYYMMDD')::int
    THEN 'outdated'
    WHEN k.sequence > t.sequence AND n.channel <> 'task'
    THEN 'superseded' END AS reason
 FROM recovery_notice n
 JOIN recovery_decided d ON d.case_id = n.case_id
 LEFT JOIN recovery_treatment t ON t.id = n.treatment_id
 LEFT JOIN recovery_chosen k ON k.debtor_id = d.debtor_id AND k.contact
WHERE n.case_id = ANY(%s) AND n.state = ANY(%s)
  AND n.purpose <> 'service'
  AND n.instalment_id IS NULL AND n.debit_id IS NULL
ORDER BY reason
"""


class RecoveryNoticeWriter(models.AbstractModel):
    """Writes the reminders of a chunk of decisions, and cancels what no longer holds.

    Reads the temporary tables ``recovery_decided`` and ``recovery_chosen``.
    """

    _name = "recovery.notice.writer"
    _description = "Writer of reminders"

    @api.model
    def _plan(self, company, as_of):
        """Insert the chosen steps as reminders; one planned before is left alone, but
        a cancelled one whose debt came back, or skipped long ago, waits again."""
        rows = self.env.execute_query(
            SQL(
                _PLAN,
                fresh=SQL(_FRESH),
                skip=SKIP_DAYS,
                company=company.id,
                as_of=as_of,
                uid=self.env.uid,
            )
        )
        if rows:
            ids = [row[0] for row in rows]
            self.env.cr.execute(SQL(_PREFER, ids))
            planned = self.env["recovery.notice"].browse(ids)
            planned.invalidate_recordset()
            planned._choose_channels()
            planned._set_tones(company, as_of)
        return len(rows)

    @api.model
    def _cancel_stale(self, cases):
        """Cancel waiting reminders that no longer hold, each with its reason.

        :param cases: ids of the accounts that were there before
        """
        if not cases:
            return 0
        rows = self.env.execute_query(
            SQL(
                _STALE,
                SQL(_REPLACED),
                cases,
                list(PENDING),
            )
        )
        stale = [row for row in rows if row[1]]
        for reason, group in groupby(stale, key=lambda row: row[1]):
            notices = self.env["recovery.notice"].browse([row[0] for row in group])
            notices._move_to("cancelled", reason=reason)
        self.env["recovery.notice"].search(
            [("case_id", "in", cases), ("state", "=", "to_post")]
        )._cancel_fallen_letters()
        return len(stale)
