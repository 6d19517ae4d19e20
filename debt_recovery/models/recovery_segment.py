from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import segments


class RecoverySegment(models.Model):
    """Typed conditions over a debtor; the first profile that matches decides."""

    _name = "recovery.segment"
    _inherit = ["recovery.setting.mixin"]
    _description = "Customer profile"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        help="Empty: for every company.",
    )
    policy_id = fields.Many2one("recovery.policy", "Scenario", required=True)
    note = fields.Text(translate=True)

    for_consumer = fields.Boolean("Consumers")
    for_sole = fields.Boolean("Persons in business")
    for_company = fields.Boolean("Companies")
    for_public = fields.Boolean("Public bodies")
    # an empty condition means "not tested": what a profile names cannot be deleted
    tag_id = fields.Many2one("res.partner.category", "Contact tag", ondelete="restrict")
    country_ids = fields.Many2many(
        "res.country", string="Countries", ondelete="restrict"
    )
    min_months = fields.Integer("Customer for at least (months)")
    max_months = fields.Integer("Customer for less than (months)")
    limit_defaults = fields.Boolean("Limit past defaults")
    max_defaults = fields.Integer(
        "At most (defaults)",
        help="Invoices settled more than 30 days late or written off, payments "
        "returned, over all the relation.",
    )
    limit_returned = fields.Boolean("Limit returned payments")
    max_returned = fields.Integer("At most (returned payments)")
    max_late_lines = fields.Integer("At most late invoices now", help="0: not tested.")
    max_dpd = fields.Integer("At most days past due", help="0: not tested.")
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    min_net = fields.Monetary("Net overdue from")
    max_net = fields.Monetary("Net overdue up to", help="0: not tested.")
    alert_on_leave = fields.Boolean(
        "Tell the responsible when a customer leaves this profile"
    )

    @api.constrains("min_months", "max_months", "min_net", "max_net", "currency_id")
    def _check_ranges(self):
        for segment in self:
            if 0 < segment.max_months <= segment.min_months:
                raise ValidationError(
                    self.env._(
                        "Profile “%(name)s”: nobody is a customer for at least "
                        "%(low)s months and for less than %(high)s.",
                        name=segment.name,
                        low=segment.min_months,
                        high=segment.max_months,
                    )
                )
            if (segment.min_net or segment.max_net) and not segment.currency_id:
                raise ValidationError(
                    self.env._(
                        "Profile “%(name)s”: amounts need their currency.",
                        name=segment.name,
                    )
                )

    @api.model
    def _conditions(self, company, as_of):
        """Return the company's profiles as :class:`segments.Conditions`, in order."""
        found = self.search([("company_id", "in", (False, company.id))])
        return [segment._condition(company, as_of) for segment in found]

    def _condition(self, company, as_of):
        def local(amount):
            if not amount:
                return 0.0
            return self.currency_id._convert(
                amount, company.currency_id, company, as_of, round=False
            )

        kinds = {
            segments.CONSUMER: self.for_consumer,
            segments.SOLE_TRADER: self.for_sole,
            segments.COMPANY: self.for_company,
            segments.PUBLIC: self.for_public,
        }
        return segments.Conditions(
            key=self.id,
            policy=self.policy_id.id,
            kinds=frozenset(kind for kind, wanted in kinds.items() if wanted),
            tag_id=self.tag_id.id or 0,
            country_ids=frozenset(self.country_ids.ids),
            min_months=self.min_months,
            max_months=self.max_months,
            max_defaults=self.max_defaults if self.limit_defaults else -1,
            max_returned=self.max_returned if self.limit_returned else -1,
            max_late_lines=self.max_late_lines,
            max_dpd=self.max_dpd,
            min_net=local(self.min_net),
            max_net=local(self.max_net),
        )
