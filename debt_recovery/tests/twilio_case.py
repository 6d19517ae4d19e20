"""The company of :class:`RecoveryCase` with a Twilio account, and the double."""

import tempfile
from datetime import datetime, timedelta
from math import inf
from unittest.mock import patch
from urllib.parse import urlsplit

from odoo.tests import HttpCase

from .common import MONDAY, RecoveryCase
from .twilio_double import NUMBER, SID, TOKEN, TwilioDouble, redirected

MOBILE, LANDLINE = "+33612345678", "+33142345678"


class TwilioCase(RecoveryCase, HttpCase):
    """What leaves reaches the double, whose counts tell what was really contacted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "sms_provider": "twilio",
                "sms_twilio_account_sid": SID,
                "sms_twilio_auth_token": TOKEN,
                "recovery_sms_active": True,
                "sms_twilio_number_ids": [
                    (0, 0, {"number": NUMBER, "country_id": cls.root.ref("base.fr").id})
                ],
            }
        )
        cls.text = cls.root["recovery.template"].create(
            {
                "name": "Text",
                "channel": "sms",
                "audience": "business",
                "text": "{company}: invoice {invoice}, {total} to pay.",
            }
        )

    def setUp(self):
        super().setUp()
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.double = self.enterContext(TwilioDouble(folder, post=self.post))
        self.enterContext(redirected(self.double, patience=0.3))
        # where jobs commit, tests write
        jobs = type(self.root["ir.cron"])
        self.enterContext(patch.object(jobs, "_commit_progress", self.written))

    def written(self, *_arguments, **_options):
        self.env.flush_all()
        return inf

    def post(self, url, form, headers):
        """Deliver a callback to the door of this database."""
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        answer = self.url_open(path, data=form, headers=headers)
        return answer.status_code, answer.text

    # --- a day's work ----------------------------------------------------------------

    def texting(self, **step):
        """A scenario whose one step is a text."""
        text = {"channel": "sms", "template_id": self.text.id}
        return self.policy({"days": 3, "is_entry": True, **text, **step})

    def debtor(self, phone=MOBILE, name="Menuiserie Vasseur", **values):
        """A customer with a late invoice and a phone."""
        values = {"recovery_policy_id": self.texting().id, **values}
        partner = self.customer(name, phone=phone, **values)
        self.invoice(partner, 100, MONDAY - timedelta(days=20))
        return partner

    def remind(self, partner, day=MONDAY):
        """Plan and send; return the reminder."""
        self.cycle(day)
        case = self.case(partner)
        self.assertEqual(case.notice_ids[-1:].channel, "sms", case.why)
        self.send(day)
        return self.notices(partner)[-1:]

    def try_again(self, notice, day=MONDAY, hour=12):
        """Let the outbox run later that day, after it asked the provider."""
        notice.send_after = False
        outbox = self.root["recovery.outbox"].with_company(self.company)
        self.clock.move_to(_at(day, hour))
        outbox._look_up(self.company, _at(day, hour))
        self.send(day, hour=hour)

    def understand(self):
        """Let the job read what providers told."""
        self.root["recovery.webhook"]._cron_webhooks()
        self.env.flush_all()

    def told(self, state=None):
        found = self.root["recovery.webhook"].search([], order="id")
        return found.filtered(lambda one: state in (None, one.state))


def _at(day, hour):
    return datetime(day.year, day.month, day.day, hour)
