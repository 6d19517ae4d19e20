from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..tools.calendar import add_working_days

CHANNELS = [
    ("email", "E-mail"),
    ("phone", "Phone"),
    ("letter", "Letter"),
    ("page", "Customer's page"),
    ("person", "In person"),
    ("authority", "Mediator or authority"),
    ("agency", "Agency"),
    ("other", "Other"),
]
KINDS = [
    ("hours", "Hours of contact"),
    ("frequency", "Too many contacts"),
    ("wording", "Wording of a message"),
    ("wrong_person", "Wrong person"),
    ("data", "Personal data"),
    ("charges", "Amount or charges"),
    ("dispute", "Handling of a dispute"),
    ("agency", "Collection agency"),
    ("other", "Other"),
]
CAUSES = [
    ("setting", "Our settings"),
    ("wording", "Our wording"),
    ("data", "Our data"),
    ("person", "How a person acted"),
    ("provider", "A provider"),
    ("agency", "The agency"),
    ("none", "Nothing on our side"),
]
OPEN = ("received", "acknowledged", "answered")
FREE = (
    *("kind", "channel", "received_on", "text", "attachment_ids", "user_id"),
    *("acknowledge_by", "answer_by", "cause", "cause_note", "notice_id"),
    *("treatment_id", "template_id", "agent_id", "contact_id", "partner_id"),
    "rule_id",
    "message_main_attachment_id",
)


class RecoveryComplaint(models.Model):
    """A complaint: numbered, with its deadlines, its answer and what brought it about.

    The customer is asked for nothing while it is open: a hold of its own, that the
    last move lifts.
    """

    _name = "recovery.complaint"
    _inherit = [
        "recovery.workflow.mixin",
        "recovery.answer.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Complaint"
    _order = "received_on desc, id desc"

    _transitions = {
        "received": ("acknowledged", "answered"),
        "acknowledged": ("answered",),
        "answered": ("closed", "acknowledged"),
        "closed": ("acknowledged",),
    }
    _free_fields = FREE

    name = fields.Char("Number", readonly=True, copy=False, default="/")
    company_id = fields.Many2one(default=lambda self: self.env.company)
    contact_id = fields.Many2one(
        "res.partner",
        "Who complains",
        ondelete="set null",
        domain="[('commercial_partner_id', '=', partner_id)]",
    )
    user_id = fields.Many2one(
        "res.users",
        "Handled by",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
    )
    channel = fields.Selection(CHANNELS, "Received by", required=True, default="email")
    received_on = fields.Date(
        required=True, default=lambda self: self.env.company._recovery_today()
    )
    kind = fields.Selection(KINDS, "About", required=True, index=True)
    text = fields.Text("What is complained of", required=True)
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Evidence", bypass_search_access=True
    )
    state = fields.Selection(
        [
            ("received", "To acknowledge"),
            ("acknowledged", "To answer"),
            ("answered", "Answer given"),
            ("closed", "Filed"),
        ],
        required=True,
        default="received",
        index=True,
        tracking=True,
    )
    acknowledge_by = fields.Date(
        compute="_compute_deadlines", store=True, readonly=False, precompute=True
    )
    answer_by = fields.Date(
        compute="_compute_deadlines", store=True, readonly=False, precompute=True
    )
    acknowledged_on = fields.Date(readonly=True, copy=False)
    answered_on = fields.Date(readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    outcome = fields.Selection(
        [("settled", "Resolved"), ("not_settled", "Not resolved")],
        readonly=True,
        copy=False,
        tracking=True,
    )
    answer = fields.Html("Answer given", readonly=True, copy=False)
    answer_notice_ids = fields.Many2many(
        "recovery.notice",
        "recovery_complaint_answer_rel",
        "complaint_id",
        "notice_id",
        "Answers sent",
        readonly=True,
        copy=False,
    )
    hold_ids = fields.Many2many(
        "recovery.hold", string="Holds", readonly=True, copy=False
    )
    cause = fields.Selection(CAUSES, "Root cause", index=True)
    cause_note = fields.Char("What we change")
    notice_id = fields.Many2one(
        "recovery.notice",
        "Reminder complained of",
        index="btree_not_null",
        ondelete="set null",
        domain="[('case_id', '=', case_id), ('left_on', '!=', False)]",
    )
    treatment_id = fields.Many2one(
        "recovery.treatment",
        "Step",
        compute="_compute_cause_links",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="set null",
    )
    template_id = fields.Many2one(
        "recovery.template",
        "Text",
        compute="_compute_cause_links",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="set null",
    )
    agent_id = fields.Many2one("res.users", "Person complained of", ondelete="set null")
    rule_id = fields.Many2one(
        "recovery.rule",
        "Rule broken",
        index="btree_not_null",
        ondelete="restrict",
        help="Of the rules by country, or your own.",
    )

    @api.depends("company_id", "case_id")
    def _compute_user_id(self):
        for one in self:
            company = one.company_id
            one.user_id = (
                one.user_id
                or (one.case_id and one.case_id._acting())
                or company._recovery_acting(company.recovery_manager_id)
                or self.env.user
            )

    @api.depends("received_on", "company_id")
    def _compute_deadlines(self):
        for one in self:
            company, day = one.company_id, one.received_on
            if not (company and day):
                continue
            one.acknowledge_by = add_working_days(
                day,
                company.recovery_complaint_ack_days,
                company._recovery_closed_days(day),
            )
            one.answer_by = day + relativedelta(
                months=company.recovery_complaint_answer_months
            )

    @api.depends("notice_id")
    def _compute_cause_links(self):
        for one in self:
            one.treatment_id = one.notice_id.treatment_id or one.treatment_id
            one.template_id = one.notice_id.template_id or one.template_id

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            company = vals.get("company_id") or self.env.company.id
            sequence = self.env["ir.sequence"].with_company(company).sudo()
            vals["name"] = sequence.next_by_code("recovery.complaint") or "/"
            vals.pop("state", None)  # it begins at the beginning
        found = super().create(vals_list)
        for one in found:
            one.sudo()._open()
        return found

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"acknowledge_by", "answer_by", "user_id", "received_on"}:
            for one in self:
                one.sudo()._plan_activity()
        return result
