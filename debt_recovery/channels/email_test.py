from odoo import api, models
from odoo.exceptions import UserError

from ..exceptions import TemporaryFailure


class RecoveryChannelEmail(models.AbstractModel):
    _inherit = "recovery.channel.email"

    @api.model
    def _test(self, company):
        """Open a session with the mail server, as sending does, and close it."""
        try:
            session = self._open(company)
        except TemporaryFailure as failure:
            raise UserError(
                self.env._(
                    "The mail server does not answer: %(why)s. An administrator mends "
                    "it in the outgoing mail servers.",
                    why=failure,
                )
            ) from failure
        is_alive = self._is_alive(session)
        host = getattr(getattr(session, "sock", None), "getpeername", lambda: "")()
        self._close(session)
        if not is_alive:
            raise UserError(self.env._("The mail server closed the line."))
        return self.env._(
            "The mail server answers%(where)s.",
            where=f" ({host[0]})" if host else "",
        )
