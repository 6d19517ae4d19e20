from odoo import api, fields, models

from .recovery_notice import FAILURES

# What makes an address useless, and what only makes it doubtful.
INVALID = ("bad_address", "returned")


class RecoveryReach(models.Model):
    """What is known against a contact point: nobody writes to an invalid one."""

    _inherit = "recovery.reach"

    validity = fields.Selection(
        [("valid", "Valid"), ("doubtful", "Doubtful"), ("invalid", "Invalid")],
        required=True,
        default="valid",
        index=True,
        readonly=True,
    )
    problem = fields.Selection(FAILURES, readonly=True)
    problem_text = fields.Char("What was said", readonly=True)
    problem_at = fields.Datetime("Since", readonly=True)
    soft_bounces = fields.Integer(
        "Returned in a row", readonly=True, help="Messages that came back for a while."
    )

    def init(self):
        """Contact points are made by the database itself, too."""
        result = super().init()
        self.env.cr.execute(
            "ALTER TABLE recovery_reach ALTER COLUMN validity SET DEFAULT 'valid'"
        )
        return result

    @api.model
    def _is_invalid(self, medium, addresses):
        """Return those of ``addresses`` (normalised) to which nothing goes any more."""
        rows = self.sudo().search_fetch(
            [
                ("medium", "=", medium),
                ("validity", "=", "invalid"),
                ("address", "in", list(addresses)),
            ],
            ["address"],
        )
        return set(rows.mapped("address"))

    def _note_problem(self, problem, text=""):
        """Keep what was said against these contact points."""
        validity = "invalid" if problem in INVALID else "doubtful"
        for reach in self:
            if reach.validity != "invalid" or validity == "invalid":
                reach.write(
                    {
                        "validity": validity,
                        "problem": problem,
                        "problem_text": text,
                        "problem_at": fields.Datetime.now(),
                    }
                )

    def _note_soft(self, problem):
        for reach in self:
            reach.soft_bounces += 1
        self._note_problem(problem)

    def _note_valid(self):
        """They work (again): nothing stands against them."""
        mended = self.filtered(lambda one: one.validity != "valid" or one.soft_bounces)
        mended.write(
            {
                "validity": "valid",
                "problem": False,
                "problem_text": False,
                "problem_at": False,
                "soft_bounces": 0,
            }
        )
        return mended
