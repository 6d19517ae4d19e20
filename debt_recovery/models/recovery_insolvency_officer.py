from odoo import models


class ResPartner(models.Model):
    """Who is written to about debts born after a judgment: the officer, if told so."""

    _inherit = "res.partner"

    def _recovery_officers_by(self):
        """Return ``{customer: officer}`` of those whose officer is written to."""
        found = (
            self.env["recovery.insolvency"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", self.ids),
                    ("state", "=", "open"),
                    "|",
                    ("end_date", "=", False),
                    ("end_date", ">=", self.env.company._recovery_today()),
                    ("write_to_officer", "=", True),
                    ("officer_id", "!=", False),
                ],
                order="judgment_date, id",
            )
        )
        return {
            one.partner_id.with_env(self.env): one.officer_id.with_env(self.env)
            for one in found
        }

    def _recovery_recipients_by(self):
        chosen = super()._recovery_recipients_by()
        officers = self._recovery_officers_by()
        reached = {d: o for d, o in officers.items() if o.email_normalized}
        return {**chosen, **reached}
