from odoo import models


class RecoveryPlacement(models.Model):
    """The buttons of a placed file."""

    _inherit = "recovery.placement"

    def action_place(self):
        """Hand the approved files over."""
        self._place()
        return True

    def action_end(self):
        """Ask why these come back, and whether they go elsewhere."""
        return self._wizard(
            "recovery.placement.end",
            self.env._("Take back"),
            default_placement_ids=self.ids,
        )

    def action_report(self):
        """Note the agency's closing report."""
        return self._wizard(
            "recovery.placement.end",
            self.env._("Closing report"),
            default_placement_ids=self.ids,
            default_way="return",
            default_why="irrecoverable",
        )

    def action_ask(self):
        """Ask the agency something, or note what it asks."""
        self.ensure_one()
        return self._wizard(
            "recovery.agency.ask",
            self.env._("Request"),
            default_placement_id=self.id,
        )

    def action_sheet(self):
        """Print the hand-over sheet."""
        self.check_access("read")
        report = self.env.ref("debt_recovery.report_placement_sheet_action")
        return report.report_action(self)

    def action_sheet_batch(self):
        """Print the sheets of the whole hand-over."""
        self.ensure_one()
        whole = self.search(
            [("batch", "=", self.batch), ("company_id", "=", self.company_id.id)]
        )
        return (whole or self).action_sheet()

    def _wizard(self, model, name, **defaults):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {**self.env.context, **defaults},
        }
