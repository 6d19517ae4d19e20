from odoo import models
from odoo.tools import SQL

from ..tools.calendar import add_working_days

FRESH_DAYS = 4  # working days after which a bank journal is no longer up to date


class RecoveryStart(models.AbstractModel):
    """Lines 1 to 3: ties to the ledger, bank up to date, to match first."""

    _inherit = "recovery.start"

    # --- 1: ties to the ledger ------------------------------------------------

    def _line_ledger(self, reading):
        control = reading.control
        open_parts = [p for p in control["parts"] if p["code"] in _TO_DECIDE]
        undecided = sum(part["amount"] for part in open_parts)
        line = {
            "title": self.env._("Ties to the ledger"),
            "text": self._tie_text(reading),
            "state": "ok" if control["ties"] and not open_parts else "todo",
            "amount": undecided if open_parts else control["total"],
            "count": sum(part["count"] for part in open_parts),
            "notes": [self._to_decide(reading, part) for part in open_parts],
            "details": self._tie_details(reading),
            "buttons": [self._button("accounts")],
        }
        entries = [p for p in open_parts if p["code"] == "no_followup"]
        if open_parts:
            part = (entries or open_parts)[0]
            line["buttons"].insert(
                0, self._button("items", [part["code"], part["key"]], primary=True)
            )
        if not control["ties"]:
            line["amount"] = line["gap"] = control["unexplained"]
        return line

    def _tie_text(self, reading):
        control = reading.control
        total = reading.money(control["total"])
        if control["ties"]:
            return self.env._("%(total)s: equal to your customer accounts", total=total)
        return self.env._(
            "%(total)s in your customer accounts, of which %(gap)s is not explained",
            total=total,
            gap=reading.money(control["unexplained"]),
        )

    def _to_decide(self, reading, part):
        amount = reading.money(part["amount"])
        if part["code"] == "no_followup":
            journal = self.env["account.journal"].browse(part["key"])
            return self.env._(
                "%(amount)s excluded by the journal “%(journal)s”: decide",
                amount=amount,
                journal=journal.name,
            )
        return self.env._("%(amount)s has no customer: name one", amount=amount)

    def _tie_details(self, reading):
        """Return the accounts, then what stands between them and what is chased."""
        control = reading.control
        rows = [
            _detail(account.display_name, balance)
            for account, balance in control["accounts"]
        ]
        rows.append(_detail(self.env._("Customer accounts"), control["total"], True))
        rows += [self._part_detail(part) for part in control["parts"]]
        labels = {
            "in_flight": self.env._("Payments being processed"),
            "spare_credits": self.env._("Credits beyond the debts chased"),
            "upcoming": self.env._("Not due yet"),
        }
        for name, label in labels.items():
            if control[name]:
                rows.append(_detail(label, control[name]))
        rows.append(_detail(self.env._("To chase"), control["to_chase"], True))
        for account, balance in control["others"]:
            rows.append(
                _detail(
                    self.env._("Not ours: %(account)s", account=account.display_name),
                    balance,
                )
            )
        return rows

    def _part_detail(self, part):
        """Return an exclusion by its name, with the list behind it."""
        place = [part["code"], part["key"]]
        buttons = [self._button("items", place)]
        if part["code"] == "hold":
            buttons = [self._button("holds", part["key"])]
        if part["code"] == "no_followup":
            buttons.append(self._button("include", part["key"]))
        if part["code"] == "unmatchable":
            buttons = []
        return _detail(self._part_label(part), part["amount"], buttons=buttons)

    def _part_label(self, part):
        """Return why an amount of the ledger is not chased."""
        code, key = part["code"], part["key"]
        if code == "hold":
            return self.env["recovery.case"]._spared_label(key)
        if code == "no_followup":
            journal = self.env["account.journal"].browse(key)
            return self.env._("Excluded entries: %(name)s", name=journal.name)
        account = self.env["account.account"].browse(key).display_name
        if code == "report":
            return self._reported_label(key, account)
        return {
            "no_customer": self.env._("Without customer: %(account)s"),
            "rounding": self.env._("Exchange differences: %(account)s"),
            "elsewhere": self.env._(
                "Matched with another company or a draft: %(account)s"
            ),
            "unmatchable": self.env._("Account that cannot be matched: %(account)s"),
        }[code] % {"account": account}

    def _reported_label(self, account_id, account):
        followed = self.env["recovery.account"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("account_id", "=", account_id),
            ]
        )
        if followed.treatment == "maturity":
            return self.env._("Until maturity: %(account)s", account=account)
        return self.env._("Reported only: %(account)s", account=account)

    # --- 2: bank up to date ---------------------------------------------------

    def _line_bank(self, reading):
        company = reading.company
        journals = self.env.execute_query_dict(SQL(_BANKS, company=company.id))
        closed = company._recovery_closed_days(reading.today)
        days = company.recovery_bank_days or FRESH_DAYS
        stale = [
            one
            for one in journals
            if not one["last"]
            or add_working_days(one["last"], days, closed) < reading.today
        ]
        waiting = sum(float(one["amount"]) for one in journals)
        count = sum(one["count"] for one in journals)
        line = {
            "title": self.env._("Bank up to date"),
            "state": "todo" if stale or waiting or not journals else "ok",
            "amount": waiting,
            "count": count + len(stale),
            "text": self._bank_text(reading, journals, stale),
            "notes": [],
            "details": [],
            "buttons": [self._button("journals", primary=bool(stale or not journals))],
        }
        if waiting:
            line["notes"].append(
                self.env._(
                    "Receipts to match: %(count)s, %(amount)s; some may pay an invoice",
                    count=count,
                    amount=reading.money(waiting),
                )
            )
        if count:
            line["buttons"].insert(0, self._button("bank", primary=not stale))
        for one in journals if len(journals) > 1 else ():
            day = reading.date(one["last"]) if one["last"] else self.env._("never")
            name = self.env["account.journal"].browse(one["id"]).name
            line["details"].append(_detail(f"{name} – {day}", one["amount"]))
        return line

    def _bank_text(self, reading, journals, stale):
        if not journals:
            return self.env._("No bank journal: payments received are not seen")
        last = min((one["last"] for one in stale if one["last"]), default=None)
        names = ", ".join(
            self.env["account.journal"]
            .browse([one["id"] for one in stale])
            .mapped("name")
        )
        if last:
            return self.env._(
                "%(names)s: nothing since %(date)s, who paid since would be reminded",
                names=names,
                date=reading.date(last),
            )
        if stale:
            return self.env._("%(names)s: no movement yet", names=names)
        newest = max(one["last"] for one in journals)
        return self.env._("Movements up to %(date)s", date=reading.date(newest))

    # --- 3: to match first ----------------------------------------------------

    def _line_match(self, reading):
        rows = self.env["recovery.debtors"]._to_match(reading.debtors)
        rows.sort(key=lambda row: -row["credit"])
        amount = float(sum(row["credit"] for row in rows))
        credits = sum(row["credit_count"] for row in rows)
        text = self.env._("No customer has both open debts and open credits")
        if rows:
            text = self._match_text(reading, rows, credits, amount)
        return {
            "title": self.env._("To match first"),
            "state": "todo" if rows else "ok",
            "amount": amount,
            "count": credits,
            "text": text,
            "details": [
                _detail(
                    row["name"],
                    row["credit"],
                    buttons=[self._button("match", [row["debtor_id"]])],
                )
                for row in rows[:10]
            ],
            "buttons": [self._button("match", primary=True)] if rows else [],
        }

    def _match_text(self, reading, rows, credits, amount):
        if credits == 1:
            return self.env._(
                "1 customer to match first: %(name)s, 1 credit, %(amount)s",
                name=rows[0]["name"],
                amount=reading.money(amount),
            )
        if len(rows) == 1:
            return self.env._(
                "1 customer to match first: %(name)s, %(count)s credits, %(amount)s",
                name=rows[0]["name"],
                count=credits,
                amount=reading.money(amount),
            )
        return self.env._(
            "%(customers)s customers to match first: %(count)s credits, %(amount)s",
            customers=len(rows),
            count=credits,
            amount=reading.money(amount),
        )


