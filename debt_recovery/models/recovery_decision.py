from odoo import fields, models


class RecoveryDecision(models.Model):
    """Why a contact was allowed, deferred or refused; written at reservation."""

    _name = "recovery.decision"
    _inherit = ["recovery.append.only.mixin"]
    _description = "Decision"
    _order = "id desc"
    _log_access = False
    _body_columns = (
        *("verdict", "reason", "facts", "decided_at", "subject_token"),
        *("channel", "purpose", "is_machine", "rule_id", "rules", "until"),
        *("warnings", "note", "request_hash"),
    )

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    notice_id = fields.Many2one("recovery.notice", index=True, ondelete="set null")
    case_id = fields.Many2one("recovery.case", index=True, ondelete="set null")
    decided_at = fields.Datetime(required=True, default=fields.Datetime.now)
    verdict = fields.Selection(
        [("allow", "Allowed"), ("wait", "Deferred"), ("refuse", "Refused")],
        required=True,
    )
    reason = fields.Char(required=True, help="Code of what governed.")
    facts = fields.Char(help="Amounts, counts and dates looked at; no personal data.")
    subject_token = fields.Char(help="Stands for the customer, never a name.")
    channel = fields.Char(help="As rules know it: a person's voice is a call.")
    purpose = fields.Char()
    is_machine = fields.Boolean("Automatic", help="No person made this contact.")
    rule_id = fields.Many2one(
        "recovery.rule", "Governing rule", index="btree_not_null", ondelete="restrict"
    )
    rules = fields.Char("Rules asked", help="Code and version of each.")
    until = fields.Datetime(help="Not before; asked again then.")
    warnings = fields.Char(help="What would have stopped it, if it bound.")
    note = fields.Char("Reason written", help="Why a person did it all the same.")
    request_hash = fields.Char(
        "Fingerprint", help="Of what was asked, what was known and the rules asked."
    )
