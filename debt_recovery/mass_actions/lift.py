from odoo import api, models


class RecoveryMassLift(models.AbstractModel):
    """Lift ordinary holds; one with a legal or contractual cause is lifted alone."""

    _name = "recovery.mass.lift"
    _inherit = "recovery.mass.hold"
    _description = "Lift holds"

    @api.model
    def _missing(self, wizard):
        return ""

    @api.model
    def _why_not(self, wizard, rows):
        holds = self._holds(rows)
        found = {}
        for row in rows:
            mine = self._of_row(row, holds)
            if not self._ordinary(row, mine):
                found[row] = self._why_kept(row, mine)
        return found

    def _of_row(self, row, holds):
        return holds.filtered(
            lambda hold: (
                hold.partner_id == row.partner
                and hold.company_id in (row.company, row.company.browse())
                and (
                    not row.lines
                    or hold.scope == "customer"
                    or hold.line_ids & row.lines
                )
            )
        )

    def _ordinary(self, row, holds):
        """Return those of a row's holds that are lifted with others."""
        return holds.filtered(
            lambda hold: (
                hold.kind == "manual"
                and hold.request_state != "asked"
                and (
                    not row.lines
                    or hold.scope == "lines"
                    and hold.line_ids <= row.lines
                )
            )
        )

    def _why_kept(self, row, holds):
        if not holds:
            return self.env._("not on hold")
        if "asked" in holds.mapped("request_state"):
            return self.env._("a hold is asked for: a manager decides")
        special = holds.filtered(lambda hold: hold.kind != "manual")
        if special:
            kinds = dict(special._fields["kind"]._description_selection(self.env))
            return self.env._(
                "%(kind)s: lift it by itself", kind=kinds[special[0].kind]
            )
        return self.env._("the hold covers more than these invoices")

    @api.model
    def _act(self, wizard, rows):
        holds = self._holds(rows)
        lifted = holds.browse()
        for row in rows:
            lifted |= self._ordinary(row, self._of_row(row, holds))
        lifted.action_lift()
