from datetime import timedelta

from markupsafe import Markup

from odoo import models
from odoo.tools import format_date, formatLang

from ..tools.segments import CONSUMER


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _words(self, claim, recipient, today):
        """Return what each placeholder says, in the language of the environment."""
        first = claim.first
        main = claim.upcoming if self._is_before_due() else claim.totals
        sender, company = self._sender(), self.company_id
        move = first.move_id if first else self.env["account.move"]
        due = first.date_maturity if first else False
        signature, phone, reply = company._recovery_contact(sender)
        deadline = today + timedelta(days=self.template_id.deadline_days)
        return {
            "customer": self._addressed(recipient),
            "company": company.name,
            "invoice": (move.name or first.name if first else "") or "",
            "invoice_date": self._date(move.invoice_date or move.date),
            "due_date": self._date(due),
            "days_late": str(max(0, (today - due).days)) if due else "",
            "total": self._amounts(main),
            "upcoming": self._amounts(claim.upcoming),
            "count": str(sum(line["kind"] == "overdue" for line in claim.lines)),
            "deadline": self._date(company._recovery_next_working_day(deadline)),
            "discount": self._discount(first, today),
            "sender": signature,
            "contact": " – ".join(filter(None, (phone, reply))),
            "reference": move.payment_reference or move.name or "",
            "items": self._items_table(claim.lines),
            "transfer": company._recovery_transfer(),
        }

    def _addressed(self, recipient):
        """Return the name of who reads it; of an officer, also for whom he stands."""
        debtor = self.partner_id
        if not recipient.name or recipient.commercial_partner_id == debtor:
            return recipient.name or debtor.display_name
        return self.env._(
            "%(officer)s, for %(customer)s",
            officer=recipient.name,
            customer=debtor.display_name,
        )

    def _sender(self):
        """Return who signs, and gets the answer: somebody who is there today."""
        responsible = self.case_id.user_id or self.company_id.recovery_user_id
        company = self.company_id
        acting = self._once(
            ("acting", company.id, responsible.id),
            lambda: company._recovery_acting(responsible),
        )
        return acting.with_env(self.env)

    def _mediator(self):
        """Return the mediator that a consumer must be told of, or nothing."""
        kind = self.partner_id._recovery_kind()
        return self.company_id.recovery_mediator if kind == CONSUMER else False

    def _date(self, day):
        if not day:
            return ""
        return format_date(
            self.env, day, lang_code=self.env.context.get("lang"), date_format="long"
        )

    def _money(self, amount, currency):
        return formatLang(self.env, amount, currency_obj=currency)

    def _amounts(self, totals):
        """Return one amount per currency, never added up across currencies."""
        return " + ".join(self._money(a, c) for c, a in totals.items() if a)

    def _discount(self, line, today):
        """Return the sentence of an early-payment discount still open, or nothing."""
        if not line or not line.discount_date or line.discount_date < today:
            return Markup("")
        if not line.move_id._is_eligible_for_early_payment_discount(
            line.currency_id, today
        ):
            return Markup("")
        return Markup("<p>%s</p>") % self.env._(
            "An early-payment discount is still open: %(amount)s settles the invoice "
            "until %(date)s.",
            amount=self._money(line.discount_amount_currency, line.currency_id),
            date=self._date(line.discount_date),
        )

    def _items_table(self, lines):
        blocks = []
        titles = {
            "overdue": self.env._("To pay now"),
            "upcoming": self.env._("Due soon"),
        }
        for code, kinds in (
            ("overdue", ("overdue", "credit", "in_flight")),
            ("upcoming", ("upcoming",)),
        ):
            rows = [line for line in lines if line["kind"] in kinds]
            if rows:
                blocks.append(
                    {
                        "title": titles[code],
                        "rows": [self._item(row) for row in rows],
                        "totals": self._block_totals(rows),
                    }
                )
        return self.env["ir.qweb"]._render(
            "debt_recovery.message_items", {"blocks": blocks}
        )

    def _item(self, row):
        currency = self.env["res.currency"].browse(row["currency_id"])
        due = row.get("due") if row["kind"] in ("overdue", "upcoming") else None
        return {
            "name": self._item_name(row),
            "date": self._date(row.get("document_date")),
            "due": self._date(due),
            "amount": self._money(row["amount"], currency),
            "is_credit": row["amount"] < 0,
            "disputed": self._disputed_words(row, currency),
        }

    def _disputed_words(self, row, currency):
        """Return what is said of the part that the customer contests."""
        if not row.get("disputed"):
            return ""
        return self.env._(
            "%(amount)s disputed: not asked for",
            amount=self._money(row["disputed"], currency),
        )

    def _item_name(self, row):
        """Name a credit for its reader: a receipt has a number of our own only."""
        line = self.env["account.move.line"].browse(row.get("line_id") or 0)
        if row["kind"] == "credit" and line and not line.move_id.is_invoice(True):
            return self.env._("Payment received, to be allocated")
        return row["name"]

    def _block_totals(self, rows):
        totals = {}
        for row in rows:
            currency = self.env["res.currency"].browse(row["currency_id"])
            totals[currency] = totals.get(currency, 0) + row["amount"]
        return [self._money(amount, currency) for currency, amount in totals.items()]
