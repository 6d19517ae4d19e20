from odoo import api, fields, models
from odoo.exceptions import UserError

from ..channels.letter import LETTER_MODES
from ..channels.recovery_channel import CHANNELS
from .recovery_treatment import TONES

PENDING = ("draft", "queued", "withheld")
# A contact that left, or may have: what caps, delays and the ladder count.
# A letter that waits for the post holds the contact.
LEFT = ("sending", "to_post", "sent", "delivered", "bounced", "uncertain")
# What the ladder builds on: what came back, or was not posted, is no step done.
DONE = ("sending", "sent", "delivered", "uncertain")

# The closed vocabulary of what goes wrong, whatever the provider calls it.
FAILURES = [
    ("no_address", "No address"),
    ("no_sender", "Our own address is missing"),
    ("bad_address", "Address refused"),
    ("mailbox_full", "Mailbox full"),
    ("landline", "This number takes no text message"),
    ("unreachable", "Phone out of reach"),
    ("blocked", "Blocked on its way"),
    ("opted_out", "The customer objected to this channel"),
    ("no_consent", "No consent for this channel"),
    ("template", "The text could not be filled"),
    ("template_refused", "The text is not approved by the provider"),
    ("window", "The conversation window is closed"),
    ("credit", "No credit with the provider"),
    ("account", "The provider refuses our account"),
    ("attachment", "The attached document could not be made"),
    ("server", "Server out of reach"),
    ("limit", "Too many messages at once"),
    ("refused", "Refused by the server"),
    ("returned", "Letter returned"),
    ("channel_off", "Channel switched off"),
    ("error", "Unexpected error"),
    ("unknown", "Outcome unknown"),
]
REASONS = [
    ("settled", "Settled"),
    ("in_flight", "A payment is being processed"),
    ("spared", "On hold or not followed"),
    ("outdated", "The debts changed"),
    ("superseded", "A higher step replaces it"),
    ("below_floor", "Below the floor"),
    ("cooling", "Contacted too recently"),
    ("cap", "Limit of the day reached"),
    ("hours", "Outside the hours of contact"),
    ("opted_out", "The customer objected to this channel"),
    ("no_consent", "The customer has not agreed to this channel"),
    ("channel_off", "This channel is not in use"),
    ("landline", "This number takes no text message"),
    ("window", "The conversation window is closed"),
    ("placed", "Placed with an agency"),
    ("rival", "Another follow-up is active"),
    ("not_released", "Customer not released"),
    ("first_contact", "A formal notice is never the first contact"),
    ("merged", "Contacts merged"),
    ("scenario", "The scenario changed"),
    ("user", "Skipped by a person"),
    ("callback", "A call-back is set"),
    ("notice", "A statutory notice comes first"),
    ("rule", "A rule forbids it"),
    ("bank", "A bank statement is awaited"),
]


