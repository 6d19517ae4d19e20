from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

# What the page asks before it proposes that a step leaves by itself.
QUIET_DAYS = 30
LEAST_APPROVALS = 5

MEND = ("failed", "uncertain", "withheld", "bounced")


class RecoveryDesk(models.AbstractModel):
    """What stands around the lists of *To do*: the piles with their counts, what
    leaves in a moment and can be taken back, and steps that could leave alone."""

    _name = "recovery.desk"
    _description = "Desk of the morning"

    @api.model
    def state(self):
        """Return the head of the page, for the companies that the user looks at.

        :return: ``{"piles": [{"code", "label", "count", "action"}], "leaving":
            {"ids", "count", "at"}, "unread": count, "rivals": [names]}``
        """
        self.env["recovery.notice"].check_access("read")
        return {
            "piles": self._piles(),
            "leaving": self._leaving(),
            "unread": self._unread_webhooks(),
            "rivals": sorted(
                {
                    name
                    for company in self.env.companies
                    for name in company._recovery_rivals()
                }
            ),
        }

    def _unread_webhooks(self):
        """Return how many messages of providers nobody could understand."""
        failed = [
            ("state", "=", "failed"),
            ("company_id", "in", [False, *self.env.companies.ids]),
        ]
        return self.env["recovery.webhook"].search_count(failed)

    def _pile_domains(self):
        """Return ``{code: (model, domain)}`` of the five piles."""
        reply = self.env.ref("debt_recovery.activity_reply").id
        ours = ("company_id", "in", self.env.companies.ids)
        decision = ["|", ("purpose", "=", "statutory"), ("is_four_eyes", "=", True)]
        plain = [("purpose", "!=", "statutory"), ("is_four_eyes", "=", False)]
        return {
            "today": ("recovery.notice", [ours, ("state", "=", "draft"), *plain]),
            "replies": (
                "recovery.case",
                [ours, ("activity_ids.activity_type_id", "=", reply)],
            ),
            "calls": (
                "recovery.case",
                [ours, ("activity_ids.activity_type_id", "not in", (False, reply))],
            ),
            "decisions": (
                "recovery.notice",
                [ours, ("state", "=", "draft"), *decision],
            ),
            "losses": ("recovery.write.off", [ours, ("state", "=", "requested")]),
            "letters": ("recovery.notice", [ours, ("state", "=", "to_post")]),
            "mend": (
                "recovery.notice",
                [ours, ("state", "in", MEND), ("is_dealt", "=", False)],
            ),
        }

    def _piles(self):
        labels = {
            "today": self.env._("Today's reminders"),
            "replies": self.env._("Replies to read"),
            "calls": self.env._("Calls and tasks"),
            "decisions": self.env._("To decide"),
            "losses": self.env._("Losses to approve"),
            "letters": self.env._("Letters to print"),
            "mend": self.env._("Anomalies"),
        }
        actions = {
            "today": "debt_recovery.recovery_notice_action_today",
            "replies": "debt_recovery.recovery_case_action_replies",
            "calls": "debt_recovery.recovery_case_action_tasks",
            "decisions": "debt_recovery.recovery_notice_action_decisions",
            "losses": "debt_recovery.recovery_write_off_action_asked",
            "letters": "debt_recovery.recovery_print_batch_action",
            "mend": "debt_recovery.recovery_notice_action_mend",
        }
        counts = {
            code: self.env[model].search_count(domain)
            for code, (model, domain) in self._pile_domains().items()
        }
        return [
            {
                "code": code,
                "label": labels[code],
                "count": count,
                "action": actions[code],
            }
            for code, count in counts.items()
            if count or code not in ("letters", "losses")  # rare in many companies
        ]

    def _leaving(self):
        """Return what was approved and can still be taken back."""
        notices = self.env["recovery.notice"].search(
            [
                ("company_id", "in", self.env.companies.ids),
                ("state", "=", "queued"),
                ("approved_by_id", "!=", False),
                ("reason", "=", False),
                ("failure_type", "=", False),
                ("send_after", ">", fields.Datetime.now()),
            ],
            order="send_after desc, id",
        )
        last = notices[:1].send_after
        at = fields.Datetime.context_timestamp(self, last) if last else None
        return {
            "ids": notices.ids,
            "count": len(notices),
            "at": at.strftime("%H:%M") if at else "",
        }

    # --- automatic mode ------------------------------------------------------------

    @api.model
    def proposals(self):
        """Return the steps that were approved as they stood for a month.

        :return: ``[{"id", "name", "count"}]``

        A formal notice, and what two persons approve, is never among them. Shown to
        those who may change the step.
        """
        if not self.env["recovery.treatment"].has_access("write"):
            return []
        today = self.env.company._recovery_today()
        for name in ("recovery.treatment", "recovery.notice", "recovery.event"):
            self.env[name].flush_model()
        rows = self.env.execute_query(
            SQL(
                _QUIET_STEPS,
                companies=self.env.companies.ids,
                since=today - timedelta(days=QUIET_DAYS),
                least=LEAST_APPROVALS,
            )
        )
        counts = dict(rows)
        steps = self.env["recovery.treatment"].search([("id", "in", list(counts))])
        return [
            {
                "id": step.id,
                "name": self.env._(
                    "“%(step)s” of “%(scenario)s”",
                    step=step.name,
                    scenario=step.policy_id.name,
                ),
                "count": counts[step.id],
            }
            for step in steps
        ]

    @api.model
    def set_automatic(self, step_id, accepted):
        """Answer a proposal: the step leaves alone from now on, or is not proposed
        again for a month.

        :raises UserError: when the step is not proposed (any more)
        """
        step = self.env["recovery.treatment"].browse(step_id).exists()
        step.check_access("write")
        if not self.env.user.has_group("debt_recovery.group_manager"):
            raise AccessError(self.env._("A manager decides what leaves by itself."))
        if step.id not in [one["id"] for one in self.proposals()]:
            raise UserError(
                self.env._("This step is not proposed any more: look at the page.")
            )
        if accepted:
            step.mode = "automatic"
        else:
            step.automatic_refused_on = self.env.company._recovery_today()
        return True


# Approved often enough for long enough, and nothing edited, skipped or taken back.
_QUIET_STEPS = """
SELECT t.id, count(*)
  FROM recovery_treatment t
  JOIN recovery_notice n ON n.treatment_id = t.id AND n.approved_on IS NOT NULL
   AND n.company_id = ANY(%(companies)s)
 WHERE t.active AND t.mode = 'approve' AND t.channel <> 'task'
   AND t.purpose <> 'statutory' AND t.four_eyes IS NOT TRUE
   AND (t.automatic_refused_on IS NULL OR t.automatic_refused_on <= %(since)s)
   AND NOT EXISTS (
       SELECT 1 FROM recovery_event e JOIN recovery_notice touched
           ON touched.id = e.notice_id AND touched.treatment_id = t.id
        WHERE e.kind IN ('edited', 'skipped', 'taken_back')
          AND e.happened_at > %(since)s)
 GROUP BY t.id
HAVING min(n.approved_on) <= %(since)s AND count(*) >= %(least)s
 ORDER BY t.id
"""
