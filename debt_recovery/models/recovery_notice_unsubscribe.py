from odoo import fields, models

from ..tools.segments import CONSUMER
from .recovery_notice_link import REAL


class ResPartner(models.Model):
    _inherit = "res.partner"

    recovery_no_courtesy = fields.Boolean(
        "No courtesy messages",
        help="Unsubscribed from thanks and the like. Reminders go on.",
        groups="debt_recovery.group_auditor",
        copy=False,
    )


class RecoveryTemplate(models.Model):
    _inherit = "recovery.template"

    is_courtesy = fields.Boolean(
        "Offers to unsubscribe",
        help="Courtesy messages (thanks…) let their reader unsubscribe from such "
        "messages in one click. Never on what a customer must receive.",
    )


class RecoveryNotice(models.Model):
    """Whom the law lets unsubscribe, and from what: courtesy messages; consumers, where
    the company says so, from courteous reminders. Never from the others: a mail program
    would show a button by which a customer leaves the reminders of his invoices."""

    _inherit = "recovery.notice"

    unsubscribe_url = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        export_string_translation=False,
    )

    def _can_unsubscribe(self):
        if self.purpose == "service":
            return self.template_id.is_courtesy
        return bool(
            self.purpose == "collection"
            and self.tone == "soft"
            and self.company_id.recovery_unsubscribe_consumer
            and self.partner_id._recovery_kind() == CONSUMER
        )

    def _new_unsubscribe_url(self, recipient):
        """Return the address of the button, made when the message is reserved."""
        wanted = self.env.context.get(REAL) and self._can_unsubscribe()
        if not wanted or self.company_id.recovery_test_mode:
            return False  # a tester must not unsubscribe the customer
        return self.case_id._link("unsubscribe", recipient, self)

    def _unsubscribe_headers(self, reply_to):
        """Return the headers of RFC 8058, none where nobody may unsubscribe.

        :param reply_to: the address that a person reads
        """
        url = self.sudo().unsubscribe_url
        if not url:
            return {}
        return {
            "List-Unsubscribe": f"<{url}>, <mailto:{reply_to}?subject=Unsubscribe>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

    def _refusal_before_lock(self):
        courtesy = self.purpose == "service" and self.template_id.is_courtesy
        if courtesy:
            person = self._chosen_contact() or self.case_id._link_contact()
            if person.sudo().recovery_no_courtesy:
                return "opted_out"
        return super()._refusal_before_lock()


class RecoveryLink(models.Model):
    _inherit = "recovery.link"

    def _unsubscribe(self, visitor):
        """End what the message offered to end; a second time changes nothing."""
        person, notice = self._person(), self.notice_id
        if not notice or notice.purpose == "service":
            if not person.recovery_no_courtesy:
                person.recovery_no_courtesy = True
                self._log("opted_out", self._proof(visitor))
            return
        address = notice.address or person.email_normalized
        if address and self._reach_of("email", address)._consent("email") != "opt_out":
            self._note("email", address, True, visitor, source="unsubscribe")
