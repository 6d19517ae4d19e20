from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.absences import who_acts


class RecoveryAbsence(models.Model):
    """Who stands in for a person, from when, until when.

    Meanwhile the person's tasks, customers' answers and reminders to approve go to the
    substitute, who also signs what leaves and gets the answers to it.
    """

    _name = "recovery.absence"
    _description = "Absence"
    _order = "from_date desc, id desc"

    user_id = fields.Many2one(
        "res.users",
        "Absent",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
    )
    substitute_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="restrict"
    )
    from_date = fields.Date(
        required=True, default=lambda self: self.env.company._recovery_today()
    )
    until_date = fields.Date("Until", required=True, help="Last day of the absence.")
    company_id = fields.Many2one(
        "res.company", index=True, ondelete="cascade", help="Empty: in every company."
    )
    is_today = fields.Boolean(
        "Absent today", compute="_compute_is_today", search="_search_is_today"
    )

    @api.depends("user_id", "substitute_id")
    def _compute_display_name(self):
        for absence in self:
            absence.display_name = self.env._(
                "%(absent)s, replaced by %(substitute)s",
                absent=absence.user_id.name or "",
                substitute=absence.substitute_id.name or "",
            )

    @api.depends("from_date", "until_date")
    def _compute_is_today(self):
        for absence in self:
            today = (absence.company_id or self.env.company)._recovery_today()
            first, last = absence.from_date, absence.until_date
            absence.is_today = bool(first and last and first <= today <= last)

    def _search_is_today(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._recovery_today()
        return [("from_date", "<=", today), ("until_date", ">=", today)]

    # --- what cannot be -----------------------------------------------------------

    @api.constrains("user_id", "substitute_id", "from_date", "until_date", "company_id")
    def _check_absence(self):
        for absence in self:
            problem = absence._problem()
            if problem:
                raise ValidationError(problem)

    def _problem(self):
        names = {"absent": self.user_id.name, "substitute": self.substitute_id.name}
        if self.until_date < self.from_date:
            return self.env._(
                "The absence of %(absent)s ends before it starts.", **names
            )
        return self._substitute_problem(names) or self._other_problem(names)

    def _substitute_problem(self, names):
        absent, substitute = self.user_id, self.substitute_id
        if absent == substitute:
            return self.env._("Somebody else than %(absent)s has to stand in.", **names)
        if not substitute.active or substitute.share:
            return self.env._("%(substitute)s is not a user of the house.", **names)
        if self._lacks_rights():
            return self.env._(
                "%(substitute)s has no right to work on reminders, as %(absent)s has.",
                **names,
            )
        missing = (self.company_id or absent.company_ids) - substitute.company_ids
        if missing:
            return self.env._(
                "%(substitute)s does not work for %(company)s. Enter the absence for "
                "one company at a time.",
                company=missing[0].name,
                **names,
            )
        return ""

    def _lacks_rights(self):
        """Tell whether the substitute may not do what the absent person does."""
        agent = "debt_recovery.group_agent"
        absent, substitute = self.user_id, self.substitute_id
        return absent.has_group(agent) and not substitute.has_group(agent)

    def _other_problem(self, names):
        other = self._beside(self.user_id, self.from_date, self.until_date)
        if other:
            return self.env._(
                "%(absent)s is already absent from %(start)s to %(end)s.",
                start=other[0].from_date,
                end=other[0].until_date,
                **names,
            )
        loop = self._loop(self.substitute_id, self.from_date, self.until_date)
        if loop:
            return self.env._(
                "%(substitute)s is absent too in these days, and the work would come "
                "back to %(absent)s. Choose another substitute.",
                **names,
            )
        return ""

    def _beside(self, user, start, end):
        """Return the other absences of ``user`` that share a day and a company."""
        found = self.sudo().search(
            [
                ("id", "!=", self.id),
                ("user_id", "=", user.id),
                ("from_date", "<=", end),
                ("until_date", ">=", start),
            ]
        )
        mine = self.company_id
        return found.filtered(
            lambda one: not mine or not one.company_id or one.company_id == mine
        )

    def _loop(self, user, start, end):
        """Tell whether on some day between the work comes back to who is absent."""
        if user == self.user_id:
            return True
        return any(
            self._loop(
                other.substitute_id,
                max(start, other.from_date),
                min(end, other.until_date),
            )
            for other in self._beside(user, start, end)
        )

    # --- who acts -----------------------------------------------------------------

    @api.model
    def _substitutes(self, company, day):
        """Return ``{absent: who acts}``, ids, on ``day`` in ``company``; a substitute
        who is absent too is followed to the one who is there."""
        rows = self.sudo().search_fetch(
            [
                ("company_id", "in", (False, company.id)),
                ("from_date", "<=", day),
                ("until_date", ">=", day),
            ],
            ["user_id", "substitute_id"],
        )
        direct = {
            row.user_id.id: row.substitute_id.id
            for row in rows
            if row.substitute_id.active
            and company in row.substitute_id.company_ids
            and not row._lacks_rights()
        }
        return {absent: who_acts(direct, absent) for absent in direct}


class ResCompany(models.Model):
    _inherit = "res.company"

    def _recovery_acting(self, user, day=None):
        """Return who acts for ``user`` in this company: the same user if present.

        :param day: the company's date, today when None
        """
        if not user:
            return user
        substitutes = self.env["recovery.absence"]._substitutes(
            self, day or self._recovery_today()
        )
        return user.browse(substitutes.get(user.id, user.id))

    def _recovery_acted_for(self, user):
        """Return the ids of those for whom ``user`` acts today, the user first."""
        substitutes = self.env["recovery.absence"]._substitutes(
            self, self._recovery_today()
        )
        absent = [one for one, acting in substitutes.items() if acting == user.id]
        return [user.id, *absent]
