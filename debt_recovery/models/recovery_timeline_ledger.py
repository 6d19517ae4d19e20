"""What the timeline takes from elsewhere: the ledger's payments and the chatter."""

import textwrap
from datetime import datetime, time

from odoo import models
from odoo.tools import SQL, format_date, format_datetime, formatLang, html2plaintext

from .recovery_receipt_sql import MONEY
from .recovery_timeline_desk import SHOWN, Moment

EXCERPT = 300  # characters of a message
NAMES = 5  # documents that a payment names


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _moments(self):
        return sorted(
            super()._moments() + self._payment_moments() + self._message_moments(),
            key=lambda moment: moment.at,
            reverse=True,
        )

    # --- payments received -----------------------------------------------------------

    def _payment_moments(self):
        """Return the latest payments of the customer, with what each one paid."""
        if not self.env["account.move.line"].has_access("read"):
            return []
        self.env["recovery.exposure"]._flush()
        followed = self.env["recovery.account"]._followed(self.company_id)
        contacts = self.env["res.partner"].sudo().with_context(active_test=False)
        family = contacts._search([("commercial_partner_id", "=", self.partner_id.id)])
        rows = self.env.execute_query_dict(
            SQL(
                _PAYMENTS,
                company=self.company_id.id,
                accounts=followed.account_id.ids or [0],
                contacts=[row[0] for row in self.env.execute_query(family.select())],
                limit=SHOWN,
                money=MONEY,
                agencies=self.company_id.sudo().recovery_agency_journal_id.id or 0,
            )
        )
        return [self._payment_moment(row) for row in rows]

    def _payment_moment(self, row):
        currency = self.env["res.currency"].browse(row["currency_id"])
        amount = formatLang(self.env, row["amount"], currency_obj=currency)
        names = row["names"] or []
        detail = ", ".join(names[:NAMES])
        if len(names) > NAMES:
            detail = self.env._(
                "%(names)s and %(more)s more", names=detail, more=len(names) - NAMES
            )
        if row["is_open"]:
            left = self.env._("not matched yet, or not in full")
            detail = f"{detail} · {left}" if detail else left
        return Moment(
            at=datetime.combine(row["date"], time(12)),
            day=format_date(self.env, row["date"]),
            kind="payment",
            icon="fa-money",
            tone="success",
            title=self.env._("Payment received: %(amount)s", amount=amount),
            detail=detail,
            record=("account.move", row["move_id"]),
        )

    # --- chatter ----------------------------------------------------------------

    def _message_moments(self):
        """Return the latest notes, messages, answers and tasks done."""
        messages = self.env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("id", "not in", self.notice_ids.message_id.ids),
                "|",
                ("message_type", "in", ("comment", "email")),
                ("subtype_id", "=", self.env.ref("mail.mt_activities").id),
            ],
            limit=SHOWN,
            order="date DESC, id DESC",
        )
        moments = map(self._message_moment, messages)
        return [moment for moment in moments if moment.detail]

    def _message_moment(self, message):
        kind = self._message_kind(message)
        icons = {"reply": "fa-reply", "note": "fa-sticky-note-o", "task": "fa-check"}
        titles = {
            "reply": self.env._("Answer received"),
            "note": self.env._("Note"),
            "email": self.env._("E-mail written by hand"),
            "task": self.env._("Task done"),
        }
        said = " ".join(html2plaintext(message.body or "").split())
        said = textwrap.shorten(said, EXCERPT, placeholder=" …")
        who = message.author_id.display_name or message.email_from
        return Moment(
            at=message.date,
            day=format_datetime(self.env, message.date, dt_format="short"),
            kind=kind,
            icon=icons.get(kind, "fa-envelope-o"),
            tone={"reply": "warning", "task": "success"}.get(kind, "secondary"),
            title=titles[kind],
            detail=" · ".join(filter(None, (who, message.subject, said))),
            record=None,
        )

    def _message_kind(self, message):
        if message.subtype_id == self.env.ref("mail.mt_activities"):
            return "task"
        people = message.author_id.with_context(active_test=False).user_ids
        ours = people.filtered(lambda user: not user.share)  # those who left, too
        if message.message_type == "email" or not ours:
            return "reply"
        return "note" if message.subtype_id.internal else "email"


# a payment may pay many invoices: the first names are enough
_PAYMENTS = """
SELECT paid.*, ARRAY(
         SELECT DISTINCT m.name FROM account_partial_reconcile part
           JOIN account_move_line debt ON debt.id = part.debit_move_id
           JOIN account_move m ON m.id = debt.move_id
          WHERE part.credit_move_id = paid.id AND m.name IS NOT NULL
          ORDER BY m.name) AS names
  FROM (SELECT l.id, l.move_id, l.date, l.currency_id, -l.amount_currency AS amount,
               l.reconciled IS NOT TRUE AS is_open
          FROM account_move_line l
          JOIN account_journal j ON j.id = l.journal_id
           AND (j.type IN %(money)s OR j.id = %(agencies)s)
         WHERE l.partner_id = ANY(%(contacts)s) AND l.company_id = %(company)s
           AND l.account_id = ANY(%(accounts)s) AND l.parent_state = 'posted'
           AND l.balance < 0
         ORDER BY l.date DESC, l.id DESC LIMIT %(limit)s) AS paid
"""
