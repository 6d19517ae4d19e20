from odoo import api, fields, models
from odoo.tools import plaintext2html

from .recovery_dispute import SOURCES

KINDS = [
    ("not_received", "Invoice not received"),
    ("order_number", "Order number missing"),
    ("recipient", "Wrong recipient"),
    ("platform", "To file on another platform"),
    ("call", "Call asked for"),
    ("message", "Message"),
]
FIRST = ("not_received", "order_number", "recipient", "platform")
TASK = "debt_recovery.activity_request"
FREE = ("user_id", "answer", "attachment_ids", "message_main_attachment_id")


class RecoveryRequest(models.Model):
    """What a customer needs of us, or tells us, that contests nothing: numbered, given
    to somebody, followed by the customer on his page."""

    _name = "recovery.request"
    _inherit = [
        "recovery.workflow.mixin",
        "recovery.answer.mixin",
        "recovery.evidence.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Customer's request"
    _order = "asked_on desc, id desc"
    _rec_name = "reference"

    _transitions = {
        "open": ("done", "refused"),
        "done": ("open",),
        "refused": ("open",),
    }
    _free_fields = FREE

    reference = fields.Char(readonly=True, copy=False, default="/")
    kind = fields.Selection(KINDS, "About", required=True, index=True, readonly=True)
    state = fields.Selection(
        [("open", "To do"), ("done", "Done"), ("refused", "Not possible")],
        required=True,
        default="open",
        index=True,
        tracking=True,
    )
    contact_id = fields.Many2one("res.partner", "Asked by", ondelete="set null")
    line_ids = fields.Many2many(
        "account.move.line",
        "recovery_request_line_rel",
        "request_id",
        "line_id",
        "Debts",
        readonly=True,
    )
    order_number = fields.Char(readonly=True)
    platform = fields.Char("Other platform", readonly=True)
    proposal_id = fields.Many2one(
        "recovery.contact.proposal",
        "Right recipient",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    text = fields.Text("What the customer writes", readonly=True)
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Files", bypass_search_access=True
    )
    source = fields.Selection(SOURCES, "Came in by", required=True, default="link")
    user_id = fields.Many2one(
        "res.users", "In charge", index="btree_not_null", tracking=True
    )
    answer = fields.Text(
        "Answer for the customer",
        copy=False,
        help="Shown on the customer's page, and sent where it is not possible.",
    )
    hold_id = fields.Many2one(
        "recovery.hold", "Pause", readonly=True, copy=False, ondelete="set null"
    )
    callback_id = fields.Many2one(
        "recovery.callback", "Call-back", readonly=True, ondelete="set null"
    )
    answer_notice_ids = fields.Many2many(
        "recovery.notice",
        "recovery_request_notice_rel",
        "request_id",
        "notice_id",
        "Messages sent",
        readonly=True,
        copy=False,
    )
    asked_on = fields.Date(required=True, readonly=True)
    closed_on = fields.Date(readonly=True, copy=False)

    _partner_idx = models.Index("(company_id, partner_id, kind)")
    _reference_unique = models.UniqueIndex(
        "(company_id, reference)", "Another request has this reference."
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            company = vals.get("company_id") or self.env.company.id
            sequence = self.env["ir.sequence"].with_company(company).sudo()
            vals["reference"] = sequence.next_by_code("recovery.request") or "/"
            vals.pop("state", None)  # it begins at the beginning
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals:
            for one in self.sudo().filtered("activity_ids"):
                one._plan_activity()
        return result

    @api.model
    def _ask(self, case, kind, lines=None, **vals):
        """Note what a customer asks for; what follows from its kind is the caller's.

        :param case: the account of the customer who asks
        :param kind: one of ``KINDS``
        :param lines: receivable journal items of this customer that it is about
        :param vals: ``text``, ``contact_id``, ``order_number``, ``platform``,
            ``proposal_id``, ``source``
        :return: the request, in sudo
        """
        lines = lines or self.env["account.move.line"]
        request = self.sudo().create(
            {
                "kind": kind,
                "company_id": case.company_id.id,
                "partner_id": case.partner_id.id,
                "case_id": case.id,
                "line_ids": [fields.Command.set(lines.ids)],
                "user_id": case._reply_reader().id,
                "asked_on": case.company_id._recovery_today(),
                **vals,
            }
        )
        if kind in FIRST:
            self.env["recovery.event"]._log("requested", case, request._words())
        return request

    def _words(self):
        """Say it in one line: what about, which invoices, what was typed."""
        label = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        who = self.proposal_id.name
        said = (self.order_number, self.platform, who, self._names())
        return " – ".join(filter(None, (label, *said)))

    def _names(self):
        return ", ".join(
            line.move_id.name or line.name or "–" for line in self.line_ids
        )

    def _plan_activity(self):
        """Leave whoever is in charge one task while it is open."""
        self.activity_unlink([TASK])
        if self.state == "open":
            self.activity_schedule(
                TASK,
                date_deadline=self.company_id._recovery_today(),
                summary=self.with_context(lang=self.user_id.lang)._words(),
                note=self.text and plaintext2html(self.text),
                user_id=(self.user_id or self.env.user).id,
            )

    def _close(self, state, **vals):
        for one in self._move_to(
            state, closed_on=self[:1].company_id._recovery_today(), **vals
        ):
            secret = one.sudo()
            label = one._state_label(state)
            secret.activity_feedback([TASK], feedback=label)
            secret.hold_id.filtered("is_active").action_lift()
            if one.kind in FIRST:
                words = f"{one.reference} – {label}"
                self.env["recovery.event"]._log_about("request_closed", one, words)


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    request_ids = fields.One2many("recovery.request", "case_id", "Requests")

    def _fold_into(self, kept):
        self.request_ids.sudo().write({"case_id": kept.id})
        return super()._fold_into(kept)
