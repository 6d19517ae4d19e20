from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..channels.recovery_channel import CHANNELS
from ..tools import steps

TONES = [
    ("soft", "Courteous"),
    ("neutral", "Neutral"),
    ("understanding", "Understanding"),
    ("firm", "Firm"),
]
EVENTS = [
    ("payment_returned", "Payment returned"),
    ("promise_broken", "Promise broken"),
    ("instalment_missed", "Instalment missed"),
    ("plan_broken", "Payment plan broken"),
    ("link_unpaid", "Link opened and not paid"),
    ("form_left", "Form left half-way"),
    ("dispute_closed", "Dispute closed"),
    ("bounced", "Message not delivered"),
    ("recalled", "File recalled from an agency"),
]


class RecoveryTreatment(models.Model):
    """One step of a scenario: when, if, by which channel, with which words."""

    _name = "recovery.treatment"
    _inherit = ["recovery.setting.mixin"]
    _description = "Reminder step"
    _order = "policy_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    policy_id = fields.Many2one(
        "recovery.policy", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="policy_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    trigger = fields.Selection(
        [
            ("due", "Days from the due date"),
            ("stage", "Days from entering a bracket"),
            ("previous", "Days from the last step that left"),
            ("event", "Days from an event"),
        ],
        required=True,
        default="due",
    )
    days = fields.Integer(help="Negative: before the due date.")
    working_days = fields.Boolean("In working days")
    stage_id = fields.Many2one("recovery.stage", "On entering", ondelete="restrict")
    event = fields.Selection(EVENTS)

    currency_id = fields.Many2one(related="policy_id.currency_id")
    min_net = fields.Monetary("Net amount from")
    or_late_count = fields.Integer(
        "… or late payments",
        help="Goes below the amount too when at least this many of the customer's "
        "invoices were paid late in the last 12 months. 0: no.",
    )
    max_net = fields.Monetary("Net amount up to", help="0: not tested.")
    # an empty condition means "not tested": what a step names cannot be deleted
    stage_ids = fields.Many2many(
        "recovery.stage", string="Only in brackets", ondelete="restrict"
    )
    segment_ids = fields.Many2many(
        "recovery.segment", string="Only for profiles", ondelete="restrict"
    )
    min_late_count = fields.Integer(
        "Late payments from",
        help="Least number of invoices paid late in the last 12 months.",
    )

    channel = fields.Selection(CHANNELS, required=True, default="email")
    fallback_ids = fields.One2many(
        "recovery.treatment.fallback",
        "treatment_id",
        "Next channels",
        copy=True,
        help="Used in order when the channel before reached nobody.",
    )
    fallback_after_days = fields.Integer(
        "Next channel when unanswered after (days)",
        help="0: only when the message could not be delivered.",
    )
    template_id = fields.Many2one(
        "recovery.template", required=True, domain="[('channel', '=', channel)]"
    )
    tone = fields.Selection(TONES, required=True, default="neutral")
    purpose = fields.Selection(
        [("collection", "Collection"), ("statutory", "Statutory notice")],
        required=True,
        default="collection",
    )
    mode = fields.Selection(
        [
            ("approve", "To approve"),
            ("automatic", "Automatic"),
            ("manual", "By hand"),
        ],
        required=True,
        default="approve",
    )
    automatic_refused_on = fields.Date(
        readonly=True, help="The automatic mode was proposed, and refused that day."
    )
    is_entry = fields.Boolean(
        "First contact allowed",
        help="A customer never contacted enters the scenario by such a step. Never a "
        "step that quotes earlier reminders, announces consequences or is a formal "
        "notice.",
    )
    is_required = fields.Boolean(
        "Never skipped", help="Later steps wait until this one has left."
    )
    four_eyes = fields.Boolean(
        "Needs two persons",
        help="A second person approves; alone in the company, one writes the reason.",
    )
    gap_days = fields.Integer(
        "Days since the last contact",
        help="Wait at least this long after the last contact, if more than the "
        "company's own delay.",
    )
    repeat_every = fields.Integer("Repeat every (days)", help="0: never.")
    repeat_max = fields.Integer("At most (times)", default=1)
    assign_to = fields.Selection(
        [
            ("responsible", "Responsible"),
            ("salesperson", "Salesperson"),
            ("manager", "Manager"),
        ],
        required=True,
        default="responsible",
        help="Who gets the task.",
    )
    copy_to = fields.Selection(
        [("salesperson", "Salesperson"), ("manager", "Manager"), ("both", "Both")],
        "Inside copy",
        help="Gets a copy of the message, inside the house.",
    )

    @api.constrains("trigger", "days", "stage_id", "event", "is_entry", "purpose")
    def _check_trigger(self):
        for step in self:
            problem = step._trigger_problem()
            if problem:
                raise ValidationError(
                    self.env._(
                        "Step “%(step)s” of “%(policy)s”: %(problem)s",
                        step=step.name,
                        policy=step.policy_id.name,
                        problem=problem,
                    )
                )

    def _trigger_problem(self):
        if self.trigger == "stage" and not self.stage_id:
            return self.env._("choose the bracket that starts it.")
        if self.trigger == "event" and not self.event:
            return self.env._("choose the event that starts it.")
        if self.trigger != "due" and self.days < 0:
            return self.env._("only days from the due date may be negative.")
        if self.is_entry and self.purpose == "statutory":
            return self.env._("a formal notice can never be the first contact.")
        if self.is_entry and self.trigger not in ("due", "stage"):
            return self.env._(
                "a first contact starts from the due date or from a bracket."
            )
        return ""

    @api.constrains("mode", "purpose")
    def _check_mode(self):
        for step in self:
            if step.mode == "automatic" and step.purpose == "statutory":
                raise ValidationError(
                    self.env._(
                        "Step “%(step)s” of “%(policy)s”: a formal notice never "
                        "leaves by itself.",
                        step=step.name,
                        policy=step.policy_id.name,
                    )
                )

    @api.constrains("repeat_every", "repeat_max", "gap_days", "fallback_after_days")
    def _check_counts(self):
        for step in self:
            numbers = (step.repeat_every, step.repeat_max, step.gap_days)
            if min(*numbers, step.fallback_after_days) < 0:
                raise ValidationError(
                    self.env._(
                        "Step “%(step)s” of “%(policy)s”: delays and repetitions "
                        "cannot be negative.",
                        step=step.name,
                        policy=step.policy_id.name,
                    )
                )

    @api.constrains("channel", "template_id", "fallback_ids")
    def _check_templates(self):
        for step in self:
            wrong = step.template_id.channel != step.channel
            if wrong or step.channel in step.fallback_ids.mapped("channel"):
                raise ValidationError(
                    self.env._(
                        "Step “%(step)s” of “%(policy)s”: its text is written for "
                        "another channel, or its next channel is the first again.",
                        step=step.name,
                        policy=step.policy_id.name,
                    )
                )

    def _is_upcoming(self):
        return self.trigger == "due" and self.days <= 0

    def _as_step(self, company, as_of, currency, key):
        """Return this step as plain facts, amounts in the company's currency.

        :param currency: of the scenario's amounts
        :param key: the step's number among the facts; negative for one not saved
        """

        def local(amount):
            if not amount:
                return 0.0
            return currency._convert(
                amount, company.currency_id, company, as_of, round=False
            )

        return steps.Step(
            id=key,
            sequence=self.sequence,
            trigger=self.trigger,
            days=self.days,
            working=self.working_days,
            contact=self.channel != "task",
            entry=self.is_entry,
            required=self.is_required,
            stage_id=self.stage_id._origin.id or 0,
            event=self.event or "",
            min_net=local(self.min_net),
            max_net=local(self.max_net),
            or_late_count=self.or_late_count,
            min_late_count=self.min_late_count,
            stage_ids=frozenset(self.stage_ids.ids),
            segment_ids=frozenset(self.segment_ids.ids),
            gap=self.gap_days,
            repeat_every=self.repeat_every,
            repeat_max=self.repeat_max,
            waits=self.channel != "task" and self.purpose != "statutory",
        )
