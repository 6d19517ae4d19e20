from datetime import timedelta

from odoo import models


class RecoveryNotice(models.Model):
    """While a call-back is set, no machine calls the customer."""

    _inherit = "recovery.notice"

    def _waits_for_somebody(self, today):
        callback = self.channel == "voice" and self.case_id._waiting_callback()
        if not callback:
            return super()._waits_for_somebody(today)
        day = max(today, self.company_id._recovery_today(callback.call_at))
        self._put_off_to_day(day + timedelta(days=1), "callback")
        return True
