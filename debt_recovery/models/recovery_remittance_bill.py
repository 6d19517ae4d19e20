from datetime import timedelta
from decimal import Decimal

from odoo import models
from odoo.fields import Command

from ..tools import remittance as money

BEFORE = timedelta(days=90)  # a bill older than that is for something else


class RecoveryRemittance(models.Model):
    """The commission is a bill of the agency: received, or prepared until it is."""

    _inherit = "recovery.remittance"

    def _find_bill(self):
        """Match the bill that the agency sent, or prepare one; settle it, when posted,
        with what the agency kept. Booked once, whichever comes first."""
        self.ensure_one()
        if self.bill_id and self.bill_id.state != "cancel":
            return
        due = self.commission + self.commission_vat
        if self.currency_id.is_zero(due):
            return
        found = self._pick_bill(self._free_bills(), due)
        if found:
            self._take_bill(found)
        else:
            self.write({"bill_id": self._prepare_bill().id, "bill_is_drafted": True})

    def _free_bills(self):
        """Return the bills of the agency that are for no remittance yet."""
        kind = "in_invoice" if self.commission > 0 else "in_refund"
        bills = self.env["account.move"].search(
            [
                ("move_type", "=", kind),
                ("company_id", "=", self.company_id.id),
                ("currency_id", "=", self.currency_id.id),
                (
                    "commercial_partner_id",
                    "=",
                    self.agency_id.partner_id.commercial_partner_id.id,
                ),
                ("state", "in", ("draft", "posted")),
            ],
            order="invoice_date, id",
        )
        since = self.day - BEFORE
        bills -= self.search([("bill_id", "in", bills.ids)]).bill_id
        return bills.filtered(lambda one: (one.invoice_date or self.day) >= since)

    def _pick_bill(self, bills, due):
        """Return the one bill of ``bills`` that is for this commission, or none."""
        company, currency = self.company_id, self.currency_id
        coins = min(self.line_count, 100) * currency.rounding
        tolerance = max(company.recovery_agency_tolerance, coins)
        key = money.pick_bill(
            [
                (one.id, Decimal(str(one.amount_total)), one._recovery_bill_words())
                for one in bills
            ],
            Decimal(str(abs(due))),
            self.reference,
            Decimal(str(tolerance)),
        )
        return bills.browse(key or [])

    def _prepare_bill(self):
        """Draft the bill of the commission by the contract."""
        contract, company = self.contract_id, self.company_id
        is_bill = self.commission > 0
        taxed = any(contract.tax_id.flatten_taxes_hierarchy().mapped("price_include"))
        price = self.commission + (self.commission_vat if taxed else 0)
        account = company._recovery_account_for("recovery_agency_fee_id")
        writer = self.env["recovery.loss.books"]._writer(company)
        name = writer._("Commission on %(remittance)s", remittance=self.reference)
        return self.env["account.move"].create(
            {
                "move_type": "in_invoice" if is_bill else "in_refund",
                "company_id": company.id,
                "partner_id": self.agency_id.partner_id.id,
                "currency_id": self.currency_id.id,
                "invoice_date": self.day,
                "invoice_origin": self.reference,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": name,
                            "quantity": 1,
                            "price_unit": abs(price),
                            "account_id": account.id,
                            "tax_ids": [Command.set(contract.tax_id.ids)],
                        }
                    )
                ],
            }
        )

    def _take_bill(self, bill):
        """Take this bill for ours; a draft that we made gives way to it."""
        drafted = self.bill_id if self.bill_is_drafted else self.bill_id.browse()
        self.write({"bill_id": bill.id, "bill_is_drafted": False})
        if drafted and drafted.state == "draft":
            drafted.unlink()
        due = abs(self.commission + self.commission_vat)
        off = bill.amount_total - due
        if not self._is_rounding(off):
            self._differ(
                "bill",
                off,
                self.env._(
                    "%(bill)s of the agency: %(told)s, %(expected)s by the contract",
                    bill=bill.ref or bill.name or "",
                    told=self.currency_id.format(bill.amount_total),
                    expected=self.currency_id.format(due),
                ),
            )
        self._settle_bill()

    def _tell_billed_twice(self, bill):
        """Queue a bill that came after the one that we prepared was posted."""
        self._differ(
            "bill",
            bill.amount_total,
            self.env._(
                "%(bill)s of the agency came after %(ours)s was posted in its place: "
                "the commission stands twice. Reverse %(ours)s.",
                bill=bill.ref or bill.name,
                ours=self.bill_id.name,
            ),
        )

    def _differ(self, kind, amount, text):
        self.env["recovery.remittance.difference"].create(
            {
                "remittance_id": self.id,
                "kind": kind,
                "amount": self.currency_id.round(amount),
                "text": text,
            }
        )


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """A bill of an agency that is posted is settled with what the agency kept."""
        posted = super()._post(soft)
        bills = posted.filtered(lambda m: m.move_type in ("in_invoice", "in_refund"))
        if bills:
            bills.sudo()._recovery_settle_commissions()
        return posted

    def _recovery_settle_commissions(self):
        """Settle the commissions that these bills are for."""
        partners = self.commercial_partner_id
        agencies = self.env["recovery.agency"].search(
            [("partner_id.commercial_partner_id", "in", partners.ids)]
        )
        if not agencies:
            return
        waiting = self.env["recovery.remittance"].search(
            [
                ("agency_id", "in", agencies.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "=", "booked"),
                *("|", ("bill_id", "in", self.ids)),
                *("|", ("bill_id", "=", False)),
                *("|", ("bill_id.state", "=", "cancel")),
                ("bill_is_drafted", "=", True),
            ],
            order="id",
        )
        for bill in self:
            own = waiting.filtered(lambda one, bill=bill: one.bill_id == bill)
            if own:
                own.with_company(own.company_id)._settle_bill()
            else:
                self._recovery_take_for(bill, waiting)

    def _recovery_take_for(self, bill, waiting):
        """Take a bill for the remittance that it names, else for the only one of its
        amount; where ours was posted in its place, somebody has to choose."""
        fitting = waiting.filtered(
            lambda one: (
                bill in one._free_bills()
                and one._pick_bill(bill, one.commission + one.commission_vat)
            )
        )
        posted = fitting.filtered(lambda one: one.bill_id.state == "posted")
        words = bill._recovery_bill_words()
        named = fitting.filtered(lambda one: one.reference in words)
        found = (named or fitting) - posted
        if found and (len(found) == 1 or named):
            found[0].with_company(bill.company_id)._take_bill(bill)
        elif not found and posted:
            (named or posted)[0]._tell_billed_twice(bill)

    def _recovery_bill_words(self):
        """Return the words by which a bill may name a remittance."""
        lines = self.invoice_line_ids.mapped("name")
        parts = (self.ref, self.payment_reference, self.invoice_origin, *lines)
        return " ".join(filter(None, parts))
