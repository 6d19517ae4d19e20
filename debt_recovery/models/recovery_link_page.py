from odoo import models

from ..tools import rib
from ..tools.segments import CONSUMER
from .recovery_statement_page import SECTIONS


class RecoveryLink(models.Model):
    """What the customer's page shows: figures of ``recovery.exposure``, in words.

    Call it in the reader's language (:meth:`_speaking`).
    """

    _inherit = "recovery.link"

    def _language(self):
        """Return the language of the one who got the link."""
        contact, company = self.contact_id, self.company_id
        return (
            contact.lang or self.partner_id.lang or company.partner_id.lang or "en_US"
        )

    def _speaking(self):
        """Return this link in its reader's language, in its company."""
        return self.with_company(self.company_id).with_context(lang=self._language())

    def _opens(self, part):
        """Tell whether this link may show ``part``: its own purpose, and from the
        account's page what it leads to."""
        if self.purpose == "pay":
            return part in ("pay", "preferences", "documents")
        return part == self.purpose

    def _html(self, token, part, values):
        """Return the page ``part`` (a purpose, or what was done), ready to be read.

        :param token: what the page's own addresses are made of
        """
        contents = self._contents(values)
        content = contents[part]() if part in contents else {}
        page = {"token": token, "part": part, **self._frame(), **content, **values}
        html = self.env["ir.qweb"]._render("debt_recovery.link_page", page)
        return f"<!DOCTYPE html>\n{html.strip()}"

    def _contents(self, values):
        """Return what makes the content of each part."""
        return {
            "pay": self._account,
            "documents": lambda: {"documents": self._document_rows()},
            "preferences": lambda: self._preferences(values),
        }

    def _frame(self):
        """Return what every page of the customer shows: who we are, and whom to ask."""
        company = self.company_id
        person = self.case_id.user_id or company.recovery_user_id
        signature, phone, mail = company._recovery_contact(
            company._recovery_acting(person)
        )
        kind = self.partner_id._recovery_kind()
        return {
            "company": company,
            "customer": self.partner_id.name or "",
            "link": self,
            "sender": signature,
            "phone": phone,
            "mail": mail,
            "mediator": company.recovery_mediator if kind == CONSUMER else False,
            "html_lang": self._language().replace("_", "-"),
        }

    def _account(self):
        """Return the account's page: ``blocks``, one a currency, ``others`` (what is
        not to pay now) and ``transfer`` (how to pay)."""
        statement = self.env["recovery.statement"]
        content = statement._content(self.company_id, self.partner_id)
        items = content["items"]
        blocks = [
            self._block(currency, total, items)
            for currency, total in content["totals"].items()
            if total["to_pay"]
        ]
        paying = {block["currency"] for block in blocks}
        return {
            "date": statement._day(content["as_of"], long=True),
            "blocks": blocks,
            "others": [
                self._other(item) for item in items if not self._asked(item, paying)
            ],
            "transfer": self._transfer(items) if blocks else False,
        }

    def _asked(self, item, paying):
        """Tell whether an item stands in the table of what is to pay."""
        if item["currency"].name not in paying:
            return item["kind"] == "in_flight"  # said by nobody else, asked by nobody
        if item["kind"] in ("credit", "in_flight"):
            return True
        return item["kind"] == "overdue" and not item["spared"]

    def _block(self, currency, total, items):
        """Return what is to pay in one currency: its rows add up to ``amount``."""
        statement, name = self.env["recovery.statement"], currency.name
        mine = [
            item
            for kind in SECTIONS["due"]  # in the order of the reminder
            for item in items
            if item["kind"] == kind
            and item["currency"] == currency
            and self._asked(item, {name})
        ]
        online = self._can_pay_online(currency, total["to_pay"])
        return {
            "currency": name,
            "amount": statement._money(total["to_pay"], currency),
            "plain": f"{total['to_pay']:.{currency.decimal_places}f}",
            "rows": [self._due_row(item, online) for item in mine],
            "surplus": total["surplus"]
            and statement._money(total["surplus"], currency),
        }

    def _due_row(self, item, online):
        statement = self.env["recovery.statement"]
        row = statement._row({**item, "open": item["open"] - item["held"]})
        move = self._move(item)
        whole = item["to_pay"] and not item["currency"].compare_amounts(
            item["to_pay"], item["open"]
        )  # an invoice that a credit covers in part would be paid too much
        row["document"] = move.id if self._owns(move) else False
        row["pay"] = bool(online and whole and move._has_to_be_paid()) and move.id
        return row

    def _move(self, item):
        line = self.env["account.move.line"].sudo().browse(item["line_id"] or [])
        return line.move_id

    def _other(self, item):
        row = self.env["recovery.statement"]._row(item)
        if item["kind"] == "upcoming" and not item["spared"]:
            row["mark"] = self.env._("Due on %(date)s", date=row["due"])
        elif item["kind"] == "credit":
            row["mark"] = self.env._("In your favour")
        return row

    # --- ways to pay ---------------------------------------------------------------

    def _transfer(self, items):
        """Return the account to pay to, as banks want it, or nothing."""
        bank = self.company_id.recovery_bank_id
        if not bank:
            return False
        first = next((item for item in items if item["to_pay"]), None)
        move = self._move(first) if first else self.env["account.move"]
        return {
            "holder": bank.acc_holder_name or bank.partner_id.name,
            "number": rib.grouped(bank.acc_number),
            "plain": bank.sanitized_acc_number,
            "bic": bank.bank_bic or "",
            "bank": bank.bank_name or "",
            "reference": move.payment_reference or move.name or "",
            "rib": rib.parts(bank.acc_number),
        }

    def _can_pay_online(self, currency, amount):
        """Tell whether the native pay page has a way to pay."""
        return bool(
            self.env["payment.provider"]
            .sudo()
            ._get_compatible_providers(
                self.company_id.id, self.partner_id.id, amount, currency_id=currency.id
            )
        )

    def _pay_url_of(self, move_id):
        """Return the native pay page of an invoice that this page offers to pay, or
        nothing for any other."""
        offered = {
            row["pay"] for block in self._account()["blocks"] for row in block["rows"]
        }
        if not move_id or move_id not in offered:
            return ""
        return self.env["account.move"].browse(move_id).get_portal_url()

    # --- a problem -----------------------------------------------------------------

    def _tell(self, text):
        """Hand over what the customer writes, as an answer to read."""
        self.case_id._replied(
            "portal", text, notice=self.notice_id, contact=self._person()
        )
