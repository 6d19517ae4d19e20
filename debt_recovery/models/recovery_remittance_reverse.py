from odoo import models
from odoo.exceptions import AccessError, UserError

from ..tools import remittance as money
from .recovery_remittance_book import CHUNK


class RecoveryRemittance(models.Model):
    """Refusing a remittance before it is booked, and taking one back as a whole:
    every entry, the debts open again."""

    _inherit = "recovery.remittance"

    def _refuse(self):
        """Refuse remittances that were not booked; the agency may send them again,
        put right."""
        if not self.env.company._recovery_may("agent"):
            raise AccessError(self.env._("Remittances are refused by an agent."))
        self.check_access("write")
        moved = self._move_to("refused")
        moved.sudo().line_ids.write({"is_live": False})
        moved.sudo()._drop_differences()

    def _drop_differences(self):
        """Nobody has to look at what differs in what does not count any more."""
        self.difference_ids.filtered(lambda one: one.state == "open").unlink()

    def _reverse(self, day=None):
        """Take booked remittances back; their receipts may be remitted again.

        The bank line waits for a person again. The agency's bill is free again, for
        when the receipts are remitted again; one that we prepared goes, or gets a
        credit note, in draft, where it was posted.

        :param day: accounting date; None: today in the company
        :raises UserError: when one is not booked, a receipt of it was sent back in
            another, or the day is closed
        """
        if not self.env.company._recovery_may("manager"):
            raise AccessError(self.env._("Remittances are reversed by a manager."))
        self.check_access("write")
        for one in self:
            own = one.sudo().with_company(one.company_id)
            own._check_not_sent_back()
            if not own._move_to("reversed"):
                continue
            own._drop_differences()
            if own.bank_line_id:
                own.bank_line_id._recovery_unmatch()
            own._open_receipts()
            own._reverse_entries(day or one.company_id._recovery_today())
            own._credit_bill()

    def _check_not_sent_back(self):
        """Refuse where another remittance stands on a receipt of this one."""
        later = self.env["recovery.remittance.line"].search(
            [
                ("undoes_id.remittance_id", "=", self.id),
                ("remittance_id", "!=", self.id),
                ("remittance_id.state", "=", "booked"),
            ],
            limit=1,
        )
        if later:
            raise UserError(
                self.env._(
                    "%(receipt)s of %(remittance)s was sent back in %(other)s: reverse "
                    "%(other)s first.",
                    receipt=later.undoes_id.display_name,
                    remittance=self.reference,
                    other=later.remittance_id.reference,
                )
            )

    def _open_receipts(self):
        """Open the debts of all receipts, and let them be remitted again."""
        lines = self.env["recovery.remittance.line"]
        ids = lines.search([("remittance_id", "=", self.id)]).ids
        for start in range(0, len(ids), CHUNK):
            some = lines.browse(ids[start : start + CHUNK])
            some._open_again()
            some.undoes_id.filtered(
                lambda one: one.remittance_id.state == "booked"
            ).write({"is_live": True})
            some.write({"is_live": False})
            agency = some.filtered(lambda one: one.paid_to == money.AGENCY)
            agency.placement_id._recovery_back_to_agency()
            self.env.flush_all()
            self.env.invalidate_all()

    def _reverse_entries(self, day):
        books, company = self.env["recovery.loss.books"], self.company_id
        journal = company._recovery_agency_journal()
        books._check_open(company, day, True, journal)
        entries = self.move_ids
        entries.line_ids.remove_move_reconcile()
        writer = books._writer(company)
        ref = writer._("Reversal of %(names)s", names=self.reference)
        values = [{"date": day, "ref": ref} for _ in entries]
        self.move_ids |= entries._reverse_moves(values, cancel=True)

    def _credit_bill(self):
        """Undo the commission: leave the agency's bill free, drop what we prepared, or
        credit it where it was posted."""
        bill, drafted = self.bill_id, self.bill_is_drafted
        if not bill:
            return
        if drafted and bill.state == "posted":
            writer = self.env["recovery.loss.books"]._writer(self.company_id)
            ref = writer._("Commission on %(remittance)s", remittance=self.reference)
            bill._reverse_moves([{"ref": ref, "invoice_date": self.booked_on}])
            return
        self.bill_id = False
        if drafted:
            bill.unlink()
