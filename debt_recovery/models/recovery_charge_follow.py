from odoo import api, models

from .recovery_charge import INTEREST


class RecoveryCharge(models.Model):
    """What becomes of announced charges when the ledger, or an agreement, changes."""

    _inherit = "recovery.charge"

    @api.model
    def _follow(self, company, as_of, debtor_ids=None):
        """Bring what was announced to what the ledger says now, for some debtors.

        An invoice that proves not due takes its charges along; a principal that was
        paid leaves them, to the day it was paid; an agreement that ends badly brings
        back what was waived on its condition.
        """
        self = self.sudo().with_company(company)
        self._keep_paid(company, as_of, debtor_ids)
        charges = self.search(self._theirs(company, debtor_ids))
        charges._follow_agreements()
        charges = charges.filtered(lambda one: one.state == "announced")
        gone = charges.filtered(
            lambda one: not one.line_id or one.line_id.parent_state != "posted"
        )
        if gone:
            gone._cancel(self.env._("The invoice was taken back."))
        charges = (charges - gone).filtered(
            lambda one: one.line_id.matched_credit_ids or one.principal_paid_on
        )
        if charges:
            charges._follow_ledger(as_of)

    @api.model
    def _theirs(self, company, debtor_ids):
        domain = [
            ("company_id", "=", company.id),
            ("state", "in", ("announced", "waived")),
        ]
        if debtor_ids is not None:
            domain.append(("partner_id", "in", list(debtor_ids)))
        return domain

    def _follow_ledger(self, as_of):
        """Look again at these, whose invoices were paid or credited, wholly or not.

        What is disputed counts as due here: whether it is, the dispute's end says.
        """
        lines = self.line_id
        found = self._look(lines, as_of, disputes=False)
        paid = self._paid_on(lines)
        said = self._look_as_said(as_of, lines.browse(paid))
        for charge in self:
            dues = {one.kind: one for one in found.get(charge.line_id.id, ())}
            if not dues:  # it never was late
                charge._cancel(self.env._("The invoice proves not due."))
                continue
            day = paid.get(charge.line_id.id)
            if charge.principal_paid_on != (day or False):
                charge.principal_paid_on = day
            if charge.kind == INTEREST:
                due = dues.get(INTEREST) if day else said.get(charge)
                charge._follow_interest(due, day)

    def _look_as_said(self, as_of, paid):
        """Return ``{charge: Due or None}`` of interest to the day to which it was said,
        of debts that are not in ``paid``; None: nothing was late by then."""
        found = {}
        open_ones = self.filtered(
            lambda one: one.kind == INTEREST and one.line_id not in paid
        )
        for until, some in open_ones.grouped("until").items():
            dues = self._look(some.line_id, as_of, until, disputes=False)
            for charge in some:
                found[charge] = next(iter(dues.get(charge.line_id.id, ())), None)
        return found

    def _follow_interest(self, due, paid_on):
        """Bring interest to the day of the payment, or lower it to what the invoice
        bore after all; what was said is never raised meanwhile."""
        if not due and not paid_on:  # it was not late then: its day was put off
            self._cancel(self.env._("The invoice proves not due."))
            return
        if not due or not due.amount or not due.permission.allowed:
            return
        change = self.currency_id.compare_amounts(float(due.amount), self.amount)
        if change < 0 or (change > 0 and paid_on):
            self.write(self._figures(due.said()))

    # --- agreements -----------------------------------------------------------------

    def _follow_agreements(self):
        """Waive what an agreement gives up, and ask again for what was given up on the
        condition of one that was not kept."""
        announced = self.filtered(lambda one: one.state == "announced")
        for charge in (self - announced).filtered("arrangement_id"):
            if charge.arrangement_id._is_not_kept():
                charge._come_back()
        holding = self.env["recovery.arrangement"]._holding_on(announced.line_id)
        for charge in announced:
            for agreed in holding.get(charge.line_id.id, ()):
                treatment = agreed._charge_treatment(charge.kind)
                if treatment in ("waived", "while_healthy"):
                    reason = self.env._("Agreement %(name)s", name=agreed.reference)
                    on_condition = treatment == "while_healthy"
                    charge._waive(reason, agreed if on_condition else None)
                    break

    def _come_back(self):
        """It is asked again, unless it was said anew meanwhile."""
        again = self.search(
            [
                ("line_id", "=", self.line_id.id),
                ("kind", "=", self.kind),
                ("state", "=", "announced"),
            ],
            limit=1,
        )
        name = self.arrangement_id.reference
        reason = self.env._("Agreement %(name)s was not kept", name=name)
        values = {"arrangement_id": False, "reason": reason}
        if again or not self.line_id:
            self.write(values)
        else:
            self._move_to("announced", decided_on=False, decided_by_id=False, **values)


class RecoveryCycle(models.AbstractModel):
    _inherit = "recovery.cycle"

    def _measure(self, company, as_of, debtor_ids, commit):
        """Announced charges follow the ledger, whoever is measured."""
        counts = super()._measure(company, as_of, debtor_ids, commit)
        if debtor_ids is None or debtor_ids:
            self.env["recovery.charge"]._follow(company, as_of, debtor_ids)
        return counts
