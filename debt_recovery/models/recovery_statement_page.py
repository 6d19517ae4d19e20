from odoo import api, models
from odoo.tools import format_date, formatLang

from ..tools import aged

SECTIONS = {
    "due": ("overdue", "credit", "in_flight"),
    "upcoming": ("upcoming",),
    "apart": ("apart",),
}


class RecoveryStatement(models.AbstractModel):
    """A statement in words: what the letter, its preview and the workbook say.

    Customers read it: they never read why we hold something, only what it means to
    them. Call it in the reader's language (``with_context(lang=…)``).
    """

    _inherit = "recovery.statement"

    @api.model
    def _language(self, company, partner):
        """Return the language of the one who is written to, or who reads it now (the
        context's ``reader_lang``)."""
        if self.env.context.get("reader_lang"):
            return self.env.context["reader_lang"]
        reader = partner.commercial_partner_id._recovery_recipients()[:1] or partner
        return reader.lang or partner.lang or company.partner_id.lang or "en_US"

    @api.model
    def _speaking(self, company, partner):
        """Return this model in the language of the one who is written to."""
        return self.with_context(lang=self._language(company, partner))

    @api.model
    def _page(self, content):
        """Return what the letter shows of a :meth:`_content`, all of it text."""
        company, partner = content["company"], content["partner"]
        totals = content["totals"]
        return {
            "company": company,
            "partner": partner,
            "date": self._day(content["as_of"], long=True),
            "lead": self._lead(content),
            "sections": self._sections(content["items"]),
            "columns": self._columns(content["items"]),
            "totals": [
                self._total_lines(currency, one) for currency, one in totals.items()
            ],
            "ageing": self._ageing_table(content),
            "transfer": self._transfer(content),
            "several": len(totals) > 1,
            **self._contact(company, partner),
        }

    def _transfer(self, content):
        """Say where to pay if something is owed to us, due or not."""
        totals = content["totals"].values()
        if not any(total["to_pay"] or total["upcoming"] for total in totals):
            return ""
        return content["company"].with_env(self.env).sudo()._recovery_transfer()

    def _contact(self, company, partner):
        case = (
            self.env["recovery.case"]
            .sudo()
            .search(
                [("company_id", "=", company.id), ("partner_id", "=", partner.id)],
                limit=1,
            )
        )
        person = (case.user_id or company.recovery_user_id).sudo()
        signature, *reached = company._recovery_contact(person)
        return {"sender": signature, "contact": " – ".join(filter(None, reached))}

    def _lead(self, content):
        if not content["items"]:
            return self.env._("Your account is settled: nothing is open.")
        due = {c: t["to_pay"] for c, t in content["totals"].items() if t["to_pay"]}
        if not due:
            return self.env._("Nothing is to pay to date.")
        return self.env._(
            "To pay to date: %(amount)s.",
            amount=" + ".join(self._money(a, c) for c, a in due.items()),
        )

    # --- tables --------------------------------------------------------------------

    def _section_title(self, code):
        return {
            "due": self.env._("To pay now"),
            "upcoming": self.env._("Not due yet"),
            "apart": self.env._("For information, not to be paid to us now"),
        }[code]

    def _sections(self, items):
        found = []
        for code, kinds in SECTIONS.items():
            mine = [item for kind in kinds for item in items if item["kind"] == kind]
            if mine:
                found.append(
                    {
                        "title": self._section_title(code),
                        "rows": [self._row(item) for item in mine],
                        "totals": self._subtotals(mine),
                    }
                )
        return found

    def _subtotals(self, items):
        totals = {}
        for item in items:
            currency = item["currency"]
            totals[currency] = totals.get(currency, 0) + item["open"]
        return [self._money(amount, currency) for currency, amount in totals.items()]

    def _columns(self, items):
        """Tell which columns say something."""
        rows = [self._row(item) for item in items]
        return {name: any(row[name] for row in rows) for name in ("reference", "mark")}

    def _row(self, item):
        dated = item["kind"] not in ("credit", "in_flight")
        currency = item["currency"]
        return {
            "name": item["name"],
            "reference": item["reference"],
            "date": self._day(item["document_date"]),
            "due": self._day(item["due"]) if dated else "",
            "days": str(item["days"]) if item["days"] else "",
            "original": self._money(item["original"], currency)
            if item["original"]
            else "",
            "open": self._money(item["open"], currency),
            "is_credit": item["open"] < 0,
            "mark": self._mark(item),
        }

    def _mark(self, item):
        """Return what the customer reads of an item that is not asked for."""
        code = item["spared"]
        if not code and item["held"]:
            return self._part_mark(item)
        if not code:
            return ""
        marks = {
            "dispute": self.env._("Disputed"),
            "declared_paid": self.env._("Payment looked for"),
            "promise": self.env._("Payment announced"),
            "plan": self.env._("In a payment plan"),
            "settlement": self.env._("In an agreement"),
            "factored": self.env._("Assigned to a factoring company"),
            "retained": self.env._("Retention"),
            "report": self.env._("Not to be paid now"),
            "placed": self.env._("With our partner"),
        }
        if code == "open_until" and item["spared_until"]:
            return self.env._(
                "Open until %(date)s", date=self._day(item["spared_until"])
            )
        return marks.get(code) or self.env._("Not asked for now")

    def _part_mark(self, item):
        """Return what the customer reads where a part is not asked for."""
        amount = self._money(item["held"], item["currency"])
        marks = {
            "dispute": self.env._("Disputed: %(amount)s", amount=amount),
            "promise": self.env._("Payment announced: %(amount)s", amount=amount),
            "plan": self.env._("In a payment plan: %(amount)s", amount=amount),
            "settlement": self.env._("In an agreement: %(amount)s", amount=amount),
        }
        return marks[item["frozen_by"]]

    def _total_lines(self, currency, total):
        """Return the sums of one currency, ``(label, amount, is strong)``: from what is
        open to the balance, from the balance to what is to pay; each adds up."""
        lines = [
            (self.env._("Fallen due"), total["overdue"], False),
            (self.env._("Not due yet"), total["upcoming"], False),
            (self.env._("Credits and payments to allocate"), total["credit"], False),
            (self.env._("Shown for information"), total["apart"], False),
            (self.env._("Balance of the account"), total["balance"], True),
            (self.env._("Less what is not due yet"), -total["upcoming"], False),
            (self.env._("Less what is shown for information"), -total["apart"], False),
            (self.env._("Disputed or not asked for now"), -total["held"], False),
            (self.env._("Payments being processed"), total["in_flight"], False),
            (self.env._("Left to deduct later"), total["surplus"], False),
        ]
        shown = [
            (label, self._money(amount, currency), strong)
            for label, amount, strong in lines
            if amount or strong
        ]
        due = self._money(total["to_pay"], currency)
        return {
            "currency": currency.name,
            "lines": [*shown, (self.env._("To pay to date"), due, True)],
        }

    def _ageing_table(self, content):
        """Return ``{head, rows}``: what is open by days late, a row a currency."""
        ageing = content["ageing"]
        if not any(columns[name] for columns in ageing.values() for name in aged.LATE):
            return False
        return {
            "head": [self._bucket_label(bucket) for bucket in aged.BUCKETS],
            "rows": [
                [self._money(amount, currency) for amount in columns.values()]
                for currency, columns in ageing.items()
            ],
        }

    def _bucket_label(self, bucket):
        if bucket.first is None:
            return self.env._("Not due yet")
        if bucket.last is None:
            return self.env._("%(first)s days and more", first=bucket.first)
        return self.env._(
            "%(first)s–%(last)s days", first=bucket.first, last=bucket.last
        )

    # --- formats -------------------------------------------------------------------

    def _money(self, amount, currency):
        return formatLang(self.env, amount, currency_obj=currency)

    def _day(self, day, long=False):
        if not day:
            return ""
        pattern = "long" if long else False
        lang = self.env.context.get("lang")
        return format_date(self.env, day, lang_code=lang, date_format=pattern)

    def _file_name(self, company, partner, as_of):
        """Return a file's name without its ending, safe on every system."""
        parts = (self.env._("Statement of account"), partner.name or "", str(as_of))
        return " - ".join(parts).replace("/", "-").replace("\\", "-")
