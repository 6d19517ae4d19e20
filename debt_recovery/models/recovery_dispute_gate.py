from odoo import api, models
from odoo.tools import SQL

from ..tools.holds import FREEZES
from ..tools.rules.model import Hold
from .recovery_hold_freeze import ZONES

KIND = "dispute"


class RecoveryHold(models.Model):
    """What the rules are told of disputes, beside the holds."""

    _inherit = "recovery.hold"

    @api.model
    def _rule_holds(self, partners, day):
        """Tell disputes too: a debt that is disputed whole is frozen; of another one
        the disputed part alone is, and only a law that wants more stops the rest."""
        found = super()._rule_holds(partners, day)
        for row in self.env["recovery.dispute"]._frozen_rows(partners, day):
            held = Hold(
                kind=KIND,
                freezes=frozenset() if row["part"] else FREEZES[KIND],
                debts=frozenset([row["line_id"]]),
                since=row["opened_on"],
                until=row["frozen_until"],
                part=row["part"],
                key=row["id"],
            )
            debtor = row["partner_id"]
            found[debtor] = (*found.get(debtor, ()), held)
        return found


class RecoveryDispute(models.Model):
    _inherit = "recovery.dispute"

    @api.model
    def _frozen_rows(self, partners, day):
        """Return the parts that wait on ``day``, in one SQL.

        :return: dictionaries ``id, partner_id, line_id, opened_on, frozen_until,
            part`` (is something of the debt left that is not disputed)
        """
        self.env["account.move.line"].flush_model()
        self.flush_model()
        self.item_ids.flush_model()
        return self.env.execute_query_dict(
            SQL(_FROZEN, partners.ids, self.env.company.id, day, ZONES)
        )


_FROZEN = """
SELECT d.id, d.partner_id, item.line_id, d.opened_on, d.frozen_until,
       l.amount_residual_currency
       > sum(item.amount) OVER (PARTITION BY item.line_id) AS part
  FROM recovery_dispute d
  JOIN recovery_dispute_item item ON item.dispute_id = d.id AND item.amount > 0
  JOIN account_move_line l ON l.id = item.line_id AND l.reconciled IS NOT TRUE
 WHERE d.partner_id = ANY(%s) AND d.company_id = %s
   AND (d.state = 'open' OR d.frozen_until >= %s::date - %s)
"""
