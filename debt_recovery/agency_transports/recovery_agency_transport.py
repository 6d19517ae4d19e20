from dataclasses import dataclass

from odoo import api, models
from odoo.exceptions import UserError


@dataclass
class Session:
    """An open way: to whom, for which of our companies, and the line where there is
    one."""

    agency: object
    company: object
    line: object = None


class RecoveryAgencyTransport(models.AbstractModel):
    """The family of ways to an agency: one ``recovery.agency.transport.<code>`` each.

    A way carries bytes; it never reads what they mean, commits nothing and changes no
    state. Each method may raise:

    - ``TemporaryFailure``: nothing arrived, later may work;
    - ``PermanentFailure``: nothing arrived, somebody must mend it;
    - ``UncertainOutcome``: it may have arrived (``_put`` only).
    """

    _name = "recovery.agency.transport"
    _description = "Way to an agency"

    _leaves_alone = True  # the job sends by it; else a person or the agency fetches
    _looks_up = False  # it can tell whether a file arrived
    _fetches = False  # it has a folder of the agency's files

    @api.model
    def _for(self, code):
        """Return the way ``code``.

        :raises UserError: when there is none with this code
        """
        name = f"recovery.agency.transport.{code}"
        if name not in self.env:
            raise UserError(self.env._("There is no way “%(code)s”.", code=code))
        return self.env[name]

    @api.model
    def _open(self, agency, company):
        """Return a :class:`Session`; the caller closes it."""
        return Session(agency, company)

    @api.model
    def _close(self, session):
        """Close what ``_open`` opened; never raises."""

    @api.model
    def _test(self, agency, company):
        """Try the way without sending; return a sentence of what was found."""
        raise NotImplementedError

    @api.model
    def _put(self, session, name, body, key):
        """Hand over one file; return the other side's reference, "" without one.

        :param key: the same for each try of the same file
        """
        raise NotImplementedError

    @api.model
    def _look_up(self, session, name, body, key):
        """Tell whether a file arrived whose try ended in doubt: True, False, or None
        where the way cannot tell."""
        return None

    @api.model
    def _may_repeat(self, agency):
        """Tell whether a file that arrived may come again: it is known by its key."""
        return False

    @api.model
    def _list(self, session):
        """Return :class:`~..tools.agency_ways.Waiting` of what lies there for us,
        oldest first; what is visibly unfinished is left out."""
        return []

    @api.model
    def _get(self, session, waiting):
        """Return ``(file name, bytes)`` of one of ``_list``; it stays where it is."""
        raise NotImplementedError

    @api.model
    def _done(self, session, waiting):
        """Put one that is safe with us out of the way, unless it changed since."""
