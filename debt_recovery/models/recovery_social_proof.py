from odoo import fields, models
from odoo.tools import SQL

from ..tools.segments import COMPANY, CONSUMER, PUBLIC, SOLE_TRADER
from ..tools.social_proof import DAYS, share
from .recovery_notice import LEFT

KINDS = {
    "business": (COMPANY, SOLE_TRADER),
    "consumer": (CONSUMER,),
    "public": (PUBLIC,),
}

# The first reminder of each customer in 12 months, once its days are over; paid: all
# its debts were, by money and not by a credit note or a loss, within those days.
_PEERS = """
WITH first AS (
    SELECT DISTINCT ON (n.partner_id) n.id, n.left_on
      FROM recovery_notice n JOIN res_partner p ON p.id = n.partner_id
     WHERE n.company_id = %(company)s AND n.state = ANY(%(left)s)
       AND n.purpose = 'collection' AND n.channel <> 'task'
       AND n.left_on > %(today)s::date - 365
       AND n.left_on <= %(today)s::date - %(days)s
       AND COALESCE(p.recovery_debtor_type,
                    CASE WHEN p.is_company THEN 'company' ELSE 'consumer' END)
           = ANY(%(kinds)s)
     ORDER BY n.partner_id, n.left_on, n.id
),
receipt AS (%(receipts)s),
debts AS (
    SELECT first.id AS notice_id, debt.reconciled IS TRUE AND bool_and(
               receipt.nature IN ('cash', 'discount', 'exchange', 'rounding')
               AND receipt.day <= first.left_on + %(days)s) AS paid
      FROM first
      JOIN recovery_notice_line said ON said.notice_id = first.id
       AND said.kind = 'overdue'
      JOIN account_move_line debt ON debt.id = said.line_id
      LEFT JOIN receipt ON receipt.line_id = debt.id
     GROUP BY first.id, debt.id
)
SELECT count(*) FILTER (WHERE paid), count(*)
  FROM (SELECT bool_and(COALESCE(paid, FALSE)) AS paid
          FROM debts GROUP BY notice_id) AS customers
"""

_CLAIMED = """part.debit_move_id IN (
    SELECT said.line_id FROM first
      JOIN recovery_notice_line said ON said.notice_id = first.id
     WHERE said.kind = 'overdue')"""


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_proof_minimum = fields.Integer(
        "Customers counted at least",
        default=30,
        help="A message may say how other customers pay only when at least so many "
        "comparable ones were counted in the last 12 months.",
    )

    def _recovery_peers(self, audience, today):
        """Return ``(paid, counted)``: the customers of ``audience`` reminded in the
        last 12 months, and those of them who paid within ``DAYS`` days."""
        self.env.flush_all()
        (row,) = self.env.execute_query(
            SQL(
                _PEERS,
                company=self.id,
                left=list(LEFT),
                today=today,
                days=DAYS,
                kinds=list(KINDS[audience]),
                receipts=self.env["recovery.receipt"]._sql(self, SQL(_CLAIMED)),
            )
        )
        return row


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_proof_minimum = fields.Integer(
        related="company_id.recovery_proof_minimum", readonly=False
    )


class RecoveryNotice(models.Model):
    """What a message says of other customers: counted, kept, or not said at all."""

    _inherit = "recovery.notice"

    def _words(self, claim, recipient, today):
        words = super()._words(claim, recipient, today)
        if "peers" in self._used_words():
            words["peers"] = self._peers_sentence()
        return words

    def _peers_counted(self):
        """Return ``(audience, paid, counted, minimum)`` for this customer today."""
        audience = self.env["recovery.template"]._audience_of(self.partner_id)
        company = self.company_id
        counted = company._recovery_peers(audience, company._recovery_today())
        return audience, *counted, company.recovery_proof_minimum

    def _peers_sentence(self):
        """Return the sentence that {peers} stands for, None when it would not hold."""
        audience, paid, counted, minimum = self._peers_counted()
        percent = share(paid, counted, minimum)
        return None if percent is None else self._peers_words(percent, audience)

    def _peers_words(self, percent, audience):
        said = {
            "business": self.env._(
                "%(percent)s%% of the businesses that we write to pay within %(days)s "
                "days.",
                percent=percent,
                days=DAYS,
            ),
            "consumer": self.env._(
                "%(percent)s%% of the customers that we write to pay within %(days)s "
                "days.",
                percent=percent,
                days=DAYS,
            ),
            "public": self.env._(
                "%(percent)s%% of the public bodies that we write to pay within "
                "%(days)s days.",
                percent=percent,
                days=DAYS,
            ),
        }
        return said[audience]

    def _compose_claim(self, socket, claim, recipients, at):
        """Keep what a figure about other customers rests on, with the decision."""
        reserved = super()._compose_claim(socket, claim, recipients, at)
        if reserved and "peers" in self._used_words():
            audience, paid, counted, minimum = self._peers_counted()
            today = self.company_id._recovery_today(at)
            self._decide(
                "allow",
                "peers",
                f"{share(paid, counted, minimum)}%: {paid} of {counted} {audience} "
                f"paid within {DAYS} days, 12 months until {today}, least {minimum}",
            )
        return reserved
