from odoo import fields, models
from odoo.exceptions import UserError

from .recovery_placement import AWAY

PLACED = "placed"


class RecoveryCase(models.Model):
    """Our own contact rests while an agency has the debts: who would be chased by two
    is sent to the one who has the file."""

    _inherit = "recovery.case"

    is_placed = fields.Boolean(
        "With an agency",
        compute="_compute_is_placed",
        help="Some of its debts are, or all.",
    )
    placed_words = fields.Char(compute="_compute_is_placed")

    def _compute_is_placed(self):
        found = (
            self.env["recovery.placement"]
            .sudo()
            .search(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("partner_id", "in", self.partner_id.ids),
                    ("state", "in", AWAY),
                ]
            )
        )
        away = found.grouped(lambda one: (one.company_id.id, one.partner_id.id))
        for case in self:
            files = away.get((case.company_id.id, case.partner_id.id), found.browse())
            case.is_placed = bool(files)
            case.placed_words = files._where_words()

    def _said_by_hand(self, judged, channel, address):
        """Who calls is told that an agency has the file; where it has all of it nobody
        contacts the customer, but to answer."""
        said = super()._said_by_hand(judged, channel, address)
        if self.is_placed and not judged.request.is_answer:
            side = "warns" if self._is_ours_too() else "blocks"
            said[side].append(self.placed_words)
        return said

    def _is_ours_too(self):
        """Tell whether something is open that no agency has."""
        rows = self._exposure()
        return any(r["residual"] > 0 and r["spared"] != PLACED for r in rows)

    def _fold_into(self, kept):
        files = self.env["recovery.placement"].sudo()
        files.search([("case_id", "in", self.ids)]).write({"case_id": kept.id})
        return super()._fold_into(kept)

    def _check_free(self, lines):
        """Nothing is agreed here on debts that an agency has: it does, or is asked."""
        away = self.env["recovery.placement.line"].sudo()
        away = away.search([("line_id", "in", lines.ids), ("is_away", "=", True)])
        if away and not self.env.context.get("recovery_by_agency"):
            raise UserError(
                self.env._(
                    "%(names)s: with %(agency)s. Take the file back first, or ask the "
                    "agency.",
                    names=", ".join(away.mapped("name")),
                    agency=", ".join(away.placement_id.agency_id.mapped("name")),
                )
            )
        return super()._check_free(lines)


class RecoveryPlacement(models.Model):
    _inherit = "recovery.placement"

    def _where_words(self):
        """Say who has these files and how it is reached, in one line."""
        if not self:
            return ""
        return self.env._(
            "With %(agency)s (%(files)s): refer the customer there.",
            agency=", ".join(self.agency_id.mapped("name")),
            files=", ".join(self.mapped("reference")),
        )


class RecoveryDebit(models.Model):
    """No automatic payment is drawn for debts that an agency has."""

    _inherit = "recovery.debit"

    def _is_held(self, today):
        return self._is_away() or super()._is_held(today)

    def _is_away(self):
        lines = self.env["recovery.placement.line"].sudo()
        domain = [("line_id", "in", self._lines().ids), ("is_away", "=", True)]
        return bool(lines.search_count(domain, limit=1))


class RecoveryArrangementInstalment(models.Model):
    """Nothing is said of instalments whose debts an agency has."""

    _inherit = "recovery.arrangement.instalment"

    def _in_sight(self, company, as_of):
        found = super()._in_sight(company, as_of)
        lines = found.arrangement_id.item_ids.line_id
        away = self.env["recovery.placement.line"].sudo()
        away = away.search([("line_id", "in", lines.ids), ("is_away", "=", True)])
        gone = away.line_id
        return found.filtered(
            lambda one: not one.arrangement_id.item_ids.line_id & gone
        )


class RecoveryPlacementLine(models.Model):
    _inherit = "recovery.placement.line"

    def _follow_state(self):
        result = super()._follow_state()
        self.env["recovery.case"].invalidate_model(["is_placed", "placed_words"])
        return result
