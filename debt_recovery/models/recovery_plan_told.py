from odoo import fields, models

from .recovery_notice_claim import Claim
from .recovery_plan_message import OFFER
from .recovery_plan_own import OWN

REFUSED, CHANGE_REFUSED = "agreement_refused", "agreement_change_refused"


class RecoveryArrangement(models.Model):
    """What is written to a customer who asked on his page: a plan that he made alone
    is in words of its own, and what is refused is answered."""

    _inherit = "recovery.arrangement"

    refused_why = fields.Char("Answer to the customer", readonly=True, copy=False)
    is_asked = fields.Boolean(compute="_compute_is_asked")

    def _compute_is_asked(self):
        """Tell whether the customer waits for an answer: who decides writes to him."""
        for plan in self:
            asked = plan.state == "to_approve" and plan.source in OWN
            plan.is_asked = asked or bool(plan._open_request())

    def _refused_request(self):
        """Return the last change that was refused."""
        return self.request_ids.filtered(lambda one: one.state == "refused")[:1]

    def _texts(self):
        texts = {
            **super()._texts(),
            REFUSED: "plan_refused",
            CHANGE_REFUSED: "plan_change_refused",
        }
        return {**texts, OFFER: "plan_own"} if self.source in OWN else texts

    def _refuse_plan(self, reason):
        """Tell who asked for it why it is refused."""
        asked = self.filtered(
            lambda one: one.state == "to_approve" and one.source in OWN
        )
        result = super()._refuse_plan(reason)
        for plan in asked:
            plan.sudo().refused_why = reason.strip()
            plan._write_message(REFUSED)
        return result


class RecoveryPlanRequest(models.Model):
    _inherit = "recovery.plan.request"

    def _decide(self, state, answer):
        result = super()._decide(state, answer)
        if state == "refused":
            self.arrangement_id._write_message(CHANGE_REFUSED)
        return result


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _claim(self, today, rows=None):
        """An answer leaves while it holds."""
        plan = self.agreement_id
        if self.copy_of_id or self.anchor not in (REFUSED, CHANGE_REFUSED):
            return super()._claim(today, rows)
        if self.anchor == REFUSED:
            holds = plan.state == "cancelled"
        else:
            holds = plan.state == "active" and not plan._open_request()
        return Claim() if holds else Claim(reason="outdated")

    def _words(self, claim, recipient, today):
        words = super()._words(claim, recipient, today)
        if self.anchor == REFUSED:
            words["answer"] = self.agreement_id.sudo().refused_why
        elif self.anchor == CHANGE_REFUSED:
            words["answer"] = self.agreement_id.sudo()._refused_request().answer
        return words

    def _leads_to_plan(self):
        """A plan that is refused leads to the account, where others may be made."""
        return super()._leads_to_plan() and self.anchor != REFUSED
