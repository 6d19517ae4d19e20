from decimal import Decimal

from odoo import models

from ..tools import remittance as money


class RecoveryRemittance(models.Model):
    """The agency's bill is settled with what it kept of the money."""

    _inherit = "recovery.remittance"

    def _settle_bill(self):
        """Pay a posted bill with what the agency kept of the money: what is left on the
        clearing account is what it sends us.

        A bill above that stays payable for the rest, in gross mode for all of it. One
        that was opened and posted again is settled with what was kept for it before.
        """
        bill = self.bill_id
        if bill.state != "posted":
            return
        self._match_settled()
        open_items = self._owed_items()
        amount = self._to_settle(open_items)
        if self.currency_id.is_zero(amount):
            return
        day = self._settle_day()
        self._post_entry(day, self._settlement(open_items[:1], amount, day))
        self._match_settled()
        self._match_clearing()
        self._clear_rounding()

    def _owed_items(self):
        """Return the open items of what the bill makes us owe the agency."""
        return self.bill_id.line_ids.filtered(
            lambda line: (
                line.account_type == "liability_payable" and not line.reconciled
            )
        )

    def _settled_items(self):
        """Return the items that paid bills with what the agency kept."""
        return self.move_ids.line_ids.filtered(
            lambda line: line.account_type == "liability_payable"
        )

    def _match_settled(self):
        """Match the bill with what was kept for it."""
        owed = self._owed_items()
        loose = self._settled_items().filtered(
            lambda line: not line.reconciled and line.account_id == owed.account_id
        )
        if loose:
            self.env["account.move.line"]._reconcile_plan([loose | owed])

    def _settle_day(self):
        """Return the day of a settlement: that of the bill, or of the booking where it
        is later; today where that is closed."""
        company, day = self.company_id, max(self.bill_id.date, self.booked_on)
        journal = company._recovery_agency_journal()
        closed = company.sudo()._get_violated_lock_dates(day, True, journal)
        return company._recovery_today() if closed else day

    def _to_settle(self, open_items):
        """Return how much of the bill the agency kept, of what it holds; a refund is
        negative."""
        owed = -sum(open_items.mapped("amount_residual_currency"))
        kept = self.ours - self.announced
        kept -= sum(self._settled_items().mapped("amount_currency"))
        kept = self.currency_id.round(kept)
        if self.mode == money.GROSS or not open_items or owed * kept <= 0:
            return 0.0
        amount = min(owed, kept, key=abs)
        if self._is_rounding(owed - kept):
            amount = owed
        return self._limited(amount)

    def _limited(self, amount):
        """Return what can be taken of the clearing account: nothing that is not there,
        as of a commission on what customers paid to us."""
        held = self._on_clearing()
        if held * amount <= 0:
            return 0.0
        if abs(held) < abs(amount) and not self._is_rounding(amount - held):
            return held
        return amount

    def _is_rounding(self, amount):
        off = Decimal(str(self.currency_id.round(amount)))
        step = Decimal(str(self.currency_id.rounding))
        return money.is_rounding(off, self.line_count, step)

    def _settlement(self, item, amount, day):
        company, currency = self.company_id, self.currency_id
        writer = self.env["recovery.loss.books"]._writer(company)
        name = writer._(
            "%(bill)s of %(agency)s, kept from %(remittance)s",
            bill=self.bill_id.ref or self.bill_id.name,
            agency=self.agency_id.name,
            remittance=self.reference,
        )
        balance = currency._convert(amount, company.currency_id, company, day)
        return [
            {
                "name": name,
                "account_id": account.id,
                "partner_id": item.partner_id.id,
                "currency_id": currency.id,
                "amount_currency": sign * amount,
                "balance": sign * balance,
            }
            for account, sign in ((item.account_id, 1), (self.clearing_account_id, -1))
        ]
