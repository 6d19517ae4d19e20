from dataclasses import dataclass
from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, formatLang

from ..tools.arrangements import PROMISE

# What stands between the day it was asked for and its end.
OPEN = ("draft", "offered", "to_approve", "active")


@dataclass
class Owed:
    """What is owed on some debts of one currency: ``{line id: amount}``, the rows of
    the exposure, and the credits that were deducted."""

    lines: object
    currency: object
    amounts: dict
    credits: list

    @property
    def total(self):
        return sum(self.amounts.values(), Decimal(0))


class RecoveryCase(models.Model):
    """The one way to agree on something about debts: a promise, a plan, an offer."""

    _inherit = "recovery.case"

    arrangement_ids = fields.One2many("recovery.arrangement", "case_id", "Arrangements")

    def _agree(self, kind, lines, instalments, source="desk", **vals):
        """Make an arrangement about ``lines``; a promise about the same debts gives
        way to it.

        :param kind: ``promise``, ``plan`` or ``settlement``
        :param lines: open ``account.move.line`` of this customer, of one currency
        :param instalments: ``[(day, amount)]`` in that currency; their sum is what is
            to be paid. A plan pays the whole of its debts, to the cent
        :param source: one of ``recovery_arrangement.SOURCES``
        :param vals: more values of the arrangement; ``state``: where its life starts
            (a promise runs at once, the others are drafts)
        :return: the ``recovery.arrangement``
        :raises UserError: when the debts, the amounts, the days or the limits forbid it
        """
        self.ensure_one()
        self._check_may_agree()
        self._alone_on_account()
        instalments = sorted(instalments)
        self._check_agreed_days(instalments)
        self._replace_promises(lines)
        owed = self._owed(lines)
        amount = self._check_agreed_amount(kind, owed, instalments)
        self._check_free(owed.lines)
        self._check_agreed_limits(kind, owed, instalments, source)
        arrangement = (
            self.env["recovery.arrangement"]
            .sudo()
            .create(self._agreed_vals(kind, owed, amount, instalments, source, vals))
            .sudo(self.env.su)
        )
        arrangement._agreed()
        return arrangement

    def _check_may_agree(self):
        if not self.env.su and not self.env.user.has_group("debt_recovery.group_agent"):
            raise AccessError(self.env._("An agent agrees on how a debt is paid."))
        self.check_access("write")

    def _alone_on_account(self):
        """Make two agreements on one account at once impossible: the second one is
        tried again after the first."""
        self.env.cr.execute(
            SQL(
                "UPDATE recovery_case SET write_date = write_date WHERE id = %s",
                self.id,
            )
        )

    def _check_agreed_days(self, instalments):
        """Refuse no day, or one that is over."""
        if not instalments:
            raise UserError(self.env._("Say when how much is paid."))
        if instalments[0][0] < self.company_id._recovery_today():
            raise UserError(self.env._("A payment is agreed for today or a later day."))

    def _check_agreed_limits(self, kind, owed, instalments, source):
        """Refuse what the limits of the company forbid; each kind adds its own."""

    # --- what is owed ----------------------------------------------------------------

    def _owed(self, lines):
        """Return what is owed on ``lines`` now, net of credits and of disputed parts,
        read from the ledger. A payment in flight counts when it arrives.

        :raises UserError: when one is not open, not theirs, or of another currency
        """
        rows = self._exposure()
        by_line = {row["line_id"]: row for row in rows if row["residual"] > 0}
        if not lines or set(lines.ids) - by_line.keys():
            raise UserError(self.env._("Choose open invoices of this customer."))
        currency = lines.currency_id
        if len(currency) > 1:
            raise UserError(self.env._("Choose invoices of one currency at a time."))
        chosen = [by_line[line_id] for line_id in by_line if line_id in set(lines.ids)]
        return Owed(
            lines=lines.browse([row["line_id"] for row in chosen]),
            currency=currency,
            amounts={
                row["line_id"]: Decimal(str(currency.round(owed_on(row))))
                for row in chosen
            },
            credits=[
                row["line_id"]
                for row in rows
                if row["residual"] < 0 and row["currency_id"] == currency.id
            ],
        )

    def _check_agreed_amount(self, kind, owed, instalments):
        """Return what is to be paid in all."""
        currency = owed.currency
        amounts = [currency.round(amount) for _day, amount in instalments]
        amount = currency.round(sum(amounts))
        most = currency.round(float(owed.total))
        if any(currency.compare_amounts(one, 0) <= 0 for one in amounts) or (
            currency.compare_amounts(amount, most) > 0
        ):
            raise UserError(
                self.env._(
                    "%(names)s: %(most)s is to pay; the amount has to be more than "
                    "zero and not more than that.",
                    names=self._debt_names(owed.lines),
                    most=formatLang(self.env, most, currency_obj=currency),
                )
            )
        if kind == "plan" and currency.compare_amounts(amount, most):
            raise UserError(
                self.env._(
                    "The instalments make %(sum)s; %(most)s is to pay.",
                    sum=formatLang(self.env, amount, currency_obj=currency),
                    most=formatLang(self.env, most, currency_obj=currency),
                )
            )
        return amount

    def _check_free(self, lines):
        """Refuse debts that stand in a running plan, or in one that is prepared."""
        taken = self._standing(lines)
        if taken:
            raise UserError(
                self.env._(
                    "%(names)s: agreed already in %(reference)s. Change or end "
                    "it first.",
                    names=self._debt_names(lines & taken.item_ids.line_id),
                    reference=taken[0].display_name,
                )
            )

    def _standing(self, lines, kinds=None):
        """Return what stands of this account about any of ``lines``."""
        domain = [
            ("case_id", "=", self.id),
            ("state", "in", OPEN),
            ("item_ids.line_id", "in", lines.ids),
        ]
        if kinds:
            domain.append(("kind", "in", kinds))
        return self.env["recovery.arrangement"].search(domain)

    def _replace_promises(self, lines):
        """A later agreement about the same debts takes the place of a promise."""
        for promise in self._standing(lines, (PROMISE,)):
            promise._move_to("cancelled", ended_why="replaced")

    # --- what is written -------------------------------------------------------------

    def _agreed_vals(self, kind, owed, amount, instalments, source, vals):
        currency = owed.currency
        return {
            "kind": kind,
            "state": "active" if kind == PROMISE else "draft",
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "case_id": self.id,
            "currency_id": currency.id,
            "amount": amount,
            "open_amount": amount,
            "source": source,
            "agreed_at": fields.Datetime.now(),
            "credit_line_ids": [fields.Command.set(owed.credits)],
            "item_ids": self._agreed_items(kind, owed, amount),
            "instalment_ids": [
                fields.Command.create(
                    {
                        "sequence": number,
                        "due_date": day,
                        "amount": currency.round(part),
                    }
                )
                for number, (day, part) in enumerate(instalments, start=1)
            ],
            **vals,
        }

    def _agreed_items(self, kind, owed, amount):
        """Return the commands that create the items: what of each debt is agreed."""
        shares = _shares(owed.amounts, Decimal(str(amount)), whole=kind != PROMISE)
        return [
            fields.Command.create(
                {
                    "line_id": line.id,
                    "name": self._debt_names(line),
                    "amount": float(shares[line.id]),
                    "residual_then": line.amount_residual_currency,
                }
            )
            for line in owed.lines
            if shares[line.id]
        ]

    def _debt_names(self, lines):
        return ", ".join(line.move_id.name or line.name or "–" for line in lines)


def owed_on(row):
    """Return what is owed on a row of the exposure, though it may be on hold, or
    agreed: a new agreement takes the place of a promise."""
    if row["spared"] and row["spared"] != row["frozen_by"]:
        return row["residual"] - row["disputed"]
    return row["chaseable"] + row["in_flight"] + row["arranged"]


def _shares(amounts, amount, whole):
    """Return what of each debt is agreed: all of it, or what is paid, oldest first."""
    if whole:
        return amounts
    shares = {}
    for key, owed in amounts.items():
        shares[key] = min(owed, amount)
        amount -= shares[key]
    return shares
