from odoo import models

from ..exceptions import PermanentFailure


class RecoveryLink(models.Model):
    """A link that ended offers a new one: only to the address on file, once a day."""

    _inherit = "recovery.link"

    def _renew(self):
        """Send a new link for the same purpose, if there is an address to send it to
        and none was asked for today. Who asks never learns which."""
        company = self.company_id
        today = company._recovery_today()
        alike = self.search(
            [("case_id", "=", self.case_id.id), ("renewed_on", "=", today)], limit=1
        )
        if alike or self.status == "open" or self.purpose == "unsubscribe":
            return
        self.renewed_on = today
        person = self._person()
        channel = self.env["recovery.channel.email"]
        try:
            address = channel._diverted(company, person.email_normalized)
        except PermanentFailure:  # test mode, and nobody named: nothing leaves
            return
        if address and self.env["recovery.safety"]._may_send():
            self._send_new(person, address)

    def _kept_values(self):
        """Return what a new link shares with this one beside its account, its purpose
        and its person."""
        return {}

    def _send_new(self, person, address):
        """Write to ``person`` through Odoo's own queue: it answers what was asked, and
        is no reminder. The link is kept nowhere but in that message.

        :param address: where it goes, another one in test mode
        """
        url = self._issue(self.case_id, self.purpose, person, **self._kept_values())
        title = self.env._("Your new link – %(name)s", name=self.company_id.name)
        values = {"url": url}
        mail = self._mail_page(address, title, "debt_recovery.link_new_mail", values)
        self._log("link_asked")
        return mail

    def _mail_page(self, address, title, template, values):
        """Write ``template`` in our layout to ``address``, by Odoo's own queue."""
        company, frame = self.company_id, self._frame()
        body = self.env["ir.qweb"]._render(template, {**frame, **values})
        page = self.env["ir.qweb"]._render(
            "debt_recovery.mail_layout",
            {"body": body, "company": company, "mediator": False},
        )
        mail = self.env["mail.mail"].create(
            {
                "subject": title,
                "body_html": page,
                "email_from": frame["mail"] or company.email_formatted,
                "email_to": address,
                "auto_delete": True,
            }
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return mail
