from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..tools.arrangements import PLAN, PROMISE, SETTLEMENT
from .recovery_link_account import FOLDED, PAGE

LOOKED_AT = ("active", "kept", "partly_kept")
LONGEST = timedelta(days=365)  # how far back progress is measured


class RecoveryLink(models.Model):
    """Where the account stands: what is agreed, what was settled, what comes next."""

    _inherit = "recovery.link"

    def _standings(self):
        """Return ``{arrangement: judgement}`` of what runs on this account, by the
        ledger of this second: what is kept may take money too, and is looked at."""
        every = self.case_id.arrangement_ids.filtered(
            lambda one: one.state in LOOKED_AT
        )
        if "active" not in every.mapped("state"):
            return {}
        judged = every._judged(self.company_id, self.company_id._recovery_today())
        running = [
            (one, judgement)
            for one, judgement, _loose in judged
            if one.state == "active" and judgement.state == "active"
        ]
        return dict(sorted(running, key=lambda found: (found[0].last_due, found[0].id)))

    def _agreed_row(self, agreed, judgement):
        received = agreed.currency_id.round(float(judgement.received))
        text = agreed._words()
        if received:
            text = self.env._(
                "%(words)s; %(money)s received",
                words=text,
                money=agreed._money(received),
            )
        return {
            "label": self._kind_label(agreed.kind),
            "text": text,
            "part": self._agreed_at(agreed),
        }

    def _agreed_at(self, agreed):
        """Return the part of the page where an agreement stands."""
        part = {PLAN: "arrangement", SETTLEMENT: "offer"}.get(agreed.kind, "follow")
        return f"{part}/{agreed.reference}" if self._opens(part) else ""

    def _kind_label(self, kind):
        return {
            PROMISE: self.env._("Payment announced"),
            PLAN: self.env._("Payment plan"),
            SETTLEMENT: self.env._("Proposal to settle"),
        }[kind]

    def _announced(self):
        """Return the charges that the customer was told of; none is in what is to pay:
        ``rows``, the latest ones, ``folded`` (their number in words, where many) and
        ``totals``, one a currency."""
        domain = [
            ("partner_id", "=", self.partner_id.id),
            ("company_id", "=", self.company_id.id),
            ("state", "=", "announced"),
        ]
        charges, statement = self.env["recovery.charge"], self.env["recovery.statement"]
        sums = charges._read_group(
            domain, ["currency_id"], ["amount:sum", "__count"], order="currency_id"
        )
        number = sum(count for _currency, _amount, count in sums)
        found = charges.search(domain, limit=PAGE) if number else charges
        folded = number > FOLDED and self._items_words(number)
        return {
            "rows": [self._announced_row(one) for one in found],
            "folded": folded,
            "totals": [statement._money(amount, one) for one, amount, _count in sums],
        }

    def _announced_row(self, charge):
        statement = self.env["recovery.statement"]
        return {
            "name": charge.name,
            "kind": charge._kind_words(charge.kind),
            "day": statement._day(charge.announced_on),
            "amount": statement._money(charge.amount, charge.currency_id),
        }

    # --- what comes next -------------------------------------------------------------

    def _next_words(self, content, agreed):
        """Say in one sentence what happens next."""
        if any(total["to_pay"] for total in content["totals"].values()):
            return self._reminder_words(content["as_of"])
        late_first = sorted(
            agreed.items(), key=lambda found: not self._is_awaited(*found)
        )
        for one, judgement in late_first:
            words = self._next_of(one, judgement)
            if words:
                return words
        if any(
            item["spared"] and item["kind"] == "overdue" for item in content["items"]
        ):
            return self.env._("Nothing is asked of you while we look into this.")
        return self._coming_words(content)

    def _reminder_words(self, today):
        """Say when the next message may leave, if one is planned."""
        day = self.case_id.next_contact_on
        if not day or day <= today:
            return self.env._(
                "Pay, or choose another way below: we adapt to your answer."
            )
        return self.env._(
            "If it stays open without word from you, we write again on %(day)s at the "
            "earliest.",
            day=self.env["recovery.statement"]._day(day, long=True),
        )

    def _next_of(self, agreed, judgement):
        statement = self.env["recovery.statement"]
        if agreed.kind == PROMISE:
            return self.env._(
                "You announced %(words)s: until then, nothing is asked of you for it.",
                words=agreed._words(),
            )
        if agreed.kind == SETTLEMENT:
            return self.env._(
                "Our proposal stands: %(words)s settles these invoices.",
                words=agreed._words(),
            )
        part, now = self._first_left(agreed, judgement)
        if not part:
            return ""
        words = {
            "amount": agreed._money(float(now.amount - now.received)),
            "day": statement._day(part.due_date, long=True),
        }
        if self._is_awaited(agreed, judgement):
            return self.env._(
                "%(amount)s of your payment plan, expected on %(day)s.", **words
            )
        return self.env._(
            "Next instalment of your payment plan: %(amount)s on %(day)s.", **words
        )

    def _first_left(self, plan, judgement):
        """Return ``(instalment, how it stands)`` of the first one that is not paid."""
        parts = zip(plan._plan_parts(), judgement.parts, strict=True)
        left = ((part, now) for part, now in parts if now.state != "received")
        return next(left, (None, None))

    def _is_awaited(self, agreed, judgement):
        """Tell whether an instalment of a plan should have come by now."""
        if agreed.kind != PLAN:
            return False
        part, _now = self._first_left(agreed, judgement)
        today = self.company_id._recovery_today()
        return bool(part) and part.due_date < today and part._late_from() <= today

    def _awaited(self, agreed):
        """Return the part of the page where an awaited instalment is paid, or ""."""
        plans = (one for one, now in agreed.items() if self._is_awaited(one, now))
        return next(map(self._agreed_at, plans), "")

    def _coming_words(self, content):
        coming = [item for item in content["items"] if item["kind"] == "upcoming"]
        if not coming:
            return self.env._("You need do nothing.")
        first = min(coming, key=lambda item: item["due"])
        return self.env._(
            "You need do nothing now. The next due date is %(day)s.",
            day=self.env["recovery.statement"]._day(first["due"], long=True),
        )

    # --- progress --------------------------------------------------------------------

    def _progress(self, agreed):
        """Return what is settled: of a running plan, else of what fell due since the
        account opened or is open from before, one a currency.

        :return: list of ``{label, done}``, ``done`` in percent; only where something is
            settled and something is left
        """
        rows = [
            (one.currency_id, float(judgement.received), one.amount, one)
            for one, judgement in agreed.items()
            if one.kind == PLAN
        ] or [(*row, None) for row in self._settled_since()]
        return [
            {
                "label": self._progress_label(currency, settled, total, plan),
                "done": max(1, int(100 * settled / total)),
            }
            for currency, settled, total, plan in rows
            if currency.compare_amounts(settled, 0) > 0
            and currency.compare_amounts(settled, total) < 0
        ]

    def _progress_label(self, currency, settled, total, plan):
        statement = self.env["recovery.statement"]
        words = {
            "settled": statement._money(settled, currency),
            "total": statement._money(total, currency),
        }
        if plan:
            return self.env._(
                "%(settled)s of your payment plan of %(total)s is paid", **words
            )
        return self.env._(
            "%(settled)s of %(total)s is settled (what fell due since %(day)s)",
            day=statement._day(self._since()),
            **words,
        )

    def _since(self):
        """Return the first due date that progress counts: that of the oldest open
        item, or the day when the account opened, a year back at most."""
        case, today = self.case_id, self.company_id._recovery_today()
        days = [day for day in (case.opened_on, case.oldest_due) if day]
        return max(min(days, default=today), today - LONGEST)

    def _settled_since(self):
        """Return ``[(currency, settled, total)]`` of the invoices that fell due since;
        nothing where one went on as a doubtful debt, which would count it twice."""
        company = self.company_id
        self.env["recovery.exposure"]._flush()
        rows = self.env.execute_query(
            SQL(
                """SELECT l.currency_id, sum(l.amount_currency),
                          sum(l.amount_residual_currency),
                          bool_or(followed.treatment = 'doubtful')
                     FROM account_move_line l
                     JOIN res_partner p ON p.id = l.partner_id
                     JOIN recovery_account followed
                       ON followed.account_id = l.account_id
                      AND followed.company_id = l.company_id
                      AND followed.treatment IN ('chase', 'doubtful')
                    WHERE p.commercial_partner_id = %s AND l.company_id = %s
                      AND l.parent_state = 'posted' AND l.amount_currency > 0
                      AND COALESCE(l.date_maturity, l.date) >= %s
                      AND COALESCE(l.date_maturity, l.date) < %s
                    GROUP BY 1 ORDER BY 1""",
                self.partner_id.id,
                company.id,
                self._since(),
                company._recovery_today(),
            )
        )
        currencies = self.env["res.currency"]
        return [
            (currencies.browse(one), float(total - left), float(total))
            for one, total, left, moved in rows
            if not moved
        ]
