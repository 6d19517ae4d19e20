from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .recovery_request import FIRST

MOST_A_DAY = 30  # things that one account tells us on one day


class RecoveryLink(models.Model):
    """The items that the customer chooses on a form: his own, in this company."""

    _inherit = "recovery.link"

    def _item_rows(self, ticked=()):
        """Return the open items that something can be told about, oldest due first.

        :param ticked: their ids as the form sent them
        :return: dictionaries ``id, name, due, amount, is_late, is_ticked``
        """
        statement = self.env["recovery.statement"]
        content = statement._content(self.company_id, self.partner_id)
        rows = []
        for item in content["items"]:
            if item["kind"] not in ("overdue", "upcoming") or not item["line_id"]:
                continue
            row = statement._row(item)
            rows.append(
                {
                    "id": item["line_id"],
                    "name": row["name"],
                    "due": row["due"],
                    "amount": row["open"],
                    "is_late": item["kind"] == "overdue",
                    "is_ticked": str(item["line_id"]) in ticked,
                }
            )
        return rows

    def _item_domain(self):
        return Domain(
            [
                ("partner_id.commercial_partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ]
        )

    def _items(self, ids):
        """Return the receivable journal items of these ids (text, as a form sends
        them); None when one of them is not this customer's, here."""
        if not all(one.isdecimal() and len(one) < 16 for one in ids):
            return None
        wanted = {int(one) for one in ids}
        lines = self.env["account.move.line"].sudo()
        found = lines.search(self._item_domain() & Domain("id", "in", list(wanted)))
        return found if len(found) == len(wanted) else None

    def _check_open(self, lines):
        """Raise when nothing was chosen, or what was is settled by now."""
        if not lines:
            raise UserError(self.env._("Please tick the invoices that it is about."))
        settled = lines.filtered(
            lambda line: line.reconciled or line.amount_residual_currency <= 0
        )
        if settled:
            names = ", ".join(settled.mapped("move_id.name"))
            raise UserError(
                self.env._("%(names)s: nothing is open any more.", names=names)
            )

    def _house_case(self):
        """Return the account in the language of whoever of us reads what is told."""
        reader, company = self.case_id._reply_reader(), self.company_id
        return self.case_id.with_context(lang=reader.lang or company.partner_id.lang)

    def _check_flood(self):
        """Raise when this account told us too much today already."""
        today = [
            ("company_id", "=", self.company_id.id),
            ("partner_id", "=", self.partner_id.id),
            ("source", "=", "link"),
        ]
        day = self.company_id._recovery_today()
        told = sum(
            self.env[name].search_count([*today, (dated, "=", day)])
            for name, dated in (
                ("recovery.request", "asked_on"),
                ("recovery.dispute", "opened_on"),
                ("recovery.paid.claim", "declared_on"),
            )
        )
        since = self.company_id._recovery_midnight(day)
        told += self.env["recovery.event"].search_count(
            [
                ("case_id", "=", self.case_id.id),
                ("kind", "=", "replied"),
                ("happened_at", ">=", since),
            ]
        )
        if told >= MOST_A_DAY:
            raise UserError(
                self.env._(
                    "You sent us much today already, and we are reading it. Please "
                    "call us if it cannot wait."
                )
            )

    def _ask(self, kind, lines=None, files=(), **vals):
        """Note a request of this page's reader; see ``_ask`` of requests."""
        self._check_flood()
        case, contact = self._house_case(), self._person().id
        request = case.request_ids._ask(case, kind, lines, contact_id=contact, **vals)
        self._take_files(request, files)
        if kind in FIRST:
            request._begin()
        return request
