from odoo import models


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _told_events(self):
        """A call stands in the history once: as the contact that it is."""
        return (
            super()
            ._told_events()
            .filtered(
                lambda event: (
                    event.kind != "called" or not event.notice_id._is_call_by_hand()
                )
            )
        )


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _is_call_by_hand(self):
        return self.channel == "voice" and self._is_by_hand()

    def _moment(self):
        moment = super()._moment()
        if not self._is_call_by_hand():
            return moment
        return moment._replace(icon="fa-phone", detail=self._call_told())

    def _moment_title(self):
        if not self._is_call_by_hand():
            return super()._moment_title()
        return self.env._("Call: %(who)s", who=self.recipient_id.display_name or "")

    def _tone_of_state(self):
        """A conversation is green, an attempt is not."""
        if self._is_call_by_hand() and self.state in ("sent", "delivered"):
            return "success" if self.answered_at else "secondary"
        return super()._tone_of_state()

    def _call_told(self):
        """Say what came of the call, as its last event has it."""
        told = self.case_id.event_ids.filtered(
            lambda event: event.notice_id == self and event.kind == "called"
        )
        return told[:1].text or self.subject or ""
