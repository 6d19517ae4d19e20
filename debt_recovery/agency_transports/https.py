import hashlib
import json
import ssl
import time
from collections import namedtuple
from urllib.parse import quote, urljoin, urlsplit

import requests
from urllib3.exceptions import NewConnectionError

from odoo import api, models

from ..exceptions import PermanentFailure, TemporaryFailure, UncertainOutcome
from ..tools.agency_ways import same_host, without

TIMEOUT = 30  # seconds: to connect, and between two bytes
PATIENCE = 60  # seconds for the text of an answer
READ = 4096  # bytes of it that are looked at
REDIRECTS = 3
KEPT = (307, 308)  # go elsewhere with the same content
NOT_NOW = (408, 425, 429, 503)  # says itself that it took nothing
Answer = namedtuple("Answer", "status reason headers start")


class RecoveryAgencyTransportHttps(models.AbstractModel):
    """One POST a file, with an ``Idempotency-Key`` that is the same for each try.

    Nothing is fetched: what servers offer for that has no common form; an agency whose
    files come by itself uses its folder or its pages in the portal.
    """

    _name = "recovery.agency.transport.https"
    _inherit = "recovery.agency.transport"
    _description = "HTTPS"

    @api.model
    def _check(self, agency):
        if not agency.way_url:
            raise PermanentFailure(
                "settings", self.env._("The agency has no address for files.")
            )

    @api.model
    def _test(self, agency, company):
        """Ask what the address allows; nothing is sent."""
        self._check(agency)
        try:
            answer = _ask("OPTIONS", agency.way_url, self._secret(agency))
        except requests.RequestException as error:
            raise self._lost(agency, error, safe=True) from error
        if answer.status in (401, 403):
            raise PermanentFailure("login", self._said(agency, answer))
        return self.env._(
            "The server answers: %(status)s.",
            status=f"{answer.status} {answer.reason}",
        )

    def _secret(self, agency):
        own = agency.sudo()
        return {own.way_header: own.way_secret} if own.way_secret else {}

    @api.model
    def _put(self, session, name, body, key):
        agency = session.agency
        self._check(agency)
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Idempotency-Key": key,
            "X-Content-SHA256": hashlib.sha256(body).hexdigest(),
            **self._secret(agency),
        }
        try:
            answer = self._post(agency, headers, body)
        except requests.RequestException as error:
            raise self._lost(agency, error, agency.way_keeps_key) from error
        return self._judge(agency, answer)

    @api.model
    def _may_repeat(self, agency):
        return agency.way_keeps_key

    def _post(self, agency, headers, body):
        """Post, and follow to another page of the same server only."""
        url = agency.way_url
        for _turn in range(REDIRECTS):
            answer = _ask("POST", url, headers, body)
            if not 300 <= answer.status < 400:
                return answer
            target = urljoin(url, answer.headers.get("Location", ""))
            same = same_host(urlsplit(url), urlsplit(target))
            if answer.status not in KEPT or not same:
                break
            url = target
        raise PermanentFailure(
            "refused",
            self.env._("The server sends us elsewhere: nothing was given to others."),
        )

    def _judge(self, agency, answer):
        """Return the server's own reference, or raise what its answer means."""
        status, said = answer.status, self._said(agency, answer)
        if 200 <= status < 300:
            return self._reference(answer)
        if status in NOT_NOW or (status >= 500 and agency.way_keeps_key):
            later = answer.headers.get("Retry-After", "")
            raise TemporaryFailure(
                "server", said, int(later) if later.isdecimal() else 0
            )
        if status >= 500 or status == 409:  # it may have it, or have had it before
            raise UncertainOutcome("unknown", said)
        raise PermanentFailure("login" if status in (401, 403) else "refused", said)

    def _reference(self, answer):
        """Return ``id`` or ``reference`` of a JSON answer, "" without one."""
        try:
            told = json.loads(answer.start)
        except ValueError:
            return ""
        told = told if isinstance(told, dict) else {}
        return str(told.get("reference") or told.get("id") or "")[:100]

    def _said(self, agency, answer):
        text = answer.start.decode("utf-8", "replace")
        said = f"{answer.status} {answer.reason} {text}"
        return without(said, agency._secrets())

    def _lost(self, agency, error, safe):
        """Return what a broken line means; ``safe``: a second try does no harm."""
        if _is_of_certificate(error):
            return PermanentFailure(
                "host_key", self.env._("The server's certificate is not good.")
            )
        reason = getattr(error.args[0] if error.args else None, "reason", None)
        before = isinstance(reason, NewConnectionError)
        if before or isinstance(error, requests.ConnectTimeout):
            said = self.env._("The server was not reached.")
            return TemporaryFailure("server", said)
        if isinstance(error, requests.Timeout):
            said = self.env._("The server did not answer in time.")
        else:
            said = self.env._("The line broke before the server answered.")
        return (TemporaryFailure if safe else UncertainOutcome)(
            "server" if safe else "unknown", said
        )


def _ask(method, url, headers, body=None):
    """Return the :class:`Answer` to one request; it is led nowhere else."""
    with requests.request(
        method,
        url,
        headers=headers,
        data=body,
        timeout=TIMEOUT,
        allow_redirects=False,
        stream=True,
    ) as answer:
        start = _start(answer)
        return Answer(answer.status_code, answer.reason or "", answer.headers, start)


def _start(answer):
    """Return how the text of an answer begins: what counts was said before it, so that
    a server which never ends it is not waited for."""
    start, until = bytearray(), time.monotonic() + PATIENCE
    try:
        for part in answer.iter_content(1):
            start += part
            if len(start) >= READ or time.monotonic() > until:
                break
    except requests.RequestException:
        return bytes(start)
    return bytes(start)


def _is_of_certificate(error):
    """Tell a certificate that is not good from an encrypted line that broke."""
    while error is not None and not isinstance(error, ssl.CertificateError):
        error = error.__cause__ or error.__context__
    return error is not None
