from markupsafe import Markup

from odoo import models

from ..tools import link_token

LINKS = {"link": "pay", "preferences": "preferences"}
# What a preview shows opens nothing: a link is made when its message is reserved.
REAL = "recovery_real_links"


class RecoveryNotice(models.Model):
    """The links that a message carries: ``{link}`` and ``{preferences}``."""

    _inherit = "recovery.notice"

    def _compose_claim(self, *args):
        return super(RecoveryNotice, self.with_context(**{REAL: True}))._compose_claim(
            *args
        )

    def _words(self, claim, recipient, today):
        return {
            **super()._words(claim, recipient, today),
            **self._link_words(recipient),
        }

    def _link_words(self, recipient):
        """Return the words that are links, made only where the text has them."""
        used = self._used_words()
        return {
            word: self._link_word(purpose, recipient) if word in used else ""
            for word, purpose in LINKS.items()
        }

    def _link_word(self, purpose, recipient):
        """Return a link as its channel shows it: a button in an e-mail, else the bare
        address."""
        url = self._link_url(purpose, recipient)
        if self.channel != "email":
            return url
        return self._link_button(purpose, url)

    def _link_url(self, purpose, recipient):
        is_test = self.company_id.sudo().recovery_test_mode
        if is_test or not self.env.context.get(REAL):
            return self.env["recovery.link"]._sample(purpose)
        return self.case_id._link(purpose, recipient, self)

    def _link_button(self, purpose, url):
        if purpose == "preferences":
            return self._link_anchor(url, self.env._("My contact preferences"))
        return self.env["ir.qweb"]._render(
            "debt_recovery.message_button",
            {"url": url, "label": self.env._("See my account")},
        )

    def _link_anchor(self, url, label):
        return Markup('<a href="%s" style="color:#21605f;">%s</a>') % (url, label)

    # --- after it left -------------------------------------------------------------

    def _after_sent(self):
        self._forget_links()
        return super()._after_sent()

    def _forget_links(self):
        """Keep these messages without what opens the customer's page: whoever reads the
        history has no business there. Letters may be printed again, and keep it."""
        for notice in self.sudo().filtered(lambda one: one.channel != "letter"):
            if notice.unsubscribe_url:
                notice.unsubscribe_url = False
            if "/recovery/" in (notice.body or ""):
                notice.body = link_token.masked(notice.body)
