from odoo import fields, models

DIRECTIONS = [("out", "Outgoing"), ("in", "Incoming")]
PURPOSES = [
    ("placement", "Hand-over"),
    ("amendment", "Change"),
    ("recall", "Recall"),
    ("payment", "Direct payment"),
    ("answer", "Answer"),
    ("status", "Status"),
    ("remittance", "Remittance"),
    ("request", "Request"),
    ("report", "Closing report"),
]
STATES = [
    ("new", "New"),
    ("made", "To send"),
    ("sending", "Being sent"),
    ("sent", "Sent to the agency"),
    ("failed", "Failed"),
    ("received", "To check"),
    ("refused", "Rejected"),
    ("checked", "Checked"),
    ("booked", "Taken over"),
    ("ignored", "Already known"),
]


class RecoveryAgencyFile(models.Model):
    """Every byte that went to an agency or came from it; never changed, never lost."""

    _name = "recovery.agency.file"
    _inherit = ["recovery.workflow.mixin", "mail.thread"]
    _description = "File exchanged with an agency"
    _order = "id desc"

    _transitions = {
        "new": ("made", "received", "ignored"),
        "made": ("sending", "sent", "failed"),
        "sending": ("sent", "failed", "made"),
        "failed": ("made", "sending", "sent"),
        "received": ("refused", "checked", "ignored"),
        "refused": ("received", "checked", "ignored"),
        "checked": ("booked", "refused", "received"),
        "booked": ("checked",),
    }

    name = fields.Char("File name", required=True, readonly=True)
    direction = fields.Selection(DIRECTIONS, required=True, readonly=True, index=True)
    purpose = fields.Selection(
        PURPOSES, "Kind of file", required=True, readonly=True, index=True
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, default="new", index=True, tracking=True
    )
    agency_id = fields.Many2one(
        "recovery.agency", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    body = fields.Binary(required=True, readonly=True, attachment=True)
    sha256 = fields.Char("SHA-256", required=True, readonly=True, index=True)
    size = fields.Integer("Bytes", readonly=True)
    row_count = fields.Integer("Rows", readonly=True)
    total = fields.Char(readonly=True, help="The sum of its amounts, by currency.")
    copy_of_id = fields.Many2one(
        "recovery.agency.file", "Copy of", readonly=True, index="btree_not_null"
    )
    placement_ids = fields.Many2many(
        "recovery.placement",
        "recovery_placement_file_rel",
        "file_id",
        "placement_id",
        "Placed files",
        readonly=True,
    )
    problem_ids = fields.One2many(
        "recovery.agency.problem", "file_id", "Problems", readonly=True
    )
    done_at = fields.Datetime("Sent or received at", readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True)

    # one file of an agency is taken in once, whatever its name
    _inbound_once = models.UniqueIndex(
        "(agency_id, company_id, sha256) WHERE direction = 'in' AND state <> 'ignored'",
        "This file was received already.",
    )


class RecoveryAgencyProblem(models.Model):
    """What is wrong in a received file: where, what stands there, and why."""

    _name = "recovery.agency.problem"
    _description = "Problem in a file"
    _order = "file_id, line, id"

    file_id = fields.Many2one(
        "recovery.agency.file", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="file_id.company_id", store=True)
    line = fields.Integer(help="In the file, from 1; zero: the whole file.")
    column = fields.Char()
    value = fields.Char("What stands there")
    reason = fields.Char(required=True)
