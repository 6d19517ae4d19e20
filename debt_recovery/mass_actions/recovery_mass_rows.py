from dataclasses import dataclass

from odoo import api, models


@dataclass(frozen=True, eq=False)
class MassRow:
    """A customer of a company that a mass action looks at.

    ``lines``: the debts that were chosen, empty when the whole customer was; ``why``:
    the reason for which no action concerns it, or nothing.
    """

    name: str
    partner: models.Model
    company: models.Model
    case: models.Model
    lines: models.Model
    amount: float = 0.0
    why: str = ""


class RecoveryMassRows(models.AbstractModel):
    """Read the rows of a mass action from what a list had selected."""

    _name = "recovery.mass.rows"
    _description = "Rows of a mass action"

    @api.model
    def _read(self, model, ids):
        """Return the :class:`MassRow` of records of accounts, customers or invoices."""
        records = self.env[model].browse(ids).exists()
        seen = records._filtered_access("read")
        reader = {
            "recovery.case": self._of_cases,
            "res.partner": self._of_partners,
            "account.move": self._of_moves,
        }[model]
        hidden = [
            self._bare(f"#{record.id}", self.env._("you may not see it"))
            for record in records - seen
        ]
        return reader(seen) + hidden

    def _bare(self, name, why):
        """Return a row that no action concerns."""
        return MassRow(
            name,
            self.env["res.partner"],
            self.env["res.company"],
            self.env["recovery.case"],
            self.env["account.move.line"],
            why=why,
        )

    def _of_cases(self, cases):
        return [self._of_case(case) for case in cases]

    def _of_case(self, case):
        name = case.partner_id.display_name
        if len(self.env.companies) > 1:
            name = f"{name} ({case.company_id.name})"
        settled = self.env._("settled: nothing is owed")
        return MassRow(
            name,
            case.partner_id,
            case.company_id,
            case,
            self.env["account.move.line"],
            case.net_overdue,
            settled if case.state == "closed" else "",
        )

    def _of_partners(self, partners):
        debtors = partners.commercial_partner_id
        found = self.env["recovery.case"].search(
            [
                ("partner_id", "in", debtors.ids),
                ("company_id", "in", self.env.companies.ids),
            ],
            order="id",
        )
        unknown = debtors - found.partner_id
        why = self.env._("no account in reminders")
        return self._of_cases(found) + [
            self._bare(one.display_name, why) for one in unknown
        ]

    # --- invoices -----------------------------------------------------------------

    def _of_moves(self, moves):
        rows, open_moves = [], self.env["account.move"]
        for move in moves:
            why = self._why_no_debt(move)
            if why:
                name = move.name or move.display_name
                rows.append(self._bare(f"{name} – {move.partner_id.display_name}", why))
            else:
                open_moves |= move
        for company, group in open_moves.grouped("company_id").items():
            rows = self._of_company(company, group) + rows
        return rows

    def _why_no_debt(self, move):
        if move.state != "posted":
            return self.env._("not posted")
        if not move.is_sale_document(True):
            return self.env._("not a customer invoice")
        if not move._recovery_debts():
            return self.env._("settled: nothing is owed")
        return ""

    def _of_company(self, company, moves):
        debtors = moves.grouped("commercial_partner_id")
        cases = self.env["recovery.case"].search(
            [
                ("partner_id", "in", [debtor.id for debtor in debtors]),
                ("company_id", "=", company.id),
            ]
        )
        known = cases.grouped("partner_id")
        lines = {debtor: group._recovery_debts() for debtor, group in debtors.items()}
        amounts = self._chaseable(company, [debtor.id for debtor in debtors])
        return [
            MassRow(
                f"{debtor.display_name} ({', '.join(group.mapped('name'))})",
                debtor,
                company,
                known.get(debtor, cases.browse()),
                lines[debtor],
                sum(amounts.get(line.id, 0.0) for line in lines[debtor]),
            )
            for debtor, group in debtors.items()
        ]

    def _chaseable(self, company, debtor_ids):
        """Return ``{journal item id: amount to chase}``, in the company's currency."""
        exposure = self.env["recovery.exposure"].sudo()
        rows = exposure._rows(company, company._recovery_today(), debtor_ids)
        return {row["line_id"]: exposure._in_company(company, row) for row in rows}
