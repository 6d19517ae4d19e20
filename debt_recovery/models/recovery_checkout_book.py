from dataclasses import dataclass

from odoo import Command, models


@dataclass
class Share:
    """What of a payment goes where. Amounts in the payment's currency."""

    item: object  # the recovery.checkout.line, or None: kept as a credit
    account: object
    label: str
    amount: float  # money
    discount: list  # journal items of an early-payment discount, as values


class RecoveryCheckout(models.Model):
    """The payment in the books: one counterpart for each item that was chosen, matched
    with that item and no other one. What cannot be matched stays a credit."""

    _inherit = "recovery.checkout"

    def _book(self, transaction, extra):
        """Register the payment of ``transaction`` and match it.

        :param extra: more values of the ``account.payment``
        :return: the ``account.payment``
        """
        self.ensure_one()
        self._alone()
        shares = self._shares(transaction)
        values = {**self._payment_values(transaction, shares), **extra}
        values["line_ids"] = self._entry(values, shares)
        payments = self.env["account.payment"].with_context(force_payment_move=True)
        payment = payments.create(values)
        payment.action_post()
        transaction.payment_id = payment
        self._match(payment, shares)
        self._match_credits(shares)
        kept = [share for share in shares if not share.item]
        if kept:
            self._ask_person(payment, sum(share.amount for share in kept))
        return payment

    # --- what goes where -------------------------------------------------------------

    def _shares(self, transaction):
        """Return the :class:`Share` s of a transaction's amount, in the order of the
        items; an item takes no more than what is still open of it."""
        left, shares = transaction.amount, []
        for item in self.line_ids:
            share = self._share(item, left)
            if share:
                left = self.currency_id.round(left - share.amount)
                shares.append(share)
        if self.currency_id.compare_amounts(left, 0) > 0:
            account = shares[0].account if shares else self._credit_account()
            label = self.env._("Paid online, to allocate – %s", self.reference)
            shares.append(Share(None, account, label, left, []))
        return shares

    def _share(self, item, left):
        """Return what an item takes of ``left``; None when nothing of it is open."""
        line, currency = item.line_id, self.currency_id
        if not line or line.parent_state != "posted" or line.reconciled:
            return None
        if line.currency_id != currency:
            return None
        still = line.amount_residual_currency
        amount = currency.round(min(item.amount - item.paid, still, left))
        if currency.compare_amounts(amount, 0) <= 0:
            return None
        discount = []
        if item.discount and not currency.compare_amounts(amount, item.amount):
            discount = self._discount_entry(item)
        label = f"{self.partner_id.name} – {item.name} – {self.reference}"
        return Share(item, line.account_id, label, amount, discount)

    def _credit_account(self):
        partner = self.partner_id.with_company(self.company_id)
        return partner.property_account_receivable_id

    def _discount_entry(self, item):
        """Return the journal items of an early-payment discount, its tax as configured;
        none when it cannot be had any more, as a part was paid meanwhile."""
        line, currency = item.line_id, self.currency_id
        whole = currency.round(item.amount + item.discount)
        if currency.compare_amounts(whole, line.amount_residual_currency):
            return []
        today = self.company_id._recovery_today()
        company_currency = self.company_id.currency_id

        def converted(amount):
            return currency._convert(amount, company_currency, self.company_id, today)

        found = self.env[
            "account.move"
        ]._get_invoice_counterpart_amls_for_early_payment_discount(
            [
                {
                    "aml": line,
                    "amount_currency": -whole,
                    "balance": converted(-whole),
                }
            ],
            converted(item.discount),
        )
        rows = [dict(row) for kind in found.values() for row in kind]
        for row in rows:
            row["partner_id"] = self.partner_id.id
        return rows

    # --- the entry -------------------------------------------------------------------

    def _payment_values(self, transaction, shares):
        """Return the values of the payment, as the provider's own would have them."""
        provider = transaction.provider_id
        means = provider.journal_id.inbound_payment_method_line_ids.filtered(
            lambda one: one.payment_provider_id == provider
        )
        items = [share.item.line_id for share in shares if share.item]
        moves = self.env["account.move"].union(*(line.move_id for line in items))
        invoices = moves.filtered(lambda move: move.is_invoice(True))
        return {
            "amount": transaction.amount,
            "payment_type": "inbound",
            "currency_id": self.currency_id.id,
            "partner_id": self.partner_id.id,
            "partner_type": "customer",
            "journal_id": provider.journal_id.id,
            "company_id": provider.company_id.id,
            "payment_method_line_id": means[:1].id,
            "payment_token_id": transaction.token_id.id,
            "payment_transaction_id": transaction.id,
            "memo": f"{transaction.reference} - {transaction.provider_reference or ''}",
            "invoice_ids": [Command.set(invoices.ids)],
            "destination_account_id": shares[0].account.id,
            "date": self.company_id._recovery_today(),
        }

    def _entry(self, values, shares):
        """Return the commands that write the journal items: the money, and for each
        share its counterpart and its discount; the balance falls on the last share."""
        means = self.env["account.payment.method.line"]
        account = means.browse(values["payment_method_line_id"]).payment_account_id
        if not account:
            empty = self.env["account.payment"].new({"company_id": self.company_id.id})
            account = empty._get_outstanding_account("inbound")
        money = sum(share.amount for share in shares)
        rows = [self._row(account, values["memo"], money)]
        for share in shares:
            rows += share.discount
            given = sum(row["amount_currency"] for row in share.discount)
            rows.append(self._row(share.account, share.label, -share.amount - given))
            rows[-1]["balance"] = -self._converted(share.amount) - sum(
                row["balance"] for row in share.discount
            )
        gap = sum(row["balance"] for row in rows)
        rows[-1]["balance"] = self.company_id.currency_id.round(
            rows[-1]["balance"] - gap
        )
        return [Command.create(row) for row in rows]

    def _row(self, account, label, amount):
        amount = self.currency_id.round(amount)
        return {
            "account_id": account.id,
            "partner_id": self.partner_id.id,
            "name": label,
            "currency_id": self.currency_id.id,
            "amount_currency": amount,
            "balance": self._converted(amount),
            "date_maturity": self.company_id._recovery_today(),
        }

    def _converted(self, amount):
        return self.currency_id._convert(
            amount,
            self.company_id.currency_id,
            self.company_id,
            self.company_id._recovery_today(),
        )

    # --- matching --------------------------------------------------------------------

    def _match(self, payment, shares):
        """Match each counterpart with its item."""
        accounts = {share.account for share in shares}
        counterparts = payment.move_id.line_ids.filtered(
            lambda line: line.account_id in accounts and line.amount_currency < 0
        ).sorted("id")
        for share, counterpart in zip(shares, counterparts, strict=True):
            if share.item:
                (counterpart | share.item.line_id).reconcile()
                share.item.paid += share.amount

    def _match_credits(self, shares):
        """Match the credits that were deducted with the items that they covered."""
        for share in shares:
            item = share.item
            if not item or not item.credit or item.line_id.reconciled:
                continue
            (item.line_id | self._credits(item.line_id, item.credit)).reconcile()

    def _credits(self, line, amount):
        """Return credits of the customer that cover ``amount`` of ``line``, oldest
        first; none where they do not reach."""
        found = self.env["account.move.line"]
        for row in self.case_id._exposure():
            credit = found.browse(row["line_id"])
            if (
                row["residual"] < 0
                and credit.account_id == line.account_id
                and credit.currency_id == line.currency_id
                and self.currency_id.compare_amounts(amount, 0) > 0
            ):
                found |= credit
                amount += credit.amount_residual_currency
        return found

    def _ask_person(self, payment, amount):
        """What could not be matched waits as a credit: a person says what it is for."""
        user = self.case_id._acting()
        if user:
            self.case_id.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._(
                    "Paid online but settled meanwhile: %(amount)s to allocate",
                    amount=self._money(amount),
                ),
                note=payment.display_name,
                user_id=user.id,
            )

    def _after_paid(self, transaction):
        """What follows once a payment is in the books; others add their own.

        :param transaction: the one that was booked; its ``token_id`` is the saved
            means, where the customer agreed to keep it
        """
        if self:
            text = f"{self.reference} – {self._money(transaction.amount)}"
            self.env["recovery.event"]._log("paid_online", self.case_id, text)
