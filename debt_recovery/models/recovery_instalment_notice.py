from odoo import fields, models

from .recovery_debit import STANDING
from .recovery_notice_claim import Claim

# What is said about an instalment, in the order in which it may be said.
MOMENTS = [
    ("soon", "Before an instalment"),
    ("charge", "Before an instalment is charged"),
    ("due", "On the day of an instalment"),
    ("late", "After a missed instalment"),
    ("warning", "First warning"),
    ("last", "Last warning before a plan ends"),
    ("retry", "Automatic payment rejected, tried again"),
    ("ask", "Automatic payment rejected, another way to pay"),
]
AHEAD = ("soon", "charge")  # sent before the day, and only before it
MISSED = ("late", "warning", "last")
REJECTED = ("retry", "ask")
PLAN = "plan_"  # an anchor: what is said, of which instalment
DEBIT = "debit_"  # an anchor: what is said, of which rejected payment


class RecoveryTemplate(models.Model):
    """Which moment of a plan, or of an automatic payment, these words are for."""

    _inherit = "recovery.template"

    moment = fields.Selection(
        MOMENTS,
        "Said of a plan",
        help="Your company's own text for a moment goes before the shared one. Empty: "
        "a text of scenarios.",
    )

    def _placeholder_help(self):
        return {
            **super()._placeholder_help(),
            "instalment": self.env._("what is to pay of the instalment of a plan"),
            "instalment_date": self.env._("the day on which the instalment is due"),
            "plan_left": self.env._("all that remains of the plan"),
            "plan_limit": self.env._("last day before the plan ends"),
            "charge_date": self.env._("day on which it is charged by itself"),
            "means": self.env._("the saved card or account, its end only"),
            "refusal": self.env._("why the bank rejected a payment, in plain words"),
        }

    def _for_moment(self, moment, channel, company):
        """Return the text that says ``moment`` on ``channel``, ours first, or none."""
        found = self.sudo().search(
            [
                ("moment", "=", moment),
                ("channel", "=", channel),
                ("company_id", "in", (False, company.id)),
            ]
        )
        return found.sorted(lambda text: (not text.company_id, text.sequence))[:1]


