"""Why reminded, why not: one sentence on every open invoice."""

from odoo import api, fields, models
from odoo.tools import SQL, format_date, formatLang

from .recovery_notice import LEFT

WAITING = ("draft", "queued", "withheld", "failed", "uncertain")
CASE_CODES = ("below_floor", "no_step", "no_policy")


class AccountMove(models.Model):
    _inherit = "account.move"

    recovery_why = fields.Char(
        "Reminded, and why",
        compute="_compute_recovery_why",
        groups="debt_recovery.group_auditor",
    )
    recovery_is_reminded = fields.Boolean(
        compute="_compute_recovery_why",
        groups="debt_recovery.group_auditor",
        export_string_translation=False,
    )
    recovery_is_followed = fields.Boolean(
        compute="_compute_recovery_is_followed",
        groups="debt_recovery.group_auditor",
        export_string_translation=False,
    )

    @api.depends("line_ids.no_followup")
    def _compute_recovery_is_followed(self):
        for move in self:
            debts = move._recovery_debts()
            move.recovery_is_followed = not all(debts.mapped("no_followup"))

    @api.depends_context("lang")
    def _compute_recovery_why(self):
        """One reading of the ledger, the accounts and the reminders for all."""
        answers = self._recovery_answers()
        for move in self:
            said = answers.get(move._origin.id)
            move.recovery_why = said and said[0]
            move.recovery_is_reminded = bool(said and said[1])

    def _recovery_answers(self):
        """Return ``{invoice id: (sentence, was it reminded)}`` of open invoices."""
        moves = self._origin.filtered(
            lambda m: (
                m.state == "posted" and m.move_type in ("out_invoice", "out_receipt")
            )
        )
        debts = moves._recovery_debts()
        exposure = debts._recovery_exposure()
        cases = moves._recovery_cases()
        reminded = moves._recovery_last_reminders()
        answers = {}
        for move, lines in debts.grouped("move_id").items():
            rows = [exposure[line.id] for line in lines if line.id in exposure]
            case = cases.get((move.company_id, move.commercial_partner_id))
            before = move._recovery_said(reminded.get(move.id))
            now = move._recovery_situation(rows, case, bool(before))
            parts = move._recovery_part_words(rows)
            said = " ".join(filter(None, (before, now, *parts)))
            answers[move.id] = (said, bool(before))
        return answers

    def _recovery_debts(self):
        """Return the open receivable lines of these invoices."""
        return self.line_ids.filtered(
            lambda line: (
                line.account_type == "asset_receivable"
                and not line.reconciled
                and line.balance > 0
            )
        )

    def _recovery_cases(self):
        cases = (
            self.env["recovery.case"]
            .sudo()
            .search(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("state", "=", "open"),
                ]
            )
        )
        return {(case.company_id, case.partner_id): case for case in cases}

    def _recovery_last_reminders(self):
        """Return ``{invoice id: (reminder, day, claimed, currency)}``, the last."""
        if not self:
            return {}
        self.env["recovery.notice"].flush_model(["state", "left_on"])
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (l.move_id) l.move_id, n.id, n.left_on,
                          sum(nl.amount) OVER (PARTITION BY l.move_id, n.id),
                          nl.currency_id
                     FROM account_move_line l
                     JOIN recovery_notice_line nl ON nl.line_id = l.id
                      AND nl.kind IN ('overdue', 'upcoming')
                     JOIN recovery_notice n ON n.id = nl.notice_id
                      AND n.state = ANY(%s) AND n.purpose <> 'service'
                      AND n.channel <> 'task'
                    WHERE l.move_id = ANY(%s) AND l.display_type = 'payment_term'
                    ORDER BY l.move_id, n.left_on DESC, n.id DESC""",
                list(LEFT),
                self.ids,
            )
        )
        notices = self.env["recovery.notice"].sudo().browse([row[1] for row in rows])
        currencies = self.env["res.currency"].browse([row[4] for row in rows])
        return {
            row[0]: (notice, *row[2:4], currency)
            for row, notice, currency in zip(rows, notices, currencies, strict=True)
        }

    # --- words -------------------------------------------------------------------

    def _recovery_said(self, reminder):
        """Say when the invoice was last in a reminder."""
        if not reminder:
            return ""
        notice, day, claimed, currency = reminder
        return self.env._(
            "Reminded on %(date)s by “%(step)s” (%(amount)s).",
            date=format_date(self.env, day),
            step=notice._step_name(),
            amount=formatLang(self.env, claimed, currency_obj=currency),
        )

    def _recovery_situation(self, rows, case, again):
        """Say what comes next for this invoice, or what keeps it from being reminded.

        :param rows: exposure of its open lines; ``again``: it was reminded before
        """
        today = self.company_id._recovery_today()
        late = [row for row in rows if row["chaseable"] > 0 and row["due"] < today]
        if not late or not case:
            reason = self._recovery_reason(rows, case, today)
        elif not case.released_on:
            reason = self.env._("old debt, not released yet")
        elif case.why in CASE_CODES:
            reason = case._why_not()
        elif again:
            return case._next_words()
        else:
            return self.env._("Not reminded yet. %(next)s", next=case._next_words())
        if again:
            return self.env._("Not reminded any more: %(reason)s.", reason=reason)
        return self.env._("Not reminded: %(reason)s.", reason=reason)

    def _recovery_reason(self, rows, case, today):
        """Say why nothing of this invoice is to chase today."""
        if not rows:
            return self.env._("its account is not followed")
        spared = next((row for row in rows if row["spared"]), None)
        if spared:
            return self._recovery_spared_words(spared)
        if any(row["in_flight"] for row in rows):
            return self.env._("a payment is being processed")
        if not any(row["chaseable"] > 0 for row in rows):
            return self.env._("credits and payments still to match cover it")
        due = min(row["due"] for row in rows if row["chaseable"] > 0)
        if due >= today:
            return self.env._("due on %(date)s", date=format_date(self.env, due))
        return self.env._("the next daily run will look at it")

    def _recovery_spared_words(self, row):
        label = self.env["recovery.case"]._spared_label(row["spared"])
        if row["spared"] in ("report", "no_followup", "blocked", "placed"):
            return label
        if row["spared"] == row["frozen_by"]:
            return self._recovery_frozen_words(row)
        label = label[:1].lower() + label[1:]
        if row["spared_until"]:
            return self.env._(
                "on hold until %(date)s (%(kind)s)",
                date=format_date(self.env, row["spared_until"]),
                kind=label,
            )
        return self.env._("on hold until it is lifted (%(kind)s)", kind=label)

    def _recovery_frozen_words(self, row):
        """Say why all of a debt waits: disputed, or part of what was agreed."""
        agreed = self.env["recovery.arrangement"].sudo().browse(row["arrangement_id"])
        if not agreed:
            return self.env["recovery.dispute"].sudo()._why_left(row["line_id"])
        name = agreed.reference
        return {
            "promise": self.env._("a payment was promised (%(name)s)", name=name),
            "plan": self.env._("it is in payment plan %(name)s", name=name),
            "settlement": self.env._("a settlement was agreed (%(name)s)", name=name),
        }[row["spared"]]

    def _recovery_part_words(self, rows):
        """Say what is left aside of debts of which the rest is chased."""
        partly = [row for row in rows if row["frozen_by"] and not row["spared"]]
        currency = self.currency_id
        sums = {
            name: sum(row[name] for row in partly) for name in ("disputed", "arranged")
        }
        texts = {
            "disputed": self.env._("Disputed, left aside: %(amount)s."),
            "arranged": self.env._("Agreed, left aside: %(amount)s."),
        }
        return [
            texts[name] % {"amount": formatLang(self.env, sum_, currency_obj=currency)}
            for name, sum_ in sums.items()
            if sum_
        ]


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _why_not(self):
        """Say, within a sentence, why nothing leaves for this customer."""
        return {
            "below_floor": self.env._(
                "what the customer owes is below the amount from which reminders leave"
            ),
            "no_step": self.env._("no further step in the scenario"),
            "no_policy": self.env._("no scenario applies"),
        }[self.why]

    def _next_words(self):
        """Say what waits to leave, else what comes next and when."""
        waiting = self.notice_ids.filtered(
            lambda n: n.state in WAITING and n.channel != "task"
        )[:1]
        if waiting:
            return self.env._(
                "“%(step)s”: %(state)s.",
                step=waiting._step_name(),
                state=waiting._waiting_words(),
            )
        if self.why == "payment_run":
            return f"{self._why_words()}."
        if not self.next_contact_on:
            return f"{self._why_words()}."
        return self.env._(
            "Next: “%(step)s”, about %(date)s.",
            step=self.next_treatment_id.name,
            date=format_date(self.env, self.next_contact_on),
        )


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _waiting_words(self):
        if self.state == "draft":
            return self.env._("waits for an approval")
        if self.state == "queued" and not self.reason:
            return self.env._("about to leave")
        if self.state == "uncertain":
            return self.env._("may have left, somebody must say")
        text = self.situation_text or ""
        return text[:1].lower() + text[1:]
