from datetime import timedelta

from odoo import models

from .recovery_arrangement_agree import owed_on
from .recovery_form import new_form
from .recovery_link_plan import _seen
from .recovery_plan import RHYTHM_OF

# every week is on the weekday of the first payment: a payday of the week says no more
CHOSEN = ("weekly", "monthly", "payday_month")


class RecoveryLink(models.Model):
    """What the page of a plan to be made shows: the debts, the fields with what the
    policy allows beside them, and what comes of it."""

    _inherit = "recovery.link"

    def _contents(self, values):
        return {
            **super()._contents(values),
            "plan": lambda: self._plan_builder(values),
        }

    def _template(self, part):
        return super()._template("plan_builder" if part == "plan" else part)

    def _plan_builder(self, values):
        """Return what the page shows.

        :param values: ``form``: what was typed, if anything was
        """
        wished = self._wished(values.get("form") or values.get("query"))
        hints = self._plan_hints(wished)
        return {
            "running": self._running_plans(),
            "items": self._plan_items(wished),
            "all_items": self._plan_count(wished),
            "choices": self._plan_choices(wished),
            "hints": hints,
            "described": _described(wished.wishes.wrong, hints),
            **self._plan_result(wished),
        }

    def _plan_result(self, wished):
        """Return what comes of the wishes: the part of the page that is made anew as
        one types."""
        found, debtor = wished.found, self.partner_id
        money = found and self._money_of(found.currency)
        day = self.env["recovery.statement"]._day
        return {
            "wished": wished,
            "rows": [
                {
                    "day": day(one.due, long=True),
                    "amount": money(one.amount),
                    "moved": one.due != one.wished,
                }
                for one in wished.plan
            ],
            "total": money(sum(one.amount for one in wished.plan)) if found else "",
            "sum_label": self._sum_label(len(wished.plan)),
            "cost": self._plan_cost(wished),
            "hidden": _hidden(wished),
            "seen": _seen(wished),
            "advice": debtor._recovery_debt_advice(self.company_id),
        }

    def _sum_label(self, count):
        if count == 1:
            return self.env._("Total, in one payment")
        return self.env._("Total, in %(count)s payments", count=count)

    def _plan_fragment(self, form, base, key):
        """Return the part of the page that follows from what is typed, as HTML."""
        values = {"base": base, "key": key, "once": new_form}
        values.update(self._plan_result(self._wished(form)), **self._frame())
        return self.env["ir.qweb"]._render("debt_recovery.link_plan_schedule", values)

    def _plan_cost(self, wished):
        """Return what paying in several times costs, as sentences."""
        policy = wished.found and wished.found.policy.sudo()
        kept = self.env["recovery.arrangement"].new(
            {
                "fee_treatment": policy and policy.fee_treatment or "waived",
                "interest_treatment": policy and policy.interest_treatment or "waived",
            }
        )
        return kept._charge_sentences()

    def _plan_items(self, wished):
        """Return the debts that can be spread."""
        statement, chosen = self.env["recovery.statement"], set(wished.lines.ids)
        names = self.env["recovery.notice"].sudo()
        return [
            {
                "id": row["line_id"],
                "name": names._item_name(names._claim_line(row, "overdue", 0)),
                "due": statement._day(row["due"]),
                "amount": statement._money(
                    float(owed_on(row)),
                    self.env["res.currency"].browse(row["currency_id"]),
                ),
                "ticked": row["line_id"] in chosen,
            }
            for row in wished.rows
            if wished.is_listed
        ]

    def _plan_count(self, wished):
        """Say how many debts are spread where they are too many to choose among."""
        return not wished.is_listed and self.env._(
            "All invoices that are due: %(count)s.", count=len(wished.lines)
        )

    def _plan_choices(self, wished):
        """Return ``[(code, label)]`` of the rhythms that may be chosen."""
        plans = self.env["recovery.arrangement"]
        labels = plans._fields["frequency"]._description_selection(self.env)
        allowed = wished.found and wished.found.limits.frequencies
        return [
            (code, label)
            for code, label in labels
            if code in CHOSEN and (not allowed or RHYTHM_OF.get(code, code) in allowed)
        ]

    def _plan_hints(self, wished):
        """Return what the policy allows, beside each field, and the slider's end."""
        found = wished.found
        if not found or not found.policy:
            return {"most": 12}
        env, limits = self.env, found.limits
        money, day = self._money_of(found.currency), self.env["recovery.statement"]._day
        hints = {"most": self.case_id._most_instalments(found) or 1}
        hints["count"] = env._("Up to %(most)s.", most=hints["most"])
        if limits.smallest:
            least = money(limits.smallest)
            hints["each"] = env._("%(least)s or more.", least=least)
        if limits.first_days:
            last = day(found.day + timedelta(days=limits.first_days), long=True)
            hints["first"] = env._("By %(day)s at the latest.", day=last)
        if limits.least_first:
            least = money(found.amount * limits.least_first / 100)
            hints["deposit"] = env._("%(least)s or more.", least=least)
        return hints

    def _money_of(self, currency):
        money = self.env["recovery.statement"]._money
        return lambda amount: money(float(amount), currency)

    def _running_plans(self):
        """Return the plans of this account that wait for him or run."""
        plans = self.env["recovery.arrangement"].search(
            [
                ("case_id", "=", self.case_id.id),
                ("kind", "=", "plan"),
                ("state", "in", ("offered", "to_approve", "active")),
            ]
        )
        return [
            {"reference": one.reference, "words": one.with_env(self.env)._words()}
            for one in plans
        ]


def _described(wrong, hints):
    """Return ``{field: ids of what describes it}``: what is wrong, what is granted."""
    return {
        name: " ".join(
            [*(["wrong"] if name in wrong else []), f"hint_{name}"]
            if hints.get(name)
            else ["wrong"]
        )
        for name in ("count", "each", "first", "deposit", "day")
        if name in wrong or hints.get(name)
    }


def _hidden(wished):
    """Return ``[(field, value)]`` that say the wishes again: what is sent is what was
    shown."""
    wishes = wished.wishes
    return [
        ("filled", "1"),
        *(("line", line) for line in wished.lines.ids if wished.is_listed),
        ("by", wishes.by),
        ("count", wishes.count or ""),
        ("each", wishes.each or ""),
        ("frequency", wishes.frequency),
        ("day", wishes.day),
        ("weekday", wishes.weekday),
        ("first", wishes.first or ""),
        ("deposit", wishes.deposit or ""),
    ]
