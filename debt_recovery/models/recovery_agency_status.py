from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.agency_status import EFFECTS, key_of

MEANINGS = [
    ("acknowledged", "Acknowledged"),
    ("in_progress", "In progress"),
    ("contacted", "Customer reached"),
    ("promise", "Promise to pay"),
    ("plan", "Payment plan"),
    ("paid", "Paid"),
    ("disputed", "Disputed"),
    ("waiting", "Waiting for us"),
    ("stopped", "Stopped"),
    ("legal", "Before the court"),
    ("untraceable", "Cannot be found"),
    ("insolvent", "Insolvency"),
    ("deceased", "Deceased"),
    ("closed_uncollectable", "Closed, irrecoverable"),
    ("returned", "Returned"),
    ("cancelled", "Debt cancelled"),
    ("refused", "Not taken by the agency"),
]
DOES = [
    ("note", "Shown only"),
    ("task", "Task for us"),
    ("promise", "Promise kept with the file"),
    ("dispute", "Dispute, and file taken back"),
    ("hold", "On hold, and task"),
    ("close", "File returned"),
]


class RecoveryAgencyStatus(models.Model):
    """One word of an agency, what it means and what it does.

    Words of no agency are ready-made, in French and English; an agency's own go before
    them. Case, accents and punctuation do not count.
    """

    _name = "recovery.agency.status"
    _description = "Status of an agency"
    _order = "agency_id, sequence, word, id"
    _rec_name = "word"

    agency_id = fields.Many2one(
        "recovery.agency",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: ready-made, for every agency that has no such word of its own.",
    )
    company_id = fields.Many2one(related="agency_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    word = fields.Char("Its word", required=True, help="As the agency writes it.")
    key = fields.Char(
        compute="_compute_key",
        store=True,
        precompute=True,
        export_string_translation=False,
    )
    meaning = fields.Selection(MEANINGS, required=True)
    effect = fields.Selection(
        DOES,
        required=True,
        compute="_compute_effect",
        store=True,
        readonly=False,
        precompute=True,
    )

    _once = models.UniqueIndex(
        "(COALESCE(agency_id, 0), key) WHERE active",
        "This word is in the table already.",
    )

    @api.depends("word")
    def _compute_key(self):
        for one in self:
            one.key = key_of(one.word)

    @api.depends("meaning")
    def _compute_effect(self):
        for one in self:
            one.effect = EFFECTS.get(one.meaning, "note")

    @api.constrains("word")
    def _check_word(self):
        for one in self:
            if not one.key:
                raise ValidationError(
                    self.env._("“%(word)s” has no letter to know it by.", word=one.word)
                )


class RecoveryAgency(models.Model):
    _inherit = "recovery.agency"

    status_ids = fields.One2many(
        "recovery.agency.status",
        "agency_id",
        "Its words",
        help="What this agency writes otherwise than the ready-made table.",
    )

    def _statuses(self):
        """Return ``{key: status}``: the agency's own words before the ready-made."""
        self.ensure_one()
        found = (
            self.env["recovery.agency.status"]
            .sudo()
            .search([("agency_id", "in", (False, self.id))])
        )
        own = found.filtered("agency_id")
        return {one.key: one for one in (*(found - own), *own)}
