from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from .recovery_notice import DONE
from .recovery_placement import ASKED


class RecoveryCase(models.Model):
    """The end of a scenario: an account cannot just sleep, a person decides.

    Five ways on: an agency, the court, a plan, a loss, or to keep it and stay in touch
    quietly.
    """

    _inherit = "recovery.case"

    is_to_decide = fields.Boolean(
        "To decide",
        compute="_compute_is_to_decide",
        search="_search_is_to_decide",
        help="Its scenario has ended, something is still late, and nobody decided what "
        "comes next.",
    )
    advice_text = fields.Char("Advice", compute="_compute_advice_text")
    placement_ids = fields.One2many("recovery.placement", "case_id", "Placed files")
    placement_count = fields.Integer(compute="_compute_placement_count")

    @api.depends("state", "net_overdue", "why", "notice_ids.state")
    def _compute_is_to_decide(self):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT c.id FROM recovery_case c WHERE c.id = ANY(%s) AND %s",
                self._origin.ids or [0],
                self._to_decide_sql("c"),
            )
        )
        found = {row[0] for row in rows}
        for case in self:
            case.is_to_decide = case._origin.id in found

    def _search_is_to_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env.flush_all()
        domain = Domain.custom(
            to_sql=lambda model, alias, query: self._to_decide_sql(alias)
        )
        return domain if True in value else ~domain

    def _to_decide_sql(self, alias):
        return SQL(
            _TO_DECIDE,
            case=SQL.identifier(alias),
            done=list(DONE),
            asked=list(ASKED),
        )

    @api.depends("placement_ids")
    def _compute_placement_count(self):
        for case in self:
            case.placement_count = len(case.placement_ids)

    @api.depends("net_overdue", "oldest_due")
    @api.depends_context("lang")
    def _compute_advice_text(self):
        """Say for each account what the contract that comes first would bring."""
        advisor = self.env["recovery.placing.advice"]
        for company, cases in self.grouped("company_id").items():
            contract, found = cases._usual_contract(company), {}
            pasts = company and advisor._both_pasts(company, contract)
            for case in cases:
                due = case.oldest_due
                if not (due and case.net_overdue > 0):
                    case.advice_text = False
                    continue
                key = (case.net_overdue, due)
                if key not in found:
                    advice = advisor._advise(
                        company,
                        case.net_overdue,
                        company.currency_id,
                        due,
                        contract,
                        pasts=pasts,
                    )
                    found[key] = advisor._short_words(advice, company)
                case.advice_text = found[key]

    def _usual_contract(self, company):
        if not company:
            return self.env["recovery.agency.contract"]
        day = company._recovery_today()
        return self.env["recovery.placement"]._contracts(company, day)[:1]

    # --- the five ways on ----------------------------------------------------------

    def _open_placing(self, stage):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand over"),
            "res_model": "recovery.placement.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                "active_model": self._name,
                "active_ids": self.ids,
                "default_stage": stage,
                "dialog_size": "extra-large",
            },
        }

    def action_hand_over(self):
        """Give these accounts to an agency: what may go, what stays, at which price."""
        return self._open_placing("amicable")

    def action_go_to_court(self):
        """Give these accounts to who goes to court: bailiff, lawyer, agency."""
        return self._open_placing("court")

    def action_go_to_plan(self):
        return self.action_plan()

    def action_decide_loss(self):
        """Give these debts up."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "debt_recovery.recovery_write_off_case_action"
        )
        return {
            **action,
            "context": {"active_model": self._name, "active_ids": self.ids},
        }

    def action_keep_quietly(self):
        """Keep these accounts and write once a quarter."""
        if not self.env.company._recovery_may("agent"):
            raise AccessError(self.env._("An agent decides on accounts."))
        self.check_access("write")
        self._keep_quietly()
        return True

    def action_view_placements(self):
        return self.placement_ids._action_list()


# The scenario is at its end, or its task to decide waits; and nobody has decided yet.
# What an agency has is not to chase any more: the rest is still decided on.
_TO_DECIDE = """(
    %(case)s.state = 'open' AND %(case)s.net_overdue > 0
    AND %(case)s.released_on IS NOT NULL AND %(case)s.quiet_since IS NULL
    AND (
        (%(case)s.why = 'no_step' AND EXISTS (
            SELECT FROM recovery_notice left_one
             WHERE left_one.case_id = %(case)s.id AND left_one.channel <> 'task'
               AND left_one.state = ANY(%(done)s)))
        OR EXISTS (
            SELECT FROM recovery_notice task
              JOIN recovery_treatment step ON step.id = task.treatment_id
             WHERE task.case_id = %(case)s.id AND task.state = 'draft'
               AND task.channel = 'task' AND step.four_eyes)
    )
    AND NOT EXISTS (
        SELECT FROM recovery_placement file
         WHERE file.partner_id = %(case)s.partner_id
           AND file.company_id = %(case)s.company_id
           AND file.state = ANY(%(asked)s))
    AND NOT EXISTS (
        SELECT FROM recovery_write_off loss
         WHERE loss.partner_id = %(case)s.partner_id
           AND loss.company_id = %(case)s.company_id
           AND loss.state IN ('requested', 'approved'))
)"""
