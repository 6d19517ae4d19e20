from datetime import date
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html

from ..tools.instalments import Instalment

_day = date.fromisoformat


class RecoveryPlanRequest(models.Model):
    """A change of his plan that a customer asks for on his page and that goes beyond
    what he may do alone: somebody decides, the plan goes on meanwhile."""

    _name = "recovery.plan.request"
    _inherit = ["recovery.workflow.mixin"]
    _description = "Asked change of a payment plan"
    _order = "id desc"
    _rec_name = "reference"

    _transitions = {"asked": ("granted", "refused", "over")}

    reference = fields.Char(readonly=True, copy=False, index=True)
    arrangement_id = fields.Many2one(
        "recovery.arrangement",
        "Payment plan",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="arrangement_id.company_id", store=True)
    state = fields.Selection(
        [
            ("asked", "Asked for"),
            ("granted", "Granted"),
            ("refused", "Refused"),
            ("over", "The plan ended"),
        ],
        required=True,
        default="asked",
        readonly=True,
    )
    asked_at = fields.Datetime("Asked on", required=True, readonly=True)
    why = fields.Char("Customer’s words", readonly=True)
    words = fields.Text("Instalments asked for", required=True, readonly=True)
    told = fields.Text("Beyond because", readonly=True)
    future = fields.Json("Instalments", readonly=True)
    answer = fields.Char("Our answer", readonly=True)
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, ondelete="set null"
    )
    decided_at = fields.Datetime("Decided on", readonly=True)

    _one_asked = models.UniqueIndex(
        "(arrangement_id) WHERE state = 'asked'",
        "A change of this plan waits for an answer already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        sequence = self.env["ir.sequence"].sudo()
        for vals in vals_list:
            vals["reference"] = sequence.next_by_code("recovery.plan.request")
        return super().create(vals_list)

    def _plan(self):
        """Return the instalments that are asked for."""
        return tuple(
            Instalment(
                date.fromisoformat(wished), date.fromisoformat(due), Decimal(sum_)
            )
            for wished, due, sum_ in self.future
        )

    def _decide(self, state, answer):
        """Note what was decided, by whom and why; the customer reads it.

        :param state: granted or refused
        """
        self.sudo()._move_to(
            state,
            answer=answer.strip(),
            decided_by_id=self.env.uid,
            decided_at=fields.Datetime.now(),
        )
        self.arrangement_id.activity_unlink(["mail.mail_activity_data_todo"])


class RecoveryArrangement(models.Model):
    _inherit = "recovery.arrangement"

    request_ids = fields.One2many(
        "recovery.plan.request", "arrangement_id", "Changes asked for", readonly=True
    )
    request_text = fields.Text("Change asked for", compute="_compute_request_text")

    @api.depends("request_ids.state")
    def _compute_request_text(self):
        for plan in self:
            request = plan._open_request()
            said = (request.why, request.words, request.told)
            plan.request_text = "\n\n".join(filter(None, said)) or False

    @api.depends("request_ids.state")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        result = super()._compute_can_approve()
        for plan in self.filtered("request_text"):
            policy = plan.plan_policy_id.sudo()
            plan.can_approve = policy._may_exceed(self.env.user)
        return result

    def _open_request(self):
        return self.request_ids.filtered(lambda one: one.state == "asked")[:1]

    def _request_change(self, future, why, told):
        """Ask for a change that goes beyond what the customer may do alone.

        :param future: the instalments to come, :class:`Instalment`
        :param told: how it goes beyond, as sentences
        :return: the ``recovery.plan.request``
        :raises UserError: while another one waits, or where nobody may grant it
        """
        self.ensure_one()
        self._alone()
        if self._open_request():
            raise UserError(
                self.env._("You asked for a change already: you hear from us soon.")
            )
        if self.plan_policy_id.sudo().exceed_by == "nobody":
            raise UserError(self.env._("This goes beyond what we can agree to."))
        request = self.request_ids.sudo().create(
            {
                "arrangement_id": self.id,
                "asked_at": fields.Datetime.now(),
                "why": why,
                "words": "\n".join(
                    f"{self._day(one.due)}  {self._money(float(one.amount))}"
                    for one in future
                ),
                "told": "\n".join(told),
                "future": [
                    (str(one.wished), str(one.due), str(one.amount)) for one in future
                ],
            }
        )
        self.env["recovery.event"]._log(
            "plan_asked", self.case_id, f"{self.reference} – {request.reference}"
        )
        self._hand_request()
        return request

    def _hand_request(self):
        """Give it to the company's manager to decide."""
        company = self.company_id
        manager = company._recovery_acting(company.recovery_manager_id)
        user = manager or self.case_id._acting()
        if user:
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=company._recovery_today(),
                summary=self.env._("The customer asks to change his plan: decide"),
                note=plaintext2html(self.request_text),
                user_id=user.id,
            )

    def _move_to(self, target, **vals):
        """Nothing is asked of a plan that ended."""
        moved = super()._move_to(target, **vals)
        if target != "active":
            over = moved.request_ids.filtered(lambda one: one.state == "asked")
            over.sudo()._move_to("over")
            over.arrangement_id.activity_unlink(["mail.mail_activity_data_todo"])
        return moved

    # --- decision --------------------------------------------------------------------

    def _approve_plan(self, reason):
        """Grant what is asked for, of a plan that runs as of one that is prepared."""
        asked = self.filtered(lambda one: one._open_request())
        for plan in asked:
            request = plan._check_decider(reason)
            plan._change(request._plan(), reason)
            request._decide("granted", reason)
        return super(RecoveryArrangement, self - asked)._approve_plan(reason)

    def _refuse_plan(self, reason):
        """Refuse what is asked for; a plan that runs goes on as it is."""
        asked = self.filtered(lambda one: one._open_request())
        for plan in asked:
            plan._check_decider(reason)._decide("refused", reason)
        return super(RecoveryArrangement, self - asked)._refuse_plan(reason)

    def _check_decider(self, reason):
        """Return the request; refuse who may not grant more than the policy."""
        if not (reason or "").strip():
            raise UserError(self.env._("Write why: the customer reads it."))
        self.check_access("write")
        if not self.plan_policy_id.sudo()._may_exceed(self.env.user):
            raise AccessError(
                self.env._("A manager decides on a change beyond the policy.")
            )
        return self._open_request()
