"""Which receipts of a file were told before, sent back, or paid to ourselves."""

from datetime import timedelta

from ..tools import remittance as money

NEAR = timedelta(days=15)  # between the agency's day of a direct payment and the bank's


class Known:
    """What one read of a file knows of receipts already told; see ``Reading``."""

    # --- told once -------------------------------------------------------------------

    def _keys(self, rows, found):
        return money.receipt_keys(
            [
                (
                    row.get("line_reference"),
                    placement.reference if placement else "",
                    row.get("paid_on"),
                    row.get("amount"),
                )
                for row, placement in zip(rows, found, strict=True)
            ],
            self.counted,
        )

    def _known(self, keys):
        """Return ``{reference: receipt}`` of what was told before; what was sent back
        since is remembered apart, as files may go on telling it."""
        lines = self.env["recovery.remittance.line"].search(
            [
                ("agency_id", "=", self.agency.id),
                ("company_id", "=", self.company.id),
                ("line_reference", "in", keys),
                *("|", ("is_live", "=", True), ("remittance_id.state", "=", "booked")),
            ]
        )
        live = lines.filtered("is_live")
        self.over = {
            (one.line_reference, one.placement_id.id, one.paid_on): one
            for one in lines - live
        }
        return {one.line_reference: one for one in live}

    def _is_told_before(self, row, key, placement, known):
        """Tell whether the row is done with: remitted already, or a problem."""
        amount = row["amount"]
        if key in self.in_file:
            self._tell(row, "line_reference", "receipt_twice")
            return True
        gone = self.over.get((key, placement.id, row["paid_on"]))
        before = known.get(key) or gone
        if not before:
            return False
        same = (
            before.placement_id == placement
            and not before.currency_id.compare_amounts(before.amount, float(amount))
        )
        if before == gone and not same:
            return False
        if key.startswith("~"):
            self._tell(
                row,
                "amount",
                "receipt_known",
                ("remittance", before.remittance_id.reference),
            )
        elif not same:
            self._tell(
                row,
                "line_reference",
                "receipt_differs",
                ("remittance", before.remittance_id.reference),
            )
        return True

    # --- sent back, received by us ---------------------------------------------------

    def _find_undone(self, one):
        """Find the receipt that a negative row takes back; tell whether there is."""
        reference = one.key.removeprefix("-")
        amount, placement = -one.amount, one.placement
        for key, said in self.in_file.items():
            same = said == (placement.id, amount, one.paid_to)
            if same and key not in self.undone and reference in (key, one.key):
                one.undoes = key
                self.undone.add(key)
                return True
        lines = self.env["recovery.remittance.line"]
        sent_back = lines.search(
            [
                ("placement_id", "=", placement.id),
                ("undoes_id", "!=", False),
                ("is_live", "=", True),
            ]
        ).undoes_id
        lines = lines.search(
            [
                ("placement_id", "=", placement.id),
                ("amount", "=", float(amount)),
                ("paid_to", "=", one.paid_to),
                ("is_live", "=", True),
                ("remittance_id.state", "=", "booked"),
                ("id", "not in", [*self.undone_ids, *sent_back.ids]),
            ],
            order="paid_on desc, id desc",
        )
        named = lines.filtered(lambda line: line.line_reference == reference)
        if not (named or lines):
            return False
        one.undoes = (named or lines)[0]
        self.undone_ids.add(one.undoes.id)
        return True

    def _find_received(self, told):
        """Find in our own books what customers paid to us: once each."""
        if not told:
            return
        items = [item for one in told for item in self.items[one.placement.id].ids]
        receipts = self.env["recovery.receipt"]._of_lines(items)
        seen = self.env["recovery.remittance.line"].search(
            [
                ("placement_id", "in", [one.placement.id for one in told]),
                ("received_line_id", "!=", False),
                ("is_live", "=", True),
            ]
        )
        self.taken |= set(seen.received_line_id.ids)
        for one in told:
            sums = self._received_near(one, receipts)
            compare = one.placement.currency_id.compare_amounts
            fitting = [
                line
                for line, total in sums.items()
                if line not in self.taken and not compare(total, float(one.amount))
            ]
            if fitting:
                one.received = fitting[0]
                self.taken.add(fitting[0])

    def _received_near(self, one, receipts):
        """Return ``{credit item id: what it paid of this file}`` of payments to us
        about that day."""
        sums = {}
        for item in self.items[one.placement.id].ids:
            for receipt in receipts.get(item, ()):
                near = abs(receipt.day - one.row["paid_on"]) <= NEAR
                if receipt.nature == "cash" and near:
                    line = receipt.credit_line_id
                    sums[line] = sums.get(line, 0.0) + receipt.amount
        journal = self.company.sudo().recovery_agency_journal_id
        lines = self.env["account.move.line"].browse(sums)
        theirs = lines.filtered(lambda line: line.journal_id == journal)
        return {line: sums[line] for line in (lines - theirs).ids}
