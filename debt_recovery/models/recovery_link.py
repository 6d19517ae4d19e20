from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import hmac

from ..tools import link_token

PURPOSES = [
    ("pay", "Account and payment"),
    ("preferences", "Contact preferences"),
    ("documents", "Documents"),
    ("unsubscribe", "Unsubscribe"),
]
DOORS = {"unsubscribe": "u"}  # the others open at /recovery/l/
KEPT_DAYS = 180  # how long a link that ended is remembered
SCOPE = "recovery.link"


class RecoveryLink(models.Model):
    """A link in a message: one customer, one company, one purpose, for some time.

    The address holds nothing but a random, signed token; only its hash is kept, so
    that nobody who reads the database can open a customer's page.
    """

    _name = "recovery.link"
    _description = "Signed link"
    _order = "id desc"

    case_id = fields.Many2one(
        "recovery.case",
        "Customer account",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id")
    contact_id = fields.Many2one("res.partner", "Sent to", ondelete="set null")
    notice_id = fields.Many2one(
        "recovery.notice", "Reminder", index="btree_not_null", ondelete="set null"
    )
    purpose = fields.Selection(PURPOSES, required=True, default="pay")
    token_hash = fields.Char(
        required=True,
        groups="base.group_system",
        copy=False,
        export_string_translation=False,
    )
    expires_at = fields.Datetime("Open until", required=True)
    revoked_at = fields.Datetime("Closed on", readonly=True)
    uses = fields.Integer(
        "Days opened", readonly=True, help="Days on which a person opened it."
    )
    opened_on = fields.Date(readonly=True, export_string_translation=False)
    last_used_at = fields.Datetime("Last opened", readonly=True)
    renewed_on = fields.Date("New one asked", readonly=True)
    status = fields.Selection(
        [("open", "Open"), ("expired", "Expired"), ("revoked", "Closed")],
        compute="_compute_status",
    )

    _token_unique = models.UniqueIndex("(token_hash)", "This link exists already.")

    @api.depends("expires_at", "revoked_at")
    def _compute_status(self):
        now = fields.Datetime.now()
        for link in self:
            over = bool(link.expires_at) and link.expires_at <= now
            link.status = (
                "revoked" if link.revoked_at else "expired" if over else "open"
            )

    @api.depends("purpose", "case_id")
    def _compute_display_name(self):
        labels = dict(self._fields["purpose"]._description_selection(self.env))
        for link in self:
            link.display_name = (
                f"{labels.get(link.purpose)} – {link.case_id.display_name}"
            )

    # --- making ------------------------------------------------------------------

    @api.model
    def _issue(self, case, purpose, contact=None, notice=None, **values):
        """Make a link and return its absolute address; it cannot be had again later.

        A reminder that is written anew drops the link that it never carried away.
        """
        company = case.company_id
        if notice and notice.uuid:  # reserved before
            self.env.cr.execute(
                SQL(
                    "DELETE FROM recovery_link WHERE notice_id = %s AND purpose = %s",
                    notice.id,
                    purpose,
                )
            )
        token = link_token.new(self._sign)
        days = company.recovery_link_days
        self.sudo().create(
            {
                "case_id": case.id,
                "contact_id": (contact or case._link_contact()).id,
                "notice_id": notice.id if notice else False,
                "purpose": purpose,
                "token_hash": link_token.digest(token),
                "expires_at": fields.Datetime.now() + timedelta(days=days),
                **values,
            }
        )
        return self._address(purpose, token)

    @api.model
    def _sample(self, purpose):
        """Return what previews show: as long as a real address, it opens nothing."""
        return self._address(purpose, link_token.SAMPLE)

    @api.model
    def _address(self, purpose, token):
        return f"{self.get_base_url()}/recovery/{DOORS.get(purpose, 'l')}/{token}"

    @api.model
    def _sign(self, text):
        return hmac(self.env(su=True), SCOPE, text)

    # --- opening -----------------------------------------------------------------

    @api.model
    def _find(self, token):
        """Return the link of ``token``, whatever its state; nothing for a forged or
        unknown one. The caller is whoever knows the token: nothing else is checked."""
        if not link_token.is_signed(token, self._sign):
            return self.browse()
        return self.sudo().search([("token_hash", "=", link_token.digest(token))])

    def _opened(self):
        """Note that a person opened it: once a day, whoever comes how often.

        The account is looked at again, as a step may follow when it stays unpaid.
        """
        self.ensure_one()
        today = self.company_id._recovery_today()
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE recovery_link SET opened_on = %s, last_used_at = %s, "
                "uses = COALESCE(uses, 0) + 1 "
                "WHERE id = %s AND opened_on IS DISTINCT FROM %s",
                today,
                fields.Datetime.now(),
                self.id,
                today,
            )
        )
        if not self.env.cr.rowcount:
            return
        self.invalidate_recordset(["opened_on", "uses", "last_used_at"])
        labels = dict(self._fields["purpose"]._description_selection(self.env))
        self._log("link_opened", labels[self.purpose])
        self.env["recovery.mark"]._add(self.company_id, self.partner_id, "opened")

    def _log(self, kind, text=""):
        self.env["recovery.event"]._log(kind, self.case_id, text, self.notice_id)

    # --- closing -----------------------------------------------------------------

    def action_revoke(self):
        """Close these links: who opens one is offered a new one, sent to the address
        on file."""
        if not self.env.user.has_group("debt_recovery.group_agent"):
            raise UserError(self.env._("Links are closed by those who send reminders."))
        self.check_access("read")
        open_links = self.filtered(lambda link: link.status == "open")
        open_links.sudo().write({"revoked_at": fields.Datetime.now()})
        for case in open_links.case_id:
            self.env["recovery.event"]._log("link_revoked", case)
        return True

    @api.autovacuum
    def _gc_links(self):
        """Forget the links that ended long ago; their events stay."""
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        ended = [("expires_at", "<", limit), ("purpose", "!=", "unsubscribe")]
        self.sudo().search(ended, limit=10_000).unlink()


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    link_ids = fields.One2many("recovery.link", "case_id", "Signed links")

    def _link(self, purpose, contact=None, notice=None):
        """Return the absolute address of a new signed link to this account.

        :param purpose: ``pay`` (the account's page), ``preferences``, ``documents`` or
            ``unsubscribe``
        :param contact: who gets it and whose language it speaks; by default who is
            written to
        :param notice: the reminder that carries it
        """
        self.ensure_one()
        return self.env["recovery.link"]._issue(self, purpose, contact, notice)

    def _link_contact(self):
        return self.partner_id._recovery_recipients()[:1] or self.partner_id

    def _fold_into(self, kept):
        links = self.env["recovery.link"].sudo().search([("case_id", "in", self.ids)])
        links.write({"case_id": kept.id})
        return super()._fold_into(kept)
