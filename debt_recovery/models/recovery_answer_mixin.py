from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ..tools.segments import CONSUMER
from .recovery_notice_claim import Claim


class RecoveryAnswerMixin(models.AbstractModel):
    """What we write to whoever raised something: a service message of the account, so
    that no cap, hour, hold or objection keeps it back.

    Records have ``answer_notice_ids``.
    """

    _name = "recovery.answer.mixin"
    _inherit = ["recovery.customer.mixin"]
    _description = "Answer to a customer"

    _answer_anchor = ""

    case_id = fields.Many2one(compute="_compute_case_id", store=True, precompute=True)

    @api.depends("partner_id", "company_id")
    def _compute_case_id(self):
        found = self.env["recovery.case"].search(
            [
                ("partner_id", "in", self.partner_id.commercial_partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        )
        known = {(case.partner_id, case.company_id): case for case in found}
        for one in self:
            key = (one.partner_id.commercial_partner_id, one.company_id)
            one.case_id = known.get(key, False)

    def _answer_person(self):
        """Return the ``res.partner`` who is written to."""
        return self.partner_id

    def _is_consumer(self):
        return self.partner_id.commercial_partner_id._recovery_kind() == CONSUMER

    def _language(self):
        person = self._answer_person()
        return person.lang or self.company_id.partner_id.lang or "en_US"

    def _mediator_paragraph(self):
        """Return how to reach the mediator: what a consumer reads when his complaint
        is not settled (France: C. conso L616-1, R616-1).

        :raises UserError: when the company names none
        """
        if not self._is_consumer():
            return Markup("")
        mediator = self.company_id.recovery_mediator
        if not (mediator or "").strip():
            raise UserError(
                self.env._(
                    "A consumer whose complaint is not settled must be told the name "
                    "and the site of your mediator: fill them in Getting started, "
                    "line “Wording and sender”."
                )
            )
        speaking = self.with_context(lang=self._language())
        lead = speaking.env._(
            "If this answer does not settle your complaint, you may turn, free of "
            "charge, to our consumer mediator:"
        )
        return Markup("<p>%s<br/>%s</p>") % (lead, plaintext2html(mediator))

    def _send(self, code, body):
        """Queue a message of the text ``template_<anchor>_<code>``.

        :param body: HTML, in place of the text's own; False: as it stands
        :return: the ``recovery.notice``
        :raises UserError: when the customer has no account or no address
        """
        self.ensure_one()
        self.sudo()._compute_case_id()
        if not self.case_id:
            raise UserError(
                self.env._(
                    "%(name)s has no account here: answer another way and note it.",
                    name=self.partner_id.display_name,
                )
            )
        Notice = self.env["recovery.notice"].sudo()
        values = self._message_values(code, body)
        self._check_reachable(Notice, values)
        notice = Notice.create(values)
        notice._wake()
        self.sudo().answer_notice_ids |= notice
        return notice

    def _message_values(self, code, body):
        text = self.env.ref(
            f"debt_recovery.template_{self._answer_anchor}_{code}"
        ).sudo()
        subject = text.with_context(lang=self._language()).subject
        return {
            "case_id": self.case_id.id,
            "company_id": self.company_id.id,
            "partner_id": self.case_id.partner_id.id,
            "to_id": (self._answer_person() - self.partner_id).id,
            "channel": text.channel,
            "template_id": text.id,
            "template_version": text.version,
            "purpose": "service",
            "mode": "automatic",
            "state": "queued",
            "anchor": self._answer_anchor,
            "anchor_id": self.id,
            "rank": len(self.sudo().answer_notice_ids),
            "planned_on": self.company_id._recovery_today(),
            "edited_subject": body and subject,
            # what a person types has no placeholders
            "edited_body": body and body.replace("{", "{{").replace("}", "}}"),
        }

    def _check_reachable(self, Notice, values):
        socket = self.env["recovery.channel"].sudo()._for(values["channel"])
        draft = Notice.new(values)
        if not socket._addresses(draft).get(draft.id):
            raise UserError(
                self.env._(
                    "%(name)s has no valid e-mail: answer another way and note it.",
                    name=self._answer_person().display_name,
                )
            )

    def _first_words(self):
        """Return the answer to start from: its text filled for this customer."""
        Notice = self.env["recovery.notice"].sudo().with_context(lang=self._language())
        draft = Notice.new(self._message_values("answer", False))
        person = self._answer_person()
        words = draft._words(Claim(), person, self.company_id._recovery_today())
        return draft.template_id._fill(words)[1]
