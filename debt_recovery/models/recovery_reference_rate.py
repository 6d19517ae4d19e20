from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import get_lang

from ..tools.rule_part_cells import number
from .recovery_rule_choices import CONFIDENCES, FIXINGS


class RecoveryReferenceSeries(models.Model):
    """A public rate that laws refer to; empty when no value of it was found."""

    _name = "recovery.reference.series"
    _description = "Reference rate"
    _order = "code"

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    fixing = fields.Selection(FIXINGS)
    rate_ids = fields.One2many("recovery.reference.rate", "series_id", "Values")
    present = fields.Char("Today", compute="_compute_present")

    _code_unique = models.UniqueIndex("(code)", "This reference rate exists already.")

    @api.depends("rate_ids")
    @api.depends_context("lang")
    def _compute_present(self):
        """Say the value of today, or that none is known: nothing is guessed."""
        today = self.env.company._recovery_today()
        rates = self.env["recovery.reference.rate"]
        point = get_lang(self.env).decimal_point
        for series in self:
            value, rate = rates._value(series.code, today)
            if not rate:
                series.present = self.env._("No value known for today")
                continue
            text = f"{number(value).replace('.', point)} %"
            if rate.confidence == "general_knowledge":
                text = self.env._("%(value)s, to be checked", value=text)
            series.present = text


class RecoveryReferenceRate(models.Model):
    """One value of a public rate, from a date on; replaced, never edited."""

    _name = "recovery.reference.rate"
    _description = "Value of a reference rate"
    _order = "series_id, valid_from desc, id desc"

    series_id = fields.Many2one(
        "recovery.reference.series", required=True, ondelete="restrict", index=True
    )
    valid_from = fields.Date(required=True)
    valid_to = fields.Date()
    value = fields.Float(required=True, digits=(8, 4), help="Percent a year.")
    source = fields.Char(required=True)
    source_url = fields.Char()
    confidence = fields.Selection(
        CONFIDENCES, "Reliability", required=True, default="general_knowledge"
    )
    rule_id = fields.Many2one("recovery.rule", readonly=True, ondelete="set null")
    superseded_by_id = fields.Many2one(
        "recovery.reference.rate", "Replaced by", readonly=True, ondelete="set null"
    )

    _current = models.UniqueIndex(
        "(series_id, valid_from) WHERE superseded_by_id IS NULL",
        "This reference rate has a value from that date already.",
    )

    @api.depends("series_id", "valid_from")
    def _compute_display_name(self):
        for rate in self:
            rate.display_name = f"{rate.series_id.code} {rate.valid_from}"

    @api.model_create_multi
    def create(self, vals_list):
        """Give new values; each takes the place of that of the same date."""
        replaced = [self._replaced_by(vals) for vals in vals_list]
        for before in replaced:
            # points to itself meanwhile: one value a date is current
            before.sudo().write({"superseded_by_id": before.id})
        self.flush_model(["superseded_by_id"])
        rates = super().create(vals_list)
        for before, rate in zip(replaced, rates, strict=True):
            before.sudo().write({"superseded_by_id": rate.id})
        return rates

    def _replaced_by(self, vals):
        return self.search(
            [
                ("series_id", "=", vals.get("series_id")),
                ("valid_from", "=", vals.get("valid_from")),
                ("superseded_by_id", "=", False),
            ]
        )

    def write(self, vals):
        if set(vals) != {"superseded_by_id"} or not self.env.su:
            raise UserError(
                self.env._("A reference rate never changes: give a new value of it.")
            )
        return super().write(vals)

    def unlink(self):  # pylint: disable=method-required-super
        if self:
            raise UserError(  # pylint: disable=no-raise-unlink
                self.env._("A reference rate is never deleted: give a new value.")
            )
        return True

    def _value(self, series, day):
        """Return ``(percent, rate)`` of a series on a day; None, none when unknown.

        A value holds until its last day, else until the next one.
        """
        rate = self.search(
            Domain("series_id.code", "=", series)
            & Domain("superseded_by_id", "=", False)
            & Domain("valid_from", "<=", day)
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">=", day)),
            limit=1,
        )
        return (Decimal(str(rate.value)), rate) if rate else (None, rate)

    def _follow(self, rules):
        """Keep the values that rules of reference rates give."""
        model = self.env["recovery.reference.series"]
        series = {one.code: one for one in model.search([])}
        for rule in rules.filtered(lambda one: one.kind == "reference_rate"):
            code, figures = rule.amount_ids.series, rule.amount_ids
            if code not in series:
                vals = {"code": code, "name": code, "fixing": figures.fixing}
                series[code] = model.create(vals)
            self.create(self._vals_of(rule, series[code]))

    def _vals_of(self, rule, series):
        return {
            "series_id": series.id,
            "valid_from": rule.valid_from,
            "valid_to": rule.valid_to,
            "value": rule.amount_ids.percent,
            "source": rule.legal_basis or rule.code,
            "source_url": rule.source_url,
            "confidence": rule.confidence,
            "rule_id": rule.id,
        }
