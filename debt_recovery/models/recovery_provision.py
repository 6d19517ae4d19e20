from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import format_date

STATES = [
    ("draft", "Proposal"),
    ("approved", "Approved"),
    ("booked", "Booked"),
    ("reversed", "Reversed"),
    ("cancelled", "Dropped"),
]


class RecoveryProvision(models.Model):
    """The impairment of customers' debts at a closing: what to add, what to release.

    Proposed debt by debt from the rates of the company on the amount without VAT, and
    booked customer by customer after approval. The next proposal starts from what is
    booked; what is paid meanwhile is released.
    """

    _name = "recovery.provision"
    _inherit = ["recovery.workflow.mixin", "mail.thread"]
    _description = "Impairment of debts"
    _order = "day desc, id desc"
    _rec_name = "day"

    _transitions = {
        "draft": ("approved", "cancelled"),
        "approved": ("booked", "cancelled"),
        "booked": ("reversed",),
    }
    _free_fields = ("message_follower_ids", "message_ids", "message_main_attachment_id")

    state = fields.Selection(
        STATES, required=True, readonly=True, default="draft", tracking=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = fields.Date("Closing date", required=True, readonly=True)
    origin = fields.Selection(
        [("closing", "Closing"), ("payment", "Release on payment")],
        required=True,
        readonly=True,
        default="closing",
    )
    line_ids = fields.One2many(
        "recovery.provision.line", "provision_id", "Debts", readonly=True
    )
    charge = fields.Monetary("To add", compute="_compute_sums", store=True)
    release = fields.Monetary("To reverse", compute="_compute_sums", store=True)
    target = fields.Monetary("Impairment after", compute="_compute_sums", store=True)
    move_id = fields.Many2one(
        "account.move", "Entry", readonly=True, copy=False, ondelete="set null"
    )
    reversal_id = fields.Many2one(
        "account.move", readonly=True, copy=False, ondelete="set null"
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    @api.depends("line_ids.change", "line_ids.target")
    def _compute_sums(self):
        for one in self:
            changes = one.line_ids.mapped("change")
            one.charge = sum(change for change in changes if change > 0)
            one.release = -sum(change for change in changes if change < 0)
            one.target = sum(one.line_ids.mapped("target"))

    @api.depends("day")
    def _compute_display_name(self):
        for one in self:
            day = format_date(self.env, one.day)
            one.display_name = self.env._("Impairment at %(day)s", day=day)

    def _approve(self):
        """Approve a proposal: a manager's."""
        self._check_manager()
        return self._move_to("approved", approved_by_id=self.env.uid)

    def _check_manager(self):
        if not self.env.company._recovery_may("manager"):
            raise AccessError(self.env._("Impairments are approved by a manager."))

    def _book(self, day=None):
        """Post approved proposals, customer by customer.

        :param day: accounting date; None: the closing date
        :return: the entries
        :raises UserError: when something of it was booked or released meanwhile
        """
        entries = self.env["account.move"]
        for one in self.sudo():
            one._check_before()
            words = one._words()
            lines = one._entry_lines(words)
            entry = entries
            if lines:
                entry = self.env["recovery.loss.books"]._post(
                    one.company_id, day or one.day, words, lines
                )
            one.with_env(self.env)._move_to("booked", move_id=entry.id)
            entries |= entry
        return entries

    def _check_before(self):
        """Check that what is booked is still what the proposal starts from."""
        booked, money = self._booked(self.company_id), self.currency_id
        for line in self.line_ids:
            key = line.partner_id.id, line.line_id.id
            _last, now = booked.get(key, (None, 0.0))
            if money.compare_amounts(line.before, now):
                raise UserError(
                    self.env._(
                        "%(document)s: %(now)s is booked by now, not %(before)s. Drop "
                        "this proposal and make a new one.",
                        document=line.name,
                        now=money.format(now),
                        before=money.format(line.before),
                    )
                )

    def _words(self):
        env = self.env["recovery.loss.books"]._writer(self.company_id)
        day = format_date(env, self.day)
        return env._("Impairment of customers at %(day)s", day=day)

    def _entry_lines(self, words):
        company = self.company_id
        account = company._recovery_account_for
        impaired = account("recovery_impairment_account_id")
        lines = []
        for partner, group in self.line_ids.grouped("partner_id").items():
            change = company.currency_id.round(sum(group.mapped("change")))
            if company.currency_id.is_zero(change):
                continue
            name = "recovery_impairment_charge_account_id"
            if change < 0:
                name = "recovery_impairment_release_account_id"
            documents = ", ".join(sorted({one.name for one in group if one.change}))
            for target, balance in ((account(name), change), (impaired, -change)):
                lines.append(
                    {
                        "name": f"{words} – {partner.name} – {documents}",
                        "account_id": target.id,
                        "partner_id": partner.id,
                        "balance": balance,
                    }
                )
        return lines

    def _reverse(self, day=None):
        """Take a booked impairment back, with the opposite entry."""
        books = self.env["recovery.loss.books"]
        for one in self.sudo():
            entry = self.env["account.move"]
            if one.move_id:
                env = books._writer(one.company_id)
                entry = books._post(
                    one.company_id,
                    day or one.company_id._recovery_today(),
                    env._("Reversal of %(names)s", names=one.move_id.name),
                    [
                        line._recovery_mirrored()
                        for line in one.move_id.line_ids.sorted("id")
                    ],
                )
            one.with_env(self.env)._move_to("reversed", reversal_id=entry.id)


class RecoveryProvisionLine(models.Model):
    """The impairment of one debt: what it should be, what is booked, the change."""

    _name = "recovery.provision.line"
    _description = "Impairment of a debt"
    _order = "provision_id, partner_id, due, id"

    provision_id = fields.Many2one(
        "recovery.provision", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="provision_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="provision_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    line_id = fields.Many2one(
        "account.move.line", "Debt", index=True, ondelete="set null"
    )
    name = fields.Char("Document")
    due = fields.Date("Due date")
    bucket = fields.Char("Why this rate")
    net = fields.Monetary("Owed without VAT")
    rate = fields.Float("Rate (%)", digits=(16, 2))
    target = fields.Monetary("Impairment")
    before = fields.Monetary("Booked so far")
    change = fields.Monetary("To add or reverse")

    @api.model
    def _values(self, row, target, before):
        """Return the values of a line from a row of the proposal."""
        return Command.create(
            {**row, "target": target, "before": before, "change": target - before}
        )
