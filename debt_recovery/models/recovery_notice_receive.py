from odoo import fields, models

from ..exceptions import TooEarly

# How far each status is on its way; nothing ever goes back.
ORDER = ("accepted", "sent", "delivered", "read", "clicked", "answered")


class RecoveryNotice(models.Model):
    """What a provider tells later, in any order, late or twice."""

    _inherit = "recovery.notice"

    def _receive(self, status, at=None, text="", failure_type="", **told):
        """Take in what became of a contact that was handed over.

        :param status: one of ``ORDER``, or ``bounced``
        :param at: UTC instant at which it happened; None: now
        :param failure_type: of a bounce, a code of the closed vocabulary
        :param told: ``provider_ref``, ``cost``, ``cost_currency``, ``hard``
        :return: True when something was new
        :raises TooEarly: while the job that sends it has not written its own result
        """
        self.ensure_one()
        self = self.sudo()
        if self.state == "sending":
            raise TooEarly(self.display_name)
        ref = told.get("provider_ref")
        if ref and self.provider_ref and ref != self.provider_ref:
            return False  # of an earlier try: this one has its own reference
        at = at or fields.Datetime.now()
        self._note_provider(**told)
        if status == "bounced":
            return self._receive_bounce(at, text, failure_type, told.get("hard", True))
        known = self._received()
        if ORDER.index(status) <= known or self.state == "bounced":
            return False
        if self.state in ("queued", "failed"):
            self._find_it_left()
        if self.state == "uncertain":
            self._resolve_sent(self.reserved_at or at)
        if ORDER.index(status) >= ORDER.index("delivered") and self.state == "sent":
            self._move_to("delivered", failure_type=False, failure_text=False)
        self._stamp(status, at)
        self.env["recovery.event"]._log(status, self.case_id, text, self, at)
        return True

    def _note_provider(self, provider_ref=None, cost=None, cost_currency=None, **_more):
        vals = {}
        if provider_ref and not self.provider_ref:
            vals["provider_ref"] = provider_ref
        if cost is not None and cost != self.cost:
            vals["cost"] = cost
        if cost_currency and cost_currency != self.cost_currency_id:
            vals["cost_currency_id"] = cost_currency.id
        if vals:
            self.write(vals)

    def _received(self):
        """Return the place in ``ORDER`` of the farthest that is known."""
        if self.answered_at:
            return ORDER.index("answered")
        kinds = set(
            self.env["recovery.event"]
            .search([("notice_id", "=", self.id), ("kind", "in", ORDER)])
            .mapped("kind")
        )
        reached = [ORDER.index(kind) for kind in kinds]
        if self.state == "sent":  # told by our own call, not by an event
            reached.append(ORDER.index("sent"))
        return max(reached, default=-1)

    def _stamp(self, status, at):
        """Keep the instants that people look at."""
        vals = {}
        if ORDER.index(status) >= ORDER.index("delivered") and not self.delivered_at:
            vals["delivered_at"] = at
        if status in ("read", "clicked") and not self.read_at:
            vals["read_at"] = at
        if status == "answered" and not self.answered_at:
            vals["answered_at"] = at
        if vals:
            self.write(vals)

    def _find_it_left(self):
        """It was taken for lost and waits again, but the provider has it: it must not
        leave a second time."""
        day = self.company_id._recovery_today(self.reserved_at)
        self._move_to("queued")
        self._move_to("sending", left_on=day)
        self._move_to("uncertain")

    def _resolve_sent(self, at):
        """The provider has it: an uncertain one did leave."""
        self._move_to("sent", sent_at=at, failure_type=False, failure_text=False)
        self._after_sent()

    def _receive_bounce(self, at, text, failure_type, hard):
        """It came back. After a delivery that is only told: somebody got it."""
        event = self.env["recovery.event"]
        if self.state not in ("sent", "delivered", "uncertain", "to_post"):
            return False
        if not hard or self.state == "delivered":
            event._log("refused", self.case_id, text, self, at)
            return True
        if self.state == "uncertain":
            self._move_to("sent", sent_at=self.reserved_at or at)
        self._move_to(
            "bounced", failure_type=failure_type or "refused", failure_text=text
        )
        event._log("bounced", self.case_id, text, self, at)
        self.env["recovery.mark"]._add(self.company_id, self.partner_id, "bounced")
        self._repair(at)
        self._fall_back()
        return True

    def _repair(self, at):
        """Have somebody mend the contact data that this one showed to be wrong."""
