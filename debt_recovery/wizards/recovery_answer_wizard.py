from odoo import api, fields, models


class RecoveryAnswerWizard(models.AbstractModel):
    """How an outcome is told to the customer: our words, sent or said another way.

    Wizards have ``outcome`` and a record of ``recovery.answer.mixin``.
    """

    _name = "recovery.answer.wizard"
    _description = "Answer to write"

    _answered = ""  # the field that holds what is answered
    _refusal = ""  # the outcome of which a consumer is told the mediator

    way = fields.Selection(
        [("email", "Send by e-mail"), ("noted", "Given another way: note it")],
        "How",
        required=True,
        default="email",
    )
    body = fields.Html(
        "Answer",
        sanitize=True,
        sanitize_style=True,
        compute="_compute_body",
        store=True,
        readonly=False,
        precompute=True,
    )
    mediator = fields.Html("Added at the end", compute="_compute_mediator")
    lacks_mediator = fields.Boolean(compute="_compute_mediator")

    @api.depends(lambda self: (self._answered,) if self._answered else ())
    def _compute_body(self):
        for wizard in self:
            record = wizard[self._answered]
            wizard.body = record and record._first_words()

    @api.depends(lambda self: (self._answered, "outcome") if self._answered else ())
    def _compute_mediator(self):
        for wizard in self:
            record = wizard[self._answered]
            told = wizard.outcome == self._refusal and record._is_consumer()
            known = (record.company_id.recovery_mediator or "").strip()
            wizard.lacks_mediator = told and not known
            wizard.mediator = told and known and record._mediator_paragraph()
