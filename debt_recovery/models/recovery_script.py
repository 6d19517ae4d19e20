from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import wording
from ..tools.segments import CONSUMER, PUBLIC

# What a sentence may say, and what of it speaks of the debt.
OPEN_WORDS = ("customer", "company", "agent", "phone")
DEBT_WORDS = (
    "invoice",
    "invoice_date",
    "due_date",
    "days_late",
    "total",
    "promise_amount",
    "promise_date",
)
OUTCOMES = [
    ("promise", "Promise to pay"),
    ("plan", "Asks for a payment plan"),
    ("dispute", "Disputes"),
    ("paid", "Says it is paid"),
    ("callback", "Call back at"),
    ("voicemail", "Voicemail"),
    ("no_answer", "No answer"),
    ("busy", "Line busy"),
    ("wrong_number", "Wrong number"),
    ("refuses", "Refuses to pay"),
    ("other_person", "Reached another person"),
    ("opt_out", "Asks not to be called"),
    ("hardship", "In hardship"),
    ("vulnerable", "Vulnerable person"),
    ("statement", "Send the statement by e-mail"),
    ("note", "Only a note"),
]


class RecoveryScript(models.Model):
    """What to say on the phone, for whom and when; the first that matches is shown.

    An empty condition is not tested.
    """

    _name = "recovery.script"
    _description = "Call script"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", index=True, ondelete="cascade", help="Empty: in every company."
    )
    audience = fields.Selection(
        [("business", "Business"), ("consumer", "Consumer"), ("public", "Public body")],
        "Spoken to",
        help="Empty: everybody. An unknown person counts as a consumer.",
    )
    tone = fields.Selection(
        [("soft", "Courteous"), ("neutral", "Neutral"), ("firm", "Firm")],
        help="Empty: whatever tone is advised.",
    )
    for_promise = fields.Boolean(
        "Promise to check", help="For a promise whose date passed without the money."
    )
    stage_ids = fields.Many2many(
        "recovery.stage", string="Only in brackets", ondelete="restrict"
    )
    segment_ids = fields.Many2many(
        "recovery.segment", string="Only for profiles", ondelete="restrict"
    )
    step_ids = fields.One2many("recovery.script.step", "script_id", "Sentences")
    voicemail = fields.Text(
        "On the voicemail",
        translate=True,
        help="Never a word of the debt: others may hear it.",
    )

    @api.constrains("voicemail")
    def _check_voicemail(self):
        for script in self:
            _check_words(script, "voicemail", OPEN_WORDS)

    def _matches(self, audience, tone, promise_late, stage, segment):
        """Tell whether this script is for such a call."""
        self.ensure_one()
        return (
            self.audience in (False, audience)
            and self.tone in (False, tone)
            and self.for_promise == promise_late
            and (not self.stage_ids or stage in self.stage_ids)
            and (not self.segment_ids or segment in self.segment_ids)
        )

    @api.model
    def _choose(self, company, audience, tone, promise_late, stage, segment):
        """Return the script of a call: the first that matches, else the first for
        such people; none when nobody wrote one."""
        scripts = self.search([("company_id", "in", (False, company.id))])
        fitting = scripts.filtered(
            lambda s: s._matches(audience, tone, promise_late, stage, segment)
        )
        alike = scripts.filtered(
            lambda s: s.audience == audience and s.for_promise == promise_late
        )
        usual = scripts.filtered(lambda s: s.audience == audience)
        return (fitting or alike or usual)[:1]

    def _told(self, words):
        """Return the script as the screen shows it, filled with ``words``."""
        if not self:
            return None
        steps = [step._told(words) for step in self.step_ids]
        return {
            "name": self.name,
            "voicemail": wording.fill(self.voicemail, words) if self.voicemail else "",
            "steps": steps,
            "first": steps[0]["id"] if steps else None,
        }


class RecoveryScriptStep(models.Model):
    """One sentence of a script, and what may be answered."""

    _name = "recovery.script.step"
    _description = "Sentence of a call script"
    _order = "script_id, sequence, id"

    script_id = fields.Many2one(
        "recovery.script", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Moment", required=True, translate=True)
    say = fields.Text(required=True, translate=True)
    after_identity = fields.Boolean(
        "Once we know who speaks",
        default=True,
        help="Before, nothing of the debt is said.",
    )
    answer_ids = fields.One2many("recovery.script.answer", "step_id", "Answers")

    @api.constrains("say", "after_identity")
    def _check_say(self):
        for step in self:
            known = OPEN_WORDS + (DEBT_WORDS if step.after_identity else ())
            _check_words(step, "say", known)

    def _told(self, words):
        return {
            "id": self.id,
            "name": self.name,
            "say": wording.fill(self.say, words),
            "identified": self.after_identity,
            "answers": [
                {
                    "id": answer.id,
                    "label": answer.name,
                    "next": answer.next_id.id or None,
                    "outcome": answer.outcome or None,
                }
                for answer in self.answer_ids
            ],
        }


class RecoveryScriptAnswer(models.Model):
    """What may be answered to a sentence, and where that leads."""

    _name = "recovery.script.answer"
    _description = "Answer in a call script"
    _order = "step_id, sequence, id"

    step_id = fields.Many2one(
        "recovery.script.step", required=True, index=True, ondelete="cascade"
    )
    script_id = fields.Many2one(related="step_id.script_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Answer", required=True, translate=True)
    next_id = fields.Many2one(
        "recovery.script.step",
        "Go on with",
        ondelete="set null",
        index="btree_not_null",
        domain="[('script_id', '=', script_id)]",
    )
    outcome = fields.Selection(OUTCOMES, "Ends the call with")

    @api.constrains("next_id", "outcome", "step_id")
    def _check_leads_somewhere(self):
        for answer in self:
            if bool(answer.next_id) == bool(answer.outcome):
                raise ValidationError(
                    self.env._(
                        "“%(answer)s” leads either to another sentence or to an "
                        "outcome.",
                        answer=answer.name,
                    )
                )
            if answer.next_id and answer.next_id.script_id != answer.script_id:
                raise ValidationError(
                    self.env._(
                        "“%(answer)s” leads into another script.", answer=answer.name
                    )
                )


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _audience(self):
        """Return whom one speaks to: business, consumer or public."""
        kind = self.partner_id._recovery_kind()
        return kind if kind in (CONSUMER, PUBLIC) else "business"


def _check_words(record, field, known):
    """Refuse a sentence with an unknown word, in any language.

    :raises ValidationError: naming the words that may be used
    """
    for code, _name in record.env["res.lang"].get_installed():
        said = record.with_context(lang=code)
        try:
            wording.check(said[field] or "", known)
        except wording.WordingError as error:
            raise ValidationError(
                record.env._(
                    "“%(name)s” (%(lang)s): %(words)s cannot be said here. Known are "
                    "%(known)s.",
                    name=record.name,
                    lang=code,
                    words=", ".join("{%s}" % name for name in error.names) or "{",
                    known=", ".join("{%s}" % name for name in known),
                )
            ) from error
