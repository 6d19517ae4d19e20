from datetime import timedelta
from hmac import compare_digest

from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.misc import hmac

from ..tools import identity, typed
from ..tools.segments import CONSUMER

TRIES = 5  # wrong answers in a row, then it rests
REST_HOURS = 1
CLOSES = 15  # wrong answers, then the link is closed for good
LATEST = 10  # invoices that may be named when none is open
SCOPE = "recovery.identity"


class RecoveryLink(models.Model):
    """Who opens a link? A light question before personal data is shown.

    It asks for the postcode on file or, where none is, for the number or the amount of
    an invoice; always in the same words, so that the question tells nothing. Answers
    are counted on the link, whichever process or device they come from.
    """

    _inherit = "recovery.link"

    wrong_answers = fields.Integer("Wrong answers", readonly=True, copy=False)
    locked_until = fields.Datetime("No answer before", readonly=True, copy=False)

    def _asks_who(self):
        """Tell whether the company wants to know who opens a link of this customer."""
        company = self.company_id
        if self.partner_id._recovery_kind() == CONSUMER:
            return company.recovery_asks_consumers
        return company.recovery_asks_professionals

    # --- who answered before ---------------------------------------------------------

    def _recognition(self, until):
        """Return what proves until then that the question was answered for this link.

        :param until: naive UTC moment
        """
        moment = fields.Datetime.to_string(until)
        return f"{moment}|{self._recognition_mark(moment)}"

    def _recognises(self, given):
        """Tell whether ``given`` is a :meth:`_recognition` that still holds."""
        moment, _bar, mark = (given or "").partition("|")
        signed = self._recognition_mark(moment)
        if not compare_digest(mark.encode(), signed.encode()):
            return False
        return fields.Datetime.to_datetime(moment) > fields.Datetime.now()

    def _recognition_mark(self, moment):
        return hmac(self.env(su=True), SCOPE, (self.sudo().token_hash, moment))

    # --- answers ---------------------------------------------------------------------

    def _judge_answer(self, answer):
        """Return "" for the right answer, else what to say; it never tells what would
        have been right, or whether there is anything to know.

        The answer is counted before it is judged: many that come at once wait for each
        other at the link's row.
        """
        count = self._count_answer()
        if not count:
            return self._resting_words()
        if self._is_right(answer):
            self.write({"wrong_answers": 0, "locked_until": False})
            return ""
        if count % TRIES:
            return self.env._("This is not what we have on file. Please check it.")
        self._rest(count)
        return self._resting_words()

    def _count_answer(self):
        """Count one more answer; return how many there are, 0 while the link rests."""
        self.flush_recordset()
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                "UPDATE recovery_link "
                "SET wrong_answers = COALESCE(wrong_answers, 0) + 1"
                " WHERE id = %s AND (locked_until IS NULL OR locked_until <= %s)"
                " RETURNING wrong_answers",
                self.id,
                now,
            )
        )
        row = self.env.cr.fetchone()
        self.invalidate_recordset(["wrong_answers"])
        return row[0] if row else 0

    def _rest(self, count):
        """Take no answer for an hour; close the link when nothing else helps."""
        until = fields.Datetime.now() + timedelta(hours=REST_HOURS)
        self.locked_until = until
        if count >= CLOSES:
            self.revoked_at = fields.Datetime.now()
        said = self._ours().env._("%(count)s wrong answers", count=count)
        self.env["recovery.event"]._log("identity_failed", self.case_id, said)

    def _resting_words(self):
        return self.env._(
            "Too many answers were not right. Please try again in an hour, or contact "
            "us."
        )

    def _is_right(self, answer):
        known = {self._person().zip, self.partner_id.zip} - {False, ""}
        if known:
            return identity.is_one_of(answer, known)
        return any(self._names(move, answer) for move in self._named_invoices())

    def _named_invoices(self):
        """Return the invoices that may be named: those that the link shows, else the
        last ones."""
        moves = self.env["account.move"].sudo()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("commercial_partner_id", "=", self.partner_id.id),
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
        ]
        return self._documents() or moves.search(
            domain, order="invoice_date desc, id desc", limit=LATEST
        )

    def _names(self, move, answer):
        if identity.is_one_of(answer, {move.name}):
            return True
        amount = typed.money(answer)
        if amount is None:
            return False
        return not move.currency_id.compare_amounts(float(amount), move.amount_total)

    # --- without an answer -----------------------------------------------------------

    def _stop_unknown(self, visitor):
        """Object to the channel that carried this link, for who would not say more."""
        return self._object(self.notice_id.channel or "email", True, visitor)

    def _contents(self, values):
        return {
            **super()._contents(values),
            "identity": self._identity_page,
            "refused": dict,
        }

    def _identity_page(self):
        """Return what the question shows: nothing that is about the customer."""
        company = self.company_id
        signature, phone, mail = company._recovery_contact(self.env["res.users"])
        return {
            "customer": "",
            "sender": signature,
            "phone": phone,
            "mail": mail,
            "mediator": False,
            "advisers": False,
        }
