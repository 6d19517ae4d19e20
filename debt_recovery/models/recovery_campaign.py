from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class RecoveryCampaign(models.Model):
    """A list of accounts that some agents call one after the other.

    The next number rings once the outcome of the call before is saved, for that agent
    alone: there are never more calls than agents who are free. Empty conditions are
    not tested.
    """

    _name = "recovery.campaign"
    _description = "Call campaign"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_ids = fields.Many2many(
        "res.users",
        string="Agents",
        required=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who stands in for an absent one calls too.",
    )
    skill_id = fields.Many2one(
        "recovery.skill",
        "Skill required",
        ondelete="restrict",
        help="Only agents who have it get these calls.",
    )
    script_id = fields.Many2one("recovery.script", ondelete="restrict")
    hour_from = fields.Float("Calls from", default=9.0)
    hour_to = fields.Float("Calls until", default=18.0)
    portfolio_ids = fields.Many2many(
        "recovery.portfolio", string="Portfolios", ondelete="restrict"
    )
    lang_ids = fields.Many2many("res.lang", string="Languages", ondelete="restrict")
    stage_ids = fields.Many2many(
        "recovery.stage", string="Brackets", ondelete="restrict"
    )
    segment_ids = fields.Many2many(
        "recovery.segment", string="Profiles", ondelete="restrict"
    )
    min_net = fields.Monetary("To chase from")
    rest_days = fields.Integer(
        "Days between two calls",
        default=3,
        help="An account called since, whatever came of it, waits.",
    )
    case_count = fields.Integer("To call", compute="_compute_case_count")

    @api.constrains("hour_from", "hour_to", "user_ids", "company_id")
    def _check_campaign(self):
        for campaign in self:
            if not 0 <= campaign.hour_from < campaign.hour_to <= 24:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” has to end after it starts, on one day.",
                        name=campaign.name,
                    )
                )
            for user in campaign.user_ids:
                problem = campaign.company_id._recovery_cannot_follow(user)
                if problem:
                    raise ValidationError(problem)

    @api.depends("portfolio_ids", "lang_ids", "stage_ids", "segment_ids", "min_net")
    def _compute_case_count(self):
        for campaign in self:
            cases = self.env["recovery.case"]
            campaign.case_count = cases.search_count(campaign._case_domain())

    def _case_domain(self):
        """Return the accounts of this list, whoever calls them."""
        domain = Domain("company_id", "=", self.company_id.id)
        domain &= Domain("state", "=", "open") & Domain("net_overdue", ">", 0)
        if self.portfolio_ids:
            domain &= Domain("portfolio_id", "in", self.portfolio_ids.ids)
        if self.lang_ids:
            codes = self.lang_ids.mapped("code")
            domain &= Domain("partner_id.lang", "in", codes)
        if self.stage_ids:
            domain &= Domain("stage_id", "in", self.stage_ids.ids)
        if self.segment_ids:
            domain &= Domain("segment_id", "in", self.segment_ids.ids)
        if self.min_net:
            domain &= Domain("net_overdue", ">=", self.min_net)
        return domain

    def _is_open(self, at):
        """Tell whether these calls may be made at ``at`` (naive UTC): the hours of
        the list, on a working day of the company."""
        local = at.replace(tzinfo=UTC).astimezone(self.company_id._recovery_tz())
        hour = local.hour + local.minute / 60
        today = local.date()
        works = self.company_id._recovery_next_working_day(today) == today
        return works and self.hour_from <= hour < self.hour_to

    def _may_call(self, user):
        """Tell whether ``user`` calls in this campaign today: named, or standing in
        for who is named, with the skill that it asks for."""
        people = set(self.company_id._recovery_acted_for(user))
        if not people & set(self.user_ids.ids):
            return False
        skill = self.skill_id
        return not skill or user in skill.sudo().user_ids

    def action_start(self):
        """Open the call desk on this campaign."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "debt_recovery.calls",
            "name": self.env._("Call desk"),
            "params": {"campaign_id": self.id},
        }
