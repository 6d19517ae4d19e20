from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

WHY_NOT = [
    ("planned", "A reminder is planned"),
    ("waiting", "The next step is not reached yet"),
    ("cooling", "Contacted too recently"),
    ("payment_run", "Waits for the customer's payment run"),
    ("settled", "Nothing is due"),
    ("in_flight", "A payment is being processed"),
    ("spared", "Nothing to chase: the debts are not followed or on hold"),
    ("not_released", "Old debt, not released yet"),
    ("below_floor", "Below the amount from which reminders leave"),
    ("no_step", "No further step in the scenario"),
    ("no_policy", "No scenario applies"),
]

NEXT_ACTIONS = [
    ("release", "To release"),
    ("approve", "To approve"),
    ("mend", "To mend"),
    ("sending", "Leaving"),
    ("wait", "Waiting"),
    ("spared", "Not chased"),
    ("done", "Settled"),
]


class RecoveryCase(models.Model):
    """A customer's account in recovery: one per company and commercial partner.

    What is stored of money is a *snapshot* for lists, written by the cycle alone;
    forms and everything that decides read the exposure from the ledger.
    """

    _name = "recovery.case"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Customer account"
    _order = "oldest_due, id"
    _rec_names_search = ["partner_id"]

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [("open", "Open"), ("closed", "Settled")], required=True, default="open"
    )
    user_id = fields.Many2one("res.users", "Responsible", index="btree_not_null")
    policy_id = fields.Many2one("recovery.policy", "Scenario", readonly=True)
    kept_policy_id = fields.Many2one(
        "recovery.policy",
        "Version kept",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The version of the scenario that this account goes on with until it is "
        "settled, although the scenario changed.",
    )
    policy_why = fields.Selection(
        [
            ("invoice", "chosen on an invoice"),
            ("partner", "chosen on the customer"),
            ("segment", "by the customer's profile"),
            ("company", "the company's default"),
        ],
        "Scenario chosen",
        readonly=True,
    )
    segment_id = fields.Many2one("recovery.segment", "Profile", readonly=True)
    stage_id = fields.Many2one(
        "recovery.stage", "Bracket", readonly=True, index="btree_not_null"
    )
    stage_since = fields.Date("In bracket since", readonly=True)
    stage_color = fields.Integer(related="stage_id.color")
    opened_on = fields.Date(readonly=True)
    closed_on = fields.Date(readonly=True)
    released_on = fields.Date(
        readonly=True, help="Nothing leaves for this customer before it is released."
    )
    entry_treatment_id = fields.Many2one(
        "recovery.treatment", "Enters at", readonly=True, ondelete="set null"
    )

    measured_on = fields.Date(readonly=True)
    net_overdue = fields.Monetary("To chase", readonly=True)
    net_upcoming = fields.Monetary("Due soon", readonly=True)
    gross_overdue = fields.Monetary("Overdue", readonly=True)
    credit_amount = fields.Monetary("Credits to match", readonly=True)
    in_flight_amount = fields.Monetary("Payments in flight", readonly=True)
    spared_amount = fields.Monetary("Not chased", readonly=True)
    oldest_due = fields.Date("Oldest due date", readonly=True)
    next_due = fields.Date("Next due date", readonly=True)
    oldest_line_id = fields.Many2one(
        "account.move.line", readonly=True, ondelete="set null"
    )
    days_past_due = fields.Integer(
        "Days late", compute="_compute_days_past_due", aggregator="max"
    )
    next_check_on = fields.Date(
        "Next look", readonly=True, help="First day on which anything can change."
    )
    next_treatment_id = fields.Many2one(
        "recovery.treatment", "Next step", readonly=True, ondelete="set null"
    )
    next_contact_on = fields.Date("Next contact", readonly=True)
    why = fields.Selection(WHY_NOT, readonly=True)
    spared_why = fields.Char("Not chased because", readonly=True)

    stage_history_ids = fields.One2many("recovery.case.stage", "case_id")
    notice_ids = fields.One2many("recovery.notice", "case_id", "Reminders")
    event_ids = fields.One2many("recovery.event", "case_id", "Events")
    next_action = fields.Selection(
        NEXT_ACTIONS,
        compute="_compute_next_action",
        search="_search_next_action",
        compute_sudo=True,
    )

    _company_partner_unique = models.UniqueIndex(
        "(company_id, partner_id)",
        "This customer already has an account in recovery.",
    )
    _due_idx = models.Index("(company_id, next_check_on) WHERE state = 'open'")

    def write(self, vals):
        """People change who is responsible and what they know of the customer; the
        rest follows from the ledger."""
        free = {"user_id", "collection_note", "payment_run_text"}
        guarded = {
            name
            for name in vals
            if name in self._fields
            and name not in free
            and not name.startswith(("message_", "activity_", "website_message"))
        }
        if guarded and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(fields)s of a customer account follow from the ledger.",
                    fields=", ".join(sorted(guarded)),
                )
            )
        return super().write(vals)

    @api.depends("partner_id")
    def _compute_display_name(self):
        for case in self:
            case.display_name = case.partner_id.display_name

    @api.depends("oldest_due", "next_due")
    def _compute_days_past_due(self):
        for case in self:
            due = case.oldest_due or case.next_due
            today = case.company_id._recovery_today()
            case.days_past_due = (today - due).days if due else 0

    @api.depends("state", "released_on", "why", "notice_ids.state")
    def _compute_next_action(self):
        sql = self._next_action_sql(self._table)
        self.flush_model()
        self.env["recovery.notice"].flush_model(["state", "case_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM recovery_case WHERE id IN %s",
                sql,
                tuple(self._origin.ids) or (0,),
            )
        )
        found = dict(rows)
        for case in self:
            case.next_action = found.get(case._origin.id, "wait")

    def _search_next_action(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IN %s", self._next_action_sql(alias), tuple(value) or ("",)
            )
        )

    def _next_action_sql(self, alias):
        return SQL(
            """CASE
            WHEN %(state)s = 'closed' THEN 'done'
            WHEN %(pending)s && ARRAY['failed', 'uncertain', 'withheld']::varchar[]
            THEN 'mend'
            WHEN 'draft' = ANY(%(pending)s) THEN 'approve'
            WHEN %(pending)s && ARRAY['queued', 'sending']::varchar[] THEN 'sending'
            WHEN %(released)s IS NULL THEN 'release'
            WHEN %(why)s = 'spared' THEN 'spared'
            ELSE 'wait' END""",
            state=SQL.identifier(alias, "state"),
            released=SQL.identifier(alias, "released_on"),
            why=SQL.identifier(alias, "why"),
            pending=SQL(
                "ARRAY(SELECT n.state FROM recovery_notice n WHERE n.case_id = %s)",
                SQL.identifier(alias, "id"),
            ),
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "next_action":
            self._check_field_access(self._fields[field_expr], "read")
            return self._next_action_sql(alias)
        if field_expr == "days_past_due":
            self._check_field_access(self._fields[field_expr], "read")
            return SQL(
                "%s - COALESCE(%s, %s)",
                self.env.company._recovery_today(),
                SQL.identifier(alias, "oldest_due"),
                SQL.identifier(alias, "next_due"),
            )
        return super()._field_to_sql(alias, field_expr, query)
