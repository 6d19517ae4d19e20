from odoo import api, models


class RecoveryMassPromise(models.AbstractModel):
    """Note that customers promised to pay, by a day, all that is asked for now."""

    _name = "recovery.mass.promise"
    _inherit = "recovery.mass"
    _description = "Note a promise"

    @api.model
    def _missing(self, wizard):
        if not wizard.until_date:
            return self.env._("Say by which day they pay.")
        return ""

    @api.model
    def _why_not(self, wizard, rows):
        found = {}
        debts = self._debts(rows)
        counts = self._cases(rows)._promise_counts()
        for row in rows:
            why = ""
            if not row.case or not debts[row]:
                why = self.env._("nothing to chase now")
            elif wizard.until_date:
                why = row.case._promise_problem(wizard.until_date, False, counts)
            if why:
                found[row] = why
        return found

    def _debts(self, rows):
        """Return ``{row: {currency: (lines, amount)}}`` of what is to chase."""
        found = {row: {} for row in rows}
        cases = self._cases(rows)
        exposure = {}
        for one in cases._exposure():
            exposure.setdefault(one["debtor_id"], []).append(one)
        lines = self.env["account.move.line"]
        for row in rows:
            today = row.company._recovery_today()
            for one in exposure.get(row.partner.id, ()):
                line = lines.browse(one["line_id"])
                chosen = line in row.lines if row.lines else one["due"] < today
                if not chosen or one["chaseable"] <= 0:
                    continue
                if line.company_id != row.company:
                    continue
                known, amount = found[row].get(one["currency_id"], (lines, 0))
                found[row][one["currency_id"]] = (
                    known | line,
                    amount + one["chaseable"],
                )
        return found

    @api.model
    def _act(self, wizard, rows):
        for row, debts in self._debts(rows).items():
            for lines, amount in debts.values():
                row.case._agree(
                    "promise",
                    lines,
                    [(wizard.until_date, float(amount))],
                    reason=wizard.reason,
                )
