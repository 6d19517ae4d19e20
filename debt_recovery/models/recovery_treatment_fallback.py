from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..channels.recovery_channel import CHANNELS


class RecoveryTreatmentFallback(models.Model):
    """The next channel of a step, with its words: the one before reached nobody."""

    _name = "recovery.treatment.fallback"
    _description = "Next channel of a step"
    _order = "treatment_id, sequence, id"

    treatment_id = fields.Many2one(
        "recovery.treatment", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    channel = fields.Selection(CHANNELS, required=True, default="task")
    template_id = fields.Many2one(
        "recovery.template",
        "Text",
        required=True,
        domain="[('channel', '=', channel)]",
        ondelete="restrict",
    )

    _once = models.UniqueIndex(
        "(treatment_id, channel)", "Each channel is tried once for a step."
    )

    @api.depends("channel", "template_id")
    def _compute_display_name(self):
        labels = dict(self._fields["channel"]._description_selection(self.env))
        for line in self:
            name = line.template_id.name or ""
            line.display_name = f"{labels.get(line.channel, '')} ({name})"

    @api.constrains("channel", "template_id", "treatment_id")
    def _check_fallback(self):
        for line in self:
            step = line.treatment_id
            if line.template_id.channel != line.channel or line.channel == step.channel:
                raise ValidationError(
                    self.env._(
                        "Step “%(step)s” of “%(policy)s”: its text is written for "
                        "another channel, or the fallback has none.",
                        step=step.name,
                        policy=step.policy_id.name,
                    )
                )
