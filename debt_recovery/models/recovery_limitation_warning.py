from odoo import api, models
from odoo.tools import format_date, formatLang

NAMED = 3  # documents that a task names


class RecoveryLimitation(models.AbstractModel):
    _inherit = "recovery.limitation"

    @api.model
    def _warn(self, company, day, since):
        """Tell who follows the accounts which debts near their last day, once each.

        :param since: day of the look before; None: there was none
        """
        near = self.with_company(company)._near(day, since)
        cases = self.env["recovery.case"].search(
            [("company_id", "=", company.id), ("partner_id", "in", list(near))]
        )
        for case in cases:
            user = case._acting()
            if user:
                case.activity_schedule(
                    "debt_recovery.activity_limitation",
                    date_deadline=day,
                    summary=self.with_context(lang=user.lang)._warning(
                        near[case.partner_id.id]
                    ),
                    user_id=user.id,
                )

    def _warning(self, rows):
        """Say what is lost when, the first to expire first."""
        lines = self.env["account.move.line"].browse([r["line_id"] for r, _c in rows])
        names = lines[:NAMED].mapped("move_id.name")
        more = len(lines) - NAMED
        text = self.env._(
            "%(names)s (%(amount)s): not to be claimed in court after %(date)s",
            names=", ".join(names),
            amount=" + ".join(
                formatLang(
                    self.env,
                    sum(mine.mapped("amount_residual_currency")),
                    currency_obj=c,
                )
                for c, mine in lines.grouped("currency_id").items()
            ),
            date=format_date(self.env, rows[0][1].last),
        )
        return (
            self.env._("%(text)s; %(more)s more", text=text, more=more)
            if (more > 0)
            else text
        )


class RecoveryCycle(models.AbstractModel):
    _inherit = "recovery.cycle"

    def _run_locked(self, company, as_of, full, commit):
        last = self._last_run(company)
        run = super()._run_locked(company, as_of, full, commit)
        self.env["recovery.limitation"]._warn(company, as_of, last.as_of or None)
        return run
