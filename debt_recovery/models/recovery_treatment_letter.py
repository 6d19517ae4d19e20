from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..channels.letter import LETTER_MODES
from ..tools import letter_parts


class RecoveryTreatment(models.Model):
    """How a letter of a step leaves, and the same message on a second medium."""

    _inherit = "recovery.treatment"

    letter_mode = fields.Selection(
        LETTER_MODES,
        "Posted as",
        required=True,
        default="simple",
        help="After a registered letter the next step counts from its first "
        "presentation.",
    )
    copy_channel = fields.Selection(
        [("email", "E-mail"), ("letter", "Simple letter")],
        "Copy by",
        help="The same message on a second medium: both are one contact.",
    )
    copy_template_id = fields.Many2one(
        "recovery.template",
        "Text of the copy",
        domain="[('channel', '=', copy_channel)]",
        help="Empty: the text of the step.",
    )

    def _letter_mode(self, channel):
        """Return how a letter of this step goes; its next channel is a simple one."""
        own = channel == "letter" and channel == self.channel
        return self.letter_mode if own else super()._letter_mode(channel)

    @api.constrains("channel", "copy_channel", "copy_template_id")
    def _check_copy(self):
        for step in self:
            text = step.copy_template_id
            if step.copy_channel == step.channel or (
                text and text.channel != step.copy_channel
            ):
                raise ValidationError(
                    self.env._(
                        "Step “%(step)s” of “%(policy)s”: its copy needs another "
                        "channel, and a text written for it.",
                        step=step.name,
                        policy=step.policy_id.name,
                    )
                )


class RecoveryTemplate(models.Model):
    _inherit = "recovery.template"

    letter_kind = fields.Selection(
        [
            ("reminder", "Reminder"),
            ("statement", "Statement"),
            ("notice_business", "Formal notice, business"),
            ("notice_consumer", "Formal notice, consumer"),
            ("public_claim", "Claim on a public body"),
            ("plan", "Payment plan"),
            ("plan_broken", "Broken payment plan"),
            ("clearance", "Account settled"),
            ("insolvency", "Claim in insolvency"),
        ],
        "Kind of letter",
        help="What a letter of this kind must say is checked before it is printed.",
    )
    letter_parts_text = fields.Char(
        "Must be in it", compute="_compute_letter_parts_text"
    )

    @api.depends("letter_kind")
    @api.depends_context("lang")
    def _compute_letter_parts_text(self):
        labels = self._part_labels()
        for template in self:
            parts = letter_parts.KINDS.get(template.letter_kind, ())
            template.letter_parts_text = ", ".join(labels[p.code] for p in parts)

    def _part_labels(self):
        return {
            "creditor": self.env._("our name and postal address"),
            "register": self.env._("our registration or VAT number"),
            "items": self.env._("the table of the invoices"),
            "total": self.env._("the total"),
            "sender": self.env._("the name of who signs"),
            "contact": self.env._("how to reach us"),
            "payment": self.env._("the account to pay to"),
            "mediator": self.env._("the consumer mediator"),
            "heading": self.env._("the words “formal notice”"),
            "claim_heading": self.env._("the word “claim”"),
            "clock": self.env._("the deadline from the first presentation"),
            "time": self.env._("the right to ask for time to pay"),
            "help": self.env._("where to find free help"),
            "schedule": self.env._("the instalments with their dates"),
            "judgment": self.env._("the date of the judgment"),
        }

    def _explain(self, error, lang):
        if error.code != "parts":
            return super()._explain(error, lang)
        labels = self._part_labels()
        return self.env._(
            "Letter “%(name)s” (%(lang)s) cannot be printed: %(parts)s missing.",
            name=self.name,
            lang=lang,
            parts=", ".join(labels[code] for code in error.names),
        )