_TO_DECIDE = ("no_followup", "no_customer")


def _detail(label, amount, total=False, buttons=()):
    return {
        "label": label,
        "amount": float(amount),
        "total": total,
        "buttons": list(buttons),
    }


# the newest movement of each bank: a statement's line, or any entry on its account
_BANKS = """
SELECT j.id, GREATEST(bank.last, ledger.last) AS last,
       COALESCE(bank.count, 0) AS count, COALESCE(bank.amount, 0) AS amount
  FROM account_journal j
  LEFT JOIN LATERAL (
      SELECT max(m.date) AS last,
             count(*) FILTER (WHERE s.is_reconciled IS NOT TRUE AND s.amount > 0)
                 AS count,
             sum(m.amount_total_signed) FILTER (
                 WHERE s.is_reconciled IS NOT TRUE AND s.amount > 0) AS amount
        FROM account_bank_statement_line s
        JOIN account_move m ON m.id = s.move_id AND m.state = 'posted'
       WHERE s.journal_id = j.id AND s.company_id = %(company)s
  ) bank ON TRUE
  LEFT JOIN LATERAL (
      SELECT l.date AS last
        FROM account_move_line l
       WHERE l.account_id = j.default_account_id AND l.company_id = %(company)s
         AND l.parent_state = 'posted'
       ORDER BY l.date DESC LIMIT 1
  ) ledger ON TRUE
 WHERE j.company_id = %(company)s AND j.type = 'bank' AND j.active
 ORDER BY j.sequence, j.id
"""
