from markupsafe import Markup

from odoo import api, models

from ..exceptions import PermanentFailure


class RecoveryChannel(models.AbstractModel):
    """Test mode: at the last moment every recipient of every channel is replaced by
    the company's own; what the reminder counts and remembers is not."""

    _inherit = "recovery.channel"

    @api.model
    def _to(self, notice, address=None):
        """Return the address that the provider is given for ``notice``.

        :param address: the real one; None: the notice's
        :raises PermanentFailure: in test mode, when the company names no address
        """
        return self._diverted(notice.company_id, address or notice.address)

    @api.model
    def _diverted(self, company, address):
        company = company.sudo()
        if not company.recovery_test_mode:
            return address
        instead = {
            "email": company.recovery_test_email,
            "phone": company.recovery_test_phone,
        }.get(self._medium)
        if not instead:
            raise PermanentFailure(
                "no_sender",
                self.env._("Test mode: the settings name nobody who gets this."),
            )
        return instead

    @api.model
    def _copies(self, notice, addresses):
        """Return who gets a copy: nobody in test mode."""
        return [] if notice.company_id.sudo().recovery_test_mode else addresses

    @api.model
    def _mark(self, notice, text):
        """Return a subject or a short text; in test mode it says whom it was for."""
        if not notice.company_id.sudo().recovery_test_mode:
            return text
        return f"[TEST → {notice.address}] {text or ''}"

    @api.model
    def _mark_page(self, notice, body):
        """Return an HTML body that says, in test mode, whom it was for."""
        if not notice.company_id.sudo().recovery_test_mode:
            return body
        said = self.env._(
            "Test mode: this was meant for %(real)s. Nothing left to the customer.",
            real=notice.address or "–",
        )
        note = Markup(
            "<p style='background:#ffc107;color:#000;padding:8px'><b>TEST</b> %s</p>"
        )
        return note % said + Markup(body or "")  # noqa: S704 - our own body
