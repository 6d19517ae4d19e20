from odoo import api, fields, models
from odoo.tools import format_date, formatLang


class RecoveryNotice(models.Model):
    """Today's reminders: why each one is there, and what an approval would do."""

    _inherit = "recovery.notice"

    why_text = fields.Char("Why", compute="_compute_why_text")
    oldest_due = fields.Date(related="case_id.oldest_due")
    is_edited = fields.Boolean("Edited", compute="_compute_is_edited")

    @api.depends("edited_body", "edited_text", "to_id")
    def _compute_is_edited(self):
        for notice in self:
            notice.is_edited = bool(
                notice.edited_body or notice.edited_text or notice.to_id
            )

    # --- why -----------------------------------------------------------------------

    @api.depends("anchor", "anchor_id", "stage_id")
    @api.depends_context("lang")
    def _compute_why_text(self):
        """Say in one sentence what made each step due."""
        lines = self.filtered(lambda one: one.anchor == "line").mapped("anchor_id")
        notices = self.filtered(lambda one: one.anchor == "notice").mapped("anchor_id")
        events = self.filtered(lambda one: one.anchor == "event").mapped("anchor_id")
        known = {
            "line": self._existing("account.move.line", lines),
            "notice": self._existing("recovery.notice", notices),
            "event": self._existing("recovery.event", events),
        }
        for notice in self:
            anchor = known.get(notice.anchor, {}).get(notice.anchor_id)
            notice.why_text = notice._why(anchor)

    def _existing(self, model, ids):
        """Return ``{id: record}`` of those still there; read for their names alone."""
        found = self.env[model].sudo().browse(set(ids)).exists()
        return {record.id: record for record in found}

    def _why(self, anchor):
        if self.anchor == "line" and anchor:
            return self._why_line(anchor)
        if self.anchor == "stage" and self.stage_id:
            return self.env._("Entered “%(bracket)s”", bracket=self.stage_id.name)
        if self.anchor == "notice" and anchor:
            return self.env._(
                "“%(step)s” left on %(date)s",
                step=anchor.treatment_id.name or "",
                date=format_date(self.env, anchor.left_on or anchor.planned_on),
            )
        if self.anchor == "event" and anchor:
            kinds = dict(anchor._fields["kind"]._description_selection(self.env))
            return kinds.get(anchor.kind, "")
        return ""

    def _why_line(self, line):
        name = line.move_id.name or line.name or ""
        due = line.date_maturity or line.date
        days = (self.company_id._recovery_today() - due).days
        if days < 0:
            return self.env._(
                "%(invoice)s falls due on %(date)s",
                invoice=name,
                date=format_date(self.env, due),
            )
        if days == 0:
            return self.env._("%(invoice)s falls due today", invoice=name)
        return self.env._("%(invoice)s is %(days)s days late", invoice=name, days=days)

    # --- approving many ------------------------------------------------------------

    def approval_preview(self):
        """Return what an approval of these would do, without doing it.

        :return: ``{"ids", "count", "amount", "excluded"}``: the reminders that would
            leave, their total in words, and ``{"id", "name", "why", "ask"}`` of the
            others; ``ask``: its own approval asks for a reason in writing
        """
        self.check_access("write")
        judged = self._judged()
        amounts = {key: amount for key, (_why, amount) in judged.items()}
        kept = self.filtered(lambda notice: not judged[notice.id][0])
        return {
            "ids": kept.ids,
            "count": len(kept),
            "amount": kept._total_words(amounts),
            "excluded": [
                {
                    "id": notice.id,
                    "name": notice.partner_id.display_name,
                    "why": judged[notice.id][0],
                    "ask": notice.state == "draft" and notice._needs_reason(),
                }
                for notice in self - kept
            ],
        }

    def approve_possible(self):
        """Approve those of these that may leave; say which not, and why.

        :return: as :meth:`approval_preview`, with ``leaves``: from when, in words
        """
        result = self.approval_preview()
        kept = self.browse(result["ids"])
        kept._approve()
        queued = kept.filtered(lambda notice: notice.state == "queued")
        times = [notice.send_after for notice in queued if notice.send_after]
        leaves = fields.Datetime.context_timestamp(self, max(times)) if times else None
        return {
            **result,
            "queued": queued.ids,
            "leaves": leaves.strftime("%H:%M") if leaves else "",
        }

    def _total_words(self, amounts):
        totals = {}
        for notice in self:
            currency = notice.company_id.currency_id
            totals[currency] = totals.get(currency, 0) + amounts[notice.id]
        return " + ".join(
            formatLang(self.env, amount, currency_obj=currency)
            for currency, amount in totals.items()
        )

    def _judged(self):
        """Return ``{id: (why it is left out or "", what it would claim)}``.

        Judged from the ledger as sending will judge it, one read per company.
        """
        judged = {}
        for company, notices in self.grouped("company_id").items():
            today = company._recovery_today()
            rows = {}
            for row in self.env["recovery.exposure"]._rows(
                company, today, notices.partner_id.ids
            ):
                rows.setdefault(row["debtor_id"], []).append(row)
            for channel, some in notices.grouped("channel").items():
                socket = self.env["recovery.channel"]._for(channel)
                pairs = socket._addresses(some)
                for notice in some:
                    claim = notice._judge_claim(
                        rows.get(notice.partner_id.id, []), today
                    )
                    why = notice._why_left_out(claim, pairs[notice.id])
                    judged[notice.id] = (why, claim.amount)
        return judged

    def _why_left_out(self, claim, pairs):
        if self.state != "draft":
            return self._state_label(self.state)
        if self.treatment_id.four_eyes:
            if self._is_alone():
                return self.env._("needs a written reason: approve it by itself")
            if self.approved_by_id == self.env.user:
                return self.env._("you approved it already; a second person does too")
        if self.channel != "task" and not pairs:
            return self.env._("no address")
        labels = dict(self._fields["reason"]._description_selection(self.env))
        return labels.get(claim.reason, "")
