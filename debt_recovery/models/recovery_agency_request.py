from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

KINDS = [
    ("document", "Document"),
    ("explanation", "Explanation"),
    ("plan", "Payment plan"),
    ("discount", "Waiver"),
    ("court", "Court step"),
]
SIDES = [("us", "Us"), ("agency", "The agency")]
STATES = [
    ("open", "Waiting"),
    ("answered", "Answered"),
    ("granted", "Granted"),
    ("refused", "Refused"),
    ("dropped", "Not needed any more"),
]
TASK = "mail.mail_activity_data_todo"
FREE = (
    *("answer", "attachment_ids", "user_id", "activity_ids", "message_ids"),
    *("message_follower_ids", "message_main_attachment_id"),
)


class RecoveryAgencyRequest(models.Model):
    """What an agency asks of us about a placed file, or we of it: numbered, with a day
    to answer by, so that both see who waits for whom."""

    _name = "recovery.agency.request"
    _inherit = [
        "recovery.workflow.mixin",
        "recovery.evidence.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Request about a placed file"
    _order = "state, answer_by, id desc"
    _rec_name = "reference"

    _transitions = {"open": ("answered", "granted", "refused", "dropped")}
    _free_fields = FREE

    reference = fields.Char("Number", readonly=True, copy=False, default="/")
    agency_reference = fields.Char("Its number", readonly=True, copy=False)
    placement_id = fields.Many2one(
        "recovery.placement",
        "Placed file",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    agency_id = fields.Many2one(
        related="placement_id.agency_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="placement_id.company_id", store=True, index=True
    )
    partner_id = fields.Many2one(related="placement_id.partner_id")
    currency_id = fields.Many2one(related="placement_id.currency_id")
    kind = fields.Selection(KINDS, required=True, readonly=True, index=True)
    asked_by = fields.Selection(SIDES, required=True, readonly=True, default="us")
    waits_for = fields.Selection(
        SIDES, "Waits for", compute="_compute_waits_for", store=True, index=True
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="open",
        index=True,
        tracking=True,
    )
    text = fields.Text("What is asked", readonly=True)
    amount = fields.Monetary(
        readonly=True, help="Of the waiver or the instalment; of a court step its cost."
    )
    asked_on = fields.Date(required=True, readonly=True)
    answer_by = fields.Date("Answer by", readonly=True, index="btree_not_null")
    answer = fields.Text(copy=False)
    answered_on = fields.Date(readonly=True, copy=False)
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Files", bypass_search_access=True, copy=False
    )
    user_id = fields.Many2one("res.users", "In charge", index="btree_not_null")
    file_ids = fields.Many2many(
        "recovery.agency.file",
        "recovery_agency_request_file_rel",
        "request_id",
        "file_id",
        "Exchanged files",
        readonly=True,
        copy=False,
    )

    _reference_unique = models.UniqueIndex(
        "(company_id, reference)", "Another request has this number."
    )
    _asked_once = models.UniqueIndex(
        "(placement_id, agency_reference) WHERE agency_reference IS NOT NULL",
        "The agency asked this already.",
    )

    @api.depends("state", "asked_by")
    def _compute_waits_for(self):
        other = {"us": "agency", "agency": "us"}
        for one in self:
            one.waits_for = one.state == "open" and other[one.asked_by]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["reference"] = (
                self.env["ir.sequence"].sudo().next_by_code("recovery.agency.request")
            ) or "/"
            vals.pop("state", None)  # it begins at the beginning
        requests = super().create(vals_list)
        for one in requests:
            one._plan_activity()
        return requests

    # --- asked --------------------------------------------------------------------

    @api.model
    def _ask(self, placement, kind, text="", by="us", **vals):
        """Note a request about a placed file; ours leaves in a file of its own.

        :param by: ``us`` or ``agency``
        :param vals: ``amount``, ``answer_by``, ``agency_reference``
        :return: the request
        :raises UserError: when the file is not with the agency
        """
        if placement.state != "placed":
            raise UserError(
                self.env._(
                    "%(name)s is not with the agency: nothing can be asked.",
                    name=placement.reference,
                )
            )
        placement.check_access("write")
        case = placement.case_id
        user = case and case.sudo()._acting()
        request = self.sudo().create(
            {
                "placement_id": placement.id,
                "kind": kind,
                "text": text,
                "asked_by": by,
                "asked_on": placement.company_id._recovery_today(),
                "user_id": (user or placement.requested_by_id).id,
                **vals,
            }
        )
        if by == "us":
            request._leave("request")
        return request.sudo(self.env.su)

    def _leave(self, purpose):
        """Write it for the agency: what is asked, or the answer, with its files."""
        for one in self:
            papers = one.attachment_ids.filtered("raw")
            speaking = one.with_context(lang=one.agency_id.lang)
            asks = purpose == "request"
            one.file_ids |= one.placement_id._tell_agency(
                purpose,
                documents=[(paper.name, paper.raw) for paper in papers],
                event=speaking._labels("kind")[one.kind],
                event_amount=one.amount,
                event_text=speaking._asked_words()
                if asks
                else speaking._answer_words(),
            )

    def _labels(self, name):
        return dict(self._fields[name]._description_selection(self.env))

    def _asked_words(self):
        by = self.answer_by and fields.Date.to_string(self.answer_by)
        return " – ".join(filter(None, (self.reference, self.text, by)))

    def _answer_words(self):
        number = self.agency_reference or self.reference
        said = (number, self._state_label(self.state), self.answer)
        return " – ".join(filter(None, said))

    # --- answered -----------------------------------------------------------------

    def _answer(self, state, text=None):
        """Close these with an answer; that to an agency leaves as a file.

        :param state: answered | granted | refused
        :raises UserError: when a refusal or an answer says nothing
        """
        for one in self:
            words = text or one.answer
            bare = not words and not one.attachment_ids
            if bare and state != "granted":
                raise UserError(
                    self.env._("%(name)s: write the answer.", name=one.reference)
                )
            today = one.company_id._recovery_today()
            if one._move_to(state, answered_on=today, answer=words):
                one._answered()

    def _answered(self):
        self.sudo().activity_feedback([TASK], feedback=self._state_label(self.state))
        if self.state == "granted" and self.kind == "court":
            self.placement_id.sudo()._to_court(self)
        if self.asked_by == "agency":
            self.sudo()._leave("answer")

    def _drop(self):
        """The file left the agency: nobody waits any more."""
        for one in self.filtered(lambda one: one.state == "open"):
            one._move_to("dropped")
            one.sudo().activity_feedback([TASK], feedback=one._state_label("dropped"))

    def _plan_activity(self):
        """One task: to answer, or to ask again once the agency is late."""
        label = self._labels("kind")[self.kind]
        today = self.company_id._recovery_today()
        if self.asked_by == "agency":
            summary = self.env._(
                "%(agency)s asks: %(what)s", agency=self.agency_id.name, what=label
            )
        else:
            summary = self.env._(
                "%(agency)s has not answered: %(what)s",
                agency=self.agency_id.name,
                what=label,
            )
        self.sudo().activity_schedule(
            TASK,
            date_deadline=self.answer_by or today,
            summary=summary,
            note=self.text and plaintext2html(self.text),
            user_id=(self.user_id or self.env.user).id,
        )

    def action_grant(self):
        self._answer("granted")

    def action_refuse(self):
        self._answer("refused")

    def action_answer(self):
        self._answer("answered")


class RecoveryPlacement(models.Model):
    _inherit = "recovery.placement"

    request_ids = fields.One2many("recovery.agency.request", "placement_id", "Requests")
    waits_for = fields.Selection(
        [("us", "Us"), ("agency", "The agency"), ("both", "Both")],
        "Waits for",
        compute="_compute_waits_for",
    )

    @api.depends("request_ids.waits_for")
    def _compute_waits_for(self):
        for one in self:
            sides = set(one.request_ids.mapped("waits_for")) - {False}
            one.waits_for = "both" if len(sides) > 1 else next(iter(sides), False)

    def _to_court(self, request):
        """A court step was granted: the file is at that stage, at its cost."""
        self.write({"stage": "court"})
        if request.amount:
            self.env["recovery.placement.cost"].create(
                {
                    "placement_id": self.id,
                    "name": request.text or request.reference,
                    "kind": "court",
                    "day": request.answered_on,
                    "amount": request.amount,
                }
            )
