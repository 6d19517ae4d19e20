from odoo import fields, models

from .recovery_consent import PURPOSES, SOURCES, STATES


class RecoveryConsentEvent(models.Model):
    """Each thing that was said about a contact point, written once: the proof of what
    somebody agreed or objected to, whatever is written over it later."""

    _name = "recovery.consent.event"
    _inherit = ["recovery.append.only.mixin"]
    _description = "What was said of a contact point"
    _order = "id desc"
    _log_access = False
    _body_columns = (
        "channel",
        "purpose",
        "state",
        "happened_at",
        "written_at",
        "source",
        "proof",
    )

    reach_id = fields.Many2one(
        "recovery.reach", "Contact point", index=True, ondelete="set null"
    )
    channel = fields.Selection(
        lambda self: self.env["recovery.consent"]._fields["channel"].selection,
        required=True,
    )
    purpose = fields.Selection(PURPOSES, "About", required=True)
    state = fields.Selection(STATES, required=True)
    happened_at = fields.Datetime("When", required=True)
    written_at = fields.Datetime(
        "Written on", required=True, default=fields.Datetime.now
    )
    source = fields.Selection(SOURCES, required=True)
    proof = fields.Char()
    user_id = fields.Many2one("res.users", "Noted by", ondelete="set null")

    def _keep(self, consents):
        """Write what these consents say now."""
        return self.sudo().create(
            [
                {
                    "reach_id": one.reach_id.id,
                    "user_id": one.user_id.id,
                    **{
                        name: one[name]
                        for name in ("channel", "purpose", "state", "source", "proof")
                    },
                    "happened_at": one.happened_at,
                }
                for one in consents.sudo()
            ]
        )