class RecoveryNotice(models.Model):
    """One planned or sent contact, any channel: the outbox and the memory of it."""

    _name = "recovery.notice"
    _inherit = ["recovery.workflow.mixin"]
    _description = "Reminder"
    _order = "planned_on desc, id desc"

    _transitions = {
        "draft": ("queued", "withheld", "cancelled"),
        "queued": ("sending", "withheld", "cancelled", "failed", "draft"),
        "withheld": ("queued", "cancelled"),
        "sending": ("sent", "to_post", "failed", "queued", "uncertain"),
        "to_post": ("sent", "failed", "queued", "cancelled"),
        "uncertain": ("sent", "failed", "queued"),
        "sent": ("delivered", "bounced"),
        "failed": ("queued", "cancelled"),
        "bounced": ("queued", "sent"),
    }

    case_id = fields.Many2one(
        "recovery.case", "Customer account", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="restrict")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("draft", "To approve"),
            ("queued", "Leaving"),
            ("withheld", "Not sent"),
            ("sending", "Being sent"),
            ("to_post", "To post"),
            ("sent", "Sent"),
            ("delivered", "Delivered"),
            ("bounced", "Not delivered"),
            ("failed", "Failed"),
            ("uncertain", "To verify"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        index=True,
    )
    treatment_id = fields.Many2one(
        "recovery.treatment", "Step", ondelete="restrict", index="btree_not_null"
    )
    policy_id = fields.Many2one("recovery.policy", "Scenario", ondelete="restrict")
    segment_id = fields.Many2one("recovery.segment", "Profile", ondelete="set null")
    stage_id = fields.Many2one("recovery.stage", "Bracket", ondelete="set null")
    template_id = fields.Many2one("recovery.template", "Text", ondelete="restrict")
    template_version = fields.Integer()
    is_four_eyes = fields.Boolean(related="treatment_id.four_eyes")
    channel = fields.Selection(CHANNELS, required=True, default="email")
    letter_mode = fields.Selection(LETTER_MODES, "Posted as", readonly=True)
    purpose = fields.Selection(
        [
            ("collection", "Collection"),
            ("statutory", "Statutory notice"),
            ("service", "Service"),
        ],
        required=True,
        default="collection",
    )
    tone = fields.Selection(TONES)
    mode = fields.Selection(
        [("approve", "To approve"), ("automatic", "Automatic"), ("manual", "By hand")],
        required=True,
        default="approve",
    )
    arm = fields.Char(help="Variant of an experiment.")
    is_holdout = fields.Boolean()
    anchor = fields.Char(required=True, default="line")
    anchor_id = fields.Integer(
        "Anchor record",
        required=True,
        help="What triggered it: debt, bracket entry, reminder, event.",
    )
    rank = fields.Integer(default=0, help="Place in the fallback between channels.")

    planned_on = fields.Date(required=True)
    send_after = fields.Datetime()
    reserved_at = fields.Datetime(readonly=True)
    reserved_by = fields.Char(readonly=True, help="Database session that sends it.")
    is_handed = fields.Boolean(
        readonly=True, copy=False, help="Handed over, and not all of it is written."
    )
    sent_at = fields.Datetime("Sent on", readonly=True)
    left_on = fields.Date(
        readonly=True, help="The company's date on which it left; delays count from it."
    )
    is_test = fields.Boolean(
        "Sent in test mode",
        readonly=True,
        copy=False,
        help="Our own address got it: what came of it says nothing of the customer.",
    )
    tries = fields.Integer(readonly=True)
    approved_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    approved_on = fields.Datetime(readonly=True)
    second_approver_id = fields.Many2one(
        "res.users", readonly=True, ondelete="set null"
    )
    approval_reason = fields.Char("Reason written", readonly=True)
    approved_alone = fields.Boolean(readonly=True)
    delivered_at = fields.Datetime("Delivered on", readonly=True, copy=False)
    read_at = fields.Datetime("Opened on", readonly=True, copy=False)
    answered_at = fields.Datetime("Answered on", readonly=True, copy=False)

    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary("Claimed", readonly=True)
    line_ids = fields.One2many("recovery.notice.line", "notice_id", "Debts claimed")
    recipient_id = fields.Many2one("res.partner", readonly=True, ondelete="set null")
    address = fields.Char("To", readonly=True)
    copy_address = fields.Char("Copies", readonly=True)
    lang = fields.Char("Language", readonly=True)
    subject = fields.Char(readonly=True)
    body = fields.Html(readonly=True, sanitize=False)
    message_id = fields.Many2one(
        "mail.message", readonly=True, copy=False, ondelete="set null"
    )
    provider_ref = fields.Char(readonly=True, index="btree_not_null", copy=False)
    uuid = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_system",
        help="Names it to a provider, without saying anything of it.",
    )
    reach_ids = fields.Many2many(
        "recovery.reach",
        "recovery_notice_reach_rel",
        "notice_id",
        "reach_id",
        "Contact points",
        readonly=True,
        copy=False,
    )
    segments = fields.Integer(
        readonly=True, copy=False, help="Parts in which the provider counts a text."
    )
    cost = fields.Float(readonly=True, copy=False)
    cost_currency_id = fields.Many2one("res.currency", readonly=True, copy=False)
    rule_versions = fields.Char(readonly=True)
    failure_type = fields.Selection(FAILURES, readonly=True)
    failure_text = fields.Char(readonly=True)
    is_dealt = fields.Boolean(
        "Dealt with", readonly=True, copy=False, help="Came back, and no longer asks."
    )
    reason = fields.Selection(REASONS, readonly=True)
    reason_text = fields.Char(readonly=True)
    user_id = fields.Many2one(related="case_id.user_id")

    _once = models.UniqueIndex(
        "(case_id, COALESCE(treatment_id, 0), anchor, anchor_id, rank)",
        "This step is already planned for this debt.",
    )
    _outbox_idx = models.Index("(company_id, id) WHERE state = 'queued'")
    _going_idx = models.Index("(company_id, id) WHERE state = 'sending' OR is_handed")
    _left_idx = models.Index("(partner_id, left_on) WHERE left_on IS NOT NULL")
    _day_idx = models.Index("(company_id, left_on) WHERE left_on IS NOT NULL")
    _anchor_idx = models.Index("(anchor_id) WHERE anchor = 'line'")
    _approved_idx = models.Index(
        "(treatment_id, approved_on) WHERE approved_on IS NOT NULL"
    )
    _case_idx = models.Index("(case_id, state)")

    @api.depends("treatment_id", "partner_id")
    def _compute_display_name(self):
        for notice in self:
            step = notice.treatment_id.name or notice.subject or ""
            notice.display_name = f"{step} – {notice.partner_id.display_name}"

    @api.ondelete(at_uninstall=False)
    def _unlink_only_pending(self):
        if any(notice.state in LEFT for notice in self):
            raise UserError(
                self.env._("A reminder that left is part of the history: keep it.")
            )
