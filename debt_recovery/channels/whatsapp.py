import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ..exceptions import DeliveryFailure
from .twilio_ask import RECENT

WINDOW = timedelta(hours=24)  # Meta's: free words only after the customer wrote


class RecoveryChannelWhatsapp(models.AbstractModel):
    """WhatsApp through Twilio: a text that Meta approved, or free words while the
    customer has written within 24 hours; only to who agreed, never for a debt that is
    placed."""

    _name = "recovery.channel.whatsapp"
    _inherit = "recovery.channel"
    _description = "WhatsApp"
    _medium = "phone"

    # --- whom ----------------------------------------------------------------------

    @api.model
    def _addresses(self, notices):
        return {key: pairs[:1] for key, pairs in notices._phone_pairs().items()}

    @api.model
    def _problem(self, company):
        own = company.sudo()
        if not own.recovery_whatsapp_active:
            return self.env._("WhatsApp is switched off for this company.")
        if not own.recovery_whatsapp_from and not own.recovery_whatsapp_service:
            return self.env._("WhatsApp: no number to send from.")
        return self.env["recovery.twilio"]._problem(company)

    @api.model
    def _refusal(self, notice, pairs):
        if notice.case_id.is_placed:
            return ("placed", self.env._("WhatsApp forbids it for placed debts."))
        if self._points(pairs)._consent("whatsapp") != "opt_in":
            return ("no_consent", self.env._("No proof that the customer agreed."))
        lang = notice._language(pairs)
        text = notice.template_id._whatsapp_text(notice.company_id, lang)
        if not text and not self._is_open(notice.company_id, pairs):
            return (
                "window",
                self.env._(
                    "No approved form of this text, and the customer has not written "
                    "within 24 hours."
                ),
            )
        return None

    def _points(self, pairs):
        numbers = [address for _contact, address in pairs]
        points = self.env["recovery.reach"].sudo()
        return points.search([("medium", "=", "phone"), ("address", "in", numbers)])

    def _is_open(self, company, pairs):
        """Tell whether the person at this number wrote to us on WhatsApp within the
        time in which Meta lets free words through."""
        heard = (
            self.env["recovery.webhook"]
            .sudo()
            .search(
                [
                    ("kind", "=", "inbound"),
                    ("company_id", "=", company.id),
                    ("sender", "in", [address for _contact, address in pairs]),
                    ("received_at", ">", fields.Datetime.now() - WINDOW),
                ]
            )
        )
        return any(
            str((one.payload or {}).get("From")).startswith("whatsapp:")
            for one in heard
        )

    # --- what ----------------------------------------------------------------------

    @api.model
    def _compose(self, notice, claim, recipients, today):
        person, number = recipients[0]
        words = notice._words(claim, person, today)
        subject, body = notice._fill(words)
        form = notice.template_id._whatsapp_text(
            notice.company_id, notice.env.context.get("lang")
        )
        is_free = self._is_open(notice.company_id, recipients)
        return {
            "recipient_id": person.id,
            "address": number,
            "subject": subject,
            "body": body,
            "content_sid": False if is_free else form.content_sid,
            "content_variables": False if is_free else form._filled(words),
        }

    # --- sending -------------------------------------------------------------------

    @api.model
    def _send(self, notice, session):
        company = notice.company_id.sudo()
        callback = f"{company.get_base_url()}/recovery/twilio/status/{notice.uuid}"
        sent = self._hand_over(
            company, self._to(notice), status_callback=callback, **self._said(notice)
        )
        notice.sudo().provider_ref = sent.sid

    def _hand_over(self, company, number, **form):
        form["to"] = f"whatsapp:{number}"
        if company.recovery_whatsapp_from:
            form["from_"] = f"whatsapp:{company.recovery_whatsapp_from}"
        if company.recovery_whatsapp_service:
            form["messaging_service_sid"] = company.recovery_whatsapp_service
        return self.env["recovery.twilio"]._ask(
            company, lambda client: client.messages.create(**form)
        )

    def _said(self, notice):
        """Return what Twilio is given to say: an approved form with its variables, or
        free words."""
        if not notice.content_sid:
            return {"body": self._mark(notice, html2plaintext(notice.body or ""))}
        values = json.loads(notice.content_variables or "{}")
        if values:
            values["1"] = self._mark(notice, values["1"])
            return {
                "content_sid": notice.content_sid,
                "content_variables": json.dumps(values, ensure_ascii=False),
            }
        return {"content_sid": notice.content_sid}

    @api.model
    def _keep(self, notices):
        """Keep the words in the account's thread, where answers land."""
        notices._keep_words()

    @api.model
    def _look_up(self, notice):
        to = f"whatsapp:{self._to(notice)}"
        words = self._said(notice).get("body")
        confirmation = self._confirmation(notice.company_id, notice.address)
        return self.env["recovery.twilio"]._find(
            notice,
            lambda client: client.messages.list(to=to, limit=RECENT),
            # Twilio fills an approved form: its words are not known here
            lambda one: one.body == words if words else one.body != confirmation,
        )

    @api.model
    def _confirm_objection(self, company, address):
        """Say once, in free words, that it is noted: who objected wrote just now."""
        if self._problem(company):
            return
        text = self._confirmation(company, address)
        self._hand_over(company.sudo(), self._diverted(company, address), body=text)

    def _confirmation(self, company, address):
        points = self._points([(None, address)])
        lang = points.partner_ids[:1].lang or company.partner_id.lang
        return self.with_context(lang=lang).env._(
            "%(company)s: noted, you will get no more WhatsApp messages about your "
            "account.",
            company=company.name,
        )

    # --- settings ------------------------------------------------------------------

    @api.model
    def _test(self, company):
        """Sign in, and ask Meta's verdict on the approved forms."""
        said = [self.env["recovery.twilio"]._check(company)]
        texts = self.env["recovery.whatsapp.text"].search(
            [("company_id", "=", company.id)]
        )
        wrong = [one for one in texts if self._verdict(one) != "approved"]
        if wrong:
            raise UserError(
                self.env._(
                    "Not approved by Meta: %(names)s",
                    names=", ".join(
                        f"{one.template_id.name} ({one.lang})" for one in wrong
                    ),
                )
            )
        said.append(self.env._("Approved forms: %(count)s.", count=len(texts)))
        problem = self._problem(company)
        return " ".join(filter(None, [*said, problem]))

    def _verdict(self, text):
        try:
            page = self.env["recovery.twilio"]._ask(
                text.company_id,
                lambda client: (
                    client.content.v1.contents(text.content_sid)
                    .approval_fetch()
                    .fetch()
                ),
            )
        except DeliveryFailure:
            return "unknown"
        return (page.whatsapp or {}).get("status")
