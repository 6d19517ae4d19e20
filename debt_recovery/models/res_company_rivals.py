"""Other follow-up modules at work beside us: found, named, switched off on demand."""

from odoo import models

RIVALS = (
    ("account_followup.followup.line", "Odoo Enterprise"),
    ("credit.control.policy", "OCA account_credit_control"),
    ("account.invoice.overdue.reminder", "OCA account_invoice_overdue_reminder"),
)
# How a level or policy of theirs is put to rest, the first that its model knows.
SWITCHES = ("active", "auto_execute")


class ResCompany(models.Model):
    _inherit = "res.company"

    def _recovery_rivals(self):
        """Return the names of other follow-up modules at work for this company."""
        return [
            label
            for model, label in RIVALS
            if model in self.env and self._recovery_rival_used(model)
        ]

    def _recovery_rival_used(self, model):
        return bool(self._recovery_rival_records(model))

    def _recovery_rival_records(self, model):
        """Return what of ``model`` is at work for this company."""
        Rival = self.env[model].sudo()
        domain = []
        if "company_id" in Rival._fields:
            domain.append(("company_id", "in", (False, self.id)))
        if "auto_execute" in Rival._fields and "active" not in Rival._fields:
            domain.append(("auto_execute", "=", True))
        return Rival.search(domain)

    def _recovery_switch_rivals_off(self):
        """Put the other modules' levels and policies of this company to rest.

        What several companies share is left alone, and so is what has no switch.

        :return: ``(names switched off, names still on)``
        """
        off = []
        for model, label in RIVALS:
            if model not in self.env:
                continue
            mine = self._recovery_rival_records(model).filtered(self._owns_rival)
            switch = next((one for one in SWITCHES if one in mine._fields), None)
            if mine and switch:
                mine.write({switch: False})
                self._log_rival_off(label, mine)
            if mine and switch and not self._recovery_rival_used(model):
                off.append(label)
        return off, self._recovery_rivals()

    def _owns_rival(self, record):
        """Tell whether no other company works with this record of theirs."""
        if "company_id" in record._fields and record.company_id:
            return record.company_id == self
        return self.env["res.company"].sudo().search_count([], limit=2) == 1

    def _log_rival_off(self, label, records):
        names = ", ".join(record.display_name for record in records)
        self.env["recovery.event"].sudo().create(
            {
                "kind": "rival_off",
                "company_id": self.id,
                "user_id": self.env.uid,
                "text": f"{label}: {names}",
            }
        )
