from odoo import fields, models


class RecoveryPlacementPromise(models.Model):
    """What a customer promised to an agency, as it tells us: no arrangement of ours."""

    _name = "recovery.placement.promise"
    _description = "Promise told by an agency"
    _order = "placement_id, promised_on, id"

    placement_id = fields.Many2one(
        "recovery.placement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="placement_id.company_id", store=True, index=True
    )
    agency_id = fields.Many2one(related="placement_id.agency_id", store=True)
    currency_id = fields.Many2one(related="placement_id.currency_id", store=True)
    kind = fields.Selection(
        [("promise", "Promise"), ("plan", "Plan")], required=True, readonly=True
    )
    document = fields.Char("Invoice named", readonly=True)
    told_on = fields.Date(required=True, readonly=True)
    promised_on = fields.Date("Promised for", required=True, readonly=True)
    amount = fields.Monetary(
        "Promised amount", readonly=True, help="Zero: the agency told no amount."
    )
    file_id = fields.Many2one(
        "recovery.agency.file",
        "Told in",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    # the same promise told again is no second promise
    _once = models.UniqueIndex(
        "(placement_id, kind, promised_on, amount, COALESCE(document, ''))",
        "This promise is known already.",
    )
