from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

REASONS = [
    ("age", "Late for long"),
    ("insolvency", "Insolvency proceedings"),
    ("hand", "Decided by a person"),
]


class RecoveryDoubtful(models.Model):
    """A debt shown among doubtful customers: a reclassification, never a receipt.

    The entry moves the balance from the customer's account to the doubtful one and is
    matched with nothing: the invoice stays open, so that no tax becomes due, promises
    and plans go on, and a payment is matched as ever. What is paid or written off is
    taken back from the doubtful account.
    """

    _name = "recovery.doubtful"
    _inherit = ["recovery.workflow.mixin"]
    _description = "Doubtful debt"
    _order = "day desc, id desc"
    _rec_name = "name"

    _transitions = {"doubtful": ("back",)}

    state = fields.Selection(
        [("doubtful", "Doubtful"), ("back", "Taken back")],
        required=True,
        readonly=True,
        default="doubtful",
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    company_currency_id = fields.Many2one(
        string="Company Currency", related="company_id.currency_id"
    )
    line_id = fields.Many2one(
        "account.move.line", "Debt", readonly=True, index=True, ondelete="set null"
    )
    name = fields.Char("Document", readonly=True)
    due = fields.Date("Due date", readonly=True)
    reason = fields.Selection(REASONS, required=True, readonly=True, default="hand")
    amount = fields.Monetary("Transferred", readonly=True)
    left = fields.Monetary("Still doubtful", readonly=True)
    left_company = fields.Monetary(
        "Still doubtful, in our currency",
        currency_field="company_currency_id",
        readonly=True,
    )
    day = fields.Date("Transferred on", readonly=True)
    back_on = fields.Date("Taken back on", readonly=True)
    entry_line_ids = fields.Many2many(
        "account.move.line",
        "recovery_doubtful_line_rel",
        "doubtful_id",
        "line_id",
        "Journal items",
        readonly=True,
    )

    _one_open = models.UniqueIndex(
        "(line_id) WHERE state = 'doubtful'", "This debt is doubtful already."
    )

    @api.model
    def _transfer(self, lines, day=None, reason="hand"):
        """Show open debts among doubtful customers, one entry a company.

        :param lines: open receivable journal items
        :param reason: ``age``, ``insolvency`` or ``hand``
        :return: the doubtful debts
        :raises UserError: when one is no open debt, is doubtful already, or the day is
            closed
        """
        if not self.env.company._recovery_may("agent"):
            raise AccessError(self.env._("Doubtful debts are transferred by an agent."))
        made = self.browse()
        for company, ours in lines.grouped("company_id").items():
            made |= self._transfer_company(
                company, ours, day or company._recovery_today(), reason
            )
        return made

    def _transfer_company(self, company, lines, day, reason):
        for line in lines:
            self._check_debt(line)
        made = self.sudo().create(
            [self._values(line, day, reason) for line in lines.sudo()]
        )
        made._book(
            company,
            day,
            [(one, one.left, one.left_company) for one in made],
            self._words(company)["transfer"],
        )
        return made.sudo(self.env.su)

    @api.model
    def _check_debt(self, line):
        known = self.sudo().search_count(
            [("line_id", "=", line.id), ("state", "=", "doubtful")], limit=1
        )
        is_debt = (
            line.parent_state == "posted"
            and line.account_type == "asset_receivable"
            and line.amount_residual_currency > 0
        )
        if known or not is_debt:
            raise UserError(
                self.env._(
                    "%(name)s is no open debt, or is doubtful already.",
                    name=line.move_id.name,
                )
            )

    @api.model
    def _values(self, line, day, reason):
        return {
            "company_id": line.company_id.id,
            "partner_id": line.partner_id.commercial_partner_id.id,
            "currency_id": line.currency_id.id,
            "line_id": line.id,
            "name": line.move_id.name,
            "due": line.date_maturity or line.date,
            "reason": reason,
            "amount": line.amount_residual_currency,
            "left": line.amount_residual_currency,
            "left_company": line.amount_residual,
            "day": day,
        }

    @api.model
    def _words(self, company):
        env = self.env["recovery.loss.books"]._writer(company)
        return {
            "transfer": env._("Doubtful debt"),
            "back": env._("Doubtful debt taken back"),
        }

    def _own_account(self):
        """Return the customer's account; of a debt that was deleted, that of the
        transfer."""
        moved = self.entry_line_ids.filtered(lambda line: line.balance < 0)
        return self.line_id.account_id or moved.sorted("id")[:1].account_id

    def _book(self, company, day, moved, words):
        """Post the transfer (or, negative, the way back) of some debts.

        :param moved: ``(doubtful, amount, amount in the company's currency)``
        :return: the entry
        """
        doubtful = company._recovery_account_for("recovery_doubtful_account_id")
        lines = []
        for one, amount, ours in moved:
            for account, sign in ((doubtful, 1), (one._own_account(), -1)):
                lines.append(
                    {
                        "name": f"{words} – {one.partner_id.name} – {one.name}",
                        "account_id": account.id,
                        "partner_id": one.partner_id.id,
                        "currency_id": one.currency_id.id,
                        "amount_currency": sign * amount,
                        "balance": sign * ours,
                        "date_maturity": one.due,
                    }
                )
        entry = self.env["recovery.loss.books"]._post(company, day, words, lines)
        new = entry.line_ids.sorted("sequence")
        for number, (one, _amount, _ours) in enumerate(moved):
            own = new[2 * number : 2 * number + 2]
            one.sudo().entry_line_ids = [Command.link(line.id) for line in own]
        return entry
