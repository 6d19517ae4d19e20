from odoo import api, models
from odoo.exceptions import UserError

# The one list of channels. Whatever is not a task is a contact with the customer.
CHANNELS = [
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("whatsapp", "WhatsApp"),
    ("voice", "Voice"),
    ("letter", "Letter"),
    ("task", "Task"),
]
# Those that reach somebody at once: they keep to the hours of contact.
PROMPT = ("email", "sms", "whatsapp", "voice")


class RecoveryChannel(models.AbstractModel):
    """The family of channels: one model ``recovery.channel.<code>``, one file each.

    A channel never commits, never changes a state and never decides whether to send.
    """

    _name = "recovery.channel"
    _description = "Channel"

    # kind of address: "email", "phone", "post"; "" where nobody outside is reached
    _medium = ""
    # what is handed over waits until a person, or a service, has posted it
    _posted_later = False

    @api.model
    def _for(self, code):
        """Return the channel ``code``."""
        name = f"recovery.channel.{code}"
        if name not in self.env:
            raise UserError(self.env._("There is no channel “%(code)s”.", code=code))
        return self.env[name]

    @api.model
    def _problem(self, company):
        """Return why ``company`` cannot use this channel now, "" when it can."""
        return ""

    @api.model
    def _refusal(self, notice, pairs):
        """Return why this customer may not get ``notice`` here, or None.

        :param pairs: what ``_address`` returned
        :return: ``(reason, text)``, a code of ``recovery.notice.reason``
        """
        return None

    @api.model
    def _test(self, company):
        """Try the provider of ``company``; return what it says, in a sentence.

        :raises UserError: saying what is wrong and where it is mended
        """
        problem = self._problem(company)
        if problem:
            raise UserError(problem)
        return self.env._("Nothing to test.")

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
    def _no_address(self, notice):
        """Say why ``_address`` returned nothing, "" when there is nothing to say."""
        return ""

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
    def _ready(self, notices, session):
        """Prepare reserved notices before the commit, so that sending needs nothing but
        the network; what takes long or may fail is left to ``_send``.

        :return: ``{notice id: what _send_ready takes}``
        """
        return {}

    @api.model
    def _send_ready(self, content, session):
        """Hand over what ``_ready`` prepared, without reading the database.

        :return: texts of what was refused in part
        :raises: as ``_send``
        """
        raise NotImplementedError

    @api.model
    def _keep(self, notices):
        """Keep a trace of what left in the accounts' threads."""

    @api.model
    def _look_up(self, notice):
        """Ask the provider what became of an uncertain notice.

        :return: its reference when it has it, False when it surely has not, None when
            nobody knows
        """
        return None

    @api.model
    def _confirm_objection(self, company, address):
        """Tell somebody who objected in writing that we heard it, outside the queue;
        nothing where the channel has no short answer."""
