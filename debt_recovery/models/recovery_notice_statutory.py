from datetime import timedelta
from decimal import Decimal

from odoo import models
from odoo.tools import html2plaintext

from ..tools.calendar import add_working_days
from ..tools.notice_costs import scale_total
from ..tools.segments import CONSUMER
from ..tools.wording import WordingError

MAIL_DAYS, DISPUTE_DAYS = 5, 30  # 12 CFR 1006.34(b)(5): receipt assumed, then disputed


class RecoveryNotice(models.Model):
    """What only statutory texts say: who we are, what was sold, what may be added.

    Nothing is invented: where a fact lacks, the text does not leave.
    """

    _inherit = "recovery.notice"

    def _words(self, claim, recipient, today):
        words = super()._words(claim, recipient, today)
        company = self.company_id
        ways = {
            "registration": lambda: company.company_registry or company.vat or None,
            "product": lambda: self._product_words(claim),
            "costs": lambda: self._costs_words(claim, today),
            "creditor": lambda: self._at_home(
                company.sudo().recovery_creditor_id or company.partner_id
            ),
            "office": lambda: self._at_home(company.partner_id),
            "account": self._account_words,
            "itemization": lambda: self._itemization(claim),
            "validation_end": lambda: self._date(self._validation_end(today)),
        }
        used = self._used_words()
        return {
            **words,
            **{name: way() for name, way in ways.items() if name in used},
        }

    def _fill(self, words):
        subject, body = super()._fill(words)
        template = self.template_id
        if template.notice_code:
            read = f"{subject} {html2plaintext(body or '')}"
            lang = self.env.context.get("lang") or self.env.lang or "en_US"
            lacking = template._lacking_mentions(
                self.edited_subject or template.subject,
                self._edited_words(template) or template.body or template.text,
                lang,
                read,
                self._mention_facts(),
            )
            if lacking:
                raise WordingError("mentions", lacking)
        return subject, body

    def _mention_facts(self):
        company = self.company_id
        creditor = company.sudo().recovery_creditor_id or company.partner_id
        return {
            "register": company.company_registry or company.vat,
            "creditor": self._at_home(creditor),
            "office": self._at_home(company.partner_id),
            "payment": company.recovery_bank_id,
        }

    def _at_home(self, partner):
        """Return a name with its postal address, None where there is none."""
        place = " ".join(filter(None, (partner.zip, partner.city)))
        if not (partner.name and partner.street and place):
            return None
        parts = (partner.name, partner.street, partner.street2, place)
        return ", ".join(filter(None, parts))

    def _product_words(self, claim):
        """Return what the oldest invoice says was sold, None where it says nothing."""
        lines = claim.first.move_id.invoice_line_ids if claim.first else []
        names = dict.fromkeys(
            (line.name or "").splitlines()[0].strip()
            for line in lines
            if line.display_type == "product" and line.name
        )
        return ", ".join(list(names)[:3]) or None

    def _account_words(self):
        """Return the customer's reference with all but its end hidden."""
        reference = self.partner_id.ref or str(self.partner_id.id)
        return f"•••{reference[-4:]}"

    def _validation_end(self, today):
        closed = self.company_id._recovery_closed_days(today)
        return add_working_days(today, MAIL_DAYS, closed) + timedelta(days=DISPUTE_DAYS)

    # --- costs -----------------------------------------------------------------------

    def _costs_words(self, claim, today):
        """Return what the rule of the customer's country lets be added to this claim;
        None where no rule says so, or the claim is in another currency."""
        lines = self._cost_scale(today)
        totals = {c: a for c, a in claim.totals.items() if a}
        if len(totals) != 1 or not lines:
            return None
        ((currency, amount),) = totals.items()
        if {line.currency for line in lines} != {currency.name}:
            return None
        principal = Decimal(str(currency.round(amount)))
        total = scale_total(lines, principal)
        return None if total is None else self._money(float(total), currency)

    def _cost_scale(self, today):
        """Return the lines of the scale of collection costs that bears on a consumer of
        this country."""
        company, country = self.company_id, self.partner_id.country_id.code
        book = self.env["recovery.rule"]._book(company, today)
        return [
            rule.amount
            for rule in book.rules
            if rule.kind == "fee_cap"
            and rule.country == country
            and rule.state != "off"
            and (not rule.kinds or CONSUMER in rule.kinds)
            and rule.amount
            and "collection_fee" in rule.amount.charges
            and (not rule.valid_from or rule.valid_from <= today)
            and (not rule.valid_to or rule.valid_to >= today)
        ]

    # --- what was owed since -----------------------------------------------------

    def _itemization(self, claim):
        """Return the table of what was owed, then paid and credited; None where it does
        not add up in one currency."""
        totals = {c: a for c, a in claim.totals.items() if a}
        rows = [line for line in claim.lines if line["kind"] == "overdue"]
        debts = self.env["account.move.line"].browse(r["line_id"] for r in rows)
        if len(totals) != 1 or not debts or len(debts.currency_id) != 1:
            return None
        ((currency, current),) = totals.items()
        owed = sum(debts.mapped("amount_currency"))
        credited = self._credited(claim, debts)
        paid = owed - credited - current
        day = max(debts.mapped("date"))
        rows = [
            (self.env._("Owed on %(date)s", date=self._date(day)), owed),
            (self.env._("Interest since"), 0.0),
            (self.env._("Fees since"), 0.0),
            (self.env._("Paid since"), -paid),
            (self.env._("Credited since"), -credited),
        ]
        block = {
            "title": self.env._("What is owed"),
            "rows": [
                {
                    "name": name,
                    "due": False,
                    "date": False,
                    "amount": self._money(amount or 0.0, currency),
                    "is_credit": False,
                }
                for name, amount in rows
            ],
            "totals": [self._money(current, currency)],
        }
        return self.env["ir.qweb"]._render(
            "debt_recovery.message_items", {"blocks": [block]}
        )

    def _credited(self, claim, debts):
        """Return what credit notes took off these debts, matched or not."""
        matched = sum(
            part.debit_amount_currency
            for part in debts.matched_credit_ids
            if part.credit_move_id.move_id.move_type == "out_refund"
        )
        lines = self.env["account.move.line"]
        waiting = sum(
            -row["amount"]
            for row in claim.lines
            if row["kind"] == "credit"
            and lines.browse(row["line_id"]).move_id.move_type == "out_refund"
        )
        return matched + waiting
