from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .recovery_notice import LEFT, PENDING

DATED = ("stage", "case", "import", "plan")  # anchors that are days, not records


class RecoveryCase(models.Model):
    """How an account is released, settled and merged."""

    _inherit = "recovery.case"

    # --- release -----------------------------------------------------------------

    def _release(self, treatment=None, as_of=None):
        """Let reminders leave for these customers, entering at ``treatment``.

        :raises UserError: when the step may not be a first contact
        """
        if treatment and not treatment.is_entry:
            self._check_entry_history(treatment)
        for company, cases in self.grouped("company_id").items():
            today = as_of or company._recovery_today()
            cases.sudo().write(
                {
                    "released_on": today,
                    "entry_treatment_id": treatment.id if treatment else False,
                    "next_check_on": today,
                }
            )
            self.env["recovery.mark"]._add(company, cases.partner_id, "released")
        text = treatment.name if treatment else ""
        self.env["recovery.event"]._log("released", self, text=text)

    def _check_entry_history(self, treatment):
        """A step that quotes earlier reminders needs them on record."""
        known = self.env["recovery.notice"]._read_group(
            [("case_id", "in", self.ids), ("state", "in", LEFT)], ["case_id"]
        )
        unknown = self - self.browse([case.id for (case,) in known])
        if treatment.purpose == "statutory" or unknown:
            first = (unknown or self)[:1]
            raise UserError(
                self.env._(
                    "“%(step)s” cannot be a first contact: it needs earlier reminders "
                    "on record, and %(customer)s has none. Import them, or choose a "
                    "first reminder.",
                    step=treatment.name,
                    customer=first.display_name,
                )
            )

    # --- settle ------------------------------------------------------------------

    def _close(self, as_of):
        """Close settled accounts: nothing waits any more, the ladder is reset."""
        waiting = self.notice_ids.filtered(
            lambda n: n.state in PENDING and n.purpose != "service"
        )
        waiting._move_to("cancelled", reason="settled")
        self.notice_ids._cancel_fallen_letters()
        self.callback_ids.filtered(lambda one: one.state == "waiting")._move_to(
            "cancelled"
        )
        self._follow_promises()
        self._thank(as_of)
        self.env["recovery.case.stage"].sudo().search(
            [("case_id", "in", self.ids), ("left_on", "=", False)]
        ).write({"left_on": as_of})
        self.env["recovery.event"]._log("closed", self)
        self.write(
            {
                "state": "closed",
                "closed_on": as_of,
                "kept_policy_id": False,
                "measured_on": as_of,
                "net_overdue": 0,
                "net_upcoming": 0,
                "gross_overdue": 0,
                "credit_amount": 0,
                "in_flight_amount": 0,
                "spared_amount": 0,
                "oldest_due": False,
                "oldest_line_id": False,
                "next_due": False,
                "stage_id": False,
                "stage_since": False,
                "next_check_on": False,
                "next_treatment_id": False,
                "next_contact_on": False,
                "why": "settled",
                "spared_why": False,
            }
        )

    def _thank(self, as_of):
        """Plan the thank-you of customers that paid after a reminder."""
        thankful = self.filtered(
            lambda case: (
                case.policy_id.thank_you and case.policy_id.thank_you_template_id
            )
        )
        for case in thankful._paid_after_reminder():
            template = case.policy_id.thank_you_template_id
            anchor_id = int(as_of.strftime("%Y%m%d"))
            wanted = {
                "case_id": case.id,
                "company_id": case.company_id.id,
                "partner_id": case.partner_id.id,
                "policy_id": case.policy_id.id,
                "template_id": template.id,
                "template_version": template.version,
                "channel": template.channel,
                "purpose": "service",
                "tone": template.tone,
                "mode": "automatic",
                "state": "queued",
                "anchor": "case",
                "anchor_id": anchor_id,
                "planned_on": as_of,
            }
            known = case.notice_ids.filtered(
                lambda n, day=anchor_id: n.anchor == "case" and n.anchor_id == day
            )
            if not known:
                self.env["recovery.notice"].create(wanted)

    def _paid_after_reminder(self):
        """Return those where money settled a debt claimed since the account opened.

        A write-off, a transfer to doubtful debts or a bill accepted is no receipt.
        """
        found = self.browse()
        for company, cases in self.grouped("company_id").items():
            claimed = SQL(
                """SELECT nl.line_id, n.case_id FROM recovery_notice n
                     JOIN recovery_notice_line nl ON nl.notice_id = n.id
                     JOIN recovery_case c ON c.id = n.case_id
                    WHERE n.case_id = ANY(%s) AND n.left_on >= c.opened_on
                      AND n.state = ANY(%s)""",
                cases.ids,
                list(LEFT),
            )
            lines = SQL("part.debit_move_id IN (SELECT line_id FROM claimed)")
            rows = self.env.execute_query(
                SQL(
                    """WITH claimed AS (%s)
                       SELECT DISTINCT claimed.case_id FROM (%s) AS receipt
                         JOIN claimed ON claimed.line_id = receipt.line_id
                        WHERE receipt.nature = 'cash'""",
                    claimed,
                    self.env["recovery.receipt"]._sql(company, lines),
                )
            )
            found |= self.browse(case_id for (case_id,) in rows)
        return found

    def _alert_left_profile(self):
        """Tell the responsible that a spared customer joins the standard scenario."""
        for case in self:
            user = case._acting()
            if user:
                case.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._(
                        "Good payer now late: joins the usual reminders"
                    ),
                    user_id=user.id,
                )
        if self:
            self.env["recovery.event"]._log("left_profile", self)

    # --- merge -------------------------------------------------------------------

    def _merge_debtors(self, sources, target):
        """Before contacts merge: fold accounts, reminders, holds and consents.

        :param sources: ``res.partner`` that disappear; ``target``: the one that stays
        """
        debtors = sources | target
        cases = self.sudo().search([("partner_id", "in", debtors.ids)])
        for company, group in cases.grouped("company_id").items():
            kept = group.filtered(lambda c: c.partner_id == target)[:1] or group[:1]
            (group - kept)._fold_into(kept)
            kept.partner_id = target
            self.env["recovery.mark"]._add(company, target, "merged")
        self._merge_reach(sources, target)

    def _fold_into(self, kept):
        """Move all that these accounts hold into ``kept`` and drop them."""
        if not self:
            return
        self._drop_double_notices(kept)
        notices = self.env["recovery.notice"].search([("case_id", "in", self.ids)])
        dated = notices.filtered(lambda n: n.anchor in DATED)
        for notice in dated:  # dates, not records: accounts may share one
            notice.rank = 1000 + notice.id
        notices.write({"case_id": kept.id})
        for model in ("recovery.arrangement", "recovery.dispute", "recovery.debit"):
            found = self.env[model].search([("case_id", "in", self.ids)])
            found.write({"case_id": kept.id})
        for table in ("recovery_event", "recovery_decision", "recovery_case_stage"):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET case_id = %s WHERE case_id IN %s",
                    SQL.identifier(table),
                    kept.id,
                    self._ids,
                )
            )
        self.env["mail.message"].search(
            [("model", "=", self._name), ("res_id", "in", self.ids)]
        ).write({"res_id": kept.id})
        self.env["mail.activity"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        ).write({"res_id": kept.id})
        everyone = self | kept
        released = [case.released_on for case in everyone]
        kept.write(
            {
                "released_on": all(released) and max(released),
                "state": "open" if "open" in everyone.mapped("state") else "closed",
                "opened_on": min(filter(None, everyone.mapped("opened_on"))),
            }
        )
        self.env.invalidate_all()
        self.env["recovery.event"]._log("merged", kept)
        self.unlink()

    def _drop_double_notices(self, kept):
        """Two waiting reminders of one step would collide: the kept account's stays."""
        waiting = self.env["recovery.notice"].search(
            [("case_id", "in", (self | kept).ids), ("state", "in", PENDING)]
        )
        for notice in waiting:
            if notice.case_id != kept:
                notice._move_to("cancelled", reason="merged")

    def _merge_reach(self, sources, target):
        Reach = self.env["recovery.reach"].sudo()
        rows = Reach.search(
            [
                ("medium", "=", "debtor"),
                ("debtor_id", "in", (sources | target).ids),
            ]
        )
        if not rows:
            return
        kept = rows.filtered(lambda r: r.debtor_id == target)[:1] or rows[:1]
        rows._merge_into(kept)
        kept.write({"debtor_id": target.id, "address": str(target.id)})

    # --- reminders made elsewhere ---------------------------------------------------

    def _record_earlier(self, treatment, day, channel="email"):
        """Record a reminder that left before, or outside: it counts as sent."""
        self.ensure_one()
        rows = self._exposure(day)
        claimed = [r for r in rows if r["residual"] > 0 and r["due"] <= day]
        Notice = self.env["recovery.notice"].sudo()  # agents import, none creates
        anchor_id = int(day.strftime("%Y%m%d"))
        known = self.notice_ids.filtered(
            lambda n: (
                n.anchor == "import"
                and n.anchor_id == anchor_id
                and n.treatment_id == treatment
            )
        )
        if known:
            return known
        notice = Notice.create(
            {
                "case_id": self.id,
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "treatment_id": treatment.id,
                "policy_id": treatment.policy_id.id,
                "channel": channel,
                "purpose": treatment.purpose,
                "state": "sent",
                "anchor": "import",
                "anchor_id": anchor_id,
                "planned_on": day,
                "left_on": day,
                "line_ids": [
                    (0, 0, Notice._claim_line(r, "overdue", r["residual"]))
                    for r in claimed
                ],
            }
        )
        self.env["recovery.event"]._log("imported", self, treatment.name, notice)
        self.env["recovery.mark"]._add(self.company_id, self.partner_id, "imported")
        return notice
