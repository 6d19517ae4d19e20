from odoo import models
from odoo.exceptions import UserError

from ..exceptions import PermanentFailure, TemporaryFailure, UncertainOutcome
from ..tools.wording import WordingError

TRIED = 20  # customers tried until one has something that a first reminder can say


class RecoveryStart(models.AbstractModel):
    """“Send me this message”: the first reminder, to the reader's own address."""

    _inherit = "recovery.start"

    def _door_send_test(self, company, _argument):
        """Send the first reminder of a real customer to the user; nothing is kept.

        :raises UserError: without an address, or what the mail server said
        """
        address = self.env.user.email_normalized
        if not address:
            raise UserError(self.env._("Your own user has no e-mail address."))
        customer, subject, body, email_from = self.sudo()._test_message(company)
        message = self.env["ir.mail_server"]._build_email__(
            email_from=email_from,
            email_to=[address],
            subject=self.env._(
                "[Test, not sent to the customer] %(subject)s", subject=subject
            ),
            body=body,
            subtype="html",
        )
        self.sudo()._transmit_test(company, message)
        return self._say(
            self.env._(
                "Sent to %(address)s, as “%(customer)s” would read it. Nothing left "
                "to the customer.",
                address=address,
                customer=customer,
            )
        )

    def _transmit_test(self, company, message):
        """Hand a message to the mail server, over the channel's own session."""
        channel, session = self.env["recovery.channel"]._for("email"), None
        try:
            session = channel._open(company)
            smtp_from, smtp_to, message = channel._prepare(message, session)
            channel._transmit(session, message, smtp_from, smtp_to)
        except (PermanentFailure, TemporaryFailure, UncertainOutcome) as failure:
            raise UserError(
                self.env._("The message could not be sent: %(why)s", why=str(failure))
            ) from failure
        finally:
            channel._close(session)

    def _test_message(self, company):
        """Return ``(customer, subject, body, sender)`` of a first reminder.

        Of the largest customer for whom it has something to say, else with invented
        figures.
        """
        today = company._recovery_today()
        policy = self.env["recovery.policy"]._default_for(company)
        step = policy.treatment_ids.filtered(
            lambda one: one.is_entry and one.channel == "email"
        )[:1]
        if not step:
            raise UserError(
                self.env._(
                    "The default scenario has no first reminder by e-mail: choose one."
                )
            )
        channel = self.env["recovery.channel"]._for("email")
        rows = self.env["recovery.debtors"]._rows(company, today)
        for row in rows[:TRIED]:
            notice = self._test_notice(company, step, row["debtor_id"])
            claim = notice._claim(today)
            if not claim.reason:
                pairs = [(notice.partner_id, self.env.user.email_normalized)]
                content = self._composed(channel, notice, claim, pairs, today)
                return (
                    notice.partner_id.display_name,
                    content["subject"],
                    content["body"],
                    self._test_sender(channel, notice),
                )
        notice = self._test_notice(company, step, company.partner_id.id)
        subject, body = step.template_id._filled_with_samples()
        sender = self._test_sender(channel, notice)
        return self.env._("a sample customer"), subject, body, sender

    def _composed(self, channel, notice, claim, pairs, today):
        try:
            return channel._compose(notice, claim, pairs, today)
        except WordingError as error:
            text = notice.template_id._explain(error, notice.env.lang)
            raise UserError(text) from error

    def _test_sender(self, channel, notice):
        try:
            return channel._email_from(notice)
        except PermanentFailure as failure:
            raise UserError(str(failure)) from failure

    def _test_notice(self, company, step, debtor_id):
        """Return a reminder that exists in memory only, in its reader's language."""
        case = self.env["recovery.case"].search(
            [("company_id", "=", company.id), ("partner_id", "=", debtor_id)], limit=1
        )
        partner = self.env["res.partner"].browse(debtor_id)
        lang = partner.lang or company.partner_id.lang or "en_US"
        return (
            self.env["recovery.notice"]
            .with_company(company)
            .with_context(lang=lang)
            .new(
                {
                    "case_id": case.id,
                    "company_id": company.id,
                    "partner_id": debtor_id,
                    "treatment_id": step.id,
                    "policy_id": step.policy_id.id,
                    "template_id": step.template_id.id,
                    "purpose": "collection",
                    "anchor": "none",
                }
            )
        )