class RecoveryNotice(models.Model):
    """A message about an instalment of a plan, or about a rejected payment: what it
    says is read from the plan at the moment of sending, never from the invoices."""

    _inherit = "recovery.notice"

    instalment_id = fields.Many2one(
        "recovery.arrangement.instalment",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    debit_id = fields.Many2one(
        "recovery.debit",
        "Rejected payment",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    moment = fields.Selection(related="template_id.moment")

    def _plan_moment(self):
        """Return what of a plan this one says, "" for another reminder."""
        if not (self.instalment_id or self.debit_id):
            return ""
        return self.anchor.removeprefix(PLAN).removeprefix(DEBIT)

    # --- still true ------------------------------------------------------------------

    def _claim(self, today, rows=None):
        if self.copy_of_id or not self._plan_moment():
            return super()._claim(today, rows)
        if self.debit_id:
            return self._debit_claim(today)
        return self._instalment_claim(today)

    def _instalment_claim(self, today):
        part, plan = self.instalment_id, self.instalment_id.arrangement_id
        moment = self._plan_moment()
        if plan.state != "active" or part.state == "cancelled":
            return Claim(reason="outdated")
        if part.state == "received" or not part._short():
            return Claim(reason="settled")
        open_ = part._short(part._under_way(today).get(part, 0.0))
        if not open_:
            return Claim(reason="in_flight")
        over = moment in AHEAD and part.due_date < today
        early = moment in MISSED and part.due_date >= today
        charged = moment != "charge" and part._is_charged()
        if over or early or charged or moment == "charge" and not plan.mandate_id:
            return Claim(reason="outdated")
        return self._plan_claim(part, open_)

    def _plan_claim(self, part, open_):
        """Return the claim of an amount of an instalment; the debts that it is about
        go with it, for the rules that ask how old they are."""
        plan, currency = part.arrangement_id, part.currency_id
        kind = "overdue" if self._plan_moment() in MISSED else "upcoming"
        amount = currency._convert(
            open_, self.company_id.currency_id, self.company_id, part.due_date
        )
        line = {
            "line_id": False,
            "kind": kind,
            "name": part._words(),
            "due": part.due_date,
            "currency_id": currency.id,
            "residual": open_,
            "amount": open_,
        }
        claim = Claim(amount=amount, lines=[line], totals={currency: open_})
        claim.upcoming = claim.totals
        claim.first = plan._open_lines()[:1] or None
        return claim

    def _debit_claim(self, today):
        debit = self.debit_id
        open_ = debit._open_amount()
        if not debit._is_followed_by(self._plan_moment()):
            return Claim(reason="outdated")
        if debit.currency_id.is_zero(open_):
            return Claim(reason="settled")
        if debit.instalment_id:
            return self._plan_claim(debit.instalment_id, open_)
        currency = debit.currency_id
        claim = Claim(amount=debit._in_company(open_), totals={currency: open_})
        claim.first = debit._lines()[:1] or None
        claim.lines = [
            {
                "line_id": line.id,
                "kind": "upcoming",
                "name": line.move_id.name or line.name or "–",
                "document_date": line.move_id.invoice_date or line.date,
                "due": line.date_maturity,
                "currency_id": line.currency_id.id,
                "residual": line.amount_residual_currency,
                "amount": line.amount_residual_currency,
            }
            for line in debit._lines()
        ]
        return claim

    def _judge_claims(self, claims, pairs, at):
        """Have the rules asked about the debts of the plan, not about none."""
        return super()._judge_claims(
            {notice: notice._with_debts(claim) for notice, claim in claims.items()},
            pairs,
            at,
        )

    def _with_debts(self, claim):
        if not self.instalment_id:
            return claim
        lines = self.instalment_id.arrangement_id._open_lines()
        kind = claim.lines[0]["kind"]
        return Claim(lines=[{"line_id": line.id, "kind": kind} for line in lines])


class RecoveryArrangement(models.Model):
    _inherit = "recovery.arrangement"

    def _open_lines(self):
        """Return the journal items of it that are still open, oldest first."""
        return self.item_ids.line_id.filtered(
            lambda line: line.parent_state == "posted" and not line.reconciled
        ).sorted(lambda line: (line.date_maturity or line.date, line.id))


class RecoveryArrangementInstalment(models.Model):
    _inherit = "recovery.arrangement.instalment"

    debit_ids = fields.One2many("recovery.debit", "instalment_id", "Automatic payments")

    def _short(self, coming=0.0):
        """Return what is to be paid of it beside what is on its way; nothing where
        that completes it within the tolerance of its plan."""
        gap = self.currency_id.round(self.amount - self.received - coming)
        least = float(self.arrangement_id._tolerance()) if coming else 0.0
        return gap if self.currency_id.compare_amounts(gap, least) > 0 else 0.0

    def _under_way(self, as_of):
        """Return ``{instalment: amount}``: money of the customers of these that is on
        its way goes to their earliest instalments; one SQL for all, of one company."""
        company, partners = self.company_id, self.arrangement_id.partner_id
        exposure = self.env["recovery.exposure"]
        way = exposure._under_way(company, as_of, partners.ids) if self else {}
        if not way:
            return {}
        parts = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("arrangement_id.partner_id", "in", [debtor for debtor, _c in way]),
                ("arrangement_id.state", "=", "active"),
                ("arrangement_id.kind", "=", "plan"),
                ("state", "in", ("waiting", "due", "late")),
            ],
            order="due_date, id",
        )
        found = {}
        for part in parts:
            key = part.arrangement_id._purse_key()
            found[part] = min(part._short(), way.get(key, 0.0))
            way[key] = way.get(key, 0.0) - found[part]
        return found

    def _is_charged(self):
        """Tell whether it is being paid by itself: nobody is asked for it meanwhile."""
        return any(debit.state in STANDING for debit in self.debit_ids)

    def _words(self):
        """Return its place among those of its plan: “Instalment 2 of 4”."""
        parts = self.arrangement_id.instalment_ids.filtered(
            lambda one: one.state != "cancelled"
        )
        return self.env._(
            "Instalment %(number)s of %(count)s",
            number=parts.ids.index(self.id) + 1 if self.id in parts.ids else 0,
            count=len(parts),
        )
