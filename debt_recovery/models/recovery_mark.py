from odoo import api, fields, models
from odoo.tools import SQL

PRECOMMIT = "debt_recovery.marks"


class RecoveryMark(models.Model):
    """A ledger change to measure. Payments only ever insert here, so that they never
    wait for, or fail because of, each other; the settling job reads and removes."""

    _name = "recovery.mark"
    _inherit = ["recovery.append.only.mixin"]
    _description = "Change to measure"
    _log_access = False
    _body_columns = ("reason", "marked_at")

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    reason = fields.Char(required=True)
    marked_at = fields.Datetime(required=True, default=fields.Datetime.now)

    @api.model
    def _add(self, company, partners, reason):
        """Note that the account of ``partners`` in ``company`` changed.

        Collected until the transaction commits, then inserted at once; what collects
        is a hint to measure again, never a fact.
        """
        precommit = self.env.cr.precommit
        if PRECOMMIT not in precommit.data:
            precommit.data[PRECOMMIT] = {}
            precommit.add(self.env["recovery.mark"].sudo()._insert_collected)
        for partner in partners:
            if partner.id and company:
                precommit.data[PRECOMMIT].setdefault((company.id, partner.id), reason)

    def _add_lines(self, lines, reason):
        """Mark the debtors of journal items of followed kinds of accounts."""
        for company, group in lines.grouped("company_id").items():
            self._add(company, group.partner_id, reason)

    def _insert_collected(self):
        collected = self.env.cr.precommit.data.pop(PRECOMMIT, {})
        if not collected:
            return
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        values = SQL(", ").join(
            SQL("(%s, %s, %s)", company, partner, reason)
            for (company, partner), reason in collected.items()
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO recovery_mark (company_id, partner_id, reason, marked_at) "
                "SELECT DISTINCT v.company, p.commercial_partner_id, v.reason, "
                "now() AT TIME ZONE 'UTC' "
                "FROM (VALUES %s) AS v (company, partner, reason) "
                "JOIN res_partner p ON p.id = v.partner "
                "JOIN res_company c ON c.id = v.company AND c.recovery_active",
                values,
            )
        )
        if self.env.cr.rowcount:
            cron = self.env.ref("debt_recovery.cron_settle", raise_if_not_found=False)
            if cron:
                cron._trigger()
