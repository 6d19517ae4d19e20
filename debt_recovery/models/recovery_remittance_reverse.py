from odoo import models
from odoo.exceptions import AccessError

from ..tools import remittance as money
from .recovery_remittance_book import CHUNK


class RecoveryRemittance(models.Model):
    """Taking a whole remittance back: every entry, the debts open again."""

    _inherit = "recovery.remittance"

    def _reverse(self, day=None):
        """Take booked remittances back; their receipts may be remitted again.

        The bank line waits for a person again; a bill that is posted gets a credit
        note, in draft, a bill that we prepared goes.

        :param day: accounting date; None: today in the company
        :raises UserError: when one is not booked, or the day is closed
        """
        if not self.env.company._recovery_may("manager"):
            raise AccessError(self.env._("Remittances are reversed by a manager."))
        for one in self:
            own = one.sudo().with_company(one.company_id)
            if not own._move_to("reversed"):
                continue
            if own.bank_line_id:
                own.bank_line_id._recovery_unmatch()
            own._open_receipts()
            own._reverse_entries(day or one.company_id._recovery_today())
            own._credit_bill()

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
        """Undo the commission: drop what we prepared, ask credit for what is posted."""
        bill, drafted = self.bill_id, self.bill_is_drafted
        if not bill:
            return
        if bill.state == "posted":
            writer = self.env["recovery.loss.books"]._writer(self.company_id)
            ref = writer._("Commission on %(remittance)s", remittance=self.reference)
            bill._reverse_moves([{"ref": ref, "invoice_date": self.booked_on}])
            return
        self.bill_id = False
        if drafted:
            bill.unlink()
