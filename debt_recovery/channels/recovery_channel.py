from odoo import api, models
from odoo.exceptions import UserError


class RecoveryChannel(models.AbstractModel):
    """The family of channels: one model ``recovery.channel.<code>``, one file each.

    A channel never commits, never changes a state and never decides whether to send.
    """

    _name = "recovery.channel"
    _description = "Channel"

    @api.model
    def _for(self, code):
        """Return the channel ``code``."""
        name = f"recovery.channel.{code}"
        if name not in self.env:
            raise UserError(self.env._("There is no channel “%(code)s”.", code=code))
        return self.env[name]

    @api.model
    def _address(self, notice):
        """Return ``[(contact, normalised address)]``, the first one written to, the
        others in copy; empty when the customer cannot be reached here."""
        return self._addresses(notice)[notice.id]

    @api.model
    def _addresses(self, notices):
        """Return ``{notice id: pairs}`` as ``_address`` has them, for many at once."""
        raise NotImplementedError

    @api.model
    def _reached(self, notices):
        """Return ``{notice id: who would get it now, in words}``."""
        return {
            key: ", ".join(address for _contact, address in pairs)
            for key, pairs in self._addresses(notices).items()
        }

    @api.model
    def _compose(self, notice, claim, recipients, today):
        """Return the values of the notice that hold its content.

        :raises WordingError: when the text cannot be filled
        """
        raise NotImplementedError

    @api.model
    def _open(self, company):
        """Return what several contacts of one batch share, or None."""

    @api.model
    def _is_alive(self, session):
        """Tell whether what ``_open`` returned can be used again."""
        return True

    @api.model
    def _close(self, session):
        """Give back what ``_open`` returned."""

    @api.model
    def _send(self, notice, session):
        """Hand over one reserved notice.

        :raises TemporaryFailure: nothing left, later may work
        :raises PermanentFailure: nothing left, somebody must mend it
        :raises UncertainOutcome: it may have left
        """
        raise NotImplementedError

    @api.model
    def _keep(self, notice):
        """Keep a trace of what left in the account's thread."""

    @api.model
    def _read_event(self, payload):
        """Return the events that a provider's message tells of."""
        return []
