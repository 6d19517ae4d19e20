from odoo import api, models


class RecoveryMassRemind(models.AbstractModel):
    """Let the reminders that wait for an approval leave now."""

    _name = "recovery.mass.remind"
    _inherit = "recovery.mass"
    _description = "Remind now"

    @api.model
    def _why_not(self, wizard, rows):
        waiting = self._waiting(rows)
        judged = waiting.approval_preview()
        leaving = waiting.browse(judged["ids"]).case_id
        whys = {one["id"]: one["why"] for one in judged["excluded"]}
        by_case = waiting.grouped("case_id")
        found = {}
        for row in rows:
            if not row.case:
                found[row] = self.env._("no account in reminders")
            elif row.case not in by_case:
                said = row.case.why_text
                nothing = self.env._("no reminder waits for an approval")
                found[row] = f"{nothing} – {said}" if said else nothing
            elif row.case not in leaving:
                found[row] = whys[by_case[row.case][0].id]
        return found

    def _waiting(self, rows):
        """Return the reminders of these accounts that wait for an approval."""
        return self.env["recovery.notice"].search(
            [
                ("case_id", "in", self._cases(rows).ids),
                ("state", "=", "draft"),
                ("channel", "!=", "task"),
            ],
            order="id",
        )

    @api.model
    def _act(self, wizard, rows):
        self._waiting(rows).approve_possible()
