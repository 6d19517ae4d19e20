from odoo import fields, models

# kinds of holds behind which stands a person to be careful with
SENSITIVE = (
    "hardship",
    "vulnerable",
    "complaint",
    "lawyer",
    "moratorium",
    "insolvency",
    "deceased",
    "minor",
    "confidential",
)


class RecoverySkill(models.Model):
    """What an agent can be asked for on the phone, and which accounts need it.

    A skill that nobody has in a company is not asked for there: in a small house the
    one accountant calls everybody.
    """

    _name = "recovery.skill"
    _description = "Skill on the phone"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", index=True, ondelete="cascade", help="Empty: in every company."
    )
    user_ids = fields.Many2many(
        "res.users",
        "recovery_skill_user_rel",
        "skill_id",
        "user_id",
        "Agents",
        domain=[("share", "=", False)],
    )
    late_days = fields.Integer(
        "Needed from days late", help="0: the age of the debt does not matter."
    )
    is_sensitive = fields.Boolean(
        "Needed for delicate situations",
        help="Hardship, vulnerable person, complaint, lawyer, insolvency: as the holds "
        "of the customer say.",
    )
    segment_ids = fields.Many2many(
        "recovery.segment", string="Needed for profiles", ondelete="restrict"
    )

    def _needed(self, days, sensitive, segment):
        """Return the skills of these that an account asks for."""
        return self.filtered(
            lambda skill: (
                (skill.late_days and days >= skill.late_days)
                or (skill.is_sensitive and sensitive)
                or segment in skill.segment_ids
            )
        )


class ResUsers(models.Model):
    _inherit = "res.users"

    recovery_skill_ids = fields.Many2many(
        "recovery.skill",
        "recovery_skill_user_rel",
        "user_id",
        "skill_id",
        "Skills on the phone",
        groups="debt_recovery.group_auditor",
        copy=False,
    )


class ResCompany(models.Model):
    _inherit = "res.company"

    def _recovery_skills(self):
        """Return the skills of this company that somebody who works there has."""
        self.ensure_one()
        skills = (
            self.env["recovery.skill"]
            .sudo()
            .search([("company_id", "in", (False, self.id))])
        )
        return skills.filtered(
            lambda skill: any(
                user.active and self in user.company_ids for user in skill.user_ids
            )
        )
