from odoo import models


class RecoveryNotice(models.Model):
    """By which channel of its step a new reminder goes: a message to a phone is planned
    only where it can be sent and may be, so that nobody approves it in vain."""

    _inherit = "recovery.notice"

    def _usable(self, channel):
        """Return those of these that ``channel`` is of use for now.

        A channel without a phone is always tried: what goes wrong there is mended.
        """
        socket = self.env["recovery.channel"]._for(channel)
        if socket._medium != "phone":
            return self
        usable = self.browse()
        for company, notices in self.grouped("company_id").items():
            if socket._problem(company):
                continue
            pairs = socket._addresses(notices)
            usable += notices.filtered(
                lambda one, pairs=pairs: (
                    pairs[one.id] and not socket._refusal(one, pairs[one.id])
                )
            )
        return usable

    def _choose_channels(self):
        """Move each of these new reminders to the first channel of its step that is of
        use; where none is, it stays, and says why when it should leave."""
        several = self.filtered("treatment_id.fallback_ids")
        left = several.browse()
        for channel, notices in several.grouped("channel").items():
            left += notices - notices._usable(channel)
        for step, notices in left.grouped("treatment_id").items():
            for channel, text in step._channels():
                usable = notices._usable(channel)
                usable._go_by(channel, text)
                notices -= usable

    def _go_by(self, channel, text):
        if self:
            self.write(
                {
                    "channel": channel,
                    "template_id": text.id,
                    "template_version": text.version,
                    "letter_mode": self.treatment_id._letter_mode(channel),
                }
            )
