from markupsafe import Markup

from odoo import models
from odoo.tools import formatLang

from ..tools.segments import PUBLIC
from .recovery_charge import FIXED


class RecoveryNotice(models.Model):
    """The paragraphs of a message that speak of charges: the law, what it comes to
    today, or what is claimed. Each is empty where the rules allow none."""

    _inherit = "recovery.notice"

    def _is_to_public(self):
        return self.partner_id._recovery_strict_kind() == PUBLIC

    def _charge_law(self, dues):
        """Name the text that allows these charges."""
        rules = [due.permission.rule for due in dues if due.permission.allowed]
        if not any(rule and rule.country == "FR" for rule in rules):
            return self.env["recovery.rule.words"]._basis(rules[0]) if rules else ""
        if self._is_to_public():
            return self.env._("Public Procurement Code, art. L. 2192-13")
        return self.env._("Commercial Code, art. L. 441-10")

    def _charges_law(self, sums, figures):
        """Say what the law provides for, and that it is not asked for (M1)."""
        allowed = [due for due in sums["dues"] if due.permission.allowed]
        if not allowed or not self._may_name_charges():
            return Markup("")
        names = {"law": self._charge_law(allowed), "rate": figures["rate"]}
        fixed = figures["indemnity"]
        if not fixed or not names["rate"]:
            text = self.env._(
                "For late payments the law (%(law)s) provides for late-payment "
                "interest and a fixed sum for recovery costs. We are not claiming them "
                "from you today.",
                **names,
            )
        else:
            text = self.env._(
                "For late payments the law (%(law)s) provides for late-payment "
                "interest, here at %(rate)s a year, and a fixed sum of %(each)s per "
                "invoice. We are not claiming them from you today.",
                each=self._each_fixed(sums),
                **names,
            )
        return Markup("<p><small>%s</small></p>") % text

    def _each_fixed(self, sums):
        fixed = [due for due in sums["dues"] if due.kind == FIXED and due.amount]
        currency = self.env["recovery.charge"]._currency_of(fixed[0].currency)
        return self._money(float(fixed[0].amount), currency)

    def _charges_today(self, sums, figures, deadline):
        """Say what has come up to this day (M2); it is not part of what is to pay."""
        said = self._sums_words(sums, figures)
        if not said:
            return Markup("")
        if self.company_id.recovery_charges_renounce and not self._is_to_public():
            said.append(
                self.env._(
                    "A payment before %(date)s would allow us to waive them.",
                    date=deadline,
                )
            )
        else:
            said.append(self.env._("The amount to pay above does not include them."))
        return Markup("<p>%s</p>") % " ".join(said)

    def _charges_claimed(self, sums, figures):
        """Claim them beside the principal, with the formula of each period (M3)."""
        said = self._sums_words(sums, figures)
        if not said:
            return Markup("")
        said.append(
            self.env._(
                "With the principal that makes %(total)s. You may always pay the "
                "principal alone; these sums can be settled apart.",
                total=figures["total_with_charges"],
            )
        )
        rows = Markup("").join(
            Markup("<li>%s</li>") % row for row in self._formula_rows(sums["dues"])
        )
        return Markup("<p>%s</p><ul>%s</ul>") % (" ".join(said), rows)

    def _sums_words(self, sums, figures):
        """Return the sentences of the law and of what it comes to, or nothing: to who
        may be a consumer nothing is said of charges."""
        dues = [due for due in sums["dues"] if due.amount]
        if not dues or not self._may_name_charges():
            return []
        names = {
            "law": self._charge_law(dues),
            "penalties": figures["penalties"],
            "indemnity": figures["indemnity"],
            "date": figures["date"],
            "terms": self._terms_words(dues, figures),
        }
        if not names["penalties"]:
            text = self.env._(
                "As of right (%(law)s), a fixed sum for recovery costs of "
                "%(indemnity)s is due.",
                **names,
            )
        elif not names["indemnity"]:
            text = self._interest_words(names)
        else:
            text = self._both_words(names)
        return [text]

    def _interest_words(self, names):
        if self._is_to_public():
            return self.env._(
                "As of right (%(law)s), interest on arrears calculated to %(date)s "
                "comes to %(penalties)s (%(terms)s).",
                **names,
            )
        return self.env._(
            "As of right (%(law)s), late-payment interest calculated to %(date)s "
            "comes to %(penalties)s (%(terms)s).",
            **names,
        )

    def _both_words(self, names):
        if self._is_to_public():
            return self.env._(
                "As of right (%(law)s), interest on arrears calculated to %(date)s "
                "comes to %(penalties)s (%(terms)s), and the fixed sum for recovery "
                "costs to %(indemnity)s.",
                **names,
            )
        return self.env._(
            "As of right (%(law)s), late-payment interest calculated to %(date)s "
            "comes to %(penalties)s (%(terms)s), and the fixed sum for recovery "
            "costs to %(indemnity)s.",
            **names,
        )

    def _terms_words(self, dues, figures):
        """Say the rate, the base and the days: “12.15 % a year, …, 65 days”."""
        company = self.company_id
        untaxed = company.recovery_interest_base == "untaxed"
        periods = [p for due in dues for p in due.interest.periods]
        said = []
        if figures["rate"]:
            said.append(self.env._("%(rate)s a year", rate=figures["rate"]))
        if self._is_to_public() and periods:
            said.append(self.env._("rate of the half-year in which it began to run"))
        said.append(
            self.env._("on amounts without tax")
            if untaxed
            else self.env._("on amounts with tax")
        )
        if len(periods) == 1:
            days = formatLang(self.env, periods[0].days, digits=0)
            said.append(self.env._("%(days)s days", days=days))
        return ", ".join(said)

    def _formula_rows(self, dues):
        """Return one line for each period, and one for each fixed sum."""
        charges = self.env["recovery.charge"]
        moves = self.env["account.move"].browse(due.move_id for due in dues)
        rows = []
        for due, move in zip(dues, moves, strict=True):
            currency = charges._currency_of(due.currency)
            for period in due.interest.periods:
                rows.append(f"{move.name} – {charges._formula(period, currency)}")
            if due.kind == FIXED and due.amount:
                said = self.env._(
                    "fixed sum %(amount)s",
                    amount=self._money(float(due.amount), currency),
                )
                rows.append(f"{move.name} – {said}")
        return rows
