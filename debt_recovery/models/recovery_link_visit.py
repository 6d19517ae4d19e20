from odoo import api, models
from odoo.tools.misc import hmac


class RecoveryLink(models.Model):
    """Who sees a customer's pages: the holder of a link, or a user of the portal.

    A portal user's visit is a link that is never stored: the same pages, made by the
    same methods. What such a visit is for is the account; it never ends.
    """

    _inherit = "recovery.link"

    @api.model
    def _of_user(self, case_id):
        """Return the visit of the current user to one account, in his language; None
        unless the account is that of his own company or person.

        Nothing of the account is read before that is known.
        """
        user = self.env.user
        if user._is_public():
            return None
        ours = user.partner_id.commercial_partner_id
        domain = [("id", "=", case_id), ("partner_id", "=", ours.id)]
        case = self.env["recovery.case"].sudo().search(domain)
        if not case or not case._shown_to(user.partner_id):
            return None
        values = {"case_id": case.id, "contact_id": user.partner_id.id}
        return self.sudo().new({**values, "purpose": "pay"})._speaking()

    @api.model
    def _previewed(self, case_id):
        """Return the pages of an account as its customer reads them, for a colleague
        who may read that account himself; None for anybody else."""
        if not self.env.user.has_group("debt_recovery.group_auditor"):
            return None
        case = self.env["recovery.case"].search([("id", "=", case_id)])
        if not case:
            return None
        contact = case.sudo()._link_contact()
        values = {"case_id": case.id, "contact_id": contact.id}
        return self.sudo().new({**values, "purpose": "pay"})._speaking()

    def _is_stored(self):
        """Tell a link of a message from the visit of a portal user."""
        return bool(self.ids)

    def _may_settle(self):
        """Tell whether this visit may do more than look: whoever holds a link may."""
        if self._is_stored():
            return True
        return self._person().sudo()._recovery_portal_role() == "settles"

    def _form_key(self):
        """Return what a form sends back to prove that it came from this link's page."""
        return hmac(self.env(su=True), "recovery.form", self.sudo().token_hash)


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _shown_to(self, contact):
        """Tell whether a contact of this customer may see the account."""
        self.ensure_one()
        contact = contact.sudo()
        ours = contact.commercial_partner_id == self.partner_id
        return ours and contact._recovery_portal_role() != "none"
