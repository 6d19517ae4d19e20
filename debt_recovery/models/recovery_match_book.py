import re

from odoo import api, models
from odoo.tools import SQL

from ..tools.bank_text import account, is_sure, keys_in
from ..tools.matching_book import Book
from ..tools.matching_parts import Deal, Item, Payment
from .recovery_match_sql import (
    AGREED,
    BANKS,
    BEFORE,
    OPEN,
    PAID,
    PEOPLE,
    REGISTERED,
    WAITS,
)

REMEMBERED = 730  # days: how long a payer is known by what it paid
PAID_SINCE = 550  # days: paid invoices that a line may name by mistake
_LETTER = re.compile(r"\bL\d{6,}\b")


class RecoveryMatchBook(models.AbstractModel):
    """What bank lines are read against: the open items of a company, its arrangements,
    and who goes by which account, name, code or reference. Read at once, kept never."""

    _name = "recovery.match.book"
    _description = "Signs of those who pay"

    @api.model
    def _payments(self, lines):
        """Return ``{bank line: Payment}``; a partner named by a person, the import or a
        native reconciliation model counts as named."""
        mapped = self._mapped(lines)
        found = {}
        for line in lines:
            currency = line.foreign_currency_id or line.currency_id
            amount = line.amount_currency if line.foreign_currency_id else line.amount
            partner = line.partner_id.commercial_partner_id.id or mapped.get(line.id, 0)
            found[line] = Payment(
                cents=self._cents(currency, amount),
                currency=currency.id,
                day=line.date,
                text=" ".join(filter(None, (line.payment_ref, line.ref))),
                iban=line.account_number or "",
                name=line.partner_name or "",
                debtor=partner,
            )
        return found

    @api.model
    def _cents(self, currency, amount):
        return round(amount * 10**currency.decimal_places)

    @api.model
    def _amount(self, currency, cents):
        return currency.round(cents / 10**currency.decimal_places)

    def _mapped(self, lines):
        """Return ``{line id: partner id}`` of Odoo's own rules that name a partner."""
        rules = self.env["account.reconcile.model"].search(
            [
                ("company_id", "in", lines.company_id.ids),
                ("mapped_partner_id", "!=", False),
                ("match_label_param", "!=", False),
            ]
        )
        found = {}
        for line in lines if rules else ():
            for rule in rules:
                if line.id not in found and _applies(rule, line):
                    found[line.id] = rule.mapped_partner_id.commercial_partner_id.id
        return found

    @api.model
    def _build(self, company, payments):
        """Return the :class:`Book` for these payments of a company.

        Only what they may be about is read: items of those who may pay, items that are
        named, items of the same amount.
        """
        self = self.sudo().with_company(company)
        for name in ("account.move.line", "res.partner", "res.partner.bank"):
            self.env[name].flush_model()
        self.env["account.move"].flush_model()
        book = Book()
        said = set().union(*(keys_in(one.text) for one in payments.values()))
        self._add_people(book, company, payments)
        self._add_letters(book, company, payments)
        agreed = self._agreed(company, said)
        for _id, debtor, reference, is_active in agreed:
            if not is_active:
                book.refer(reference, "debtor", debtor)
        debtors = {who for one in payments.values() for who in book.who(one).signs}
        debtors |= {debtor for _id, debtor, _reference, _active in agreed}
        self._add_open(book, company, payments, said, debtors)
        for arrangement, _debtor, reference, is_active in agreed:
            if is_active:
                book.refer(reference, "deal", arrangement)
        return book

    # --- debts ---------------------------------------------------------------------

    def _add_open(self, book, company, payments, said, debtors):
        """Add the open items that these payments may be about, the agreements on them,
        and the paid invoices that they name."""
        followed = self.env["recovery.account"]._followed(company).account_id
        asked = {
            "company": company.id,
            "accounts": followed.ids or [0],
            "said": [one.lstrip("0") for one in said if is_sure(one)],
            "since": min((one.day for one in payments.values()), default=None),
            "days": PAID_SINCE,
            "debtors": list(debtors),
            "amounts": [
                one.cents / 10 ** self._places(one) for one in payments.values()
            ],
        }
        rows = self.env.execute_query_dict(SQL(OPEN, **asked))
        items = {row["key"]: self._item(row) for row in rows}
        paid = self.env.execute_query_dict(SQL(PAID, **asked))
        for row in (*rows, *paid):
            book.add(items.get(row["key"]) or self._item(row))
            names = {row["name"], row["payment_reference"], row["ref"]}
            for one in names - {None, ""}:
                book.refer(one, "item", row["key"])
        self._add_registered(book, asked)
        for deal in self._deals(company, items):
            book.add_deal(deal)
        partners = self.env["res.partner"].browse(debtors)
        for one in self.env["recovery.regained"]._recoverable(company, partners):
            left = self._cents(one.currency_id, one.amount - one.regained)
            book.add_lost(one.id, one.partner_id.id, one.currency_id.id, left)

    def _add_registered(self, book, asked):
        """Add the payments in the books that these bank lines may stand for."""
        for name in ("account.payment", "account.partial.reconcile"):
            self.env[name].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT * FROM (%s) AS known WHERE debtor = ANY(%s)"
                " OR residual = ANY(%s::numeric[]) ORDER BY due, key",
                SQL(REGISTERED, waits=WAITS, **asked),
                asked["debtors"],
                asked["amounts"],
            )
        )
        for row in rows:
            item = self._item({**row, "discounted": 0, "until": None})
            book.add_registered(item, row["paid"])

    def _places(self, payment):
        return self.env["res.currency"].browse(payment.currency).decimal_places

    def _agreed(self, company, said):
        """Return ``(id, debtor, reference, is active)`` of the arrangements named."""
        self.env["recovery.arrangement"].flush_model()
        return self.env.execute_query(
            SQL(AGREED, company=company.id, said=[one.lstrip("0") for one in said])
        )

    def _item(self, row):
        currency = self.env["res.currency"].browse(row["currency"])
        return Item(
            key=row["key"],
            debtor=row["debtor"],
            currency=row["currency"],
            cents=self._cents(currency, float(row["residual"])),
            due=row["due"],
            discounted=self._cents(currency, float(row["discounted"] or 0)),
            until=row["until"],
            move=row["move"],
        )

    def _deals(self, company, items):
        running = self.env["recovery.arrangement"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "active"),
                ("item_ids.line_id", "in", list(items)),
            ]
        )
        return [self._deal(one, items) for one in running]

    def _deal(self, arrangement, items):
        currency = arrangement.currency_id
        parts = [
            (items[one.line_id.id], self._cents(currency, one.amount))
            for one in arrangement.item_ids
            if one.line_id.id in items
        ]
        parts.sort(key=lambda part: (part[0].due, part[0].key))
        waiting = arrangement.instalment_ids.filtered(
            lambda one: one.state not in ("received", "cancelled")
        ).sorted("due_date")
        return Deal(
            key=arrangement.id,
            debtor=arrangement.partner_id.commercial_partner_id.id,
            currency=currency.id,
            parts=tuple((item.key, min(cents, item.cents)) for item, cents in parts),
            expected=tuple(
                self._cents(currency, one.amount - one.received) for one in waiting
            ),
        )

    # --- signs ---------------------------------------------------------------------

    def _add_people(self, book, company, payments):
        """Tell whose accounts, names and codes are known; who paid for whom before."""
        people = SQL(PEOPLE, company=company.id, own=company.partner_id.id)
        for debtor, name, code in self.env.execute_query(people):
            book.call(name, debtor)
            if code:
                book.refer(code, "debtor", debtor)
        banks = SQL(BANKS, company=company.id, own=company.partner_id.id)
        for iban, debtor in self.env.execute_query(banks):
            book.own(iban, debtor)
        for iban, name, debtor in self._paid_before(company, payments):
            book.learn(iban, name, debtor)

    def _paid_before(self, company, payments):
        """Return ``(account, name, debtor)`` of matched lines from the same payers."""
        accounts = [account(one.iban) for one in payments.values() if one.iban]
        names = [one.name for one in payments.values() if one.name]
        since = min((one.day for one in payments.values()), default=None)
        if not since:
            return []
        self.env["account.bank.statement.line"].flush_model()
        return self.env.execute_query(
            SQL(
                BEFORE,
                company=company.id,
                accounts=accounts,
                names=names,
                since=since,
                days=REMEMBERED,
            )
        )

    def _add_letters(self, book, company, payments):
        """Letters by the reference that stands on them."""
        said = {
            one
            for payment in payments.values()
            for one in _LETTER.findall(payment.text.upper())
        }
        if not said:
            return
        letters = self.env["recovery.notice"].search(
            [
                ("company_id", "=", company.id),
                ("id", "in", [int(one[1:]) for one in said]),
                ("channel", "=", "letter"),
            ]
        )
        for one in letters:
            book.refer(one._letter_reference(), "debtor", one.partner_id.id)


def _applies(rule, line):
    """Tell whether one of Odoo's rules is about a bank line."""
    if rule.company_id != line.company_id:
        return False
    if rule.match_journal_ids and line.journal_id not in rule.match_journal_ids:
        return False
    text = (line.payment_ref or "").lower()
    said = rule.match_label_param
    if rule.match_label == "match_regex":
        return bool(re.search(said, line.payment_ref or "", re.IGNORECASE))
    return (said.lower() in text) == (rule.match_label == "contains")
