from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import typed

WAYS = [
    ("transfer", "Bank transfer"),
    ("card", "Card"),
    ("cheque", "Cheque"),
    ("debit", "Direct debit"),
    ("cash", "Cash"),
    ("other", "Other"),
]


class RecoveryPaidClaim(models.Model):
    """What the customer says of the payment: it helps whoever looks for it."""

    _inherit = "recovery.paid.claim"

    currency_id = fields.Many2one("res.currency", readonly=True)
    paid_amount = fields.Monetary(readonly=True, help="As the customer says.")
    paid_by = fields.Selection(WAYS, "How it was paid", readonly=True)


class RecoveryLink(models.Model):
    """Saying that something is paid already: looked for, and not asked for meanwhile,
    once for each debt."""

    _inherit = "recovery.link"

    def _parts(self):
        return super()._parts() | {"declared"}

    def _ways(self):
        way = {
            "part": "declared",
            "label": self.env._("I have already paid"),
            "hint": self.env._("Tell us when and how: we look for it."),
            "rank": 45,
        }
        return [*super()._ways(), way]

    def _contents(self, values):
        return {
            **super()._contents(values),
            "declared": lambda: self._declared_page(values.get("form") or {}),
        }

    def _declared_page(self, form):
        rows = self._item_rows(form.get("items", ()))
        if not form:
            for row in rows:
                row["is_ticked"] = row["is_late"]
        ways = self.env["recovery.paid.claim"]._fields["paid_by"]
        return {
            "rows": rows,
            "pay_ways": ways._description_selection(self.env),
            "today": fields.Date.to_string(self.company_id._recovery_today()),
        }

    def _declare(self, lines, form, files):
        """Have the payment looked for that a form describes."""
        self._check_flood()
        self._check_open(lines)
        self._check_not_declared(lines)
        ways = dict(WAYS)
        claim = self._house_case()._declare_paid(
            lines,
            note=form["text"],
            paid_on=self._said_day(form),
            reference=form.get("reference", "")[:100],
            paid_by=form.get("paid_by") if form.get("paid_by") in ways else False,
            source="link",
            **self._said_money(lines, form),
        )
        self._take_files(claim, files)
        return claim

    def _check_not_declared(self, lines):
        known = self.env["recovery.paid.claim"]._known(lines)
        if len(known) < len(lines):
            return
        first = known[lines[0].id]
        raise UserError(
            self.env._(
                "You told us on %(day)s that this is paid, thank you: see %(number)s "
                "under “My requests”, where you can add a proof of payment.",
                day=self.env["recovery.statement"]._day(first.declared_on),
                number=first.number or "",
            )
        )

    def _said_day(self, form):
        day = typed.day(form.get("paid_on"))
        if not day:
            raise UserError(self.env._("Please say on which day you paid."))
        if day > self.company_id._recovery_today():
            raise UserError(
                self.env._(
                    "This day is still to come. If you are about to pay, there is "
                    "nothing to tell us: thank you."
                )
            )
        return day

    def _said_money(self, lines, form):
        """Return the amount that is said to be paid, in the currency of the items."""
        if not form.get("amount"):
            return {}
        amount = typed.money(form["amount"])
        if not amount or len(lines.currency_id) > 1:
            raise UserError(self.env._("Please give one amount, in one currency."))
        currency = lines.currency_id
        return {
            "currency_id": currency.id,
            "paid_amount": currency.round(float(amount)),
        }
