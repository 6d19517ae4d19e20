from collections import defaultdict

from odoo import fields, models

from .recovery_charge import FIXED, INTEREST
from .recovery_template import CHARGES

# What announces amounts; the rest speaks of the law alone.
QUOTED = frozenset(CHARGES) - {"charges_law", "rate"}


class RecoveryNotice(models.Model):
    """What a message says of charges. What it claims to be paid stays the principal."""

    _inherit = "recovery.notice"

    charges_said = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The charges whose amounts this message states.",
    )

    # --- figures --------------------------------------------------------------------

    def _claims(self, socket, pairs, today):
        """Work out the charges of all these at once, where their texts speak of any."""
        claims = super()._claims(socket, pairs, today)
        speaking = {
            notice: claim
            for notice, claim in claims.items()
            if notice._used_words() & set(CHARGES)
        }
        lines = self.env["account.move.line"].browse(
            {key for claim in speaking.values() for key in _debts(claim)}
        )
        found = self.env["recovery.charge"]._look(lines, today)
        for claim in speaking.values():
            claim.charges = {key: found.get(key, ()) for key in _debts(claim)}
        return claims

    def _charges_of(self, claim, today):
        """Return ``(Due, …)`` of what a claim asks for, refused ones included."""
        if claim.charges is None:
            lines = self.env["account.move.line"].browse(_debts(claim))
            claim.charges = self.env["recovery.charge"]._look(lines, today)
        return [due for dues in claim.charges.values() for due in dues]

    def _write_claims(self, claims, judged):
        """Keep the charges that each of these states."""
        for notice, claim in claims.items():
            said = []
            if claim.charges and notice._used_words() & QUOTED:
                dues = [one for some in claim.charges.values() for one in some]
                said = [due.said() for due in dues if due.amount]
            if said or notice.charges_said:
                notice.sudo().charges_said = said or False
        return super()._write_claims(claims, judged)

    def _after_sent(self):
        result = super()._after_sent()
        self.env["recovery.charge"]._announce(self.filtered("charges_said"))
        return result

    # --- words ----------------------------------------------------------------------

    def _words(self, claim, recipient, today):
        words = super()._words(claim, recipient, today)
        used = self._used_words() & set(CHARGES)
        if not used:
            return words
        sums = self._charge_sums(claim, today)
        figures = self._charge_figures(claim, sums)
        figures["date"] = self._date(_last_day(sums["dues"]) or today)
        ways = {
            "charges_law": lambda: self._charges_law(sums, figures),
            "charges_today": lambda: self._charges_today(
                sums, figures, words["deadline"]
            ),
            "charges_claimed": lambda: self._charges_claimed(sums, figures),
        }
        said = {name: way() for name, way in ways.items() if name in used}
        figures.pop("date")
        return {**words, **figures, **said}

    def _charge_sums(self, claim, today):
        """Return ``{kind: {currency: amount}}`` with ``dues`` behind them."""
        sums = {INTEREST: defaultdict(float), FIXED: defaultdict(float)}
        dues = self._charges_of(claim, today)
        charges = self.env["recovery.charge"]
        for due in dues:
            if due.amount:
                currency = charges._currency_of(due.currency)
                amount = sums[due.kind][currency] + float(due.amount)
                sums[due.kind][currency] = currency.round(amount)
        return {**sums, "dues": dues}

    def _charge_figures(self, claim, sums):
        """Return what each figure says, None for what there is nothing to say of."""
        total = defaultdict(float)
        for amounts in (claim.totals, sums[INTEREST], sums[FIXED]):
            for currency, amount in amounts.items():
                total[currency] = currency.round(total[currency] + float(amount))
        periods = [p for due in sums["dues"] for p in due.interest.periods]
        rates = {period.rate for period in periods}
        charges = self.env["recovery.charge"]
        return {
            "penalties": self._amounts(sums[INTEREST]) or None,
            "indemnity": self._amounts(sums[FIXED]) or None,
            "rate": charges._rate_words(rates.pop()) if len(rates) == 1 else None,
            "penalty_days": str(_days(sums["dues"])) if periods else None,
            "total_with_charges": self._amounts(total),
        }


def _debts(claim):
    return [one["line_id"] for one in claim.lines if one["kind"] == "overdue"]


def _last_day(dues):
    return max((due.until for due in dues if due.until), default=None)


def _days(dues):
    return max((due.interest.days for due in dues if due.interest.days), default=0)
