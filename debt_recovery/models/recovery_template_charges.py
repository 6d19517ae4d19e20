from markupsafe import Markup

from odoo import models


class RecoveryTemplate(models.Model):
    """The words of a text that speak of charges."""

    _inherit = "recovery.template"

    def _placeholder_help(self):
        return {
            **super()._placeholder_help(),
            "charges_law": self.env._(
                "paragraph: what the law provides for, not asked for today"
            ),
            "charges_today": self.env._(
                "paragraph: what interest and fixed sums come to today"
            ),
            "charges_claimed": self.env._(
                "paragraph: interest and fixed sums claimed, with their formula"
            ),
            "penalties": self.env._("late-payment interest to this day"),
            "penalty_days": self.env._("days of interest, the longest of the invoices"),
            "rate": self.env._("rate of interest"),
            "indemnity": self.env._("fixed sums for recovery costs"),
            "total_with_charges": self.env._("principal, interest and fixed sums"),
        }

    def _sample_statutory(self, company, money, day):
        words = super()._sample_statutory(company, money, day)
        charges = self.env["recovery.charge"]
        sums = self.env._(
            "As of right (%(law)s), late-payment interest calculated to %(date)s "
            "comes to %(penalties)s (%(terms)s), and the fixed sum for recovery "
            "costs to %(indemnity)s.",
            law=self.env._("Commercial Code, art. L. 441-10"),
            date=day(company._recovery_today()),
            penalties=money(5.86),
            terms=self.env._("%(rate)s a year", rate=charges._rate_words(12.15)),
            indemnity=money(40.0),
        )
        paragraph = Markup("<p>%s</p>") % sums
        return {
            **words,
            "charges_law": paragraph,
            "charges_today": paragraph,
            "charges_claimed": paragraph,
            "penalties": money(5.86),
            "penalty_days": "16",
            "rate": charges._rate_words(12.15),
            "indemnity": money(40.0),
            "total_with_charges": money(1145.86),
        }
