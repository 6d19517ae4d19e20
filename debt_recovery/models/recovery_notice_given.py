from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

from .recovery_template_notice import NOTICE_CODES

WRITTEN = ("email", "letter")  # the rest is never a statutory notice
FLUSHED = (
    "recovery.notice",
    "recovery.notice.line",
    "recovery.registered",
)


class RecoveryNotice(models.Model):
    """Which statutory texts a customer was given, for which debts, on which day."""

    _inherit = "recovery.notice"

    notice_code = fields.Selection(
        NOTICE_CODES,
        "Statutory text",
        readonly=True,
        copy=False,
        help="What it was when it left, whatever becomes of the text.",
    )

    _given_idx = models.Index("(partner_id) WHERE notice_code IS NOT NULL")

    def _write_claims(self, claims, judged):
        for code, some in self.grouped(lambda one: one.template_id.notice_code).items():
            some.filtered(lambda one, code=code: one.notice_code != code).write(
                {"notice_code": code}
            )
        return super()._write_claims(claims, judged)

    def _is_legal_notice(self):
        """Tell whether this is a notice that the law asks for, in writing: it leaves
        whatever the customer objected to. A copy is what its letter is."""
        source = self.copy_of_id or self
        return self.channel in WRITTEN and (
            source.purpose == "statutory" or bool(source.template_id.notice_code)
        )

    def _given(self, partners, day):
        """Return what was given to these customers until ``day`` by this company.

        Given: it left and did not come back, as far as we know. A registered letter
        counts from its first presentation, and not before it is known.

        :param partners: customers, or their ids
        :param day: local date, included
        :return: ``{partner id: {code: ((line id or None, date given, medium), …)}}``,
            dates in order; ``None``: for all debts; medium: the channel, or
            ``registered``
        """
        ids = getattr(partners, "ids", partners)
        if not ids:
            return {}
        for name in FLUSHED:
            self.env[name].flush_model()
        rows = self.env.execute_query(
            SQL(_GIVEN, partners=list(ids), company=self.env.company.id, day=day)
        )
        found = defaultdict(lambda: defaultdict(list))
        for partner, code, line, given, medium in rows:
            found[partner][code].append((line, given, medium))
        return {
            partner: {code: tuple(some) for code, some in codes.items()}
            for partner, codes in found.items()
        }


_GIVEN = """
WITH given AS (
    SELECT n.id, n.partner_id, n.notice_code AS code,
           CASE WHEN r.id IS NULL THEN n.left_on ELSE r.presented_on END AS day,
           CASE WHEN r.id IS NULL THEN n.channel ELSE 'registered' END AS medium
      FROM recovery_notice n
      LEFT JOIN recovery_registered r ON r.notice_id = n.id
     WHERE n.partner_id = ANY(%(partners)s) AND n.company_id = %(company)s
       AND n.notice_code IS NOT NULL AND n.state IN ('sent', 'delivered')
       AND n.is_test IS NOT TRUE AND n.never_came_on IS NULL
)
SELECT g.partner_id, g.code, l.line_id, g.day, g.medium
  FROM given g
  LEFT JOIN recovery_notice_line l ON l.notice_id = g.id
 WHERE g.day <= %(day)s
   AND (l.id IS NULL OR (l.kind = 'overdue' AND l.line_id IS NOT NULL))
 ORDER BY g.day, g.id, l.line_id
"""
