"""The demonstration's provider of texts, WhatsApp and calls: the double of Twilio,
and the doors of the database at which it tells what became of them."""

import threading
from contextlib import contextmanager
from urllib.parse import urlsplit
from uuid import uuid4

from .demo_report import expect
from .twilio_double import CONTENT, NUMBER, SID, TOKEN, TwilioDouble, redirected

INBOUND = "/recovery/twilio/inbound"


class Doors:
    """The web doors of a database, without a server: requests run in this process, on
    the demonstration's clock, through Odoo's own application."""

    def __init__(self, database):
        self.database = database

    def __call__(self, url, form, headers):
        """Post a signed form as the provider does; return ``(status, text)``."""
        from werkzeug.test import Client

        from odoo.http import root

        parts, thread = urlsplit(url), threading.current_thread()
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        answer = Client(root).post(
            path, data=form, headers={**headers, "X-Odoo-Database": self.database}
        )
        thread.dbname = self.database  # the application forgets it for each request
        return answer.status_code, answer.text


@contextmanager
def provider(folder, database):
    """Run the double, on a port of its own; what this process calls Twilio reaches
    it. Yield it."""
    with TwilioDouble(folder, post=Doors(database)) as double, redirected(double):
        yield double


class Carrier:
    """What happens on the customers' phones, told back as the provider tells it."""

    def __init__(self, env, double):
        self.env, self.double = env, double

    # --- the company's account ---------------------------------------------------

    def open_account(self, companies):
        """Give ``companies`` their account: texts, WhatsApp and calls."""
        number = {"number": NUMBER, "country_id": self.env.ref("base.fr").id}
        for company in companies:
            company.write(
                {
                    "sms_provider": "twilio",
                    "sms_twilio_account_sid": SID,
                    "sms_twilio_auth_token": TOKEN,
                    "sms_twilio_number_ids": [(0, 0, number)],
                    "recovery_sms_active": True,
                    "recovery_whatsapp_active": True,
                    "recovery_whatsapp_from": NUMBER,
                    "recovery_voice_active": True,
                    "recovery_voice_from": NUMBER,
                }
            )

    def close_account(self, companies):
        """Take the account out: nothing calls Twilio once the double is gone."""
        companies.write({"sms_twilio_auth_token": False})
        self.env.cr.commit()

    def approve_form(self, company, template, lang, *names):
        """Note the form of a WhatsApp text that Meta approved."""
        self.env["recovery.whatsapp.text"].create(
            {
                "company_id": company.id,
                "template_id": template.id,
                "lang": lang,
                "content_sid": CONTENT,
                "variables": ", ".join(names),
            }
        )

    # --- what customers do -------------------------------------------------------

    def deliver(self, notice, *statuses):
        """Report ``statuses`` of what was sent, each twice and in no good order."""
        statuses = statuses or ("sent", "delivered")
        self._told(
            self.double.report(notice.provider_ref, *reversed(statuses), *statuses)
        )

    def write(self, number, words, whatsapp=False):
        """Let a customer write to the house; the provider tells it twice."""
        url = f"{self.env['res.company'].get_base_url()}{INBOUND}"
        sender = f"whatsapp:{number}" if whatsapp else number
        to = f"whatsapp:{NUMBER}" if whatsapp else NUMBER
        sid = f"SM{uuid4().hex}"
        self._told(
            [
                self.double.text_us(url, sender, words, to=to, sid=sid)
                for _time in range(2)
            ]
        )

    def pick_up(self, notice, key):
        """Let a customer answer a call and press a key; return what is said."""
        sid = notice.provider_ref
        self.double.report(sid, "initiated", "ringing")
        opening = self.double.ask(sid, AnsweredBy="human")
        url = self.double.book.accepted[sid]["params"]["Url"]
        answer = self.double.ask(sid, url=f"{url}/key", Digits=key)
        ending = self.double.report(sid, "completed")
        self._told([opening, answer, *ending])
        return opening[1], answer[1]

    def _told(self, answers):
        """The doors took it; the job understands it within seconds."""
        expect("answers to the provider", {status for status, _text in answers}, {200})
        self.env.cr.commit()
        self.env["recovery.webhook"]._cron_webhooks()
        self.env.cr.commit()
        self.env.invalidate_all()

    # --- afterwards --------------------------------------------------------------

    def costs(self, companies):
        """Ask what it all cost, as the nightly job does."""
        for company in companies:
            self.env["recovery.twilio"]._fetch_costs(company)
        self.env.cr.commit()
