from odoo import api, models

from .recovery_charge import KINDS

NOT_KEPT = ("broken", "expired", "cancelled")
USUAL = {"promise": "kept", "plan": "while_healthy", "settlement": "while_healthy"}


class RecoveryArrangement(models.Model):
    """What an agreement does to interest and fixed sums."""

    _inherit = "recovery.arrangement"

    def _is_not_kept(self):
        """Tell whether what was given up on its condition is asked again."""
        return bool(self) and self.state in NOT_KEPT

    def _charge_treatment(self, kind):
        """Return waived | while_healthy | kept."""
        return USUAL[self.kind]

    @api.model
    def _given_up(self, lines):
        """Return ``{line id: kinds of charges}`` that nobody asks for: agreements on
        these debts hold."""
        return {
            line: frozenset(
                kind
                for kind, _label in KINDS
                if any(one._charge_treatment(kind) != "kept" for one in agreed)
            )
            for line, agreed in self._holding_on(lines).items()
        }

    @api.model
    def _holding_on(self, lines):
        """Return ``{line id: arrangements}`` of the debts on which some run, or were
        kept: what they gave up stays given up."""
        items = self.env["recovery.arrangement.item"].sudo()
        holding = items.search(
            [
                ("line_id", "in", lines.ids),
                ("arrangement_id.state", "in", ("active", "kept")),
            ]
        )
        return {
            line.id: some.arrangement_id
            for line, some in holding.grouped("line_id").items()
        }
