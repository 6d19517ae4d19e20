from odoo import api, models


class RecoveryWebhookKind(models.AbstractModel):
    """The family of what providers tell: one model ``recovery.webhook.<kind>`` each."""

    _name = "recovery.webhook.kind"
    _description = "Kind of message from a provider"

    @api.model
    def _understand(self, webhook):
        """Write what it says where it belongs; told again it changes nothing.

        :return: True when ``_afterwards`` has something to do
        :raises TooEarly: to be asked again
        """
        raise NotImplementedError

    @api.model
    def _afterwards(self, webhook):
        """Do what uses the network, once what was understood is on disk: at most once,
        whatever becomes of it."""
