from odoo import models

from .recovery_start_ledger import _detail

SHOWN = 10  # the largest, inside the page; the list has them all


class RecoveryStart(models.AbstractModel):
    """Lines 4 and 5: who is who, can be reached."""

    _inherit = "recovery.start"

    # --- 4: who is who --------------------------------------------------------

    def _line_type(self, reading):
        rows = self.env["recovery.debtors"]._unknown(reading.debtors)
        amount = float(sum(row["at_stake"] for row in rows))
        return {
            "title": self.env._("Who is who"),
            "state": "todo" if rows else "ok",
            "amount": amount,
            "count": len(rows),
            "text": self._type_text(reading, rows, amount),
            "details": [
                _detail(f"{row['name']} → {self._kind(row)}", row["at_stake"])
                for row in rows[:SHOWN]
            ],
            "buttons": [self._button("types", primary=True)] if rows else [],
        }

    def _kind(self, row):
        """Return in words what a row's card speaks for."""
        field = self.env["res.partner"]._fields["recovery_debtor_type"]
        proposal = self.env["recovery.debtors"]._proposal(row)
        return dict(field._description_selection(self.env))[proposal.kind]

    def _type_text(self, reading, rows, amount):
        if not rows:
            return self.env._("Every customer has its type")
        if len(rows) == 1:
            return self.env._(
                "1 customer to qualify: %(name)s → %(kind)s",
                name=rows[0]["name"],
                kind=self._kind(rows[0]),
            )
        return self.env._(
            "%(count)s customers to qualify, %(amount)s: until then they count as "
            "consumers",
            count=len(rows),
            amount=reading.money(amount),
        )

    # --- 5: can be reached ----------------------------------------------------

    def _line_reach(self, reading):
        rows = self.env["recovery.debtors"]._unreachable(reading.debtors)
        amount = float(sum(row["at_stake"] for row in rows))
        return {
            "title": self.env._("Can be reached"),
            "state": "todo" if rows else "ok",
            "amount": amount,
            "count": len(rows),
            "text": self._reach_text(reading, rows, amount),
            "notes": self._no_letter(reading),
            "details": [_detail(row["name"], row["at_stake"]) for row in rows[:SHOWN]],
            "buttons": [self._button("reach", primary=True)] if rows else [],
        }

    def _reach_text(self, reading, rows, amount):
        if not rows:
            return self.env._("Every customer with money at stake has an e-mail")
        if len(rows) == 1:
            return self.env._(
                "1 customer without e-mail: %(name)s, %(amount)s",
                name=rows[0]["name"],
                amount=reading.money(amount),
            )
        return self.env._(
            "%(count)s customers without e-mail: %(amount)s",
            count=len(rows),
            amount=reading.money(amount),
        )

    def _no_letter(self, reading):
        """Return a sentence on who could not get a letter either, or nothing."""
        missing = [
            row
            for row in reading.debtors
            if row["at_stake"] > 0 and not row["has_address"]
        ]
        if not missing:
            return []
        return [
            self.env._(
                "Without postal address, for letters: %(count)s (%(amount)s)",
                count=len(missing),
                amount=reading.money(float(sum(row["at_stake"] for row in missing))),
            )
        ]
