from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.notice_codes import TEXTS, fields_of
from ..tools.notice_parts import missing
from ..tools.wording import WordingError, placeholders
from ..tools.wording_lint import language, plain

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

    def _placeholder_help(self):
        return {
            **super()._placeholder_help(),
            "registration": self.env._("our registration or VAT number"),
            "product": self.env._("what was sold, as the oldest invoice says"),
            "costs": self.env._("what may be added after the time given, by its rule"),
            "creditor": self.env._("name and address of whom the money is owed to"),
            "office": self.env._("our name and postal address"),
            "account": self.env._("the customer's reference, all but its end hidden"),
            "itemization": self.env._(
                "table of what was owed, paid and credited since the invoices"
            ),
            "validation_end": self.env._(
                "last day of the thirty days in which a debt may be disputed"
            ),
        }

    # --- mentions --------------------------------------------------------------------

    def _check_text(self, subject, body, lang, audience=None):
        result = super()._check_text(subject, body, lang, audience)
        lacking = self._lacking_mentions(subject, body, lang)
        if lacking:
            raise ValidationError(self._lacking_words(lacking, lang))
        return result

    def _lacking_mentions(self, subject, body, lang, filled=None, facts=None):
        """Return the mentions that this statutory text lacks.

        :param filled: the text as it will be read; None: as it is written
        :param facts: see ``tools.notice_parts.missing``
        """
        if not self.notice_code or self.letter_kind in FORMAL:
            return []  # the parts of a formal letter are checked when it is printed
        written = f"{subject or ''} {plain(body)}"
        try:
            used = placeholders(written)
        except WordingError:  # said elsewhere
            return []
        read = filled or written
        spoken = language(read, "fr" if lang.startswith("fr") else "en")
        return missing(fields_of(self.notice_code), used, read, spoken, facts)

    def _lacking_words(self, names, lang):
        """Say which mentions of which rule a text lacks."""
        labels = self._mention_labels()
        return self.env._(
            "Text “%(name)s” (%(lang)s), rule %(rule)s: %(parts)s missing.",
            name=self.name,
            lang=lang,
            rule=TEXTS[self.notice_code].rules[0],
            parts=", ".join(labels.get(one, one) for one in names),
        )

    def _explain(self, error, lang):
        if error.code == "mentions":
            return self._lacking_words(error.names, lang)
        return super()._explain(error, lang)
