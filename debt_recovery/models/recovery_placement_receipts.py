from collections import defaultdict

from odoo import models

from .recovery_placement_change import PAYMENT, RETURNED

CASH, TRANSFER = "cash", "transfer"


class RecoveryPlacement(models.Model):
    """What came in of placed debts beside the agency: told to it once each."""

    _inherit = "recovery.placement"

    def _receipts(self):
        """Return ``{journal item id: (Receipt, …)}`` of all these, in one statement a
        company; those of a debt that went on to a doubtful account are its own too."""
        receipts, lines = self.env["recovery.receipt"], self.line_ids.line_id.sudo()
        known = receipts._of_lines(lines.ids)
        closed = lines.filtered(lambda line: not line.amount_residual_currency)
        heirs = receipts._successors(closed.ids) if closed else {}
        if heirs:
            later = receipts._of_lines(
                {heir for some in heirs.values() for heir in some}
            )
            for key, some in heirs.items():
                of_heirs = (one for heir in some for one in later.get(heir, ()))
                known[key] = (*known.get(key, ()), *of_heirs)
        return known

    def _take_receipts(self, known):
        """Tell the agency, once each, of what came in beside it, and of what went back
        of that."""
        journal = self.company_id._recovery_agency_journal()
        changes = self.env["recovery.placement.change"].sudo()
        for line in self.line_ids:
            changes |= line._gone_back(known)
            new = line._unseen(known)
            if new:
                line._come_again(new).is_undone = True
                changes |= changes.create(line._changes_of(new, journal))
                seen = (one.partial_id for one in new)
                line.seen_partial = max(line.seen_partial, *seen)
                self._wait_on([one.day for one in new if one.nature == CASH])
        changes._tell()

    def _wait_on(self, days):
        """Let the agency keep the file longer, as its customer paid on these days."""
        until = days and self._expiry(max(days))
        if until and (not self.expires_on or until > self.expires_on):
            self.expires_on = until

    def _close_paid(self, known):
        """Settled: by whom it was paid decides whether the agency has to be told."""
        journal = self.company_id._recovery_agency_journal()
        last = [
            (receipt.partial_id, line._is_by_agency(receipt, journal), receipt.nature)
            for line in self.line_ids
            for receipt in known.get(line.line_id.id, ())
            if receipt.nature != TRANSFER
        ]
        is_paid = any(nature == CASH for _partial, _by_agency, nature in last)
        self._settle("paid" if is_paid else "cancelled")
        if not last or not max(last)[1]:
            self._tell_recall()


class RecoveryPlacementLine(models.Model):
    _inherit = "recovery.placement.line"

    def _is_by_agency(self, receipt, journal):
        """Tell whether the agency brought this money: it knows of it. What one before
        it brings late is news to it."""
        credit = self.env["account.move.line"].sudo().browse(receipt.credit_line_id)
        if credit.journal_id != journal:
            return False
        brought = self.env["recovery.remittance"].sudo()
        brought = brought.search([("move_ids", "in", credit.move_id.ids)])
        return not brought or self.placement_id.agency_id in brought.agency_id

    def _changes_of(self, receipts, journal):
        """Return the values of the changes that tell of these: what one reconciliation
        was paid, and what it was lowered by, one sum each."""
        sums, days = defaultdict(float), {}
        for one in receipts:
            if one.nature != TRANSFER and not self._is_by_agency(one, journal):
                key = one.partial_id, PAYMENT if one.nature == CASH else "credit"
                sums[key] += one.amount
                days[key] = one.day
        return [
            {
                "placement_id": self.placement_id.id,
                "line_id": self.id,
                "kind": kind,
                "day": days[partial, kind],
                "amount": self.currency_id.round(amount),
                "partial": partial,
            }
            for (partial, kind), amount in sums.items()
            if not self.currency_id.is_zero(amount)
        ]

    def _unseen(self, known):
        """Return the receipts of which the agency was told nothing yet, or that they
        were sent back."""
        receipts = known.get(self.line_id.id, ())
        again = set(self._come_again(receipts).mapped("partial"))
        return [
            one
            for one in receipts
            if one.partial_id > self.seen_partial or one.partial_id in again
        ]

    def _come_again(self, receipts):
        """Return the changes that say that these were sent back."""
        there = {one.partial_id for one in receipts}
        return self.placement_id.change_ids.filtered(
            lambda one: (
                one.line_id == self
                and one.kind == RETURNED
                and not one.is_undone
                and one.partial in there
            )
        )

    def _told_but_gone(self, known):
        """Return the changes that told of payments which are no more."""
        there = {one.partial_id for one in known.get(self.line_id.id, ())}
        return self.placement_id.change_ids.filtered(
            lambda one: (
                one.line_id == self
                and one.partial
                and one.kind != RETURNED
                and not one.is_undone
                and one.partial not in there
            )
        )

    def _gone_back(self, known):
        """Return the changes that say which payments told before are no more."""
        told = self._told_but_gone(known)
        told.is_undone = True
        lost = defaultdict(float)
        for one in told:
            lost[one.partial] += one.amount
        return told.create(
            [
                {
                    "placement_id": self.placement_id.id,
                    "line_id": self.id,
                    "kind": RETURNED,
                    "day": self.company_id._recovery_today(),
                    "amount": self.currency_id.round(amount),
                    "partial": partial,
                }
                for partial, amount in lost.items()
            ]
        )

    def _gone_back_all(self):
        """Tell what went back of a file that the agency has again; return it."""
        known = self.placement_id._receipts()
        changes = self.env["recovery.placement.change"].sudo()
        for line in self:
            changes |= line._gone_back(known)
        changes._tell()
        return changes
