from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class AccountBankStatementLine(models.Model):
    """A bank line on the customer's account: what its suspense line stood for."""

    _inherit = "account.bank.statement.line"

    def _recovery_match_all(self, chosen, automatic=True):
        """Book and reconcile bank lines, all at once.

        :param chosen: ``{bank line: Candidate}``
        :param automatic: nobody was asked
        :return: the lines that were matched; one that another session holds is left
        :raises UserError: a closed period, an item that is paid meanwhile
        """
        free = self.browse(self.try_lock_for_update().ids)  # with their order
        free.invalidate_recordset(["is_reconciled"])
        free = free.filtered(lambda line: not line.is_reconciled and line.amount > 0)
        free.move_id._check_fiscal_lock_dates()
        rows = self.env["recovery.match"]._of_lines(free)
        plan = []
        for line in free:
            before = line.partner_id
            plan += line._recovery_book(chosen[line])
            rows[line]._move_to(
                "matched",
                partner_id=chosen[line].debtor,
                named_before_id=before.id,
                is_automatic=automatic,
                shape=chosen[line].shape,
                signs=",".join(sorted(chosen[line].signs)),
                user_id=False if automatic else self.env.uid,
                decided_at=fields.Datetime.now(),
            )
        self.env["account.move.line"]._reconcile_plan(plan)
        return free

    def _recovery_book(self, candidate):
        """Replace the suspense line by one line for each item that is paid; return the
        plan that reconciles them.

        Credits that are deducted are reconciled together with the debts, by account.
        """
        self.ensure_one()
        currency = self.foreign_currency_id or self.currency_id
        books = self.env["recovery.match.book"]
        items = self.env["account.move.line"].browse(key for key, _ in candidate.parts)
        parts = [
            (item, books._amount(currency, cents))
            for item, (_key, cents) in zip(items, candidate.parts, strict=True)
        ]
        self._recovery_check_open(currency, parts)
        partner = self.env["res.partner"].browse(candidate.debtor)
        groups = self._recovery_groups(currency, parts)
        rest = books._amount(currency, candidate.rest)
        owed = items.filtered(lambda one: one.account_type == "asset_receivable")
        account = owed[:1].account_id or self._recovery_account(partner)
        wanted = [(account, amount, items) for account, amount, items in groups]
        if rest:
            wanted.append((account, rest, items.browse()))
        discount = (
            self._recovery_discount(currency, parts) if candidate.discount else []
        )
        made = self._recovery_counterparts(partner, currency, wanted, discount or ())
        return [
            paid | line
            for line, (_account, _amount, paid) in zip(made, wanted, strict=True)
            if paid
        ]

    def _recovery_account(self, partner):
        return partner.with_company(self.company_id).property_account_receivable_id

    def _recovery_check_open(self, currency, parts):
        """Check that the items are still open for what they are to be paid."""
        for item, amount in parts:
            left = item.amount_residual_currency
            gone = currency.compare_amounts(abs(left), abs(amount)) < 0
            if item.currency_id != currency or gone or left * amount < 0:
                raise UserError(
                    self.env._(
                        "%(item)s is not open for %(amount)s any more: look again.",
                        item=item.move_id.display_name or item.display_name,
                        amount=currency.format(amount),
                    )
                )

    def _recovery_groups(self, currency, parts):
        """Return ``[(account, amount, items)]``: one a debt, or, where credits are
        deducted, one an account."""
        if all(amount > 0 for _item, amount in parts):
            return [(item.account_id, amount, item) for item, amount in parts]
        groups = {}
        for item, amount in parts:
            total, items = groups.get(item.account_id, (0.0, item.browse()))
            groups[item.account_id] = (currency.round(total + amount), items | item)
        if any(currency.compare_amounts(one[0], 0) <= 0 for one in groups.values()):
            raise UserError(
                self.env._("Match the credits of this customer with its debts first.")
            )
        return [(account, *one) for account, one in groups.items()]

    def _recovery_discount(self, currency, parts):
        """Return the values of the lines that grant the discount, as Odoo has them."""
        taken = [
            (item, amount)
            for item, amount in parts
            if amount > 0
            and item.discount_date
            and item.move_id._is_eligible_for_early_payment_discount(
                currency, self.date
            )
        ]
        off = sum(amount - item.discount_amount_currency for item, amount in taken)
        company = self.company_id
        balance = currency._convert(off, company.currency_id, company, self.date)
        values = [
            {
                "aml": item,
                "amount_currency": -amount,
                "balance": -item.amount_residual,
            }
            for item, amount in taken
        ]
        moves = self.env["account.move"]
        granted = moves._get_invoice_counterpart_amls_for_early_payment_discount(
            values, balance
        )
        return [line for some in granted.values() for line in some]

    def _recovery_counterparts(self, partner, currency, wanted, extra=()):
        """Write the lines on the customer's accounts; return them in order.

        :param extra: values of more lines, those of a discount

        The suspense line becomes the first one; balances are at the bank's rate and
        the last line takes what rounding leaves.
        """
        _liquidity, suspense, other = self._seek_for_lines()
        if len(suspense) != 1 or other:
            raise UserError(
                self.env._(
                    "%(line)s is partly matched: finish it in the bank journal.",
                    line=self.display_name,
                )
            )
        values, left = [], -suspense.balance + sum(one["balance"] for one in extra)
        for number, (account, amount, items) in enumerate(wanted, start=1):
            balance = self._prepare_counterpart_amounts_using_st_line_rate(
                currency, None, amount
            )["balance"]
            balance = left if number == len(wanted) else balance
            left = self.company_id.currency_id.round(left - balance)
            values.append(
                {
                    "name": self._recovery_label(items),
                    "account_id": account.id,
                    "partner_id": partner.id,
                    "currency_id": currency.id,
                    "amount_currency": -amount,
                    "balance": -balance,
                }
            )
        made = self._recovery_replace(suspense, partner, [*values, *extra])
        return made[: len(wanted)]

    def _recovery_label(self, items):
        """Return words that read alone: the documents, then what the bank said."""
        names = ", ".join(dict.fromkeys(filter(None, items.move_id.mapped("name"))))
        return " – ".join(filter(None, (names, self.payment_ref)))

    def _recovery_replace(self, suspense, partner, values):
        """Put ``values`` in the place of the suspense line; return the new lines."""
        quiet = self.with_context(
            skip_account_move_synchronization=True, skip_readonly_check=True
        )
        move = quiet.move_id
        known = move.line_ids
        move.write(
            {
                "partner_id": partner.id,
                "line_ids": [
                    *(
                        Command.update(one.id, {"partner_id": partner.id})
                        for one in known - suspense
                    ),
                    Command.update(suspense.id, values[0]),
                    *(Command.create(one) for one in values[1:]),
                ],
            }
        )
        quiet.partner_id = partner
        return (suspense, *(move.line_ids - known).sorted("id"))

    # --- taken back ------------------------------------------------------------------

    def action_undo_reconciliation(self):
        """Odoo's own undo; our row of it says so."""
        result = super().action_undo_reconciliation()
        rows = self.env["recovery.match"].sudo()
        rows = rows.search(
            [("statement_line_id", "in", self.ids), ("state", "=", "matched")]
        )
        rows._decided("undone", self.env.uid)
        return result

    def _recovery_unmatch(self):
        """Take a match back: the debts are open again and the line waits for a person.

        :raises UserError: when the period is closed
        """
        rows = self.env["recovery.match"].search(
            [("statement_line_id", "in", self.ids), ("state", "=", "matched")]
        )
        lines = rows.statement_line_id
        lines.move_id._check_fiscal_lock_dates()
        lines.action_undo_reconciliation()
        for row in rows:
            row.statement_line_id.partner_id = row.named_before_id
        return lines
