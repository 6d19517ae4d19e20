import hashlib

from odoo import fields, models

from ..tools.instalments import Instalment
from .recovery_arrangement import SOURCES
from .recovery_plan import _exact


class RecoveryPlanVersion(models.Model):
    """One version of a payment plan: its instalments, the words that were agreed to,
    who accepted them, when, how and from where.

    Nothing of it changes once it is accepted; the next version takes its place.
    """

    _name = "recovery.plan.version"
    _inherit = ["recovery.workflow.mixin"]
    _description = "Version of a payment plan"
    _order = "arrangement_id, number desc"
    _rec_name = "number"

    _transitions = {
        "proposed": ("in_force", "withdrawn"),
        "in_force": ("replaced",),
    }

    arrangement_id = fields.Many2one(
        "recovery.arrangement",
        "Payment plan",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="arrangement_id.company_id", store=True)
    currency_id = fields.Many2one(related="arrangement_id.currency_id")
    number = fields.Integer("Version", required=True)
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("in_force", "In force"),
            ("replaced", "Replaced"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="proposed",
    )
    made_on = fields.Datetime("Made on", required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", "Made by", default=lambda self: self.env.user, ondelete="set null"
    )
    why = fields.Char("Reason", required=True)
    row_ids = fields.One2many("recovery.plan.row", "version_id", "Instalments")
    before = fields.Text(help="The instalments of the version before.")
    after = fields.Text(help="The instalments of this version.")
    lang = fields.Char("Language", export_string_translation=False)
    text = fields.Html("Words agreed to", sanitize=False)
    text_hash = fields.Char(
        "Fingerprint of the words",
        help="SHA-256 of the words: it shows that they are those that were accepted.",
    )

    accepted_at = fields.Datetime("Accepted on")
    accepted_by = fields.Char("Accepted by")
    accepted_ip = fields.Char("Accepted from")
    accepted_source = fields.Selection(SOURCES, "Accepted by way of")
    pdf_id = fields.Many2one(
        "ir.attachment", "Agreement (PDF)", readonly=True, ondelete="set null"
    )
    pdf_hash = fields.Char("Fingerprint of the PDF")

    _number_unique = models.UniqueIndex(
        "(arrangement_id, number)", "This version of the plan exists already."
    )
    _one_in_force = models.UniqueIndex(
        "(arrangement_id) WHERE state = 'in_force'",
        "One version of a plan is in force at a time.",
    )
    _one_proposed = models.UniqueIndex(
        "(arrangement_id) WHERE state = 'proposed'",
        "One version of a plan is proposed at a time.",
    )

    def _plan_schedule(self):
        return tuple(
            Instalment(
                row.wished_on or row.due_date,
                row.due_date,
                _exact(self.currency_id, row.amount),
            )
            for row in self.row_ids
        )

    def _say_rows(self):
        """Return the instalments in words, one a line."""
        words = self.arrangement_id
        return "\n".join(
            f"{words._day(row.due_date)}  {words._money(row.amount)}"
            for row in self.row_ids
        )

    def _was_written(self):
        """Tell whether it was accepted in writing: what was said on the phone proves
        less, and acknowledges no debt."""
        return bool(self.accepted_at) and self.accepted_source != "call"


class RecoveryPlanRow(models.Model):
    """An instalment of one version, as it was agreed."""

    _name = "recovery.plan.row"
    _description = "Instalment of a version"
    _order = "version_id, sequence, id"

    version_id = fields.Many2one(
        "recovery.plan.version", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="version_id.company_id", store=True)
    currency_id = fields.Many2one(related="version_id.currency_id")
    sequence = fields.Integer(required=True)
    wished_on = fields.Date("Day of the rhythm")
    due_date = fields.Date("Due on", required=True)
    amount = fields.Monetary(required=True)

    def _values(self):
        """Return what an instalment of the plan takes over from it."""
        return {
            "sequence": self.sequence,
            "due_date": self.due_date,
            "wished_on": self.wished_on,
            "amount": self.amount,
        }


class RecoveryArrangement(models.Model):
    """The versions of a plan."""

    _inherit = "recovery.arrangement"

    def _propose(self, plan, why):
        """Write a version that waits to be accepted; one that waited is withdrawn.

        :param plan: its instalments
        :param why: the reason, for the history
        :return: the ``recovery.plan.version``
        """
        self.ensure_one()
        versions = self.sudo().version_ids
        versions.filtered(lambda one: one.state == "proposed")._move_to("withdrawn")
        versions.flush_recordset(["state"])  # one is proposed at a time
        before = versions.filtered(lambda one: one.state == "in_force")[:1]
        version = versions.create(
            {
                "arrangement_id": self.id,
                "number": max(versions.mapped("number"), default=0) + 1,
                "why": why,
                "lang": self._plan_language(),
                "row_ids": _rows(plan),
            }
        )
        text = version._written_text()
        version.write(
            {
                "before": before._say_rows() if before else False,
                "after": version._say_rows(),
                "text": text,
                "text_hash": hashlib.sha256(text.encode()).hexdigest(),
            }
        )
        return version.sudo(self.env.su)

    def _apply_version(self, version):
        """Let ``version`` replace the one before; the instalments become its own.

        One on a day that stays is changed in place, as messages and payments know it;
        one on another day is new, and is announced anew.
        """
        self.ensure_one()
        plan, version = self.sudo(), version.sudo()
        if version.state == "in_force":
            return  # agreed on the phone, and now in writing
        plan.version_ids.filtered(lambda one: one.state == "in_force")._move_to(
            "replaced"
        )
        plan.version_ids.flush_recordset(["state"])  # one is in force at a time
        version._move_to("in_force")
        left = plan._plan_parts()
        for row in version.row_ids:
            part = left.filtered(lambda one, day=row.due_date: one.due_date == day)[:1]
            left -= part
            if part:
                part.write(row._values())
            else:
                left.create({"arrangement_id": plan.id, **row._values()})
        for part in left:
            part._write_changed(state="cancelled")
        plan.invalidate_recordset(["instalment_ids", "version_ids"])  # in order


def _rows(plan):
    """Return what makes the rows of a version of ``plan``."""
    return [
        fields.Command.create(
            {
                "sequence": number,
                "wished_on": one.wished,
                "due_date": one.due,
                "amount": float(one.amount),
            }
        )
        for number, one in enumerate(plan, start=1)
    ]
