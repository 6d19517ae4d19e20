import logging

from odoo import api, models

from ..tools import bounces
from ..tools.auto_reply import why_automatic

_logger = logging.getLogger(__name__)


class MailThread(models.AbstractModel):
    """The mail gateway, as far as messages of ours come back or are answered."""

    _inherit = "mail.thread"

    @api.model
    def _detect_is_bounce(self, message, message_dict):
        """Know what mail systems send without a standard report; and let through what
        a person, or his robot, answered to the address of the envelope."""
        if self._recovery_bounce(message):
            return True
        native = super()._detect_is_bounce(message, message_dict)
        if native and message.get_content_type() != "multipart/report":
            named = [message_dict["in_reply_to"], message_dict["references"]]
            return not self.env["recovery.notice"].sudo()._named(" ".join(named))
        return native

    def _recovery_bounce(self, message):
        try:
            return bounces.read(message)
        except Exception:  # whatever strangers send must not stop the mailbox
            _logger.exception("A message could not be looked at as a bounce")
            return None

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """Tell the reminders that came back what became of them."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        bounce = self._recovery_bounce(email_message)
        if bounce:
            self.env["recovery.notice"].sudo()._take_bounce(bounce)
        return result

    @api.model
    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        """No message ever makes an account; the answer to one that is gone is not
        for us."""
        found = super()._routing_check_route(
            message, message_dict, route, raise_exception=raise_exception
        )
        return () if found and found[:2] == ("recovery.case", None) else found

    @api.model
    def _message_parse_post_process(self, message, message_dict, routes):
        """Say of an answer to an account whether a machine wrote it."""
        values = super()._message_parse_post_process(message, message_dict, routes)
        if routes and all(route[0] == "recovery.case" for route in routes):
            values["recovery_automatic"] = why_automatic(message)
        return values
