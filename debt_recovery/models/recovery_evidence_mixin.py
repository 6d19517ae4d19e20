from odoo import api, models


class RecoveryEvidenceMixin(models.AbstractModel):
    """Records with ``attachment_ids``: who reads the record reads its documents."""

    _name = "recovery.evidence.mixin"
    _description = "Evidence"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._keep_evidence()
        return records

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._keep_evidence()
        return result

    def _keep_evidence(self):
        """Hang the documents on their record: those that whoever adds them has just
        brought along, and nobody else's."""
        for one in self.sudo():
            loose = one.attachment_ids.filtered(
                lambda file: not file.res_id and file.create_uid == self.env.user
            )
            loose.write({"res_model": one._name, "res_id": one.id})
