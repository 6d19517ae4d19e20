"""The other channels in the story: what nobody answered goes on by text, by WhatsApp,
by phone, on paper; what comes back is understood."""

from datetime import UTC, datetime
from email.utils import format_datetime

from .demo_days import Part, plain
from .demo_report import expect, short
from .mail_sink import read_index

STOP = "Stop merci"
ANSWER = "Thank you, we will pay on Friday."
REPORT = """\
From: MAILER-DAEMON@courriel.example
To: {sender}
Subject: Undelivered Mail Returned to Sender
Message-ID: <returned-huy@courriel.example>
Date: {day}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain

The mail system could not deliver your message.
--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.courriel.example

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--part
Content-Type: text/rfc822-headers

Message-ID: {message_id}
To: {address}

--part--
"""


class ChannelDays(Part):
    """The days on which somebody is contacted otherwise than by e-mail."""

    def days(self):
        played = (
            ("2026-03-03", "Un message revient", self.bounce),
            ("2026-03-09", "Le SMS prend le relais", self.text_instead),
            ("2026-03-11", "Deuxièmes rappels", self.second_reminders),
            ("2026-03-12", "Alpenhof répond sur WhatsApp", self.alpenhof_answers),
            ("2026-03-19", "SMS à Moreau, sans réponse au rappel", self.moreau_text),
            ("2026-03-27", "Message vocal à Moreau ; Lecoq écrit STOP", self.answers),
            ("2026-03-30", "Namur : lettre simple", self.namur_letter),
        )
        return {self.on(day): (text, play) for day, text, play in played}

    def _last(self, key, channel, *states):
        """Return the last reminder of a customer by a channel."""
        found = self.story.case(key).notice_ids.filtered(
            lambda n: n.channel == channel and (not states or n.state in states)
        )
        return found.sorted("id")[-1:]

    def _leave(self, desk, key, channel, hour):
        """Approve what waits for a customer and let it leave; return it."""
        notice = self._last(key, channel, "draft")
        expect(f"{key}: {channel} to approve", len(notice), 1)
        desk.approve(self.story.house.accountant, notice)
        left = desk.send(self.today, hour)
        what = notice.reason or notice.failure_type or notice.state
        expect(f"{key}: {channel} left ({what})", notice in left, True)
        return notice

    # --- e-mail: it comes back ---------------------------------------------------

    def bounce(self):
        """The Belgian brewery's address is no more: mend it, go on by text."""
        notice = self._last("huy", "email", "sent")
        self.env["mail.thread"].message_process(
            "recovery.case", self._returned(notice), save_original=False
        )
        self.env.cr.commit()
        self.env.invalidate_all()
        expect("Huy, e-mail", notice.state, "bounced")
        task = notice.case_id.activity_ids[:1]
        self.say(
            f"Brasserie de Huy : {notice.address} n'existe plus (550 5.1.1) → tâche "
            f"« {plain(task.with_context(lang='fr_FR').summary)} »"
        )
        following = self._last("huy", "sms", "draft")
        expect("Huy, next channel", following.rank, 1)
        self.say("  même étape par SMS, à approuver ; délai entre contacts respecté")

    def _returned(self, notice):
        """Return the report of a mail system about an unknown address (RFC 3464)."""
        (kept,) = (
            one
            for one in read_index(self.desk.mails)
            if one["message_id"] == notice.provider_ref
        )
        report = REPORT.format(
            sender=kept["mail_from"],
            day=format_datetime(datetime.now(UTC)),
            address=notice.address,
            message_id=notice.provider_ref,
        )
        return report.encode()

    # --- texts -------------------------------------------------------------------

    def text_instead(self):
        notice = self._leave(self.belgian, "huy", "sms", 10)
        self.carrier.deliver(notice)
        self._say_text("Brasserie de Huy", notice)

    def _say_text(self, name, notice):
        expect(f"{name}, text", notice.state, "delivered")
        self.say(
            f"SMS à {name} ({notice.address}) : « {self._words(notice)} », "
            f"{notice.segments} segment(s), remis"
        )

    @staticmethod
    def _words(notice):
        """Return the first line of a text, its link cut short."""
        from odoo.tools import html2plaintext

        words = plain(html2plaintext(notice.body or "")).split()
        return " ".join(w if "://" not in w else "[lien]" for w in words)[:110]

    def moreau_text(self):
        notice = self._leave(self.desk, "moreau", "sms", 10)
        self.carrier.deliver(notice)
        self._say_text("Garage Moreau", notice)
        reminder = self._leave(self.desk, "lecoq", "email", 11)
        self.say(f"Lecoq : « {plain(reminder.subject)} », par e-mail")

    def answers(self):
        self.moreau_call()
        self.lecoq_stops()

    def lecoq_stops(self):
        """An objection ends the texts at once; the other channels stay."""
        notice = self._leave(self.desk, "lecoq", "sms", 14)
        self.carrier.deliver(notice)
        self._say_text("Lecoq", notice)
        before = len(self.carrier.double.messages())
        self.carrier.write(notice.address, STOP)
        expect("Lecoq, texts", notice.reach_ids._consent("sms"), "opt_out")
        told = len(self.carrier.double.messages()) - before
        self.say(
            f"Lecoq répond « {STOP} » : plus aucun SMS, opposition confirmée "
            f"({told} message) ; l'e-mail et le téléphone restent"
        )

    # --- WhatsApp ----------------------------------------------------------------

    def second_reminders(self):
        text = self._leave(self.belgian, "namur", "sms", 10)
        self.carrier.deliver(text)
        self._say_text("la consommatrice de Namur, qui l'a accepté", text)
        mail = self._leave(self.desk, "moreau", "email", 11)
        self.say(f"Garage Moreau : « {plain(mail.subject)} », par e-mail")
        notice = self._leave(self.desk, "alpenhof", "whatsapp", 12)
        self.carrier.deliver(notice, "sent", "delivered", "read")
        expect("Alpenhof, WhatsApp", notice.state, "delivered")
        expect("Alpenhof, read", bool(notice.read_at), True)
        self.say(
            f"Alpenhof : WhatsApp à {notice.address}, accord prouvé, forme approuvée "
            f"{notice.content_sid[:6]}…, remis et lu"
        )

    def alpenhof_answers(self):
        """A person's answer pauses the reminders until somebody has read it."""
        case = self.story.case("alpenhof")
        self.carrier.write(self._last("alpenhof", "whatsapp").address, ANSWER, True)
        hold = self.env["recovery.hold"].search(
            [("partner_id", "=", case.partner_id.id), ("kind", "=", "reply")]
        )
        expect("Alpenhof, paused", len(hold), 1)
        self.say(
            f"Alpenhof : « {ANSWER} » → au fil du compte, à lire par "
            f"{case.activity_ids.user_id.name.lower()}, relances suspendues jusqu'au "
            f"{short(hold.until_date)} au plus"
        )

    # --- a spoken message --------------------------------------------------------

    def moreau_call(self):
        self.desk.send(self.today, 10)  # plans the next channel of the unanswered text
        notice = self._leave(self.desk, "moreau", "voice", 11)
        opening, answer = self.carrier.pick_up(notice, "1")
        expect("before the key, amounts said", "480,00" in plain(opening), False)
        expect("after the key, amounts said", "480,00" in plain(answer), True)
        link = self.desk.send(self.today, 12).filtered(lambda n: n.anchor == "asked")
        expect("Moreau, link asked for", link.mapped("channel"), ["sms"])
        self.carrier.deliver(link)
        expect("Moreau, call", bool(notice.answered_at), True)
        self.say(
            "Garage Moreau : message vocal, rien de la dette avant la touche ; touche "
            "1 → 480,00 € annoncés, lien de paiement envoyé par SMS"
        )

    # --- on paper ----------------------------------------------------------------

    def namur_letter(self):
        notice = self._last("namur", "letter", "draft")
        expect("Namur, letter to approve", len(notice), 1)
        self.belgian.approve(self.story.house.accountant, notice)
        self.belgian.send(self.today, 9, 30)
        posted = self.belgian.post(self.today)
        expect("Namur, letter posted", posted, notice)
        self.say(
            f"Namur : lettre simple « {plain(notice.subject)} », enveloppe neutre, "
            f"{notice.letter_pages} page, postée"
        )
