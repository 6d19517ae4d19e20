"""The way from Odoo's own portal to the customer's pages."""

from odoo.http import request, route

from odoo.addons.account_payment.controllers.portal import PortalAccount


class RecoveryPortal(PortalAccount):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "recovery_count" in counters:
            accounts = request.env["recovery.case"]._of_portal()
            values["recovery_count"] = len(
                accounts.filtered(lambda case: case._has_open_items())
            )
        return values

    def _prepare_portal_layout_values(self):
        values = super()._prepare_portal_layout_values()
        values["has_recovery"] = bool(request.env["recovery.case"]._of_portal())
        return values

    def _invoice_get_page_view_values(self, invoice, access_token, **kwargs):
        values = super()._invoice_get_page_view_values(invoice, access_token, **kwargs)
        values["has_recovery"] = not request.env.user._is_public() and bool(
            request.env["recovery.case"]._of_portal()
        )
        return values

    @route()
    def portal_my_overdue_invoices(self, access_token=None, **kw):
        """Pay what is late from the account, which knows credits, instalments and
        several companies; natively where there is no account."""
        user = request.env.user
        accounts = not user._is_public() and request.env["recovery.case"]._of_portal()
        if accounts:
            return request.redirect(accounts._portal_way_to_pay())
        return super().portal_my_overdue_invoices(access_token=access_token, **kw)

    @route("/my/recovery", type="http", auth="user", website=True, sitemap=False)
    def my_accounts(self, **_added):
        """List the user's accounts: one for each company, each in its currencies."""
        values = self._prepare_portal_layout_values()
        accounts = request.env["recovery.case"]._of_portal()
        rows = accounts._portal_rows()
        return request.render(
            "debt_recovery.portal_my_recovery",
            {**values, "page_name": "recovery", "accounts": rows},
        )
