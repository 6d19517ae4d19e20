from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.bank_text import account


class RecoveryRemittance(models.Model):
    """The bank line that brings what an agency held for us."""

    _inherit = "recovery.remittance"

    def _clearing_items(self):
        """Return the items of what the agency holds, open or not."""
        return self.move_ids.line_ids.filtered(
            lambda line: line.account_id == self.clearing_account_id
        )

    def _on_clearing(self):
        """Return what is open on the clearing account for this remittance, with what
        the bank brought for it."""
        items = self._clearing_items() | self._bank_items()
        return self.currency_id.round(sum(items.mapped("amount_residual_currency")))

    def _match_clearing(self):
        """Match what stands on the clearing account for this remittance: receipts with
        the commission kept, and with the bank line once it is there."""
        items = self._clearing_items()
        if self.bank_line_id:
            items |= self._bank_items()
        items = items.filtered(lambda line: not line.reconciled)
        signs = {line.amount_residual_currency > 0 for line in items}
        if len(signs) == 2:
            items._reconcile_plan([items])

    def _bank_items(self):
        return self.bank_line_id.move_id.line_ids.filtered(
            lambda line: line.account_id == self.clearing_account_id
        )

    def _clear_rounding(self):
        """Book what rounding leaves, a coin a receipt at most, once all is there."""
        if not self.bank_line_id or (self.bill_id and self.bill_id.state != "posted"):
            return
        items = (self._clearing_items() | self._bank_items()).filtered(
            lambda line: not line.reconciled
        )
        left = self.currency_id.round(sum(items.mapped("amount_residual_currency")))
        if not left or not self._is_rounding(left):
            return
        company = self.company_id
        day = company._recovery_today()
        writer = self.env["recovery.loss.books"]._writer(company)
        name = writer._("Rounding of %(remittance)s", remittance=self.reference)
        fee = company._recovery_account_for("recovery_agency_fee_id")
        balance = self.currency_id._convert(left, company.currency_id, company, day)
        entry = self._post_entry(
            day,
            [
                {
                    "name": name,
                    "account_id": one.id,
                    "partner_id": self.agency_id.partner_id.id,
                    "currency_id": self.currency_id.id,
                    "amount_currency": sign * left,
                    "balance": sign * balance,
                }
                for one, sign in ((fee, 1), (self.clearing_account_id, -1))
            ],
        )
        new = entry.line_ids.filtered(
            lambda line: line.account_id == self.clearing_account_id
        )
        items._reconcile_plan([items | new])

    # --- which line ------------------------------------------------------------------

    def _match_bank(self, line, automatic=False):
        """Book a bank line as the money of this remittance.

        :param line: one incoming ``account.bank.statement.line``, not matched yet
        :raises UserError: when it is matched, in another currency, or the period closed
        """
        self.ensure_one()
        currency = line.foreign_currency_id or line.currency_id
        if self.state != "booked" or self.bank_line_id or line.is_reconciled:
            raise UserError(self.env._("This changed meanwhile: look again."))
        if currency != self.currency_id or line.company_id != self.company_id:
            raise UserError(
                self.env._(
                    "%(line)s is not in the currency of %(remittance)s.",
                    line=line.display_name,
                    remittance=self.reference,
                )
            )
        if not line.try_lock_for_update():
            raise UserError(
                self.env._("Somebody else has this line in hand: look again.")
            )
        line.move_id._check_fiscal_lock_dates()
        amount = line._recovery_incoming()
        partner = self.agency_id.partner_id
        row = self.env["recovery.match"]._of_lines(line)[line]
        before = line.partner_id
        line._recovery_counterparts(
            partner,
            currency,
            [(self.clearing_account_id, amount, self.env["account.move.line"])],
        )
        row._move_to("matched", named_before_id=before.id, shape="remittance")
        row._decided_by(partner, automatic)
        self.bank_line_id = line
        off = self.currency_id.round(amount - self.announced)
        if self.currency_id.compare_amounts(off, 0):
            self._differ("bank", off, self._bank_said(amount))
        self._match_clearing()
        self._clear_rounding()

    def _bank_said(self, amount):
        return self.env._(
            "The bank brought %(amount)s, %(told)s were told",
            amount=self.currency_id.format(amount),
            told=self.currency_id.format(self.announced),
        )

    def _bank_candidates(self, lines=None):
        """Return the open bank lines of exactly the amount told, those of the agency by
        name, account or reference before the others.

        :param lines: the open lines of the company, where they are known
        """
        if lines is None:
            lines = self.env["recovery.match"]._open_lines(self.company_id)
        fitting = lines.filtered(
            lambda line: (
                (line.foreign_currency_id or line.currency_id) == self.currency_id
                and not self.currency_id.compare_amounts(
                    line._recovery_incoming(), self.announced
                )
            )
        )
        return fitting.sorted(lambda line: (not self._is_from_agency(line), line.id))

    def _is_from_agency(self, line):
        """Tell whether a bank line names the agency or the remittance."""
        partner = self.agency_id.partner_id.commercial_partner_id
        accounts = {account(one.acc_number) for one in partner.bank_ids}
        said = " ".join(filter(None, (line.payment_ref, line.ref, line.partner_name)))
        return (
            line.partner_id.commercial_partner_id == partner
            or (line.account_number and account(line.account_number) in accounts)
            or self.reference in said
            or partner.name.lower() in said.lower()
        )

    @api.model
    def _match_banks(self, company):
        """Match the bank lines that only one remittance explains: its amount to the
        cent, from its agency. Return the lines."""
        waiting = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "booked"),
                ("bank_line_id", "=", False),
                ("announced", ">", 0),
            ]
        )
        found, claims = {}, {}
        coming = self._coming(company) if waiting else None
        for one in waiting:
            lines = one._bank_candidates(coming).filtered(one._is_from_agency)
            found[one] = lines
            for line in lines:
                claims[line] = claims.get(line, 0) + 1
        matched = self.env["account.bank.statement.line"]
        for one, lines in found.items():
            if len(lines) != 1 or claims[lines] > 1:
                continue
            try:
                with self.env.cr.savepoint():
                    one._match_bank(lines, automatic=True)
                    matched |= lines
            except UserError:  # a closed period: a person reads why, when he tries
                continue
        return matched

    def _coming(self, company):
        """Return the open bank lines, without those that a person took back."""
        matches = self.env["recovery.match"]
        undone = matches.search(
            [("state", "=", "undone"), ("company_id", "=", company.id)]
        )
        return matches._open_lines(company) - undone.statement_line_id


class RecoveryMatch(models.Model):
    _inherit = "recovery.match"

    @api.model
    def _match_new(self, company, commit=True):
        """What agencies send is no payment of a customer: it is looked for first."""
        ours = self.sudo().with_company(company)
        matched = self.env["account.bank.statement.line"].sudo()
        if company.recovery_match_alone:
            matched = ours.env["recovery.remittance"]._match_banks(company)
        return super()._match_new(company, commit) | matched

    def _decided_by(self, partner, automatic):
        """Keep whose money it was, and who said so."""
        self.write(
            {
                "partner_id": partner.id,
                "is_automatic": automatic,
                "user_id": False if automatic else self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _recovery_incoming(self):
        return self.amount_currency if self.foreign_currency_id else self.amount

    def action_undo_reconciliation(self):
        """The remittance waits for its money again."""
        result = super().action_undo_reconciliation()
        ours = self.env["recovery.remittance"].sudo()
        found = ours.search([("bank_line_id", "in", self.ids)])
        found.difference_ids.filtered(lambda one: one.kind == "bank").unlink()
        found.write({"bank_line_id": False})
        return result
