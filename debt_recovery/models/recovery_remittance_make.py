from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools import remittance as money
from .recovery_remittance_told import Reading


class RecoveryRemittance(models.Model):
    """From the rows of a file to remittances that a person can look at."""

    _inherit = "recovery.remittance"

    @api.model
    def _from_rows(self, file, rows):
        """Make the remittances of a file, one a contract and currency, not booked.

        Rows that were remitted before are left out.

        :param file: ``recovery.agency.file``
        :param rows: neutral rows, as of ``recovery.agency.format._read``
        :return: remittances, state ``checked``; none when all was known
        :raises UserError: when a row has a problem; then nothing is made
        """
        maker, reading = self.sudo().with_company(file.company_id), Reading(file)
        made, by_key, terms = {}, {}, {}
        for told in reading.each(rows):
            if reading.problems:
                break
            maker._add_told(file, told, made, by_key, terms)
        if reading.problems:
            raise UserError(maker._refused(reading.problems[0]))
        found = maker.browse(one.id for one in made.values())
        for one in found:
            one._sum_up()
        found._move_to("checked")
        return found.with_env(self.env)

    def _refused(self, problem):
        return self.env._(
            "Line %(line)s, column “%(column)s”: “%(value)s” is refused. Check the "
            "file first; nothing was booked.",
            line=problem.line,
            column=problem.column,
            value=problem.value,
        )

    def _add_told(self, file, told, made, by_key, terms):
        """Add some receipts to the remittances under way."""
        values, differences = [], []
        for one in told:
            contract = one.placement.contract_id
            key = (contract.id, one.placement.currency_id.id)
            if key not in made:
                made[key] = self._start(file, contract, one.placement.currency_id)
                terms[key] = contract._terms(one.placement.currency_id)
            share = contract._share_of(one, terms[key])
            announced = money.paid_to_us(one.amount, one.row, share, one.paid_to)
            values.append(
                {
                    "remittance_id": made[key].id,
                    **self._line_values(one),
                    **_amounts(share, announced),
                }
            )
            differences.append(self._differences(one, share, announced, terms[key]))
        lines = self.env["recovery.remittance.line"]
        lines._forget_returns(file, [one.key for one in told])
        lines = lines.create(values)
        by_key.update((one.line_reference, one.id) for one in lines)
        for line, one in zip(lines, told, strict=True):
            if one.undoes_key:
                line.undoes_id = by_key[one.undoes_key]
        self._keep_differences(lines, differences)

    def _start(self, file, contract, currency):
        return self.create(
            {
                "agency_id": file.agency_id.id,
                "contract_id": contract.id,
                "company_id": file.company_id.id,
                "currency_id": currency.id,
                "file_id": file.id,
                "agency_reference": file.name,
                "mode": contract.remittance_mode,
                "day": file.company_id._recovery_today(),
            }
        )

    def _line_values(self, one):
        """Return the values of a receipt as it was told."""
        return {
            "number": one.number,
            "line_reference": one.key,
            "placement_id": one.placement.id,
            "document": one.row.get("document"),
            "line_id": one.debt.id,
            "paid_on": one.row["paid_on"],
            "paid_to": one.paid_to,
            "amount": float(one.amount),
            **{name: float(part) for name, part in one.parts.items()},
            "for_agency": float(one.row.get("for_agency") or 0),
            "for_us": float(one.row.get("for_us") or 0),
            "undoes_id": one.undone and one.undone.id,
            "received_line_id": one.received,
        }

    # --- what differs ----------------------------------------------------------------

    def _differences(self, one, share, announced, terms):
        """Return ``[(kind, amount, sentence)]`` of what is not as expected."""
        found, placement = [], one.placement
        currency = placement.currency_id
        off = announced - share.pays
        if not money.is_rounding(off, 1, terms.step):
            said = self.env._(
                "%(file)s: %(told)s told, %(expected)s by the contract",
                file=placement.reference,
                told=currency.format(float(announced)),
                expected=currency.format(float(share.pays)),
            )
            found.append(("commission", off, said))
        if one.over > 0 and not self._lost_items(placement):
            said = self.env._(
                "%(file)s: %(over)s more than is owed, kept as the customer's credit",
                file=placement.reference,
                over=currency.format(float(one.over)),
            )
            found.append(("overpaid", one.over, said))
        if one.paid_to == money.CREDITOR and one.amount > 0 and not one.received:
            said = self.env._(
                "%(file)s: %(amount)s said to be paid to us is not in our books",
                file=placement.reference,
                amount=currency.format(float(one.amount)),
            )
            found.append(("direct", one.amount, said))
        if placement.placed_on and one.row["paid_on"] < placement.placed_on:
            said = self.env._(
                "%(file)s: paid on %(day)s, before it was placed",
                file=placement.reference,
                day=format_date(self.env, one.row["paid_on"]),
            )
            found.append(("early", one.amount, said))
        return found

    def _keep_differences(self, lines, differences):
        self.env["recovery.remittance.difference"].create(
            [
                {
                    "remittance_id": line.remittance_id.id,
                    "receipt_id": line.id,
                    "kind": kind,
                    "amount": float(amount),
                    "text": said,
                }
                for line, some in zip(lines, differences, strict=True)
                for kind, amount, said in some
            ]
        )

    def _lost_items(self, placement):
        """Return the debts of a placed file that were written off and may come in."""
        items = self.env["recovery.regained"]._recoverable(
            placement.company_id, placement.partner_id
        )
        debts = placement.line_ids.line_id
        heirs = self.env["recovery.receipt"]._successors(debts.ids)
        ids = {*debts.ids, *(heir for went in heirs.values() for heir in went)}
        return items.filtered(lambda item: item.line_id.id in ids)

    # --- sums ------------------------------------------------------------------------

    def _sum_up(self):
        """Keep the sums of the receipts, read at once."""
        names = ("amount", "ours", "commission", "commission_vat", "expected")
        lines = self.env["recovery.remittance.line"]
        sums = defaultdict(float)
        first = None
        for paid_to, count, since, *amounts in lines._read_group(
            [("remittance_id", "=", self.id)],
            ["paid_to"],
            [
                *("__count", "paid_on:min"),
                *(f"{name}:sum" for name in (*names, "announced")),
            ],
        ):
            told = dict(zip((*names, "announced"), amounts, strict=True))
            if paid_to == money.CREDITOR:
                told["ours"] = 0.0  # we have it already
            for name, amount in told.items():
                sums[name] += amount
            sums["count"] += count
            first = min(first or since, since)
        sums = {
            k: v if k == "count" else self.currency_id.round(v) for k, v in sums.items()
        }
        days = self.contract_id.remit_days
        self.write(
            {
                "line_count": int(sums.pop("count", 0)),
                "collected": sums.pop("amount", 0.0),
                "due_on": first and first + timedelta(days=days),
                **sums,
            }
        )


def _amounts(share, announced):
    return {
        "ours": float(share.ours),
        "commission": float(share.commission),
        "commission_vat": float(share.vat),
        "expected": float(share.pays),
        "announced": float(announced),
    }


class RecoveryRemittanceLine(models.Model):
    _inherit = "recovery.remittance.line"

    def _forget_returns(self, file, keys):
        """A receipt that was sent back comes in again: it may be sent back again."""
        self.search(
            [
                ("agency_id", "=", file.agency_id.id),
                ("company_id", "=", file.company_id.id),
                ("line_reference", "in", [f"-{key}" for key in keys]),
                ("is_live", "=", True),
                ("undoes_id.is_live", "=", False),
            ]
        ).write({"is_live": False})
