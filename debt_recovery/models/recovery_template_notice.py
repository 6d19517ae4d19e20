from odoo import api, fields, models

NOTICE_CODES = [
    ("formal_notice", "Formal notice"),
    ("fr_amicable", "France: first letter of a collector"),
    ("be_first_reminder", "Belgium: first reminder, free"),
    ("be_formal_notice", "Belgium: formal notice of a collector"),
    ("nl_14_days", "Netherlands: 14-day letter"),
    ("de_first_reminder", "Germany: first reminder, free"),
    ("de_statement", "Germany: statement of a collector"),
    ("gb_letter_of_claim", "England and Wales: letter of claim"),
    ("us_validation", "United States: validation notice"),
    ("on_notice", "Ontario: notice before contact"),
    ("qc_notice", "Quebec: notice of claim"),
    ("bc_notice", "British Columbia: notice before contact"),
    ("nz_disclosure", "New Zealand: disclosure"),
]
FORMAL = ("notice_business", "notice_consumer")


class RecoveryTemplate(models.Model):
    """Which statutory text these words are, if any: what needs it waits for it."""

    _inherit = "recovery.template"

    notice_code = fields.Selection(
        NOTICE_CODES,
        "Statutory text",
        compute="_compute_notice_code",
        store=True,
        readonly=False,
        precompute=True,
        help="Once given, it starts the waiting time of the steps and charges that "
        "need it. What it must mention is checked when it is saved and when it leaves.",
    )

    @api.depends("letter_kind")
    def _compute_notice_code(self):
        for template in self:
            if template.letter_kind in FORMAL:
                template.notice_code = "formal_notice"
            else:
                kept = template.notice_code
                template.notice_code = False if kept == "formal_notice" else kept
