import logging
from datetime import timedelta

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

BATCH = 200
SETTLED, ASKED_FOR = timedelta(minutes=10), timedelta(days=7)
CHANNELS = ("sms", "whatsapp", "voice")
REFUSED, BUSY = 401, 429


class RecoveryTwilio(models.AbstractModel):
    """What contacts cost: Twilio says so some time after they arrived."""

    _inherit = "recovery.twilio"

    @api.model
    def _cron_costs(self):
        """Ask what recent contacts cost; what is not known yet is asked again."""
        for company in self.env["res.company"].search([("recovery_active", "=", True)]):
            if not self._problem(company):
                self._fetch_costs(company)

    @api.model
    def _fetch_costs(self, company):
        """Write the price of recent contacts of ``company``, each committed.

        :return: how many are known now
        """
        now, known = fields.Datetime.now(), 0
        client = self._client(company)
        notices = (
            self.env["recovery.notice"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("channel", "in", CHANNELS),
                    ("provider_ref", "!=", False),
                    ("cost_currency_id", "=", False),
                    ("sent_at", "<", now - SETTLED),
                    ("sent_at", ">", now - ASKED_FOR),
                ],
                order="sent_at desc",
                limit=BATCH,
            )
        )
        for notice in notices:
            try:
                known += self._fetch_cost(client, notice)
            except Exception as error:  # the SDK's and the network's many
                if not self._is_expected(error):
                    raise
                _logger.info("Costs of company %s: not answered", company.id)
                if not _is_of_one(error):
                    break
            self.env["ir.cron"]._commit_progress()
        return known

    def _fetch_cost(self, client, notice):
        reference = notice.provider_ref
        kind = client.calls if reference.startswith("CA") else client.messages
        told = kind(reference).fetch()
        if told.price is None:
            return False
        currency = self.env["res.currency"].with_context(active_test=False)
        notice.write(
            {
                "cost": abs(float(told.price)),
                "cost_currency_id": currency.search(
                    [("name", "=", (told.price_unit or "USD").upper())], limit=1
                ).id,
            }
        )
        return True


def _is_of_one(error):
    """Tell whether an error was answered about this contact only: the next may do."""
    status = getattr(error, "status", None) or 0
    return 400 <= status < 500 and status not in (REFUSED, BUSY)
