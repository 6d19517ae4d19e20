from odoo import fields, models


class RecoveryTemplate(models.Model):
    _inherit = "recovery.template"

    is_call = fields.Boolean(
        "A phone call",
        help="It stands in the call desk, and an outcome of the call closes it.",
    )
