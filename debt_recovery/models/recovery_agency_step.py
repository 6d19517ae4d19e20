from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from .recovery_agency import KINDS

TRACKS = [
    ("simplified", "Simplified procedure"),
    ("order", "Order for payment"),
    ("insurance", "Credit insurance"),
]
CONFIDENCE = [
    ("verified_primary", "Read in the official text"),
    ("verified_secondary", "Read in a secondary source"),
    ("general_knowledge", "General knowledge: check before relying on it"),
    ("contract", "From the contract"),
]
NEAR = 7  # days before a deadline on which somebody is told


class RecoveryAgencyStep(models.Model):
    """One step of a legal track, as data: from what its term runs, how long it is, and
    where that is written."""

    _name = "recovery.agency.step"
    _description = "Step of a legal track"
    _order = "track, sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    track = fields.Selection(TRACKS, required=True, index=True)
    kind = fields.Selection(KINDS, "Led by", help="Empty: by any counterparty.")
    country_id = fields.Many2one("res.country", help="Empty: in any country.")
    max_amount = fields.Float(
        "Up to", help="Principal and interest, in the country's currency; zero: any."
    )
    after_id = fields.Many2one(
        "recovery.agency.step",
        "Runs from",
        ondelete="restrict",
        help="The step from whose day the term runs; empty: see “First runs from”.",
    )
    anchor = fields.Selection(
        [("placed", "The hand-over"), ("due", "The oldest due date")],
        "First runs from",
        required=True,
        default="placed",
    )
    term = fields.Integer("Time limit", help="Zero: no deadline.")
    unit = fields.Selection(
        [("days", "Days"), ("months", "Months")], required=True, default="days"
    )
    is_wait = fields.Boolean(
        "Earliest day",
        help="The term has to run out before this step, not to be kept by it.",
    )
    from_contract = fields.Boolean(
        "Term of the contract", help="“Declared within” of the contract, in days."
    )
    since = fields.Date("In force since")
    source = fields.Text()
    confidence = fields.Selection(CONFIDENCE, required=True, default="contract")

    def _deadline(self, start, contract):
        """Return the day that its term leads to from ``start``, or False."""
        term = contract.declare_days if self.from_contract else self.term
        if not (start and term):
            return False
        months = self.unit == "months" and not self.from_contract
        return start + (relativedelta(months=term) if months else timedelta(days=term))


class RecoveryPlacementMilestone(models.Model):
    """One step of one placed file: done on which day, or due by when."""

    _name = "recovery.placement.milestone"
    _description = "Step of a placed file"
    _order = "placement_id, sequence, id"

    placement_id = fields.Many2one(
        "recovery.placement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="placement_id.company_id", store=True, index=True
    )
    step_id = fields.Many2one(
        "recovery.agency.step", required=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer(related="step_id.sequence", store=True)
    is_wait = fields.Boolean(related="step_id.is_wait")
    confidence = fields.Selection(related="step_id.confidence")
    source = fields.Text(related="step_id.source")
    done_on = fields.Date("Done on")
    extended_to = fields.Date("Extended to", help="A longer term was granted.")
    deadline = fields.Date(compute="_compute_deadline", store=True)
    is_late = fields.Boolean(compute="_compute_is_late")
    told_for = fields.Date(readonly=True, copy=False)

    _once = models.UniqueIndex(
        "(placement_id, step_id)", "This step is in the file already."
    )

    @api.depends(
        "extended_to",
        "step_id.term",
        "step_id.unit",
        "step_id.anchor",
        "step_id.after_id",
        "step_id.from_contract",
        "placement_id.contract_id.declare_days",
        "placement_id.placed_on",
        "placement_id.oldest_due",
        "placement_id.milestone_ids.done_on",
    )
    def _compute_deadline(self):
        for one in self:
            placement, step = one.placement_id, one.step_id
            before = placement.milestone_ids.filtered(
                lambda other, step=step: other.step_id == step.after_id
            )
            start = before[:1].done_on
            if not step.after_id:
                due = placement.oldest_due or min(
                    filter(None, placement.line_ids.mapped("due")), default=False
                )
                start = due if step.anchor == "due" else placement.placed_on
            computed = step._deadline(start, placement.contract_id)
            one.deadline = one.extended_to or computed

    @api.depends("deadline", "done_on", "is_wait")
    def _compute_is_late(self):
        for one in self:
            today = one.company_id._recovery_today()
            missed = one.deadline and one.deadline < today
            one.is_late = bool(missed and not one.done_on and not one.is_wait)

    @api.model
    def _remind(self, company):
        """Tell somebody of deadlines that are near, once each."""
        today = company._recovery_today()
        near = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("done_on", "=", False),
                ("deadline", "<=", today + timedelta(days=NEAR)),
                ("placement_id.state", "=", "placed"),
            ]
        )
        for one in near.filtered(lambda one: one.told_for != one.deadline):
            words = self.env._(
                "%(file)s: %(step)s, %(day)s",
                file=one.placement_id.reference,
                step=one.step_id.name,
                day=one.deadline,
            )
            one.placement_id._ask_person(words, one.source or "")
            one.told_for = one.deadline


class RecoveryPlacement(models.Model):
    _inherit = "recovery.placement"

    track = fields.Selection(TRACKS, "Legal track", tracking=True)
    milestone_ids = fields.One2many(
        "recovery.placement.milestone", "placement_id", "Steps"
    )

    def write(self, vals):
        done = super().write(vals)
        if "track" in vals:
            self._drop_steps()
            self._plan_steps()
        return done

    def _drop_steps(self):
        """Take the steps of another track away, but what was done."""
        self.sudo().milestone_ids.filtered(
            lambda one: not one.done_on and one.step_id.track != one.placement_id.track
        ).unlink()

    def _plan_steps(self):
        """Give these the steps of their track that fit: kind, country, amount."""
        tracks = {"insurance", *filter(None, self.mapped("track"))}
        steps = self.env["recovery.agency.step"].sudo()
        steps = steps.search([("track", "in", list(tracks))])
        for one in self.sudo():
            if one.agency_id.kind == "insurer" and not one.track:
                one.track = "insurance"  # comes back here
                continue
            fits = steps.filtered(lambda step, one=one: one._fits(step))
            missing = fits - one.milestone_ids.step_id
            one.milestone_ids.create(
                [{"placement_id": one.id, "step_id": step.id} for step in missing]
            )

    def _fits(self, step):
        company = self.company_id
        country, day = company.country_id, self.placed_on or company._recovery_today()
        claim = self.currency_id._convert(
            self.principal + self.interest, company.currency_id, company, day
        )
        return (
            step.track == self.track
            and step.kind in (False, self.agency_id.kind)
            and step.country_id.id in (False, country.id)
            and (not step.max_amount or claim <= step.max_amount)
        )
