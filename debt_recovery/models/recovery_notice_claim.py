from dataclasses import dataclass, field

from odoo import models


@dataclass
class Claim:
    """What a message may say of the debts at this second, or why it may not leave.

    ``totals``/``upcoming``: ``{currency: amount}``; ``amount`` in company currency;
    ``charges``: what the debts bear by item, None: not looked at.
    """

    reason: str = ""
    text: str = ""
    amount: float = 0.0
    lines: list = field(default_factory=list)
    first: object = None
    totals: dict = field(default_factory=dict)
    upcoming: dict = field(default_factory=dict)
    charges: dict | None = None


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _claim(self, today, rows=None):
        """Return the :class:`Claim` of this reminder.

        :param rows: the customer's exposure, where it was read just now for several;
            None: it is read here
        """
        if self.purpose == "service":  # no thanks once the debt is back
            return Claim(reason="outdated" if self.case_id.state == "open" else "")
        if rows is None:
            rows = self.env["recovery.exposure"]._rows(
                self.company_id, today, self.partner_id.ids
            )
        return self._judge_claim(rows, today)

    def _judge_claim(self, rows, today):
        overdue = [r for r in rows if r["chaseable"] > 0 and r["due"] < today]
        company = self.company_id
        horizon = self._once(
            ("horizon", company.id),
            lambda: self.env["recovery.stage"]._horizon(company),
        )
        soon = [
            r
            for r in rows
            if r["chaseable"] > 0 and 0 <= (r["due"] - today).days <= horizon
        ]
        main = soon if self._is_before_due() else overdue
        anchored = {r["line_id"] for r in main}
        if not main:
            return self._nothing_to_claim(rows)
        if self.anchor == "line" and self.anchor_id not in anchored:
            return Claim(reason="outdated")
        if self.anchor == "stage" and self.anchor_id != self._bracket_entry():
            return Claim(reason="outdated")
        if self.anchor == "notice" and not self._follows(main[0]["line_id"]):
            return Claim(reason="outdated")
        exposure = self.env["recovery.exposure"]
        amount = sum(exposure._in_company(self.company_id, r) for r in main)
        if amount < self._floor(today):
            return Claim(reason="below_floor")
        claim = Claim(amount=amount)
        claim.first = self.env["account.move.line"].browse(main[0]["line_id"])
        claim.lines = self._claim_lines(rows, overdue, soon)
        claim.totals = self._totals(main)
        claim.upcoming = self._totals(soon)
        return claim

    def _follows(self, line_id):
        """Tell whether the reminder that this one follows claimed the oldest debt,
        or what that debt took over from."""
        line = self.env["account.move.line"].browse(line_id)
        moved = line.move_id.line_ids.filtered(lambda one: one.balance < 0)
        debts = line | moved.matched_debit_ids.debit_move_id
        return bool(debts & self.browse(self.anchor_id).line_ids.line_id)

    def _bracket_entry(self):
        since = self.case_id.stage_since
        return int(since.strftime("%Y%m%d")) if since else 0

    def _is_before_due(self):
        return self.treatment_id._is_upcoming()

    def _nothing_to_claim(self, rows):
        if self.anchor == "line":
            rows = [r for r in rows if r["line_id"] == self.anchor_id]
        if any(r["in_flight"] for r in rows):
            return Claim(reason="in_flight")
        spared = [r["spared"] or r["frozen_by"] for r in rows]
        spared = [code for code in spared if code]
        if spared:
            reason = "placed" if spared[0] == "placed" else "spared"
            return Claim(reason=reason, text=spared[0])
        return Claim(reason="settled")

    def _floor(self, today):
        policy = self.policy_id
        return policy.currency_id._convert(
            policy.min_amount,
            self.company_id.currency_id,
            self.company_id,
            today,
            round=False,
        )

    def _totals(self, rows):
        totals = {}
        for row in rows:
            currency = self.env["res.currency"].browse(row["currency_id"])
            totals[currency] = totals.get(currency, 0) + row["chaseable"]
        return totals

    def _claim_lines(self, rows, overdue, soon):
        """Return the table of the message: the overdue debts, each credit and payment
        that is still to match, then what falls due soon.

        While something overdue is left, every credit covers overdue debts: per
        currency the first block adds up to the total claimed, to the cent.
        """
        if self._is_before_due():
            return [self._claim_line(r, "upcoming", r["chaseable"]) for r in soon]
        currencies = {r["currency_id"] for r in overdue}
        last_due = max(r["due"] for r in overdue)
        debts = [
            r
            for r in rows
            if r["residual"] > 0
            and not r["spared"]
            and r["due"] <= last_due
            and r["currency_id"] in currencies
        ]
        credits = [
            r for r in rows if r["residual"] < 0 and r["currency_id"] in currencies
        ]
        asked = self.env["recovery.exposure"]._asked  # what is disputed stays out
        lines = [self._claim_line(r, "overdue", asked(r)) for r in debts]
        lines += [self._claim_line(r, "credit", r["residual"]) for r in credits]
        lines += self._flight_lines(debts)
        lines += [self._claim_line(r, "upcoming", r["chaseable"]) for r in soon]
        return lines

    def _claim_line(self, row, kind, amount):
        line = self.env["account.move.line"].browse(row["line_id"])
        move = line.move_id
        return {
            "line_id": line.id,
            "kind": kind,
            "name": move.name if move.name and move.name != "/" else line.name or "–",
            "document_date": move.invoice_date or move.date,
            "due": row["due"],
            "currency_id": row["currency_id"],
            "residual": float(row["residual"]),
            "disputed": float(row.get("disputed") or 0),
            "amount": float(amount),
        }

    def _flight_lines(self, debts):
        flights = {}
        for row in debts:
            if row["in_flight"]:
                currency = row["currency_id"]
                flights[currency] = flights.get(currency, 0) + row["in_flight"]
        return [
            {
                "kind": "in_flight",
                "name": self.env._("Payments being processed"),
                "currency_id": currency,
                "residual": -float(amount),
                "amount": -float(amount),
            }
            for currency, amount in flights.items()
        ]
