from datetime import timedelta

from odoo import fields, models


class RecoveryDispute(models.Model):
    """The same error again and again: somebody looks at its cause."""

    _inherit = "recovery.dispute"

    repeat_product_id = fields.Many2one(
        "product.product",
        "Repeated error on",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="This dispute made the manager look: the same reason on the same product.",
    )

    def _opened(self):
        result = super()._opened()
        self._tell_repeat()
        return result

    def _tell_repeat(self):
        """Ask the manager to look when the reason comes back on a product, once in
        the company's period."""
        company = self.company_id
        enough = company.recovery_dispute_repeat
        if not enough:
            return
        since = self.opened_on - timedelta(days=company.recovery_dispute_repeat_days)
        self.env.flush_all()
        for product, disputes in self.env["recovery.dispute.report"]._repeats(
            self, since
        ):
            told = product in disputes.repeat_product_id
            if product and len(disputes) >= enough and not told:
                self._ask_for_cause(product, disputes)

    def _ask_for_cause(self, product, disputes):
        company = self.company_id
        person = company._recovery_acting(company.recovery_manager_id) or self.user_id
        speaking = self.with_context(lang=person.lang)
        self.repeat_product_id = product
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=company._recovery_today(),
            summary=speaking.env._(
                "Repeated error: %(reason)s – %(product)s, %(number)s disputes in "
                "%(days)s days",
                reason=speaking.reason_id.name,
                product=product.with_context(lang=person.lang).display_name,
                number=len(disputes),
                days=company.recovery_dispute_repeat_days,
            ),
            user_id=person.id,
        )
