from collections import defaultdict
from datetime import date
from decimal import Decimal

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL

from ..tools import remittance as money
from .recovery_remittance_entry import Desk

CHUNK = 300  # receipts in one entry


class RecoveryRemittance(models.Model):
    """Booking: one entry a day and some hundreds of receipts, one matching for each."""

    _inherit = "recovery.remittance"

    def _book(self):
        """Book checked remittances: debts are paid by what their customers paid, what
        the agency holds for us stands on the clearing account, its commission is a
        bill.

        Entries have the day on which the customer paid: VAT on receipts is due then.

        :raises UserError: when one is not checked, or a day is closed; then nothing is
            booked
        """
        if not self.env.company._recovery_may("agent"):
            raise AccessError(self.env._("Remittances are booked by an agent."))
        self.check_access("write")
        for one in self:
            own = one.sudo().with_company(one.company_id)
            if own._move_to(
                "booked",
                booked_on=one.company_id._recovery_today(),
                booked_by_id=self.env.uid,
                clearing_account_id=one.company_id._recovery_agency_clearing().id,
            ):
                own._book_receipts()
                own._find_bill()

    def _book_receipts(self):
        """Book the receipts day by day; those sent back after what came in that day."""
        for day, ids in self._by_day():
            for start in range(0, len(ids), CHUNK):
                self._book_some(day, ids[start : start + CHUNK])
                self.env.flush_all()
                self.env.invalidate_all()
        self._end_direct()

    def _by_day(self):
        """Return ``[(day, receipt ids)]`` of what customers paid to the agency, and
        apart, after it, of what was sent back."""
        self.env["recovery.remittance.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT paid_on, id, amount < 0 FROM recovery_remittance_line
                    WHERE remittance_id = %s AND paid_to = %s
                    ORDER BY paid_on, amount < 0, id""",
                self.id,
                money.AGENCY,
            )
        )
        found = defaultdict(list)
        for day, line_id, is_back in rows:
            found[day, is_back].append(line_id)
        return [(day, ids) for (day, _is_back), ids in found.items()]

    def _end_direct(self):
        """What customers paid to us and took back is told once; it is booked by us."""
        lines = self.env["recovery.remittance.line"].search(
            [
                ("remittance_id", "=", self.id),
                ("paid_to", "=", money.CREDITOR),
                ("undoes_id", "!=", False),
            ]
        )
        lines.undoes_id._check_stands()
        lines.undoes_id.write({"is_live": False})

    def _book_some(self, day, ids):
        receipts = self.env["recovery.remittance.line"].browse(ids)
        undone = receipts.undoes_id
        if undone:
            undone._check_stands()
            undone._open_again()
        desk = Desk(self, day)
        for receipt in receipts:
            if receipt.undoes_id:
                desk.send_back(receipt)
            else:
                desk.receive(receipt)
        if desk.values:
            self._post(desk, receipts)
        undone.write({"is_live": False})

    def _post(self, desk, receipts):
        """Post the entry of a desk and match it."""
        entry = self._post_entry(desk.day, [*desk.values, desk.clearing()])
        lines = entry.line_ids.sorted("sequence")
        receipts._keep_entry_lines(
            [
                (receipt.id, lines[number].id)
                for receipt, numbers in desk.owned.items()
                for number in numbers
            ]
        )
        plan = [lines[number] | item for number, item in desk.plan]
        self.env["account.move.line"]._reconcile_plan(plan)
        for receipt, number in desk.lost.items():
            receipt._regain(lines[number])
        self._tell_over(desk)
        receipts.undoes_id.placement_id._recovery_back_to_agency()

    def _tell_over(self, desk):
        """Queue what is paid on top, where it was not known when it was checked; what
        was thought to be, and is not, is dropped."""
        differences = self.env["recovery.remittance.difference"]
        known = differences.search(
            [
                ("remittance_id", "=", self.id),
                ("kind", "=", "overpaid"),
                ("receipt_id", "in", [one.id for one in desk.owned]),
            ]
        )
        currency = self.currency_id
        differences.create(
            [
                {
                    "remittance_id": self.id,
                    "receipt_id": receipt.id,
                    "kind": "overpaid",
                    "amount": float(over),
                    "text": self.env._(
                        "%(file)s: %(over)s more than is owed, kept as the customer's "
                        "credit",
                        file=receipt.placement_id.reference,
                        over=currency.format(float(over)),
                    ),
                }
                for receipt, over in desk.over.items()
                if receipt not in known.receipt_id
            ]
        )
        known.filtered(
            lambda one: one.state == "open" and one.receipt_id not in desk.over
        ).unlink()

    def _post_entry(self, day, values):
        """Post one entry in the journal of agencies.

        :raises UserError: when the day is closed
        """
        company = self.company_id
        journal = company._recovery_agency_journal()
        books = self.env["recovery.loss.books"]
        books._check_open(company, day, True, journal)
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "date": day,
                "ref": f"{self.reference} – {self.agency_id.name}",
                "line_ids": [
                    Command.create({"sequence": number, **one})
                    for number, one in enumerate(values)
                ],
            }
        )
        entry._post(soft=False)
        self.move_ids = [Command.link(entry.id)]
        return entry


class RecoveryPlacement(models.Model):
    _inherit = "recovery.placement"

    def _recovery_remitted_items(self):
        """Return the journal items of the debts of a file and of those that took them
        over as doubtful, oldest first."""
        lines = self.line_ids.sorted(lambda one: (one.due or date.max, one.id))
        items = lines.line_id.sudo()
        closed = items.filtered("reconciled")
        heirs = self.env["recovery.receipt"]._successors(closed.ids) if closed else {}
        ids = [heir for item in items.ids for heir in (item, *heirs.get(item, ()))]
        return items.browse(dict.fromkeys(ids)).filtered(
            lambda item: item.parent_state == "posted"
        )

    def _recovery_back_to_agency(self):
        """A payment of it came back: a settled file is with the agency again, unless
        something stands against it."""
        settled = self.filtered(lambda one: one.state == "settled")
        for company, some in settled.grouped("company_id").items():
            some._follow_due(company, company._recovery_today(), some.partner_id.ids)


class RecoveryRemittanceLine(models.Model):
    _inherit = "recovery.remittance.line"

    def _keep_entry_lines(self, pairs):
        """Keep which journal items are whose: ``[(receipt id, item id)]``."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO recovery_remittance_entry_rel (receipt_id, line_id) "
                "SELECT * FROM unnest(%s::int[], %s::int[])",
                [pair[0] for pair in pairs],
                [pair[1] for pair in pairs],
            )
        )
        self.invalidate_recordset(["entry_line_ids"])

    def _lost_parts(self, rest):
        """Return ``[(lost debt, amount)]`` that ``rest`` of a receipt is for."""
        items = self.remittance_id._lost_items(self.placement_id)
        left = [(one, Decimal(str(one.amount - one.regained))) for one in items]
        return money.allocate(rest, left)[0]

    def _regain(self, item):
        """Book what is left of a receipt as received on debts written off."""
        rest = Decimal(str(self.currency_id.round(-item.amount_residual_currency)))
        amounts = {one: float(part) for one, part in self._lost_parts(rest)}
        if amounts:
            self.env["recovery.regained"]._regain(item, amounts, self.paid_on)

    def _check_stands(self):
        """Refuse to take receipts back that do not stand any more.

        :raises UserError: when one was taken back or reversed since it was checked
        """
        gone = self.filtered(
            lambda one: not one.is_live or one.remittance_id.state != "booked"
        )
        if gone:
            raise UserError(
                self.env._(
                    "%(receipt)s of %(remittance)s does not stand any more, and cannot "
                    "be sent back: refuse this remittance and ask for a new file.",
                    receipt=gone[0].display_name,
                    remittance=gone[0].remittance_id.reference,
                )
            )

    def _open_again(self):
        """Undo what receipts were matched with: their debts are open again."""
        items = self.entry_line_ids
        regained = self.env["recovery.regained"].search(
            [("credit_line_id", "in", items.ids), ("state", "=", "booked")]
        )
        if regained:
            regained._reverse()
        items.remove_move_reconcile()
