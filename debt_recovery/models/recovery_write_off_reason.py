from odoo import fields, models


class RecoveryWriteOffReason(models.Model):
    """Why a debt is lost, what proves it, and whether its VAT can be recovered."""

    _name = "recovery.write.off.reason"
    _description = "Reason of a write-off"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short word by which requests name it.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, ondelete="cascade", help="Empty: for all companies."
    )
    evidence = fields.Text(
        "What proves it", translate=True, help="Shown to those who ask and approve."
    )
    needs_evidence = fields.Boolean(
        "Evidence is required", help="Without a document it is not booked."
    )
    gives_relief = fields.Boolean(
        "VAT can be recovered",
        help="VAT that was due when the invoice was issued is recovered once the "
        "evidence is attached. Without it the loss is booked with its VAT.",
    )
    needs_paper = fields.Boolean(
        "Corrected duplicate required",
        default=True,
        help="Who recovers VAT sends the customer a duplicate of the invoice that says "
        "so.",
    )
    ends_claim = fields.Boolean(
        "The claim ends", help="Nothing can be asked from the customer any more."
    )

    _code_once = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "Another reason has this code."
    )
