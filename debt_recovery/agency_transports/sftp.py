from odoo import api, models

from ..exceptions import PermanentFailure
from ..tools import sftp_line
from ..tools.agency_ways import host_key
from .recovery_agency_transport import Session


class RecoveryAgencyTransportSftp(models.AbstractModel):
    """Folders on the agency's server, whose key is pinned: a server that shows another
    one gets neither password nor file."""

    _name = "recovery.agency.transport.sftp"
    _inherit = "recovery.agency.transport"
    _description = "SFTP"

    _looks_up = True
    _fetches = True

    @api.model
    def _open(self, agency, company):
        own = agency.sudo()
        self._check(own)
        line = sftp_line.Line(
            own.way_host,
            own.way_port,
            own.way_user,
            (own.way_password, own.way_private_key),
            host_key(own.way_host_key),
        )
        return Session(agency, company, line)

    def _check(self, own):
        """Say what is missing before anything is opened.

        :raises PermanentFailure: somebody must mend it
        """
        if not sftp_line.paramiko:
            raise PermanentFailure(
                "library",
                self.env._("SFTP needs the Python library “paramiko” on the server."),
            )
        if not own.way_host or not own.way_user:
            raise PermanentFailure(
                "settings", self.env._("Write the server and the login.")
            )
        if not own.way_password and not own.way_private_key:
            raise PermanentFailure(
                "settings", self.env._("Write a password or a private key.")
            )
        if not own.way_host_key:
            text, mark = sftp_line.shown_key(own.way_host, own.way_port)
            raise PermanentFailure(
                "host_key",
                self.env._(
                    "No key of the server is pinned. It shows %(mark)s: compare this "
                    "with what the agency told you, then pin “%(text)s”.",
                    mark=mark,
                    text=text,
                ),
            )

    @api.model
    def _close(self, session):
        session.line.close()

    @api.model
    def _test(self, agency, company):
        session = self._open(agency, company)
        with session.line as line:
            line.waiting(agency.way_folder_out or ".")
            found = len(self._list(session))
            if agency.way_folder_done:
                line.waiting(agency.way_folder_done)
        return self.env._(
            "The server answers with its pinned key; %(number)s files wait for us.",
            number=found,
        )

    @api.model
    def _put(self, session, name, body, key):
        session.line.put(session.agency.way_folder_out or ".", name, body, key)
        return ""

    @api.model
    def _look_up(self, session, name, body, key):
        return session.line.arrived(session.agency.way_folder_out or ".", name, body)

    @api.model
    def _list(self, session):
        folder = session.agency.way_folder_in
        return session.line.waiting(folder) if folder else []

    @api.model
    def _get(self, session, waiting):
        return waiting.name, session.line.get(waiting)

    @api.model
    def _done(self, session, waiting):
        folder = session.agency.way_folder_done
        if folder:
            session.line.done(waiting, folder)
