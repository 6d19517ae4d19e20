import email
import email.policy

from odoo.tools import html2plaintext


class Message:
    """One message as its reader sees it."""

    def __init__(self, sent):
        self.raw = sent["message"]
        self.mail = email.message_from_string(self.raw, policy=email.policy.default)
        self.recipients = sorted(sent["smtp_to_list"])
        self.sender = self.mail["From"]
        self.to, self.copies = self.mail["To"], self.mail["Cc"]
        self.reply_to = self.mail["Reply-To"]
        self.subject = self.mail["Subject"]
        self.id = self.mail["Message-ID"]
        self.html = self.mail.get_body(("html",)).get_content()
        self.text = " ".join(html2plaintext(self.html).replace("\xa0", " ").split())
