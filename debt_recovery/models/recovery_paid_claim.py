from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date, plaintext2html

from .recovery_dispute import SOURCES

TASK = "debt_recovery.activity_paid_claim"
FREE = (
    *("note", "attachment_ids", "user_id", "paid_on", "reference", "source"),
    "message_main_attachment_id",
)


class RecoveryPaidClaim(models.Model):
    """A customer says that it is paid: these debts are left alone for some days, once
    for each debt, and somebody looks for the money."""

    _name = "recovery.paid.claim"
    _inherit = [
        "recovery.customer.mixin",
        "recovery.workflow.mixin",
        "recovery.evidence.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Declared paid"
    _order = "declared_on desc, id desc"

    _transitions = {"open": ("found", "not_found"), "not_found": ("found",)}
    _free_fields = FREE

    state = fields.Selection(
        [
            ("open", "To be found"),
            ("found", "Found"),
            ("not_found", "Not found"),
        ],
        required=True,
        default="open",
        index=True,
        tracking=True,
    )
    line_ids = fields.Many2many(
        "account.move.line",
        "recovery_paid_claim_line_rel",
        "claim_id",
        "line_id",
        "Debts",
        readonly=True,
    )
    hold_id = fields.Many2one("recovery.hold", readonly=True, copy=False)
    declared_on = fields.Date(required=True, readonly=True)
    until_date = fields.Date("Left alone until", readonly=True)
    paid_on = fields.Date("Paid on", help="As the customer says.")
    reference = fields.Char("Reference of the payment")
    note = fields.Text("What the customer says")
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Proof of payment", bypass_search_access=True
    )
    source = fields.Selection(SOURCES, "Came in by", required=True, default="desk")
    user_id = fields.Many2one("res.users", "Looks for it", index="btree_not_null")
    closed_on = fields.Date(readonly=True, copy=False)

    @api.depends("partner_id", "declared_on")
    def _compute_display_name(self):
        for claim in self:
            day = format_date(self.env, claim.declared_on)
            claim.display_name = f"{claim.partner_id.display_name} – {day}"

    @api.model
    def _known(self, lines):
        """Return ``{journal item id: the claim that was made about it}``."""
        found = {}
        claims = self.sudo().search([("line_ids", "in", lines.ids)], order="id")
        for claim in claims:
            for line in claim.line_ids & lines:
                found.setdefault(line.id, claim)
        return found

    @api.model
    def _declare(self, case, lines, **vals):
        """Leave these debts alone while somebody looks for the money.

        :param case: the account of the customer who says so
        :param lines: open debts of it; those declared paid before are not paused again
        :param vals: ``note``, ``paid_on``, ``reference``, ``source``,
            ``attachment_ids``
        :return: the claim
        :raises UserError: when each of them was declared paid before
        """
        lines = lines.filtered(lambda line: not line.reconciled)
        if not lines or lines.partner_id.commercial_partner_id != case.partner_id:
            raise UserError(self.env._("Choose open invoices of this customer."))
        known = self._known(lines)
        fresh = lines.filtered(lambda line: line.id not in known)
        if not fresh:
            raise UserError(self._refusal(lines, known))
        claim = self.sudo().create(case._claim_values(fresh, vals))
        claim._pause()
        claim._ask()
        words = " – ".join(filter(None, (claim._names(), claim.note)))
        self.env["recovery.event"]._log("declared_paid", case, words)
        return claim.sudo(self.env.su)

    def _refusal(self, lines, known):
        first = known[lines[0].id]
        return self.env._(
            "%(names)s: declared paid on %(day)s already. These debts are not left "
            "alone a second time; a proof of payment can still be added.",
            names=", ".join(lines.move_id.mapped("name")),
            day=format_date(self.env, first.declared_on),
        )

    def _pause(self):
        self.hold_id = self.env["recovery.hold"].create(
            {
                "kind": "declared_paid",
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "from_date": self.declared_on,
                "until_date": self.until_date,
                "line_ids": [fields.Command.set(self.line_ids.ids)],
                "reason": self.env._("Declared paid: %(names)s", names=self._names()),
            }
        )

    def _ask(self):
        """Give the accountant the task to look for it."""
        speaking = self.with_context(lang=self.user_id.lang)
        self.activity_schedule(
            TASK,
            date_deadline=self.declared_on,
            summary=speaking.env._(
                "Says it is paid: look for the money (%(names)s)", names=self._names()
            ),
            note=self.note and plaintext2html(self.note),
            user_id=(self.user_id or self.env.user).id,
        )

    def _names(self):
        return ", ".join(
            line.move_id.name or line.name or "–" for line in self.line_ids
        )

    # --- the answer ------------------------------------------------------------------

    def action_found(self):
        """The money is there: match it; nothing else waits."""
        self._check_agent()
        self._close("found")

    def action_not_found(self):
        """The money is not there: reminders go on."""
        self._check_agent()
        self._close("not_found")

    def _check_agent(self):
        if not self.env.user.has_group("debt_recovery.group_agent"):
            raise AccessError(self.env._("An agent looks for payments."))

    def _close(self, state):
        for claim in self._move_to(
            state, closed_on=self[:1].company_id._recovery_today()
        ):
            secret = claim.sudo()
            secret.hold_id.filtered("is_active").action_lift()
            label = claim._state_label(state)
            secret.activity_feedback([TASK], feedback=label)
            if claim.case_id:
                words = f"{claim._names()} – {label}"
                self.env["recovery.event"]._log("claim_closed", claim.case_id, words)

    @api.model
    def _look(self, company):
        """Close the claims whose debts are settled by now."""
        waiting = self.search([("company_id", "=", company.id), ("state", "=", "open")])
        settled = waiting.filtered(
            lambda claim: claim.line_ids and all(claim.line_ids.mapped("reconciled"))
        )
        settled._close("found")


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _claim_values(self, lines, vals):
        company = self.company_id
        today = company._recovery_today()
        accountant = company._recovery_acting(company.recovery_accountant_id)
        return {
            "company_id": company.id,
            "partner_id": self.partner_id.id,
            "case_id": self.id,
            "line_ids": [fields.Command.set(lines.ids)],
            "declared_on": today,
            "until_date": fields.Date.add(today, days=company.recovery_claim_days),
            "user_id": (accountant or self._acting() or self.env.user).id,
            **vals,
        }

    def _declare_paid(self, lines, **vals):
        """The customer says that these debts are paid: see ``_declare`` of claims."""
        self.ensure_one()
        return self.env["recovery.paid.claim"]._declare(self, lines, **vals)

    def _fold_into(self, kept):
        claims = self.env["recovery.paid.claim"].sudo()
        claims.search([("case_id", "in", self.ids)]).write({"case_id": kept.id})
        return super()._fold_into(kept)


class RecoveryCycle(models.AbstractModel):
    _inherit = "recovery.cycle"

    def _run_locked(self, company, as_of, full, commit):
        """Before the planner looks: what was declared paid and is."""
        self.env["recovery.paid.claim"]._look(company)
        return super()._run_locked(company, as_of, full, commit)
