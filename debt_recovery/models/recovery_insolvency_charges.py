from odoo import models


class RecoveryInsolvencyClaim(models.Model):
    """Interest up to the judgment: it is claimed with the principal."""

    _inherit = "recovery.insolvency.claim"

    def _charges(self):
        """Return ``[(Due, amount in the company's currency)]`` of what was late when
        proceedings were opened; they forbid what comes later, and the fixed sum."""
        self.ensure_one()
        day = self.insolvency_id.judgment_date
        charges = self.env["recovery.charge"]
        found = charges._due(self.line_ids, day, until=day) if self.line_ids else {}
        return [
            (due, self._at_judgment(due)) for dues in found.values() for due in dues
        ]

    def _at_judgment(self, due):
        currency = self.env["recovery.charge"]._currency_of(due.currency)
        return currency._convert(
            float(due.amount),
            self.currency_id,
            self.company_id,
            self.insolvency_id.judgment_date,
        )

    def _charge_block(self, notice):
        """Return the charges as a block of the letter, None where there are none."""
        charges, moves = self._charges(), self.env["account.move"]
        if not charges:
            return None
        total = sum(money for _due, money in charges)
        return {
            "title": self.env._("Interest up to the judgment"),
            "rows": [
                {
                    "name": moves.browse(due.move_id).name,
                    "date": "",
                    "due": notice._short_date(due.until),
                    "amount": notice._money(money, self.currency_id),
                }
                for due, money in charges
            ],
            "totals": [notice._money(total, self.currency_id)],
        }

    def _charges_apart(self):
        """Return the sentences that say how the charges are worked out."""
        charges, words = self._charges(), self.env["recovery.charge"]
        if not charges:
            return [
                self.env._(
                    "Charges up to the judgment: none is claimed, principal only."
                )
            ]
        said = []
        for due, _money in charges:
            currency = words._currency_of(due.currency)
            formulas = [words._formula(one, currency) for one in due.interest.periods]
            said.append(
                self.env._(
                    "Interest on %(invoice)s: %(formula)s.",
                    invoice=self.env["account.move"].browse(due.move_id).name,
                    formula=", ".join(formulas),
                )
            )
        return said
