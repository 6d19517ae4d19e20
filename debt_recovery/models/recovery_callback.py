from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_datetime

EXPECTED = timedelta(days=2)  # an hour that was asked for may be missed by as much


class RecoveryCallback(models.Model):
    """A call that the customer, or an agent, set for an hour: who calls which number.

    It comes first in its agent's list when its hour has come; until then no automatic
    call is made to the customer.
    """

    _name = "recovery.callback"
    _inherit = ["recovery.workflow.mixin"]
    _description = "Call-back"
    _order = "call_at, id"
    _check_company_auto = True

    _transitions = {"waiting": ("done", "cancelled")}
    _free_fields = ("call_at", "phone", "contact_id", "user_id", "note")

    case_id = fields.Many2one(
        "recovery.case",
        "Customer account",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True)
    contact_id = fields.Many2one("res.partner", "Ask for", ondelete="set null")
    phone = fields.Char("Number")
    call_at = fields.Datetime("Call at", required=True)
    asked_for = fields.Datetime(
        "Hour asked for",
        readonly=True,
        help="The hour for which the customer asked. Empty: an agent chose it, and the "
        "call keeps to all the rules.",
    )
    user_id = fields.Many2one(
        "res.users", "Agent", required=True, index=True, ondelete="restrict"
    )
    note = fields.Char()
    state = fields.Selection(
        [("waiting", "To call"), ("done", "Called"), ("cancelled", "Cancelled")],
        required=True,
        default="waiting",
    )

    _waiting_idx = models.Index("(case_id, call_at) WHERE state = 'waiting'")

    @api.constrains("user_id", "company_id")
    def _check_agent(self):
        for callback in self:
            problem = callback.company_id._recovery_cannot_follow(callback.user_id)
            if problem:
                raise ValidationError(problem)

    @api.depends("partner_id", "call_at")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for callback in self:
            callback.display_name = self.env._(
                "%(customer)s, %(when)s",
                customer=callback.partner_id.display_name or "",
                when=callback._when(),
            )

    def _when(self):
        """Return the hour in the company's clock, in the reader's language."""
        if not self.call_at:
            return ""
        zone = self.company_id._recovery_tz().zone
        return format_datetime(self.env, self.call_at, tz=zone, dt_format="short")

    def _is_due(self, at):
        return self.call_at <= at

    def _is_expected(self, at):
        """Tell whether the customer asked for a call about now; one that was put off
        for long answers nothing any more."""
        asked = self.asked_for
        return bool(asked) and asked <= at <= asked + EXPECTED

    def action_cancel(self):
        self._move_to("cancelled")

    @api.model
    def _plan(
        self, case, at, user=None, phone="", contact=None, note="", is_asked=False
    ):
        """Set the one call-back of an account; the one that waited gives way.

        :param at: naive UTC instant
        :param is_asked: the customer asked for this hour
        :raises UserError: when the hour is over
        """
        if at < fields.Datetime.now() - timedelta(minutes=1):
            raise UserError(self.env._("This hour is over: choose a later one."))
        case.callback_ids.filtered(lambda c: c.state == "waiting")._move_to("cancelled")
        return self.create(
            {
                "case_id": case.id,
                "call_at": at,
                "asked_for": at if is_asked else False,
                "user_id": (user or case._acting() or self.env.user).id,
                "phone": phone,
                "contact_id": contact.id if contact else False,
                "note": note,
            }
        )


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    callback_ids = fields.One2many("recovery.callback", "case_id", "Call-backs")

    def _waiting_callback(self):
        """Return the call-back that this account waits for, or none."""
        return self.callback_ids.filtered(lambda c: c.state == "waiting")[:1]
