from odoo import api, models
from odoo.tools import mail

from ..exceptions import PermanentFailure, TemporaryFailure
from ..tools.mail_size import encoded
from .recovery_agency_transport import Session

LARGEST = 10 * 1024 * 1024  # what mail servers commonly take


class RecoveryAgencyTransportEmail(models.AbstractModel):
    """A message over the company's own mail server, to one address of the agency: the
    way to the file in the portal, or the file itself where that is wanted.

    Nothing is fetched: what an agency answers by e-mail lands in the thread as any
    mail, and a file comes by its pages in the portal.
    """

    _name = "recovery.agency.transport.email"
    _inherit = "recovery.agency.transport"
    _description = "E-mail"

    @api.model
    def _open(self, agency, company):
        if not agency.way_email:
            raise PermanentFailure(
                "settings", self.env._("The agency has no e-mail for files.")
            )
        line = self.env["recovery.channel.email"]._open(company)
        return Session(agency, company, line)

    @api.model
    def _close(self, session):
        self.env["recovery.channel.email"]._close(session.line)

    @api.model
    def _test(self, agency, company):
        session = self._open(agency, company)
        self._close(session)
        return self.env._(
            "The mail server answers; files go to %(address)s.",
            address=agency.way_email,
        )

    @api.model
    def _put(self, session, name, body, key):
        channel = self.env["recovery.channel.email"]
        message = self._message(session, name, body, key)
        server = self.env["ir.mail_server"].sudo()
        try:
            sender, to, message = server._prepare_email_message__(message, session.line)
        except AssertionError as error:
            raise PermanentFailure("settings", str(error)) from error
        refused = channel._transmit(session.line, message, sender, to)
        if refused:
            code, text = next(iter(refused.values()))
            kind = TemporaryFailure if 400 <= code < 500 else PermanentFailure
            raise kind("refused", f"{code} {text!r}")
        return message["Message-ID"] or ""

    def _message(self, session, name, body, key):
        agency, company = session.agency, session.company
        if not company.email_formatted:
            raise PermanentFailure(
                "settings",
                self.env._("%(company)s has no e-mail address.", company=company.name),
            )
        if not agency.way_attaches and not agency.user_ids:
            raise PermanentFailure(
                "settings",
                self.env._(
                    "%(agency)s has no portal user who could fetch “%(file)s”: give it "
                    "one, or let the file be attached.",
                    agency=agency.name,
                    file=name,
                ),
            )
        files = [(name, body, "application/octet-stream")]
        if agency.way_attaches and encoded(len(body)) > LARGEST:
            raise PermanentFailure(
                "settings",
                self.env._(
                    "“%(file)s” is too large for an e-mail: let the message have the "
                    "way to it only.",
                    file=name,
                ),
            )
        domain = (mail.email_normalize(company.email) or "@local").rpartition("@")[2]
        words = self.with_context(lang=agency.lang or company.partner_id.lang).env
        return self.env["ir.mail_server"]._build_email__(
            email_from=company.email_formatted,
            email_to=[agency.way_email],
            subject=words._("%(company)s: %(file)s", company=company.name, file=name),
            body=self._words(words, agency, company, name),
            subtype="plain",
            message_id=f"<{key}@{domain}>",  # the same each time: mail servers know it
            attachments=files if agency.way_attaches else [],
        )

    def _words(self, words, agency, company, name):
        if agency.way_attaches:
            return words._(
                "Hello,\n\nattached is “%(file)s” from %(company)s.\n\n"
                "It is for your company only.\n",
                file=name,
                company=company.name,
            )
        return words._(
            "Hello,\n\n“%(file)s” from %(company)s lies ready for you:\n%(url)s\n\n"
            "You log in with your own access.\n",
            file=name,
            company=company.name,
            url=f"{agency.get_base_url()}/my/agency",
        )
