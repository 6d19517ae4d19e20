import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from .recovery_arrangement import SOURCES

NOTICE_DAYS = 2
CHARGEABLE = ("draft", "offered", "to_approve", "active")


class RecoveryMandate(models.Model):
    """The customer's consent to be charged for the instalments of one agreement.

    It names the saved means of payment and keeps the words that were agreed to, who
    said so and how; it ends at once when the customer, a person here or the deletion
    of the card says so, and what it allowed before stays on record.
    """

    _name = "recovery.mandate"
    _inherit = ["recovery.workflow.mixin"]
    _description = "Authorisation to charge instalments"
    _order = "id desc"
    _rec_name = "means"

    _transitions = {"active": ("revoked",)}

    arrangement_id = fields.Many2one(
        "recovery.arrangement",
        "Payment plan",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="arrangement_id.company_id", store=True, index=True
    )
    partner_id = fields.Many2one(
        related="arrangement_id.partner_id", store=True, index=True
    )
    token_id = fields.Many2one(
        "payment.token",
        "Saved means of payment",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_system",
    )
    means = fields.Char("Means of payment", readonly=True)
    state = fields.Selection(
        [("active", "In force"), ("revoked", "Withdrawn")],
        required=True,
        default="active",
        readonly=True,
    )
    agreed_at = fields.Datetime("Agreed on", required=True, readonly=True)
    source = fields.Selection(SOURCES, "Consent given by", required=True, readonly=True)
    proof = fields.Char(
        readonly=True, help="Who agreed, from which address or in which call."
    )
    text = fields.Text("Words agreed to", required=True, readonly=True)
    text_version = fields.Char(
        readonly=True, help="Names the words: the same words have the same version."
    )
    notice_days = fields.Integer(
        "Announced before (days)", required=True, readonly=True
    )
    revoked_at = fields.Datetime("Withdrawn on", readonly=True)
    revoked_why = fields.Selection(
        [
            ("customer", "By the customer"),
            ("desk", "By us"),
            ("token", "The means of payment was deleted"),
            ("replaced", "Replaced by another one"),
        ],
        "Withdrawn",
        readonly=True,
    )

    _one_active = models.UniqueIndex(
        "(arrangement_id) WHERE state = 'active'",
        "This plan is charged by another means of payment already.",
    )

    def action_revoke(self):
        """End these at once, as the customer asks."""
        self.check_access("write")
        self._revoke("customer")

    def _revoke(self, why):
        """End these; what is planned on them is not charged any more.

        :param why: one of the reasons of ``revoked_why``
        """
        ended = self.filtered(lambda one: one.state == "active").sudo()
        ended._move_to("revoked", revoked_at=fields.Datetime.now(), revoked_why=why)
        ended.flush_recordset()  # before another one takes its place
        for mandate in ended:
            mandate.arrangement_id._log_automatic("mandate_ended", mandate.means)
        return ended


class RecoveryArrangement(models.Model):
    """A plan that is paid by itself."""

    _inherit = "recovery.arrangement"

    mandate_ids = fields.One2many(
        "recovery.mandate", "arrangement_id", "Authorisations to charge"
    )
    debit_ids = fields.One2many("recovery.debit", "arrangement_id", "Charges")
    notice_ids = fields.Many2many(
        "recovery.notice",
        string="Messages about instalments",
        compute="_compute_notice_ids",
    )
    mandate_id = fields.Many2one(
        "recovery.mandate", "Charged by", compute="_compute_mandate_id"
    )

    @api.depends("mandate_ids.state")
    def _compute_mandate_id(self):
        for arrangement in self:
            arrangement.mandate_id = arrangement.mandate_ids.filtered(
                lambda one: one.state == "active"
            )[:1]

    def _compute_notice_ids(self):
        for arrangement in self:
            arrangement.notice_ids = arrangement.instalment_ids.notice_ids.sorted()

    def _authorise(self, token, source, proof, text=None, at=None):
        """Keep the customer's consent to be charged with ``token``; one given before
        is replaced.

        :param source: one of ``SOURCES``: how he agreed
        :param proof: who agreed, from where, in a few words
        :param text: the words that he agreed to, as he read or heard them; None: the
            usual ones, in his language
        :return: the ``recovery.mandate``
        :raises UserError: when the means of payment is not his, or of no use here
        """
        self.ensure_one()
        token = token.sudo()
        self._check_token(token)
        self.mandate_ids._revoke("replaced")
        lang = self.partner_id.lang or self.company_id.partner_id.lang
        text = text or self.with_context(lang=lang)._mandate_text(token)
        mandate = (
            self.env["recovery.mandate"]
            .sudo()
            .create(
                {
                    "arrangement_id": self.id,
                    "token_id": token.id,
                    "means": token.display_name,
                    "agreed_at": at or fields.Datetime.now(),
                    "source": source,
                    "proof": proof,
                    "text": text,
                    "text_version": hashlib.sha256(text.encode()).hexdigest()[:12],
                    "notice_days": self.company_id.recovery_notice_days,
                }
            )
        )
        self._log_automatic("mandate_given", mandate.means)
        return mandate.with_env(self.env)

    def _check_token(self, token):
        debtor = self.partner_id
        if self.kind != "plan" or self.state not in CHARGEABLE:
            raise UserError(self.env._("Only a running payment plan can be charged."))
        if token.partner_id.commercial_partner_id != debtor:
            raise UserError(
                self.env._(
                    "This means of payment is not one of %(customer)s.",
                    customer=debtor.display_name,
                )
            )
        usable = token.active and token.provider_id.state in ("enabled", "test")
        if not usable or token.company_id != self.company_id:
            raise UserError(
                self.env._("This means of payment cannot be charged any more.")
            )
        allowed = token.provider_id.available_currency_ids
        if allowed and self.currency_id not in allowed:
            raise UserError(
                self.env._(
                    "This means of payment cannot be charged in %(currency)s.",
                    currency=self.currency_id.name,
                )
            )

    def _mandate_text(self, token):
        """Return the usual words of the consent, in the language of the environment."""
        return self.env._(
            "I authorise %(company)s to charge the instalments of the agreement "
            "%(reference)s to %(means)s, on the dates and for the amounts agreed. Each "
            "charge is announced at least %(days)s days before. I may withdraw this "
            "authorisation at any time; it then ends at once.",
            company=self.company_id.name,
            reference=self.reference,
            means=token.display_name,
            days=self.company_id.recovery_notice_days,
        )

    def _log_automatic(self, kind, text):
        for arrangement in self.filtered("case_id"):
            said = " – ".join(filter(None, (arrangement.reference, text)))
            self.env["recovery.event"]._log(kind, arrangement.case_id, text=said)


class PaymentToken(models.Model):
    _inherit = "payment.token"

    def _handle_archiving(self):
        """A card that is deleted is charged no more."""
        self._recovery_mandates()._revoke("token")
        return super()._handle_archiving()

    def get_linked_records_info(self):
        """Name the plans that are paid by this means, before it is deleted."""
        found = super().get_linked_records_info()
        for mandate in self._recovery_mandates():
            plan = mandate.arrangement_id
            found.append(
                {
                    "description": self.env._("Payment plan"),
                    "id": plan.id,
                    "name": plan.reference,
                    "url": "#",
                }
            )
        return found

    def _recovery_mandates(self):
        mandates = self.env["recovery.mandate"].sudo()
        return mandates.search([("token_id", "in", self.ids), ("state", "=", "active")])
