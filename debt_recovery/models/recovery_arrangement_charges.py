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
        """Return ``{line id: kinds of charges}`` that nobody asks for while agreements
        on these debts run."""
        return {
            line: frozenset(
                kind
                for kind, _label in KINDS
                if agreed._charge_treatment(kind) != "kept"
            )
            for line, agreed in self._running_on(lines).items()
        }

    @api.model
    def _running_on(self, lines):
        """Return ``{line id: arrangement}`` of the debts on which one runs."""
        items = self.env["recovery.arrangement.item"].sudo()
        running = items.search(
            [("line_id", "in", lines.ids), ("arrangement_id.state", "=", "active")]
        )
        return {item.line_id.id: item.arrangement_id for item in running}
