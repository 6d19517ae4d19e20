from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class RecoveryErasure(models.Model):
    """A request of a person to be forgotten: what stands against it, or what was
    replaced, by whom and why. The request itself names nobody once it is done."""

    _name = "recovery.erasure"
    _inherit = ["recovery.workflow.mixin"]
    _description = "Erasure of personal data"
    _order = "id desc"
    _rec_name = "subject_token"

    _transitions = {"asked": ("kept", "done"), "kept": ("done",)}
    _free_fields = ("partner_id", "asked_on", "reason", "with_card")

    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_company', '=', False)]",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    subject_token = fields.Char("Stands for the person", readonly=True)
    asked_on = fields.Date(
        required=True, default=lambda self: self.env.company._recovery_today()
    )
    reason = fields.Text(
        required=True, help="Who asked, how, and how it was made sure that it was him."
    )
    with_card = fields.Boolean(
        "The contact card too",
        help="Also name, addresses and numbers of the contact itself. Not while an "
        "invoice in his name must be kept.",
    )
    state = fields.Selection(
        [("asked", "Asked"), ("kept", "Kept for now"), ("done", "Erased")],
        required=True,
        default="asked",
    )
    kept_why = fields.Text("Kept because", readonly=True)
    kept_until = fields.Date(readonly=True, help="Ask again then.")
    done_on = fields.Datetime("Erased on", readonly=True)
    done_by_id = fields.Many2one(
        "res.users", "Erased by", readonly=True, ondelete="set null"
    )
    counts = fields.Json(readonly=True)
    decisions_count = fields.Integer("Decisions", readonly=True)
    decisions_digest = fields.Char(
        "Fingerprint of the decisions",
        readonly=True,
        help="The same before and after: nothing of a decision changed.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.pop("state", None)
        found = super().create(vals_list)
        for one in found:
            token = one.env["recovery.personal"]._token(one.partner_id)
            one.sudo().subject_token = token
        return found

    def _check_manager(self):
        if not self.env.user.has_group("debt_recovery.group_manager"):
            raise AccessError(self.env._("A manager decides on an erasure."))

    def action_erase(self):
        """Replace the person's identity for good, or say what stands against it.

        :raises UserError: when it concerns accounts that the manager does not see
        """
        self._check_manager()
        for one in self.filtered(lambda one: one.state != "done"):
            one.check_access("write")
            one.sudo()._check_sees_all(self.env.companies)
            why, until = one.sudo()._kept()
            if why:
                one._keep(why, until)
            else:
                one._do()

    def _check_sees_all(self, companies):
        """One decides for all companies at once: the person is erased in all."""
        cases = self.env["recovery.case"].search(
            [("partner_id", "=", self.partner_id.commercial_partner_id.id)]
        )
        hidden = cases.company_id - companies
        if hidden:
            raise UserError(
                self.env._(
                    "This person has an account in %(companies)s too: who erases must "
                    "see every company, as the person is erased in all of them.",
                    companies=", ".join(hidden.mapped("name")),
                )
            )

    def _keep(self, why, until):
        if self.state == "asked":
            self._move_to("kept")
        self.sudo().write({"kept_why": "\n".join(why), "kept_until": until})
        self._log("erasure_kept", self.subject_token)

    def _do(self):
        personal, person = self.env["recovery.personal"].sudo(), self.partner_id
        before = personal._decisions_digest(person)
        counts = personal._erase(person)
        if self.with_card:
            personal._erase_card(person)
        after = personal._decisions_digest(person)
        if before != after:  # never seen; nothing is committed
            raise UserError(
                self.env._("The decisions would have changed: nothing was erased.")
            )
        self._move_to(
            "done",
            done_on=fields.Datetime.now(),
            done_by_id=self.env.uid,
            counts=counts,
            kept_why=False,
            kept_until=False,
            decisions_count=after[0],
            decisions_digest=after[1],
        )
        self._log("erased", self.subject_token)

    def _log(self, kind, text):
        """Write the event in the person's accounts, else in the company's log."""
        partner = self.partner_id.commercial_partner_id
        cases = (
            self.env["recovery.case"].sudo().search([("partner_id", "=", partner.id)])
        )
        Event = self.env["recovery.event"]
        if cases:
            Event._log(kind, cases, text)
            return
        Event.sudo().create(
            {
                "kind": kind,
                "company_id": self.company_id.id,
                "partner_id": partner.id,
                "user_id": self.env.uid,
                "subject_token": self.subject_token,
                "text": text,
            }
        )
