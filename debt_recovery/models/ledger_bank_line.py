from odoo import api, models
from odoo.tools import SQL

ASKED = "debt_recovery.match_asked"


class AccountBankStatementLine(models.Model):
    """Bank lines as they come in, from whatever module: who pays is looked up at once,
    so that nobody is chased for money that is here; matching follows in its job."""

    _inherit = "account.bank.statement.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.sudo()._recovery_received()
        return lines

    def write(self, vals):
        result = super().write(vals)
        quiet = self.env.context.get("skip_account_move_synchronization")
        if {"partner_id", "account_number"} & vals.keys() and not quiet:
            self.sudo()._recovery_received()
        return result

    def _recovery_received(self):
        """Note the payers that the account, the partner or the name tells for sure."""
        for company, lines in self.grouped("company_id").items():
            if not company.recovery_active:
                continue
            coming = lines.filtered(lambda one: one.amount > 0)
            payers = coming._recovery_payers(company) if coming else {}
            if payers:
                self.env["recovery.match"]._keep_payers(company, payers)
            if lines:
                self.env["recovery.notice"]._release_from_bank(company)
            if coming and not self.env.cr.precommit.data.get(ASKED):
                self.env.cr.precommit.data[ASKED] = True
                self.env["recovery.match"]._come_back("cron_match")

    def _recovery_payers(self, company):
        """Return ``{line id: commercial partner id}`` where one customer is known by
        the line's partner, else by its account, else by the whole name."""
        self.flush_recordset()
        self.env["res.partner"].flush_model()
        self.env["res.partner.bank"].flush_model()
        query = SQL(_PAYERS, ids=self.ids, own=company.partner_id.id)
        return dict(self.env.execute_query(query))


# the first of three signs that stands for somebody, when it stands for one alone
_PAYERS = """
WITH line AS (
    SELECT s.id, s.partner_id, s.partner_name, s.company_id,
           upper(regexp_replace(s.account_number, '\\W', '', 'g')) AS account
      FROM account_bank_statement_line s
     WHERE s.id = ANY(%(ids)s) AND s.is_reconciled IS NOT TRUE
),
sign AS (
    SELECT line.id, 1 AS rank, p.commercial_partner_id AS debtor
      FROM line JOIN res_partner p ON p.id = line.partner_id
    UNION
    SELECT line.id, 2, p.commercial_partner_id
      FROM line
      JOIN res_partner_bank b ON b.sanitized_acc_number = line.account AND b.active
       AND (b.company_id IS NULL OR b.company_id = line.company_id)
      JOIN res_partner p ON p.id = b.partner_id
    UNION
    SELECT line.id, 3, p.commercial_partner_id
      FROM line
      JOIN res_partner p ON lower(p.name) = lower(line.partner_name) AND p.active
       AND (p.company_id IS NULL OR p.company_id = line.company_id)
),
ranked AS (
    SELECT id, debtor, rank, min(rank) OVER (PARTITION BY id) AS best
      FROM sign WHERE debtor <> %(own)s
)
SELECT id, min(debtor) FROM ranked WHERE rank = best
 GROUP BY id HAVING count(DISTINCT debtor) = 1
"""
