import secrets

from odoo import models
from odoo.exceptions import UserError

from ..exceptions import DeliveryFailure
from ..tools import phones


class RecoveryCase(models.Model):
    """Click to call: our own phone rings first, then the customer's."""

    _inherit = "recovery.case"

    def _can_ring(self):
        """Tell whether the company's provider can place calls; else a number is dialled
        by hand."""
        channel = self.env["recovery.channel"]._for("voice")
        return not channel._line_problem(self.company_id)

    def _ring(self, contact, number, reason=""):
        """Ring the user's phone and put him through to ``number`` of ``contact``; the
        call is recorded as a contact by hand, its outcome is told by who called.

        The provider is asked last: should this transaction not hold, nobody is put
        through, as the call is unknown when the colleague answers.

        :param number: as on the card, or in E.164
        :param reason: why now, where something warns against it
        :return: the ``recovery.notice``
        :raises UserError: naming what is missing, what blocks it, or what Twilio said
        """
        self.ensure_one()
        self.check_access("write")
        channel = self.env["recovery.channel"]._for("voice")
        self._check_line(channel)
        mine = self._own_phone()
        country = contact.country_id or self.company_id.country_id
        called = phones.e164(number, country.code)
        if not called:
            raise UserError(
                self.env._("“%(number)s” is no phone number.", number=number or "")
            )
        notice = self._contact_by_hand(
            "voice", contact, called, self.env._("Call"), reason=reason
        ).sudo()
        notice.uuid = secrets.token_hex(16)
        notice.is_test = self.company_id.sudo().recovery_test_mode
        self.env.flush_all()
        try:
            notice.provider_ref = channel._call(notice, mine, "/ring").sid
        except DeliveryFailure as failure:
            raise UserError(
                self.env._("The call could not be placed: %(why)s", why=failure)
            ) from failure
        return notice

    def _check_line(self, channel):
        """Raise where no call can be placed from here."""
        problem = channel._line_problem(self.company_id)
        if problem:
            raise UserError(problem)
        if not self.env["recovery.safety"].sudo()._may_send():
            raise UserError(
                self.env._("This database is a copy of another: nobody is called.")
            )

    def _own_phone(self):
        user = self.env.user
        country = user.partner_id.country_id or self.company_id.country_id
        number = phones.e164(user.partner_id.phone, country.code)
        if not number:
            raise UserError(
                self.env._("Your own phone number is missing: enter it on your card.")
            )
        return number
