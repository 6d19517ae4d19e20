from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from odoo import models
from odoo.tools import SQL, ormcache

# All that decides of charges beside the ledger, in one value: the cards of the customer
# and of the company, what was given, held, charged, agreed and disputed, rules, rates.
STAMP = """
SELECT md5(concat_ws('|',
    (SELECT p::text FROM res_partner p WHERE p.id = %(debtor)s),
    (SELECT c::text FROM res_company c WHERE c.id = %(company)s),
    (SELECT string_agg(concat_ws(':', n.id, n.state, n.notice_code, n.left_on,
                                 r.presented_on), ',' ORDER BY n.id, r.id)
       FROM recovery_notice n LEFT JOIN recovery_registered r ON r.notice_id = n.id
      WHERE n.partner_id = %(debtor)s AND n.company_id = %(company)s),
    (SELECT string_agg(h::text, ',' ORDER BY h.id) FROM recovery_hold h
      WHERE h.partner_id = %(debtor)s),
    (SELECT string_agg(concat_ws(':', c.id, c.state, c.until), ',' ORDER BY c.id)
       FROM recovery_charge c
      WHERE c.partner_id = %(debtor)s AND c.company_id = %(company)s),
    (SELECT string_agg(concat_ws(':', a.id, a.state), ',' ORDER BY a.id)
       FROM recovery_arrangement a
      WHERE a.partner_id = %(debtor)s AND a.company_id = %(company)s),
    (SELECT string_agg(concat_ws(':', d.id, d.state, d.frozen_until), ','
                       ORDER BY d.id)
       FROM recovery_dispute d
      WHERE d.partner_id = %(debtor)s AND d.company_id = %(company)s),
    (SELECT string_agg(concat_ws(':', v.id, v.valid_from, v.valid_to, v.value,
                                 v.confidence, v.superseded_by_id), ',' ORDER BY v.id)
       FROM recovery_reference_rate v),
    (SELECT s::text FROM (%(rules)s) s)
))
"""


class RecoveryLink(models.Model):
    """What paying now avoids: worked out anew when anything that decides of it changed,
    as a page is opened more often than that."""

    _inherit = "recovery.link"

    def _avoided_of(self, content, lines):
        """Return ``{line id: Avoided}`` of what is to pay, see ``recovery.charge``."""
        owed = lines.filtered(lambda line: line.amount_residual_currency > 0)
        rows = content["rows"]
        ledger = tuple(tuple(row.values()) for row in rows)
        return self._avoided_known(
            owed.ids,
            {row["line_id"]: row for row in rows},
            content["as_of"],
            (tuple(owed.ids), hash(ledger), self._charges_stamp()),
        )

    @ormcache("as_of", "stamp")
    def _avoided_known(self, line_ids, exposure, as_of, stamp):
        lines = self.env["account.move.line"].sudo().browse(line_ids)
        charges = self.env["recovery.charge"].sudo()
        return charges._avoided(lines, as_of, exposure=exposure)

    def _charges_stamp(self):
        rules = self.env["recovery.rule"].sudo()
        for name in ("notice", "hold", "charge", "arrangement", "dispute"):
            self.env[f"recovery.{name}"].flush_model()
        for name in ("res.partner", "res.company", "recovery.reference.rate"):
            self.env[name].flush_model()
        rules.flush_model()
        [(stamp,)] = self.env.execute_query(
            SQL(
                STAMP,
                debtor=self.partner_id.id,
                company=self.company_id.id,
                rules=rules._stamp_sql(),
            )
        )
        return stamp

    def _avoided_together(self, avoided):
        """Say what paying some items at once avoids, or nothing."""
        if not avoided:
            return ""
        amounts = defaultdict(Decimal)
        for one in avoided:
            for code, amount in one.amounts.items():
                amounts[code] += amount
        whole = replace(avoided[0], amounts=amounts)
        return self.env["recovery.charge"].sudo()._avoid_words(whole)
