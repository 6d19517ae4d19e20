from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

KINDS = [
    ("manual", "On hold"),
    ("reply", "Reply to read"),
    ("open_until", "Legitimately open until a date"),
    ("factored", "Factored"),
    ("insured", "Credit-insured"),
    ("retained", "Retention"),
    ("dispute", "Dispute"),
    ("declared_paid", "Declared paid"),
    ("promise", "Promise to pay"),
    ("plan", "Payment plan"),
    ("insolvency", "Insolvency proceedings"),
    ("moratorium", "Over-indebtedness or moratorium"),
    ("lawyer", "Represented by a lawyer"),
    ("vulnerable", "Vulnerable person"),
    ("hardship", "Hardship"),
    ("deceased", "Deceased"),
    ("minor", "Minor"),
    ("opt_out", "Objects to contact"),
    ("cease", "Asks to cease"),
    ("complaint", "Complaint"),
    ("time_barred", "Time-barred"),
    ("erasure", "Erasure requested"),
    ("confidential", "Confidential"),
]
CONFIDENTIAL = "confidential"  # what all are told of a sensitive kind
# Not ours to chase by nature: shown apart from what is suspended for a while.
NOT_FOLLOWED = ("open_until", "factored", "insured", "retained")


class RecoveryHold(models.Model):
    """Why a customer, or some of its debts, is not contacted, from when, until when."""

    _name = "recovery.hold"
    _inherit = ["recovery.touch.mixin", "mail.thread"]
    _description = "Hold"
    _order = "from_date desc, id desc"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="cascade",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: in every company.",
    )
    kind = fields.Selection(KINDS, required=True, default="manual", tracking=True)
    scope = fields.Selection(
        [("customer", "All debts of the customer"), ("lines", "These debts only")],
        required=True,
        compute="_compute_scope",
        store=True,
        readonly=False,
        precompute=True,
    )
    line_ids = fields.Many2many(
        "account.move.line",
        "recovery_hold_line_rel",
        "hold_id",
        "line_id",
        "Debts",
    )
    from_date = fields.Date(
        required=True,
        default=lambda self: self.env.company._recovery_today(),
        tracking=True,
    )
    until_date = fields.Date(
        "Until", help="Last day on hold; empty: until lifted.", tracking=True
    )
    reason = fields.Char()
    request_state = fields.Selection(
        [("asked", "Asked for"), ("granted", "Granted"), ("refused", "Refused")],
        "Request",
        readonly=True,
    )
    requested_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    is_active = fields.Boolean(compute="_compute_is_active", search="_search_is_active")

    _partner_idx = models.Index("(partner_id, until_date)")

    @api.depends("line_ids")
    def _compute_partner_id(self):
        for hold in self:
            debtor = hold.line_ids.partner_id.commercial_partner_id[:1]
            hold.partner_id = debtor or hold.partner_id.commercial_partner_id

    @api.depends("line_ids")
    def _compute_scope(self):
        for hold in self:
            hold.scope = "lines" if hold.line_ids else hold.scope or "customer"

    @api.depends("from_date", "until_date")
    def _compute_is_active(self):
        for hold in self:
            today = (hold.company_id or self.env.company)._recovery_today()
            hold.is_active = hold.from_date <= today and (
                not hold.until_date or hold.until_date >= today
            )

    def _search_is_active(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._recovery_today()
        return [
            ("from_date", "<=", today),
            "|",
            ("until_date", "=", False),
            ("until_date", ">=", today),
        ]

    @api.constrains(
        "from_date", "until_date", "partner_id", "line_ids", "scope", "kind"
    )
    def _check_hold(self):
        for hold in self:
            problem = hold._problem()
            if problem:
                raise ValidationError(problem)

    def _problem(self):
        debtors = self.line_ids.partner_id.commercial_partner_id
        if self.until_date and self.until_date < self.from_date:
            return self.env._(
                "The hold of %(name)s ends on %(until)s, before it starts.",
                name=self.partner_id.display_name,
                until=self.until_date,
            )
        if self.partner_id != self.partner_id.commercial_partner_id:
            return self.env._(
                "A hold is set on the customer “%(name)s”, not on one of its contacts.",
                name=self.partner_id.commercial_partner_id.display_name,
            )
        if debtors - self.partner_id:
            return self.env._(
                "The debts on hold belong to another customer than %(name)s.",
                name=self.partner_id.display_name,
            )
        if self.company_id and self.line_ids.company_id - self.company_id:
            return self.env._(
                "The debts on hold belong to another company than %(name)s.",
                name=self.company_id.name,
            )
        if self.scope == "lines" and not self.line_ids:
            return self.env._("Choose the debts that this hold freezes.")
        if self.kind == "open_until" and not self.until_date:
            return self.env._("Say until which date these debts may stay open.")
        return ""

    def _touch(self):
        for hold in self:
            companies = hold.company_id or self.env["res.company"].sudo().search(
                [("recovery_active", "=", True)]
            )
            for company in companies:
                self.env["recovery.mark"]._add(company, hold.partner_id, "hold")

    def _tell_decider(self):
        """Give the manager, else the responsible, the request to decide."""
        for hold in self:
            company = hold.company_id
            user = company._recovery_acting(
                company.recovery_manager_id or company.recovery_user_id
            )
            if user:
                hold.partner_id.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._(
                        "Hold asked for by %(who)s: %(why)s",
                        who=hold.requested_by_id.name,
                        why=hold.reason,
                    ),
                    user_id=user.id,
                )

    def action_grant(self):
        """Freeze contact as the salesperson asked."""
        self._decide_request("granted", freeze_contact=True)

    def action_refuse(self):
        self._decide_request("refused")

    def _decide_request(self, decision, **vals):
        if not self.env.user.has_group("debt_recovery.group_manager"):
            raise AccessError(self.env._("A manager decides on a hold asked for."))
        asked = self.filtered(lambda hold: hold.request_state == "asked")
        if asked != self:
            raise UserError(self.env._("This request is decided already."))
        asked.write({"request_state": decision, **vals})

    def action_lift(self):
        """End the hold: it no longer holds today, and stays in the history."""
        for hold in self:
            today = (hold.company_id or self.env.company)._recovery_today()
            if hold.from_date < today:
                hold.until_date = fields.Date.subtract(today, days=1)
            else:
                hold._never_held()
