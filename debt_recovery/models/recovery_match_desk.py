from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..tools.allocation import CHOSEN, allocate
from ..tools.matching_parts import Candidate

PAGE = 30
LATEST = 20  # matches shown to be taken back
LATEST_DAYS = 7


class RecoveryMatch(models.Model):
    """The page “Receipts to match”: bank lines with what they may pay, live."""

    _inherit = "recovery.match"

    # --- looking -------------------------------------------------------------------

    @api.model
    def load(self, offset=0):
        """Return a page of bank lines: each with its explanations, the likeliest first.

        :return: ``{lines, total, latest, stale, may_work, company, currency_id}``
        """
        company = self._reader_company()
        trusted = self.sudo()
        lines = trusted._open_lines(company).sorted(
            lambda line: (line.date, line.id), reverse=True
        )
        verdicts = trusted._verdicts(company, lines[offset : offset + PAGE])
        today = company._recovery_today()
        return {
            "lines": [self._line(line, said) for line, said in verdicts.items()],
            "total": len(lines),
            "latest": [] if offset else trusted._latest(company, today),
            "stale": company.sudo()._recovery_stale_words(today),
            "company": company.name,
            "may_work": self._may_work(),
            "may_go_on": self.env.user.has_group("debt_recovery.group_manager"),
        }

    @api.model
    def debts(self, line_id, partner_id):
        """Return the open debts of a customer that a bank line could pay, oldest first:
        ``[{id, name, due, amount, residual}]``."""
        line = self._worker_line(line_id)
        partner = self.env["res.partner"].browse(partner_id).commercial_partner_id
        return [self._debt(one) for one in self._debts_of(line, partner)]

    # --- deciding ------------------------------------------------------------------

    @api.model
    def accept(self, line_id, key):
        """Match a bank line as one of its explanations says.

        :param key: of the explanation, as ``load`` gave it
        :raises UserError: when the ledger changed and it does not hold any more
        """
        line = self._worker_line(line_id)
        verdict = self.sudo()._verdicts(line.company_id, line)[line]
        fitting = [one for one in verdict.candidates if _key(one) == key]
        if not fitting:
            raise UserError(self.env._("This changed meanwhile: look again."))
        self._match_by_hand(line, fitting[0])

    @api.model
    def accept_debts(self, line_id, partner_id, debt_ids):
        """Match a bank line with the debts that a person chose, in this order.

        What is left is kept as a credit of the customer; without debts all of it.
        """
        line = self._worker_line(line_id)
        partner = self.env["res.partner"].browse(partner_id).commercial_partner_id
        if not partner.exists():
            raise UserError(self.env._("Choose a customer."))
        debts = self._debts_of(line, partner)
        books = self.env["recovery.match.book"]
        payment = books._payments(line)[line]
        parts, rest = allocate(
            payment.cents, [one._recovery_debt() for one in debts], CHOSEN, debt_ids
        )
        self._match_by_hand(line, Candidate(partner.id, parts, "hand", rest=rest))

    @api.model
    def set_aside(self, line_id):
        """Say that a bank line is no payment of a customer."""
        line = self._worker_line(line_id)
        row = self.sudo()._of_lines(line)[line]
        self.env["recovery.mark"].sudo()._add(line.company_id, row.partner_id, "bank")
        row._decided("aside", self.env.uid)

    @api.model
    def take_back(self, line_id):
        """Take a match back, or what was put aside."""
        line = self._worker_line(line_id)
        row = self.sudo()._of_lines(line)[line]
        if row.state == "aside":
            row._decided("waiting", self.env.uid)
        else:
            line._recovery_unmatch()

    @api.model
    def go_on(self, reason):
        """Let late reminders leave today without the statements that are awaited."""
        if not self.env.user.has_group("debt_recovery.group_manager"):
            raise AccessError(self.env._("A manager decides this."))
        company = self.env.company
        stale = company.sudo()._recovery_stale_banks(company._recovery_today())
        for journal, _last in stale:
            journal.with_user(self.env.user).sudo()._recovery_waive(reason)

    # --- rights --------------------------------------------------------------------

    def _may_work(self):
        return self.env.user.has_group("debt_recovery.group_agent")

    def _reader_company(self):
        self.check_access("read")
        return self.env.company

    def _worker_line(self, line_id):
        """Return a bank line of the user's companies, trusted; check who asks."""
        if not self._may_work():
            raise AccessError(self.env._("Only who follows up customers matches."))
        line = self.env["account.bank.statement.line"].browse(line_id).exists()
        if not line or line.sudo().company_id not in self.env.companies:
            raise UserError(self.env._("This changed meanwhile: look again."))
        return line.sudo().with_company(line.sudo().company_id)

    def _match_by_hand(self, line, candidate):
        done = line._recovery_match_all({line: candidate}, automatic=False)
        if not done:
            raise UserError(
                self.env._("Somebody else has this line in hand: look again.")
            )
        if candidate.lost:
            self._regain(line, candidate)

    def _regain(self, line, candidate):
        """Book the money as received on the debts written off that it is for."""
        items = self.env["recovery.write.off.item"].browse(candidate.lost)
        credit = line.move_id.line_ids.filtered(
            lambda one: one.account_type == "asset_receivable"
        )
        amounts = {item: item.amount - item.regained for item in items}
        self.env["recovery.regained"]._regain(credit.with_env(self.env), amounts)

    def _debts_of(self, line, partner):
        case = self.env["recovery.case"].new(
            {"company_id": line.company_id.id, "partner_id": partner.id}
        )
        return case._open_debts(line.foreign_currency_id or line.currency_id)

    # --- words ---------------------------------------------------------------------

    def _line(self, line, verdict):
        currency = line.foreign_currency_id or line.currency_id
        amount = line.amount_currency if line.foreign_currency_id else line.amount
        return {
            "id": line.id,
            "day": format_date(self.env, line.date),
            "amount": currency.format(amount),
            "text": line.payment_ref or "",
            "payer": line.partner_name or line.partner_id.display_name or "",
            "account": line.account_number or "",
            "journal": line.journal_id.name,
            "why": self._why(verdict),
            "guesses": [self._guess(currency, one) for one in verdict.candidates[:6]],
        }

    def _guess(self, currency, one):
        books = self.env["recovery.match.book"]
        items = self.env["account.move.line"].sudo().browse(k for k, _ in one.parts)
        parts = [
            {
                **self._debt(item),
                "amount": currency.format(books._amount(currency, cents)),
                "is_part": cents
                != books._cents(currency, item.amount_residual_currency),
            }
            for item, (_key, cents) in zip(items, one.parts, strict=True)
        ]
        partner = self.env["res.partner"].sudo().browse(one.debtor)
        return {
            "key": _key(one),
            "partner": partner.display_name,
            "partner_id": partner.id,
            "is_likely": one.is_exact and bool(one.signs),
            "parts": parts,
            "reasons": [*self._amount_words(currency, one), *self._sign_words(one)],
        }

    def _debt(self, item):
        currency = item.currency_id
        return {
            "id": item.id,
            "name": item.move_id.name or item.name or "",
            "due": format_date(self.env, item.date_maturity or item.date),
            "residual": currency.format(item.amount_residual_currency),
            "cents": self.env["recovery.match.book"]._cents(
                currency, item.amount_residual_currency
            ),
        }

    def _amount_words(self, currency, one):
        """Return what the amount says, as sentences."""
        money = self.env["recovery.match.book"]._amount
        count = len(one.parts)
        has_credits = any(cents < 0 for _key, cents in one.parts)
        words = {
            "named": self.env._("Exactly what it names"),
            "one": self.env._("Exactly this invoice"),
            "sum": self.env._("Exactly these %(count)s together", count=count),
            "account": self.env._("Exactly what is open"),
            "instalment": self.env._("Exactly what was agreed"),
            "charges": self.env._("Nearly this invoice: bank charges deducted?"),
            "part": self.env._("Part of what is owed"),
            "over": self.env._("More than what is owed"),
            "registered": self.env._("Exactly what was registered as paid already"),
            "lost": self.env._("Exactly a debt written off: booked as income"),
        }
        said = [words[one.shape]] if one.shape in words else []
        if one.deal:
            deal = self.env["recovery.arrangement"].sudo().browse(one.deal)
            said.append(self.env._("Agreement %(name)s", name=deal.reference))
        if has_credits:
            said.append(self.env._("Less the credits"))
        if one.discount:
            off = currency.format(money(currency, one.discount))
            said.append(self.env._("With the discount of %(amount)s", amount=off))
        if one.rest and not one.lost:
            left = currency.format(money(currency, one.rest))
            said.append(self.env._("%(amount)s stays as a credit", amount=left))
        return said

    def _sign_words(self, one):
        words = {
            "reference": self.env._("The reference is in the text"),
            "partner": self.env._("Named on the line"),
            "iban": self.env._("The customer's bank account"),
            "payer": self.env._("This payer paid for this customer before"),
            "code": self.env._("The customer's number is in the text"),
            "name": self.env._("The customer's name"),
            "mentioned": self.env._("The name is in the text"),
            "number": self.env._("The number is in the text"),
        }
        return [said for sign, said in words.items() if sign in one.signs]

    def _why(self, verdict):
        """Return why nobody matched it yet."""
        if verdict.why == "no_sign" and verdict.candidates[0].signs:
            return self.env._("The amount fits: who paid is not sure")
        return {
            "nothing": self.env._("No customer is known for it"),
            "no_sign": self.env._("Only the amount fits: the payer is not known"),
            "inexact": self.env._("The amount fits nothing exactly"),
            "contradiction": self.env._("What it says and its amount differ"),
            "several": self.env._("More than one explanation fits"),
        }.get(verdict.why, self.env._("Only one explanation fits"))

    def _latest(self, company, today):
        """Return the last matches, which may be taken back, and what was put aside."""
        rows = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "in", ("matched", "aside")),
                ("decided_at", ">=", today - timedelta(days=LATEST_DAYS)),
            ],
            limit=LATEST,
        )
        return [row._as_latest() for row in rows]

    def _as_latest(self):
        line = self.statement_line_id
        currency = line.foreign_currency_id or line.currency_id
        amount = line.amount_currency if line.foreign_currency_id else line.amount
        paid = line.move_id.line_ids.matched_debit_ids.debit_move_id.move_id
        return {
            "id": line.id,
            "day": format_date(self.env, line.date),
            "amount": currency.format(amount),
            "text": line.payment_ref or "",
            "partner": self.partner_id.display_name or "",
            "paid": ", ".join(paid.mapped("name")),
            "is_aside": self.state == "aside",
            "by": self.user_id.name or "",
        }


def _key(candidate):
    parts = ",".join(f"{key}={cents}" for key, cents in candidate.parts)
    return f"{candidate.debtor}:{parts}:{candidate.discount}:{candidate.lost}"
