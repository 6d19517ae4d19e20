import logging
from dataclasses import replace
from datetime import UTC, timedelta
from uuid import uuid4

from markupsafe import Markup

from odoo import api, models

from ..exceptions import PermanentFailure
from ..tools import phones, sms_text
from ..tools.segments import CONSUMER

_logger = logging.getLogger(__name__)

RECENT = 50  # messages to one number that are looked through
# Two clocks may differ; nobody gets the same words twice in so short a time.
SLACK = timedelta(hours=6)
SIGNS = {"delivered": "sent", "bounced": "bounce"}  # ours: the native ones


class RecoveryChannelSms(models.AbstractModel):
    """A text message, through whatever provider the company's native texts use: one at
    a time, by our own job. The native queue never sees it; its receipts come back
    through the native addresses."""

    _name = "recovery.channel.sms"
    _inherit = "recovery.channel"
    _description = "SMS"
    _medium = "phone"

    # --- whom ----------------------------------------------------------------------

    @api.model
    def _addresses(self, notices):
        """One contact each: the first whose number takes texts, else the first."""
        found = {}
        for key, pairs in notices._phone_pairs().items():
            mobile = [pair for pair in pairs if phones.takes_text(pair[1])]
            found[key] = (mobile or pairs)[:1]
        return found

    @api.model
    def _problem(self, company):
        if not company.recovery_sms_active:
            return self.env._("Text messages are switched off for this company.")
        if not self.env["recovery.sms.provider"]._is_twilio(company):
            return ""
        if not company.sudo().sms_twilio_number_ids:
            return self.env._("Twilio: no number to send from.")
        return self.env["recovery.twilio"]._problem(company)

    @api.model
    def _refusal(self, notice, pairs):
        number = pairs[0][1]
        if not phones.takes_text(number):
            return ("landline", number)
        if notice.partner_id._recovery_kind() != CONSUMER:
            return None
        points = notice.case_id._points_of(pairs)  # a new reminder has none yet
        subject = replace(notice._subject(pairs), points=tuple(points.ids))
        said = self.env["recovery.gate"].sudo()._consents([subject])[notice.id]
        return None if said.get("sms") == "opt_in" else ("no_consent", "")

    @api.model
    def _test(self, company):
        if self._problem(company) or not self.env["recovery.sms.provider"]._is_twilio(
            company
        ):
            return super()._test(company)
        return self.env["recovery.twilio"]._check(company)

    # --- what ----------------------------------------------------------------------

    @api.model
    def _compose(self, notice, claim, recipients, today):
        person, number = recipients[0]
        words = notice._words(claim, person, today)
        subject, body = notice._fill(words)
        text = sms_text.tidy(body)
        text = "\n".join(filter(None, (text, self._way_out(notice, person))))
        if len(text) > sms_text.LONGEST:
            raise PermanentFailure(
                "template",
                self.env._(
                    "The text has %(count)s characters; %(most)s are the most.",
                    count=len(text),
                    most=sms_text.LONGEST,
                ),
            )
        return {
            "recipient_id": person.id,
            "address": number,
            "subject": subject,
            "body": Markup(sms_text.as_html(text)),  # noqa: S704 - escaped there
            "segments": sms_text.measure(text).segments,
        }

    def _way_out(self, notice, person):
        """Return how to object: by an answer where our sender can get one, else on the
        page of preferences."""
        if notice.purpose != "collection":
            return ""
        if notice.company_id.recovery_sms_can_receive:
            return notice.env._("Reply STOP to get no more texts.")
        if "preferences" in notice._used_words():
            return ""
        return notice._link_url("preferences", person)

    # --- sending -------------------------------------------------------------------

    @api.model
    def _open(self, company):
        return self.env["recovery.sms.provider"]._of(company)

    @api.model
    def _send(self, notice, session):
        text = self._native(
            notice.company_id,
            self._to(notice),
            self._said(notice),
            notice.uuid,
            notice.recipient_id,
        )
        tracker = self.env["sms.tracker"].sudo()
        tracker.create({"sms_uuid": notice.uuid, "recovery_notice_id": notice.id})
        try:
            result = self.env["recovery.sms.provider"]._hand_over(session, text)
        except PermanentFailure as failure:
            if failure.failure_type == "opted_out":
                self.env["recovery.twilio"]._note_carrier(notice, str(failure))
            raise
        if result.get("sms_twilio_sid"):
            notice.sudo().provider_ref = result["sms_twilio_sid"]

    def _said(self, notice):
        return self._mark(notice, sms_text.as_text(notice.body))

    def _native(self, company, number, text, uuid, person):
        """Return the native row of a text, in a state that the native queue leaves
        alone whatever becomes of us."""
        return (
            self.env["sms.sms"]
            .sudo()
            .create(
                {
                    "uuid": uuid,
                    "number": number,
                    "body": text,
                    "partner_id": person.id,
                    "record_company_id": company.id,
                    "state": "process",
                }
            )
        )

    @api.model
    def _keep(self, notices):
        """Keep the texts in the accounts' threads, with the native signs of their
        fate."""
        note = self.env.ref("mail.mt_note").id
        messages = self.env["mail.message"].sudo()
        messages = messages.create([self._message(one, note) for one in notices])
        for notice, message in zip(notices.sudo(), messages, strict=True):
            notice.message_id = message
        self._follow(notices)

    def _message(self, notice, note):
        case = notice.case_id
        author = notice._sender().partner_id or notice.company_id.partner_id
        return {
            "model": case._name,
            "res_id": case.id,
            "message_type": "sms",
            "subtype_id": note,
            "subject": notice.subject,
            "body": notice.body,
            "author_id": author.id,
            "partner_ids": [(4, notice.recipient_id.id)],
            "record_name": case.display_name,
        }

    def _follow(self, notices):
        """Let the native trackers, and so the receipts, find the threads."""
        signs = self.env["mail.notification"].sudo()
        signs = signs.create(
            [
                {
                    "author_id": notice.message_id.author_id.id,
                    "mail_message_id": notice.message_id.id,
                    "notification_type": "sms",
                    "notification_status": SIGNS.get(notice.state, "pending"),
                    "res_partner_id": notice.recipient_id.id,
                    "sms_number": notice.address,
                    "is_read": True,
                }
                for notice in notices
            ]
        )
        by_message = signs.grouped("mail_message_id")
        trackers = self.env["sms.tracker"].sudo()
        for tracker in trackers.search(
            [("sms_uuid", "in", notices.sudo().mapped("uuid"))]
        ):
            tracker.mail_notification_id = by_message.get(
                tracker.recovery_notice_id.message_id
            )

    # --- afterwards ----------------------------------------------------------------

    @api.model
    def _look_up(self, notice):
        """Look for the text among the last ones that the account sent to this number:
        by its words, since it was reserved."""
        company = notice.company_id
        if not self.env["recovery.sms.provider"]._is_twilio(company):
            return None
        since = (notice.reserved_at - SLACK).replace(tzinfo=UTC)
        text = self._said(notice)
        client = self.env["recovery.twilio"]._client(company)
        try:
            sent = client.messages.list(to=self._to(notice), limit=RECENT)
        except Exception as error:  # the SDK's and the network's many
            if not self.env["recovery.twilio"]._is_expected(error):
                raise
            return None
        recent = [one for one in sent if one.date_created >= since]
        known = self._known([one.sid for one in recent], notice)
        for one in recent:
            if one.body == text and one.sid not in known:
                return one.sid
        return None if len(recent) == RECENT else False

    def _known(self, references, notice):
        others = self.env["recovery.notice"].sudo()
        return set(
            others.search(
                [("provider_ref", "in", references), ("id", "!=", notice.id)]
            ).mapped("provider_ref")
        )

    @api.model
    def _confirm_objection(self, company, address):
        if not company.recovery_sms_can_receive or self._problem(company):
            return
        reach = self.env["recovery.reach"].sudo()
        person = reach.search(
            [("medium", "=", self._medium), ("address", "=", address)], limit=1
        ).partner_ids[:1]
        words = self.with_context(lang=person.lang or company.partner_id.lang).env
        text = words._(
            "%(company)s: noted, you will get no more texts about your account.",
            company=company.name,
        )
        provider = self._open(company)
        number = self._diverted(company, address)
        row = self._native(company, number, sms_text.tidy(text), uuid4().hex, person)
        self.env["recovery.sms.provider"]._hand_over(provider, row)
        _logger.info("An objection was confirmed to its author")
