from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command


class RecoveryWriteOff(models.Model):
    """Booking the loss: one entry for any number of debts, one matching for all."""

    _inherit = "recovery.write.off"

    def _book(self, day=None):
        """Book approved write-offs: one entry a company, whatever their number.

        :param day: accounting date; None: today in the company
        :return: the entries
        :raises UserError: when one is not approved, lacks its evidence, owes less by
            now, or the day is closed; then nothing is booked
        """
        entries = self.env["account.move"]
        for company, ours in self.grouped("company_id").items():
            entries |= ours._book_company(company, day or company._recovery_today())
        return entries

    def _book_company(self, company, day):
        before = self.env["recovery.loss.tax"]._start(self.sudo().item_ids)
        rows, owners, accounts = [], [], {}
        self.sudo()._check_to_book()
        for one in self.sudo():
            relief = one._has_relief()
            for item in one.item_ids:
                parts = self.env["recovery.loss.tax"]._split(item, relief, before)
                own = item._entry_lines(parts, item._loss_account(day, accounts))
                rows += own
                owners += [item] * len(own)
                item._keep_split(parts)
        self._keep_limitation(company, day)
        ref = self[:1].reference if len(self) == 1 else self._batch_ref()
        books = self.env["recovery.loss.books"]
        entry = books._post(company, day, ref, [values for values, _closed in rows])
        lines = entry.line_ids.sorted("sequence")
        for item, own in _by_owner(owners, lines).items():
            item.write({"credit_line_id": own[0].id, "entry_line_ids": own.ids})
        books._reconcile(
            [
                line | closed
                for line, (_values, closed) in zip(lines, rows, strict=True)
                if closed
            ]
        )
        self._move_to("booked", day=day, move_id=entry.id)
        doubtful = self.env["recovery.doubtful"]
        doubtful._follow_ledger(company, self.partner_id.ids, day)
        self._tell("written_off")
        return entry

    def _keep_limitation(self, company, day):
        """Keep until when the debts can be claimed: closed debts have no clock."""
        limits = self.env["recovery.limitation"].sudo().with_company(company)
        items = self.sudo().item_ids
        clocks = limits._clocks(day, limits._rules(day), lines=items.line_id)
        for item in items:
            _row, clock = clocks.get(item.line_id.id, (None, None))
            item.limitation_on = clock.last if clock else False

    def _batch_ref(self):
        return self.env._(
            "%(first)s to %(last)s",
            first=min(self.mapped("reference")),
            last=max(self.mapped("reference")),
        )

    def _check_to_book(self):
        for one in self:
            if one.state != "approved":
                raise UserError(
                    self.env._("“%(name)s” is not approved.", name=one.display_name)
                )
            if one.reason_id.needs_evidence and not one.evidence_ids:
                raise UserError(
                    self.env._(
                        "%(name)s: attach what proves it before it is booked "
                        "(%(reason)s).",
                        name=one.display_name,
                        reason=one.reason_id.name,
                    )
                )
        self.item_ids._check_still_owed()

    def _has_relief(self):
        return bool(self.reason_id.gives_relief and self.evidence_ids)

    def _tell(self, kind):
        for one in self.filtered("case_id"):
            self.env["recovery.event"]._log(
                kind,
                one.case_id,
                text=f"{one.reference}: {one.currency_id.format(one.amount)}",
            )

    def _reverse(self, day=None):
        """Take booked write-offs back: the debts are open again.

        :param day: accounting date of the reversal; None: today in the company
        :return: the reversing entries
        """
        if not self.env.company._recovery_may("manager"):
            raise AccessError(self.env._("Write-offs are reversed by a manager."))
        entries = self.env["account.move"]
        books = self.env["recovery.loss.books"]
        for company, ours in self.sudo().grouped("company_id").items():
            ours._check_to_reverse()
            ours._unmatch()
            old = ours.item_ids.entry_line_ids.sorted("id")
            lines = [line._recovery_mirrored() for line in old]
            entry = books._post(
                company,
                day or company._recovery_today(),
                ours._reversal_ref(company),
                lines,
            )
            new = entry.line_ids.sorted("sequence")
            books._reconcile(
                [
                    left | right
                    for left, right in zip(old, new, strict=True)
                    if left.account_id.reconcile
                ]
            )
            ours.with_env(self.env)._move_to("reversed", reversal_id=entry.id)
            entries |= entry
        self._tell("loss_reversed")
        return entries

    def _check_to_reverse(self):
        for one in self:
            if one.state != "booked":
                raise UserError(
                    self.env._("“%(name)s” is not booked.", name=one.display_name)
                )
            if not one.currency_id.is_zero(one.regained):
                raise UserError(
                    self.env._(
                        "%(name)s: money was received on it since. Take that back "
                        "first.",
                        name=one.display_name,
                    )
                )

    def _unmatch(self):
        """Open what the loss had closed: debts and waiting VAT."""
        self.item_ids.entry_line_ids.filtered(
            lambda line: line.matched_debit_ids or line.matched_credit_ids
        ).remove_move_reconcile()

    def _reversal_ref(self, company):
        env = self.env["recovery.loss.books"]._writer(company)
        return env._("Reversal of %(names)s", names=", ".join(self.mapped("reference")))


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _recovery_mirrored(self):
        """Return the values of the item that undoes this one."""
        return {
            "name": self.name,
            "account_id": self.account_id.id,
            "partner_id": self.partner_id.id,
            "currency_id": self.currency_id.id,
            "amount_currency": -self.amount_currency,
            "balance": -self.balance,
            "date_maturity": self.date_maturity,
            "tax_tag_ids": [Command.set(self.tax_tag_ids.ids)]
            if self.tax_tag_ids
            else [],
        }


def _by_owner(owners, lines):
    """Return ``{item: its lines}`` of two lists in the same order."""
    found = {}
    for owner, line in zip(owners, lines, strict=True):
        found[owner] = found.get(owner, lines.browse()) | line
    return found
