from odoo import api, models


class RecoveryDoubtful(models.Model):
    """The way back from the doubtful account: on payment, on loss, or by hand."""

    _inherit = "recovery.doubtful"

    @api.model
    def _follow_ledger(self, company, debtor_ids=None, day=None):
        """Take back what is not owed any more: paid, credited or written off.

        :param debtor_ids: commercial partner ids, or None for all
        :return: the entry, or none
        """
        domain = [("company_id", "=", company.id), ("state", "=", "doubtful")]
        if debtor_ids is not None:
            domain.append(("partner_id", "in", list(debtor_ids)))
        found = self.sudo().search(domain)
        return found._take_back_to({one: one._still_owed() for one in found}, day)

    @api.model
    def _follow_open(self, company, day, debtor_ids=None):
        """Do so on a day that may be booked; on a closed one, a later run does."""
        journal = company.sudo().recovery_loss_journal_id
        if journal and not company.sudo()._get_violated_lock_dates(day, False, journal):
            self._follow_ledger(company, debtor_ids, day)

    def _still_owed(self):
        """Return ``(amount, in the company's currency)`` of the debt by now, at most
        what is doubtful of it."""
        line = self.line_id
        if line.parent_state != "posted" or line.amount_residual_currency <= 0:
            return 0.0, 0.0
        if (
            self.currency_id.compare_amounts(line.amount_residual_currency, self.left)
            > 0
        ):
            return self.left, self.left_company
        return line.amount_residual_currency, line.amount_residual

    def _take_back(self, day=None):
        """Take these debts back to the customers' account, whatever is owed.

        :return: the entries
        """
        entries = self.env["account.move"]
        for _company, ours in self.grouped("company_id").items():
            entries |= ours._take_back_to(dict.fromkeys(ours, (0.0, 0.0)), day)
        return entries

    def _take_back_to(self, targets, day):
        """Lower what is doubtful to the targets; one entry, of one company."""
        moved = [
            (one, amount - one.left, ours - one.left_company)
            for one, (amount, ours) in targets.items()
            if one.currency_id.compare_amounts(amount, one.left) < 0
        ]
        if not moved:
            return self.env["account.move"]
        company = self.company_id
        day = day or company._recovery_today()
        self.check_access("write")
        entry = self._book(company, day, moved, self._words(company)["back"])
        plan = []
        for one, amount, ours in moved:
            own = one.sudo()
            own.write(
                {"left": own.left + amount, "left_company": own.left_company + ours}
            )
            for lines in own.entry_line_ids.grouped("account_id").values():
                if lines.account_id.reconcile:
                    plan.append(lines.filtered(lambda line: not line.reconciled))
        self.env["recovery.loss.books"]._reconcile(plan)
        over = self.browse([one.id for one, *_rest in moved]).filtered(
            lambda one: one.currency_id.is_zero(one.left)
        )
        over._move_to("back", back_on=day)
        return entry
