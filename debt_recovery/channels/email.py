import logging
import smtplib

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import mail

from ..exceptions import PermanentFailure, TemporaryFailure, UncertainOutcome

_logger = logging.getLogger(__name__)


class RecoveryChannelEmail(models.AbstractModel):
    """E-mail over the company's own SMTP server, sent by our job between its two
    commits: the native queue never sees it. One thread per account; replies come back
    to it and to the responsible."""

    _name = "recovery.channel.email"
    _inherit = "recovery.channel"
    _description = "E-mail"

    _medium = "email"

    @api.model
    def _addresses(self, notices):
        usual = notices.partner_id._recovery_recipients_by()
        chosen = {
            notice.id: self._pairs(notice._chosen_contact() or usual[notice.partner_id])
            for notice in notices
        }
        invalid = self.env["recovery.reach"]._is_invalid(
            "email", {address for pairs in chosen.values() for _one, address in pairs}
        )
        return {
            key: [pair for pair in pairs if pair[1] not in invalid]
            for key, pairs in chosen.items()
        }

    def _pairs(self, contacts):
        pairs = {}
        for contact in contacts:
            address = self.env["recovery.reach"]._normalise("email", contact.email)
            if address:
                pairs.setdefault(address, contact)
        return [(contact, address) for address, contact in pairs.items()]

    @api.model
    def _compose(self, notice, claim, recipients, today):
        words = notice._words(claim, recipients[0][0], today)
        subject, body = notice._fill(words)
        attached, left = notice._plan_documents(claim)
        body += notice._documents_paragraph(attached, left, recipients[0][0])
        copies = [address for _contact, address in recipients[1:]]
        copies += self._inside_copies(notice)
        return {
            "recipient_id": recipients[0][0].id,
            "address": recipients[0][1],
            "copy_address": ", ".join(dict.fromkeys(copies)),
            "subject": subject,
            "body": notice.env["ir.qweb"]._render(
                "debt_recovery.mail_layout",
                {
                    "body": body,
                    "notice": notice,
                    "company": notice.company_id,
                    "mediator": notice._mediator(),
                },
            ),
            "provider_ref": mail.generate_tracking_message_id(
                f"{notice.case_id.id}-recovery.case"
            ),
            "document_ids": [(6, 0, attached.ids)],
            "unsubscribe_url": notice._new_unsubscribe_url(recipients[0][0]),
        }

    def _inside_copies(self, notice):
        people = {
            "salesperson": notice.partner_id.user_id,
            "manager": notice.company_id.recovery_manager_id,
            "both": notice.partner_id.user_id | notice.company_id.recovery_manager_id,
        }.get(notice.treatment_id.copy_to, self.env["res.users"])
        return [user.email_normalized for user in people if user.email_normalized]

    # --- sending -----------------------------------------------------------------

    @api.model
    def _open(self, company):
        # without a language in the context, its "Missing SMTP Server" is a TypeError
        lang = company.partner_id.lang or "en_US"
        server = (
            self.env["ir.mail_server"].with_company(company).with_context(lang=lang)
        )
        sender = company.email or self.env.user.email
        try:
            return server.sudo()._connect__(smtp_from=sender)
        except (OSError, UserError) as error:
            raise TemporaryFailure("server", str(error)) from error

    @api.model
    def _is_alive(self, session):
        """A server that closed an idle session has taken nothing: open another."""
        try:
            return session.noop()[0] == 250
        except OSError:
            return False

    @api.model
    def _close(self, session):
        if session is None:
            return
        try:
            session.quit()
        except OSError:
            _logger.debug("The mail server had closed the session already")

    @api.model
    def _ready(self, notices, session):
        plain = notices.filtered(lambda one: not one.attach_statement)
        attaching = plain.filtered(lambda one: one.template_id.attach_invoices)
        attaching.line_ids.line_id.move_id.mapped("invoice_pdf_report_id")  # at once
        return {notice.id: self._parcel(notice, session) for notice in plain}

    def _parcel(self, notice, session):
        """Return ``(envelope sender, recipients, message, outside)``, or what keeps it
        from being made."""
        try:
            prepared = self._prepare(self._message(notice), session)
        except (PermanentFailure, TemporaryFailure) as failure:
            return failure
        outside = [notice.address, *mail.email_split(notice.copy_address or "")]
        return (*prepared, self._outside(notice, outside))

    def _outside(self, notice, addresses):
        """Return those of ``addresses`` that are the customer's, not our own."""
        inside = set(self._inside_copies(notice))
        return {address for address in addresses if address not in inside}

    @api.model
    def _send(self, notice, session):
        for text in self._send_ready(self._parcel(notice, session), session):
            self.env["recovery.event"]._log("refused", notice.case_id, text, notice)

    @api.model
    def _send_ready(self, content, session):
        if isinstance(content, Exception):
            raise content
        smtp_from, smtp_to, message, outside = content
        refused = self._transmit(session, message, smtp_from, smtp_to)
        if outside and outside <= refused.keys():  # only our own copies were taken
            raise _failure("bad_address", *refused[min(outside)])
        return [
            f"{address}: {code} {_said(text)}"
            for address, (code, text) in refused.items()
        ]

    def _prepare(self, message, session):
        """Return ``(envelope sender, recipients, message)``.

        The responsible writes in his own name where the server lets him; else the
        sender of the session does.
        """
        server = self.env["ir.mail_server"].sudo()
        before, own = getattr(session, "smtp_from", False), message["From"]
        if server._match_from_filter(own, getattr(session, "from_filter", False)):
            session.smtp_from = own
        try:
            return server._prepare_email_message__(message, session)
        except AssertionError as error:
            raise PermanentFailure("bad_address", str(error)) from error
        finally:
            session.smtp_from = before

    def _transmit(self, session, message, smtp_from, smtp_to):
        """Send over ``session``; tell apart what left, what did not, and who knows."""
        try:
            return session.send_message(message, smtp_from, smtp_to) or {}
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise _failure("bad_address", code, text) from error
        except smtplib.SMTPResponseException as error:
            raise _failure("refused", error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise PermanentFailure("refused", str(error)) from error
        except OSError as error:  # the line was lost: before or after it was taken?
            raise UncertainOutcome("unknown", repr(error)) from error
        except ValueError as error:
            raise PermanentFailure("refused", str(error)) from error

    def _email_from(self, notice):
        """Return who writes: the responsible, else the company's address for it."""
        company, sender = notice.company_id, notice._sender()
        if sender.email:
            return sender.email_formatted
        if company.recovery_email:
            return mail.formataddr((company.name, company.recovery_email))
        if not company.email_formatted:
            raise PermanentFailure(
                "no_sender",
                self.env._("Give the company or the responsible an e-mail."),
            )
        return company.email_formatted

    def _reply_to(self, notice, email_from):
        """Return where answers go: the company's address for it, else the sender."""
        case = notice.case_id
        found = notice._once(
            ("reply_to", case.company_id.id, email_from),
            lambda: case._notify_get_reply_to(default=email_from).get(case.id),
        )
        return found or email_from

    def _message(self, notice):
        email_from = self._email_from(notice)
        return self.env["ir.mail_server"]._build_email__(
            email_from=email_from,
            email_to=[self._to(notice)],
            email_cc=self._copies(notice, mail.email_split(notice.copy_address or "")),
            reply_to=self._reply_to(notice, email_from),
            subject=self._mark(notice, notice.subject),
            body=self._mark_page(notice, notice.body),
            subtype="html",
            message_id=notice.provider_ref,
            object_id=f"{notice.case_id.id}-recovery.case",
            attachments=self._files(notice),
            headers=self._headers(notice, email_from),
        )

    def _headers(self, notice, email_from):
        """Name the account, the address to which a message comes back, and how to
        object where the law lets one."""
        headers = {
            "X-Odoo-Objects": f"recovery.case-{notice.case_id.id}",
            **notice._unsubscribe_headers(mail.email_normalize(email_from)),
        }
        if notice.company_id.bounce_email:
            headers["Return-Path"] = notice.company_id.bounce_email
        return headers

    def _files(self, notice):
        """Return the statement where the step wants it, and the invoices that the
        message says are attached; never another customer's document."""
        return notice._statement_files() + notice._document_files()

    @api.model
    def _keep(self, notices):
        """Keep the messages as sent in the accounts' threads, where replies land."""
        note = self.env.ref("mail.mt_note").id
        values = []
        for notice in notices:
            case = notice.case_id
            author = notice._sender().partner_id or notice.company_id.partner_id
            values.append(
                {
                    "model": case._name,
                    "res_id": case.id,
                    "message_type": "email_outgoing",
                    "subtype_id": note,
                    "message_id": notice.provider_ref,
                    "subject": notice.subject,
                    "body": notice.body,
                    "author_id": author.id,
                    "email_from": author.email_formatted,
                    "reply_to": self._reply_to(notice, author.email_formatted),
                    "partner_ids": [(4, notice.recipient_id.id)],
                    "record_name": case.display_name,
                    "attachment_ids": [(6, 0, notice.statement_id.ids)],
                }
            )
        messages = self.env["mail.message"].sudo().create(values)
        for notice, message in zip(notices.sudo(), messages, strict=True):
            notice.message_id = message


def _said(text):
    return text.decode(errors="replace") if isinstance(text, bytes) else str(text)


def _failure(failure_type, code, text):
    """Return the failure that an SMTP reply means: 4xx passes, 5xx stays."""
    if 400 <= code < 500:
        return TemporaryFailure(failure_type, f"{code} {_said(text)}")
    return PermanentFailure(failure_type, f"{code} {_said(text)}")
