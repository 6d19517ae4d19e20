from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.arrangements import PROMISE
from .recovery_arrangement_agree import OPEN

ICONS = {
    "promised": ("fa-handshake-o", "primary"),
    "promise_kept": ("fa-handshake-o", "success"),
    "promise_partly_kept": ("fa-handshake-o", "warning"),
    "promise_broken": ("fa-handshake-o", "danger"),
    "settlement_made": ("fa-tag", "primary"),
    "settlement_accepted": ("fa-tag", "success"),
    "settlement_kept": ("fa-tag", "success"),
    "settlement_expired": ("fa-tag", "danger"),
    "arrangement_reopened": ("fa-undo", "warning"),
    "arrangement_ended": ("fa-times", "secondary"),
}


class RecoveryCase(models.Model):
    """What an account shows of its arrangements, and the way to make one."""

    _inherit = "recovery.case"

    arrangement_count = fields.Integer(compute="_compute_arrangement_count")
    promise_text = fields.Char("Promise", compute="_compute_promise_text")
    promise_on = fields.Date("Promised for", compute="_compute_promise_text")

    def _compute_arrangement_count(self):
        counts = dict(
            self.env["recovery.arrangement"]._read_group(
                [("case_id", "in", self.ids)], ["case_id"], ["__count"]
            )
        )
        for case in self:
            case.arrangement_count = counts.get(case._origin, 0)

    @api.depends("arrangement_ids.state", "arrangement_ids.amount")
    @api.depends_context("lang")
    def _compute_promise_text(self):
        running = self._running_promises().grouped("case_id")
        for case in self:
            promises = running.get(case._origin, ())
            case.promise_text = ", ".join(one._words() for one in promises) or False
            case.promise_on = promises[0].last_due if promises else False

    def _running_promises(self):
        return self.env["recovery.arrangement"].search(
            [
                ("case_id", "in", self.ids),
                ("kind", "=", PROMISE),
                ("state", "=", "active"),
            ],
            order="last_due, id",
        )

    def action_promise(self):
        """Open the page that notes a promise."""
        self.ensure_one()
        return self.env["recovery.promise.wizard"]._open(self)

    def action_view_arrangements(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Agreements"),
            "res_model": "recovery.arrangement",
            "view_mode": "list,form",
            "domain": [("case_id", "=", self.id)],
        }


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    promise_text = fields.Char(related="case_id.promise_text")


class RecoveryEvent(models.Model):
    _inherit = "recovery.event"

    def _moment(self):
        moment = super()._moment()
        if self.kind not in ICONS:
            return moment
        icon, tone = ICONS[self.kind]
        return moment._replace(icon=icon, tone=tone)


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_recovery_promise(self):
        """Note a promise about these invoices."""
        lines = self._recovery_chosen()
        cases = self._recovery_cases().values()
        case = self.env["recovery.case"].browse(one.id for one in cases)
        if len(case) != 1:
            raise UserError(
                self.env._("Choose invoices of one customer that has an account here.")
            )
        return self.env["recovery.promise.wizard"]._open(case, lines)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_recovery_promise(self):
        """Note a promise of this customer, in the current company."""
        case = self.env["recovery.case"].search(
            [
                ("partner_id", "=", self.commercial_partner_id.id),
                ("company_id", "=", self.env.company.id),
            ]
        )
        if not case:
            raise UserError(self.env._("This customer has no account in reminders."))
        return case.action_promise()


class RecoveryArrangement(models.Model):
    _inherit = "recovery.arrangement"

    is_open = fields.Boolean(compute="_compute_is_open")
    debts_text = fields.Char("Invoices concerned", compute="_compute_debts_text")
    days_left = fields.Integer("Days left", compute="_compute_days_left")

    @api.depends("state")
    def _compute_is_open(self):
        for one in self:
            one.is_open = one.state in OPEN

    @api.depends("item_ids.name")
    def _compute_debts_text(self):
        for one in self:
            one.debts_text = ", ".join(filter(None, one.item_ids.mapped("name")))

    @api.depends("last_due")
    def _compute_days_left(self):
        for one in self:
            today = one.company_id._recovery_today()
            one.days_left = (one.last_due - today).days if one.last_due else 0

    def action_open_case(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "recovery.case",
            "res_id": self.case_id.id,
            "view_mode": "form",
        }
