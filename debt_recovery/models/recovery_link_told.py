from odoo import models


class RecoveryLink(models.Model):
    """What customers do on their pages, told in the account's history: who, and what;
    in the company's language, as colleagues read it."""

    _inherit = "recovery.link"

    def _opened(self):
        """Note that the pages were opened: once a day for each link, or each user of
        the portal."""
        if self._is_stored():
            return super()._opened()
        today = self.company_id._recovery_today()
        start = self.company_id._recovery_midnight(today)
        domain = [
            ("case_id", "=", self.case_id.id),
            ("kind", "=", "link_opened"),
            ("user_id", "=", self.env.uid),
            ("happened_at", ">=", start),
        ]
        if self.env["recovery.event"].sudo().search_count(domain, limit=1):
            return None
        self._log("link_opened", self._ours().env._("In the portal"))
        self.env["recovery.mark"]._add(self.company_id, self.partner_id, "opened")
        return None

    def _note_made(self, made):
        """Note that a form made a record; its own events say what follows from it."""
        ours = self._ours()
        reference = ours._reference_of(made)
        found = ours._followed(reference)
        kind = ours.env["ir.model"]._get(made._name).name
        what = found["row"]["label"] if found else kind
        self._log("page_made", f"{what} {reference}")

    def _log(self, kind, text=""):
        """Say who it was where the account is not his alone."""
        person = self._person()
        who = person.name if person != self.partner_id else ""
        return super()._log(kind, " – ".join(filter(None, (text, who))))

    def _ours(self):
        return self.with_context(lang=self.company_id.partner_id.lang or "en_US")
