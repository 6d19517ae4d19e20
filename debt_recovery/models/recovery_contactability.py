from odoo import fields, models
from odoo.tools import SQL

from ..channels.recovery_channel import CHANNELS

# More profiles than any house has: makes one number of company, profile and channel.
ROOM = 100000


class RecoveryContactability(models.Model):
    """How many customers with something to chase can be reached, by profile and
    channel, read when it is looked at."""

    _name = "recovery.contactability"
    _description = "Contactability"
    _auto = False
    _order = "company_id, segment_id, rank"
    _depends = {
        "recovery.case": ["state", "net_overdue", "segment_id", "partner_id"],
        "recovery.reach": ["medium", "address", "validity", "partner_ids"],
        "recovery.consent": ["reach_id", "channel", "state"],
        "res.partner": ["email_normalized", "phone_sanitized", "street", "type"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    segment_id = fields.Many2one("recovery.segment", "Profile", readonly=True)
    channel = fields.Selection(
        [one for one in CHANNELS if one[0] != "task"], readonly=True
    )
    rank = fields.Integer(readonly=True, export_string_translation=False)
    customer_count = fields.Integer("Customers", readonly=True)
    reached_count = fields.Integer(
        "Can be reached",
        readonly=True,
        help="There is an address or number, nothing proved it wrong, and nobody "
        "objected.",
    )
    missing_count = fields.Integer("Without address", readonly=True)
    invalid_count = fields.Integer("Invalid address", readonly=True)
    agreed_count = fields.Integer("Agreed", readonly=True)
    objected_count = fields.Integer("Objected", readonly=True)
    amount = fields.Monetary("To chase", readonly=True)
    lost_amount = fields.Monetary("Out of reach", readonly=True)
    rate = fields.Float("Rate (%)", readonly=True, aggregator="avg", digits=(5, 1))

    @property
    def _table_query(self):
        names = ("recovery.case", "recovery.reach", "recovery.consent", "res.partner")
        for name in names:
            self.env[name].flush_model()
        return SQL(
            """%(reached)s
            SELECT (company_id::bigint * %(room)s + COALESCE(segment_id, 0)) * 10 + rank
                     AS id,
                   company_id, segment_id, channel, rank,
                   count(*) AS customer_count,
                   count(*) FILTER (WHERE is_valid AND NOT objected) AS reached_count,
                   count(*) FILTER (WHERE NOT has_address) AS missing_count,
                   count(*) FILTER (WHERE has_address AND NOT is_valid)
                     AS invalid_count,
                   count(*) FILTER (WHERE agreed AND NOT objected) AS agreed_count,
                   count(*) FILTER (WHERE objected) AS objected_count,
                   sum(net_overdue) AS amount,
                   COALESCE(sum(net_overdue) FILTER (
                       WHERE NOT is_valid OR objected), 0) AS lost_amount,
                   100.0 * count(*) FILTER (WHERE is_valid AND NOT objected)
                     / count(*) AS rate
              FROM reached
             GROUP BY company_id, segment_id, channel, rank""",
            reached=self._reached_sql(),
            room=ROOM,
        )

    def _reached_sql(self):
        channels = SQL(", ").join(
            SQL(
                "(%s, %s, %s)",
                code,
                self.env["recovery.channel"]._medium_of(code),
                rank,
            )
            for rank, (code, _label) in enumerate(CHANNELS)
            if code != "task"
        )
        return SQL(_REACHED, channels=channels, companies=self.env.companies.ids)

    def action_open(self):
        """Open the accounts of this row that cannot be reached here."""
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                "%s SELECT case_id FROM reached WHERE company_id = %s AND channel = %s "
                "AND segment_id IS NOT DISTINCT FROM %s AND (NOT is_valid OR objected)",
                self._reached_sql(),
                self.company_id.id,
                self.channel,
                self.segment_id.id or None,
            )
        )
        labels = dict(self._fields["channel"]._description_selection(self.env))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "Out of reach by %(channel)s – %(profile)s",
                channel=labels[self.channel],
                profile=self.segment_id.name or self.env._("No profile"),
            ),
            "res_model": "recovery.case",
            "view_mode": "list,kanban,form",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", [row[0] for row in rows])],
        }


class RecoveryChannel(models.AbstractModel):
    _inherit = "recovery.channel"

    def _medium_of(self, code):
        """Return the kind of address of a channel, whether or not it is installed."""
        usual = {"email": "email", "letter": "post", "task": ""}
        name = f"recovery.channel.{code}"
        return self.env[name]._medium if name in self.env else usual.get(code, "phone")


# Each account with something to chase, once a channel: has it an address, a good one?
_REACHED = """
WITH channels (channel, medium, rank) AS (VALUES %(channels)s),
accounts AS (
    SELECT id, company_id, partner_id, segment_id, net_overdue FROM recovery_case
     WHERE state = 'open' AND net_overdue > 0 AND company_id = ANY(%(companies)s)
),
contacts AS (
    SELECT a.id AS case_id, p.id AS partner_id, p.email_normalized, p.phone_sanitized,
           p.street, p.zip, p.city
      FROM accounts a
      JOIN res_partner p ON p.commercial_partner_id = a.partner_id AND p.active
       AND (p.id = a.partner_id OR p.type IN ('collections', 'invoice'))
),
points AS (
    SELECT case_id, partner_id, 'email' AS medium, email_normalized AS address
      FROM contacts WHERE email_normalized IS NOT NULL
    UNION ALL
    SELECT case_id, partner_id, 'phone', phone_sanitized
      FROM contacts WHERE phone_sanitized IS NOT NULL
    UNION ALL
    SELECT case_id, partner_id, 'post', '' FROM contacts
     WHERE street <> '' AND city <> '' AND zip <> ''
),
known AS (
    SELECT points.*, r.id AS reach_id, r.validity FROM points
      LEFT JOIN recovery_reach r ON points.medium <> 'post'
       AND r.medium = points.medium AND r.address = points.address
     WHERE points.medium <> 'post'
    UNION ALL
    SELECT points.*, r.id, r.validity FROM points
      LEFT JOIN (recovery_reach_res_partner_rel rel
            JOIN recovery_reach r ON r.id = rel.recovery_reach_id AND r.medium = 'post')
        ON rel.res_partner_id = points.partner_id
     WHERE points.medium = 'post'
),
reached AS (
    SELECT a.id AS case_id, a.company_id, a.segment_id, a.net_overdue,
           ch.channel, ch.rank,
           count(k.case_id) > 0 AS has_address,
           COALESCE(bool_or(k.case_id IS NOT NULL
               AND k.validity IS DISTINCT FROM 'invalid'), false) AS is_valid,
           COALESCE(bool_or('opt_out' IN (co.state, whole.state)), false)
             AS objected,
           COALESCE(bool_or(co.state = 'opt_in'), false) AS agreed
      FROM accounts a CROSS JOIN channels ch
      LEFT JOIN known k ON k.case_id = a.id AND k.medium = ch.medium
      LEFT JOIN recovery_consent co ON co.reach_id = k.reach_id
       AND co.channel = ch.channel AND co.purpose <> 'service'
      LEFT JOIN recovery_reach self ON self.medium = 'debtor'
       AND self.debtor_id = a.partner_id
      LEFT JOIN recovery_consent whole ON whole.reach_id = self.id
       AND whole.channel = ch.channel AND whole.purpose <> 'service'
     GROUP BY a.id, a.company_id, a.segment_id, a.net_overdue, ch.channel, ch.rank
)
"""
