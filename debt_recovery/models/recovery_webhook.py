import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..exceptions import TooEarly
from .recovery_job_mixin import BUSY

_logger = logging.getLogger(__name__)

BATCH = 200
MAX_TRIES = 6
PAUSE, SOON = timedelta(minutes=1), timedelta(seconds=10)
KEPT = timedelta(days=180)


class RecoveryWebhook(models.Model):
    """What a provider told us: kept first, answered, and understood afterwards.

    Told twice it is one row. The model ``recovery.webhook.<kind>`` understands it; a
    row that cannot be understood is kept with its error and tried again. What is
    forged or concerns nobody is not kept, only counted, a row a day.
    """

    _name = "recovery.webhook"
    _inherit = ["recovery.job.mixin", "recovery.workflow.mixin"]
    _description = "Message from a provider"
    _order = "received_at desc, id desc"
    _rec_name = "external_id"

    _transitions = {"new": ("done", "failed", "refused"), "failed": ("new",)}

    provider = fields.Selection(
        [("twilio", "Twilio"), ("iap", "Odoo")], required=True, default="twilio"
    )
    kind = fields.Selection(
        [
            ("status", "Message status"),
            ("inbound", "Incoming message"),
            ("call", "Call status"),
            ("refused", "Refused"),
        ],
        required=True,
    )
    external_id = fields.Char("Reference", required=True)
    status = fields.Char(required=True)
    uuid = fields.Char(help="Names the reminder in the address that was called.")
    sender = fields.Char("From", help="Number of whoever wrote to us.")
    payload = fields.Json("Content")
    company_id = fields.Many2one("res.company", index=True, ondelete="cascade")
    received_at = fields.Datetime(
        "Received", required=True, default=fields.Datetime.now
    )
    state = fields.Selection(
        [
            ("new", "New"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("refused", "Refused"),
        ],
        required=True,
        default="new",
    )
    error = fields.Char()
    tries = fields.Integer()
    retry_at = fields.Datetime("Again at")
    count = fields.Integer("Times", default=1)

    _once = models.UniqueIndex(
        "(provider, kind, external_id, status)", "This message was received already."
    )
    _waiting_idx = models.Index("(id) WHERE state = 'new'")
    _sender_idx = models.Index("(sender, received_at) WHERE sender IS NOT NULL")

    # --- the door ------------------------------------------------------------------

    @api.model
    def _store(self, kind, company, external_id, status, payload, **more):
        """Keep what was told and have it understood soon.

        :param more: ``provider``, ``uuid``, ``sender``
        :return: True when it is new, False when it was told before
        """
        vals = {
            "provider": "twilio",
            "kind": kind,
            "company_id": company.id,
            "external_id": external_id,
            "status": status,
            "payload": payload,
            **more,
        }
        is_new = self._insert(vals)
        if is_new:
            self._come_back("cron_webhooks")
        return is_new

    def _insert(self, vals):
        """Insert a row unless it is there; two doors may be told the same at once."""
        model = self.sudo()
        vals = {
            "received_at": fields.Datetime.now(),
            "state": "new",
            "tries": 0,
            "count": 1,
            **vals,
        }
        columns = {
            name: model._fields[name].convert_to_column_insert(value, model)
            for name, value in vals.items()
        }
        self.env.cr.execute(
            SQL(
                "INSERT INTO recovery_webhook (%s) VALUES %s "
                "ON CONFLICT (provider, kind, external_id, status) DO NOTHING "
                "RETURNING id",
                SQL(", ").join(map(SQL.identifier, columns)),
                tuple(columns.values()),
            )
        )
        return bool(self.env.cr.fetchone())

    @api.model
    def _refuse(self, why, provider="twilio"):
        """Count a call that was forged (``403``) or concerns nobody (``404``)."""
        key = {
            "provider": provider,
            "kind": "refused",
            "external_id": f"{fields.Datetime.now().date()}",
            "status": why,
        }
        said = {"403": "The signature is not genuine.", "404": "Concerns nobody."}
        if self._insert({**key, "state": "refused", "error": said.get(why, why)}):
            return
        self.env.cr.execute(
            SQL(
                "UPDATE recovery_webhook SET count = count + 1 WHERE provider = %s "
                "AND kind = 'refused' AND external_id = %s AND status = %s",
                provider,
                key["external_id"],
                why,
            )
        )

    # --- understanding -------------------------------------------------------------

    @api.model
    def _cron_webhooks(self):
        """Understand what waits, each in a transaction of its own."""
        progress = self.env["ir.cron"]._commit_progress
        ids = self._waiting()
        progress(remaining=len(ids))
        for key in ids:
            if not self.browse(key)._understand_apart(progress):
                return
        later = self.search(
            [("state", "=", "new"), ("retry_at", "!=", False)],
            order="retry_at",
            limit=1,
        )
        if later:
            self._come_back("cron_webhooks", later.retry_at)

    def _understand_apart(self, progress):
        """Understand this one, committed; one that meets another session's work waits
        for the next run and holds nobody up.

        :return: how many seconds are left
        """
        try:
            is_news = self._process()
            seconds_left = progress(1)
            if is_news:
                self._handler()._afterwards(self)
                seconds_left = progress()
        except BUSY:
            self.env.cr.rollback()
            self._come_back("cron_webhooks", fields.Datetime.now() + SOON)
            seconds_left = progress(1)
        return seconds_left

    def _waiting(self):
        now = fields.Datetime.now()
        domain = [
            ("state", "=", "new"),
            "|",
            ("retry_at", "=", False),
            ("retry_at", "<=", now),
        ]
        return self.search(domain, order="id", limit=BATCH).ids

    def _handler(self):
        handler = self.env[f"recovery.webhook.{self.kind}"]
        return handler.with_company(self.company_id) if self.company_id else handler

    def _process(self):
        """Understand this one; the caller commits. One that fails waits, with its
        error, and is given up after some tries.

        :return: True when something is to be done afterwards
        :raises BUSY: it met another session's work
        """
        if not self.try_lock_for_update() or self.state != "new":
            return False
        try:
            with self.env.cr.savepoint():
                is_news = self._handler()._understand(self)
                self.env.flush_all()
        except TooEarly:  # the job that sends it has not written its result yet
            self._wait("")
        except BUSY:
            raise
        except Exception as error:  # this one only: the others are understood
            _logger.exception("Message %s of a provider: not understood", self.id)
            self._wait(repr(error))
        else:
            self._move_to("done", error=False, retry_at=False)
            return bool(is_news)
        return False

    def _wait(self, error):
        tries = self.tries + 1
        self.sudo().write(
            {
                "tries": tries,
                "error": error,
                "retry_at": fields.Datetime.now() + PAUSE * 2 ** (tries - 1),
            }
        )
        if tries >= MAX_TRIES:
            self._move_to("failed")

    def action_again(self):
        """Try again what failed."""
        self.check_access("write")
        failed = self.filtered(lambda one: one.state == "failed")
        failed._move_to("new", tries=0, retry_at=False)
        self._come_back("cron_webhooks")

    @api.autovacuum
    def _gc_understood(self):
        """Forget what was understood long ago: the events tell the story."""
        limit = fields.Datetime.now() - KEPT
        self.search(
            [("state", "in", ("done", "refused")), ("received_at", "<", limit)],
            limit=10000,
        ).unlink()
