from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..tools.rules.model import Touch
from .recovery_notice import LEFT
from .recovery_notice_rules import BY_HAND

REMEMBERED = 36  # days at least: most caps count 30 days or less


class RecoveryGate(models.AbstractModel):
    """Who was contacted when: by machines and persons, in all companies, at the
    customer or at a contact point that it shares with others."""

    _inherit = "recovery.gate"

    @api.model
    def _touches(self, subjects, at, days):
        """Return ``{subject key: tuple of Touch}``, in one statement: those of the last
        ``days``, the first contact and the first conversation whenever they were.

        What this transaction reserved counts too.
        """
        for name in ("recovery.notice", "recovery.notice.line"):
            self.env[name].flush_model()
        points = sorted({point for one in subjects for point in one.points})
        rows = self.env.execute_query(
            SQL(
                _TOUCHES,
                debtors=sorted({one.debtor for one in subjects}),
                points=points,
                since=(at - timedelta(days=max(days, REMEMBERED))).date(),
                left=list(LEFT),
                by_hand=BY_HAND,
            )
        )
        by_debtor, by_point = defaultdict(dict), defaultdict(dict)
        for key, debtor, *said in rows:
            touch = _touch(*said)
            by_debtor[debtor][key] = touch
            for point in touch.points:
                by_point[point][key] = touch
        return {one.key: _of(one, by_debtor, by_point) for one in subjects}


def _of(subject, by_debtor, by_point):
    """Return the touches of a subject, oldest first, its own left out."""
    found = dict(by_debtor.get(subject.debtor, ()))
    for point in subject.points:
        found.update(by_point.get(point, ()))
    found.pop(subject.key, None)
    return tuple(sorted(found.values(), key=lambda touch: touch.at))


def _touch(
    at, channel, is_machine, result, creditor, message, solicited, lines, points
):
    return Touch(
        at=at,
        channel=channel,
        is_machine=is_machine,
        debts=frozenset(lines) if lines else None,
        result=result,
        is_work=None,
        creditor=creditor,
        points=frozenset(points or ()),
        solicited=solicited,
        message=message,
    )


_TOUCHES = """
WITH found AS (
    SELECT first.id FROM unnest(%(debtors)s) AS debtor
     CROSS JOIN LATERAL (
        (SELECT n.id FROM recovery_notice n
          WHERE n.partner_id = debtor AND n.left_on IS NOT NULL
            AND n.state = ANY(%(left)s) AND n.channel <> 'task'
            AND n.is_answer IS NOT TRUE
            AND (n.purpose <> 'service' OR n.copy_of_id IS NOT NULL)
          ORDER BY n.left_on LIMIT 1)
        UNION ALL
        (SELECT n.id FROM recovery_notice n
          WHERE n.partner_id = debtor AND n.left_on IS NOT NULL
            AND n.state = ANY(%(left)s)
            AND (n.came_to = 'conversation' OR n.came_to IS NULL
                 AND n.channel = 'voice' AND n.anchor = %(by_hand)s)
          ORDER BY n.left_on LIMIT 1)
     ) AS first
    UNION
    SELECT n.id FROM recovery_notice n
     WHERE n.partner_id = ANY(%(debtors)s) AND n.left_on >= %(since)s
    UNION
    SELECT rel.notice_id FROM recovery_notice_reach_rel rel
      JOIN recovery_notice n ON n.id = rel.notice_id AND n.left_on >= %(since)s
     WHERE rel.reach_id = ANY(%(points)s)
)
SELECT n.id, n.partner_id,
       COALESCE(n.sent_at, n.reserved_at, n.left_on + time '12:00'),
       CASE WHEN n.channel = 'voice' AND n.anchor = %(by_hand)s THEN 'call'
            ELSE n.channel END,
       n.anchor <> %(by_hand)s,
       COALESCE(n.came_to, CASE
            WHEN n.channel = 'voice' AND n.anchor = %(by_hand)s THEN 'conversation'
            WHEN n.state = 'bounced' THEN 'attempt' ELSE 'contact' END),
       n.company_id, COALESCE(n.copy_of_id, n.id),
       n.purpose = 'service' AND n.copy_of_id IS NULL OR n.is_answer IS TRUE,
       (SELECT array_agg(l.line_id) FROM recovery_notice_line l
         WHERE l.notice_id = n.id AND l.kind IN ('overdue', 'upcoming')),
       (SELECT array_agg(rel.reach_id) FROM recovery_notice_reach_rel rel
         WHERE rel.notice_id = n.id)
  FROM found JOIN recovery_notice n ON n.id = found.id
 WHERE n.state = ANY(%(left)s) AND n.channel <> 'task'
"""
