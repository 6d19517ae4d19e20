from datetime import UTC, timedelta

from odoo import api, models

SLACK = timedelta(minutes=2)  # between two clocks
RECENT = 20


class RecoveryTwilio(models.AbstractModel):
    """Requests through Twilio's SDK: nothing of them reaches the log, and what goes
    wrong is said in our words."""

    _inherit = "recovery.twilio"

    @api.model
    def _client(self, company):
        client = super()._client(company)
        client.http_client = _quiet(client.http_client)
        return client

    @api.model
    def _ask(self, company, what):
        """Return ``what(client)``.

        :raises TemporaryFailure: nothing was taken, later may work
        :raises PermanentFailure: refused
        :raises UncertainOutcome: it may have been taken
        """
        client = self._client(company)
        try:
            return what(client)
        except Exception as error:  # the SDK's and the network's many
            if not self._is_expected(error):
                raise
            failure = self._failure_of(error)
            wait = client.http_client.retry_after
            if wait and hasattr(failure, "retry_after"):
                failure.retry_after = wait
            raise failure from error

    @api.model
    def _find(self, notice, listing, is_its=lambda _one: True):
        """Look for what left for an uncertain ``notice`` among ``listing(client)``.

        The lock lets one contact at a time leave for a number: what Twilio took since
        is this one, unless it is another's.

        :param is_its: tells whether one of the list may be what left, by its words
        :return: its reference, False when it surely has none, None when in doubt
        """
        since = (notice.reserved_at - SLACK).replace(tzinfo=UTC)
        found = [
            one.sid
            for one in self._ask(notice.company_id, listing)
            if one.date_created and one.date_created >= since and is_its(one)
        ]
        others = self.env["recovery.notice"].sudo()
        known = others.search(
            [("provider_ref", "in", found), ("id", "!=", notice.id)]
        ).mapped("provider_ref")
        mine = [sid for sid in found if sid not in known]
        if len(mine) > 1:
            return None
        return mine[0] if mine else False


def _quiet(http):
    """Let ``http`` log nothing, neither numbers nor texts nor accounts, and keep what
    the server asks to wait."""
    request = http.request

    def remembered(*arguments, **options):
        response = request(*arguments, **options)
        wait = str((response.headers or {}).get("Retry-After", ""))
        http.retry_after = int(wait) if wait.isdigit() else 0
        return response

    http.retry_after = 0
    http.request = remembered
    http.log_request = http.log_response = lambda *_what: None
    return http
