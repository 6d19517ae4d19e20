from odoo import api, fields, models
from odoo.exceptions import UserError


class RecoveryRemittance(models.Model):
    """What a person sees of a remittance, and does with it."""

    _name = "recovery.remittance"
    _inherit = ["recovery.remittance", "recovery.job.mixin"]

    waiting = fields.Monetary(
        "Still held by the agency",
        compute="_compute_waiting",
        help="Open on the clearing account, read from the ledger.",
    )
    standing = fields.Char(compute="_compute_standing")
    difference_count = fields.Integer(
        "Open differences", compute="_compute_difference_count"
    )
    bill_state = fields.Selection(related="bill_id.state", string="State of the bill")
    bill_total = fields.Monetary(
        related="bill_id.amount_total", string="Bill, with VAT"
    )

    @api.depends(
        "state",
        "move_ids.line_ids.amount_residual_currency",
        "bank_line_id.move_id.line_ids.amount_residual_currency",
    )
    def _compute_waiting(self):
        for one in self:
            one.waiting = one.sudo()._on_clearing() if one.clearing_account_id else 0.0

    @api.depends("difference_ids.state")
    def _compute_difference_count(self):
        for one in self:
            is_open = one.difference_ids.filtered(lambda gap: gap.state == "open")
            one.difference_count = len(is_open)

    @api.depends("state", "bill_id.state", "bank_line_id", "due_on")
    def _compute_standing(self):
        """Where it stands, in a sentence."""
        for one in self:
            one.standing = one._standing() if one.state == "booked" else ""

    def _standing(self):
        told = self.currency_id.format(self.announced)
        bill = self.sudo().bill_id
        if self.currency_id.is_zero(self.waiting):
            return self.env._("All is there.")
        if self.bank_line_id and bill and bill.state == "draft":
            return self.env._(
                "The money is there. The bill of the agency is still a draft: post it "
                "once it has come."
            )
        if self.bank_line_id:
            return self.env._(
                "The money is there; %(rest)s stays open on the clearing account.",
                rest=self.currency_id.format(self.waiting),
            )
        if self._is_late():
            return self.env._("%(amount)s should be here by now.", amount=told)
        return self.env._("%(amount)s is on its way from the agency.", amount=told)

    def _is_late(self):
        return bool(
            self.state == "booked"
            and not self.bank_line_id
            and self.due_on
            and self.due_on < self.company_id._recovery_today()
        )

    # --- buttons ---------------------------------------------------------------------

    def action_book(self):
        self._book()
        return True

    def action_refuse(self):
        self._refuse()
        return True

    def action_reverse(self):
        self._reverse()
        return True

    def action_find_bill(self):
        """Look for the bill of the agency again; prepare it where there is none."""
        self._check_worker()
        for one in self.sudo():
            own = one.with_company(one.company_id)
            if own.bill_is_drafted and own.bill_id.state == "draft":
                due = own.commission + own.commission_vat
                found = own._pick_bill(own._free_bills(), due)
                if found:
                    own._take_bill(found)
            else:
                own._find_bill()
        return True

    def action_match_bank(self):
        """Match the bank line of exactly what was told.

        :raises UserError: when there is none, or more than one and none names the
            agency
        """
        self._check_worker()
        one = self.sudo().with_company(self.company_id)
        lines = one._bank_candidates()
        named = lines.filtered(one._is_from_agency)
        found = named if len(named) == 1 else lines
        if len(found) != 1:
            raise UserError(
                self.env._(
                    "%(count)s bank lines bring %(amount)s: choose the line.",
                    count=len(found),
                    amount=self.currency_id.format(self.announced),
                )
            )
        one._match_bank(found)
        return True

    def action_choose_bank(self):
        """Ask which bank line brought the money."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Which bank line?"),
            "res_model": "recovery.remittance.bank",
            "view_mode": "form",
            "target": "new",
            "context": {"default_remittance_id": self.id},
        }

    def _action_made(self):
        """Open the remittances that a file brought: the next thing is to book them."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Remittances"),
            "res_model": self._name,
            **(
                {"res_id": self.id, "view_mode": "form"}
                if len(self) == 1
                else {"view_mode": "list,form", "domain": [("id", "in", self.ids)]}
            ),
        }

    def action_open_entries(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Entries"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", self.move_ids.ids)],
        }

    def action_open_receipts(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Receipts"),
            "res_model": "recovery.remittance.line",
            "view_mode": "list",
            "domain": [("remittance_id", "=", self.id)],
        }

    def _check_worker(self):
        self.check_access("write")

    # --- late money ------------------------------------------------------------------

    @api.model
    def _cron_late(self):
        """Tell who follows it about money that an agency should have sent."""
        self._each_company(self._tell_late)

    @api.model
    def _tell_late(self, company):
        """Raise one task for each remittance whose money is late."""
        late = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "booked"),
                ("bank_line_id", "=", False),
                ("announced", ">", 0),
                ("due_on", "<", company._recovery_today()),
            ]
        )
        for one in late.filtered(lambda one: not one.currency_id.is_zero(one.waiting)):
            user = one.booked_by_id or company.recovery_user_id
            user = company._recovery_acting(user)
            if user and not one.activity_ids:
                one.activity_schedule(
                    "debt_recovery.activity_remittance",
                    user_id=user.id,
                    summary=one.with_context(lang=user.lang).standing,
                )


class RecoveryRemittanceBank(models.TransientModel):
    """A person says which bank line brought the money of a remittance."""

    _name = "recovery.remittance.bank"
    _description = "Bank line of a remittance"

    remittance_id = fields.Many2one("recovery.remittance", required=True)
    company_id = fields.Many2one(related="remittance_id.company_id")
    currency_id = fields.Many2one(related="remittance_id.currency_id")
    announced = fields.Monetary(related="remittance_id.announced")
    line_id = fields.Many2one(
        "account.bank.statement.line",
        "Bank line",
        required=True,
        domain="[('company_id', '=', company_id), ('is_reconciled', '=', False), "
        "('amount', '>', 0)]",
    )

    def action_match(self):
        self.ensure_one()
        self.remittance_id._check_worker()
        one = self.remittance_id.sudo().with_company(self.company_id)
        if self.line_id.company_id != self.company_id:
            raise UserError(self.env._("Choose a bank line of this company."))
        one._match_bank(self.line_id.sudo())
        return {"type": "ir.actions.act_window_close"}


class RecoveryAgencyFile(models.Model):
    _inherit = "recovery.agency.file"

    def action_open_remittances(self):
        """Open what this file of an agency brought."""
        made = self.env["recovery.remittance"].search([("file_id", "in", self.ids)])
        return made._action_made()
