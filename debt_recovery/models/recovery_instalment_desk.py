from datetime import timedelta

from odoo import api, models
from odoo.tools import format_date, formatLang


class RecoveryNotice(models.Model):
    """Messages about instalments on the screens: what they are, and why."""

    _inherit = "recovery.notice"

    @api.depends("template_id", "instalment_id", "debit_id")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        for notice in self.filtered(lambda one: one._plan_moment()):
            notice.display_name = " – ".join(
                filter(None, (notice.template_id.name, notice.partner_id.display_name))
            )
        return result

    @api.depends("instalment_id", "debit_id")
    def _compute_why_text(self):
        return super()._compute_why_text()

    def _why(self, anchor):
        if self.debit_id:
            reasons = dict(
                self.debit_id._fields["reason"]._description_selection(self.env)
            )
            return self.env._(
                "Automatic payment rejected: %(reason)s",
                reason=reasons.get(self.debit_id.reason, ""),
            )
        if self.instalment_id:
            part = self.instalment_id
            return self.env._(
                "%(plan)s: %(instalment)s, %(money)s on %(date)s",
                plan=part.arrangement_id.reference,
                instalment=part._words(),
                money=formatLang(self.env, part.amount, currency_obj=part.currency_id),
                date=format_date(self.env, part.due_date),
            )
        if self.anchor == "plan":
            return self.env._("A payment plan broke")
        return super()._why(anchor)


class RecoveryTemplate(models.Model):
    _inherit = "recovery.template"

    def _sample_words(self):
        """Say also what messages about instalments say."""
        company = self.company_id or self.env.company
        today = company._recovery_today()

        def day(days):
            return format_date(
                self.env, today + timedelta(days=days), date_format="long"
            )

        def money(amount):
            return formatLang(self.env, amount, currency_obj=company.currency_id)

        refusal = self.env["recovery.debit"].new({"reason": "funds"})
        return {
            **super()._sample_words(),
            "instalment": money(310.0),
            "instalment_date": day(3),
            "plan_left": money(930.0),
            "plan_limit": day(8),
            "charge_date": day(5),
            "means": "•••• 4242",
            "refusal": refusal.with_env(self.env)._refusal_words(),
        }
