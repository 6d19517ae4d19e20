from odoo import models

from ..tools import rib
from ..tools.segments import CONSUMER
from .recovery_form import new_form

NAMES = {"pay": "account", "arrangement": "plan"}  # templates of other names
SAID = "debt_recovery.link_said"


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
        """Tell whether this visit may show ``part``: its own purpose, and from the
        account's page what it leads to."""
        opened = self._parts() | {"pay"} if self._is_account() else {self.purpose}
        return part in opened

    def _is_account(self):
        """Tell whether it leads to the account and all that this leads to."""
        return self.purpose == "pay"

    def _entry(self):
        """Return the part that its address opens."""
        return "pay" if self._is_account() else self.purpose

    def _parts(self):
        """Return what the account's page leads to."""
        return {"preferences", "documents"}

    def _ways(self):
        """Return what the account's page offers to do, in order of ``rank``:
        ``{part, label, hint, rank}``; each part adds its own. ``settles``: not for
        who may only look."""
        return []

    def _html(self, part, base, key, values):
        """Return the page ``part`` (a purpose, or what was done), ready to be read.

        :param base: what the addresses of its pages begin with
        :param key: what its forms send back as ``csrf_token``
        """
        contents = self._contents(values)
        content = contents[part]() if part in contents else {}
        page = {"base": base, "key": key, "once": new_form, "part": part, "form": {}}
        page.update(self._frame())
        page["template"] = self._template(part) if part in contents else SAID
        page.update({**content, **values})
        html = self.env["ir.qweb"]._render("debt_recovery.link_page", page)
        return f"<!DOCTYPE html>\n{html.strip()}"

    def _template(self, part):
        """Return the template of a part: ``link_`` and its name."""
        return f"debt_recovery.link_{NAMES.get(part, part)}"

    def _contents(self, values):
        """Return what makes the content of each part; others say what was done."""
        return {"preferences": lambda: self._preferences(values)}

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
            **self._brand(),
        }

    def _move(self, item):
        line = self.env["account.move.line"].sudo().browse(item["line_id"] or [])
        return line.move_id

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
