import logging
import textwrap

from odoo import fields, models
from odoo.tools import formatLang, html2plaintext

_logger = logging.getLogger(__name__)

EXCERPT = 200  # characters of what was said in a task


class RecoveryNotice(models.Model):
    """One line in the chatter of each invoice that a contact spoke of."""

    _inherit = "recovery.notice"

    def _after_sent(self):
        result = super()._after_sent()
        # a task is a contact once somebody did it
        self.filtered(lambda one: one.channel != "task")._tell_invoices()
        return result

    def _tell_invoices(self, done=None):
        """Write the lines; whatever goes wrong with them, the messages have left.

        Failing here would have a person asked whether they left, for want of a note:
        the error stays in a savepoint and in the log. Nobody is notified, and only
        rows are added: no invoice is locked.

        :param done: how a task ended, in words; None: messages that left
        """
        self.env.cr.flush()  # what fails of the result itself is not ours to hide
        try:
            with self.env.cr.savepoint():
                self._log_on_invoices(done)
        except Exception:  # a note is never worth a second message
            _logger.exception("Reminders %s: no line in the chatter", self.ids)

    def _log_on_invoices(self, done):
        """Write at once what all of these say on their invoices."""
        lines = self.sudo().line_ids.line_id
        lines.fetch(["move_id"])
        lines.move_id.fetch(["move_type"])
        messages = {}
        for notice in self.sudo():
            author = notice._sender().partner_id or notice.company_id.partner_id
            for move, body in notice._invoice_lines(done).items():
                messages.setdefault(author, []).append((move, body))
        for author, pairs in messages.items():
            while pairs:  # an invoice of several of them: one round each
                bodies = dict(reversed(pairs))
                self.env["account.move"].sudo().browse(bodies)._message_log_batch(
                    bodies, author_id=author.id
                )
                pairs = [one for one in pairs if bodies.get(one[0]) is not one[1]]

    def _invoice_lines(self, done):
        """Return ``{invoice id: line}`` of one reminder."""
        kind = "upcoming" if self._is_before_due() else "overdue"
        claimed = {}
        for line in self.line_ids.filtered(lambda one: one.kind == kind):
            move = line.line_id.move_id
            if move.is_invoice():
                amounts = claimed.setdefault(move.id, {})
                amounts.setdefault(line.currency_id, 0)
                amounts[line.currency_id] += line.amount
        lang = self.user_id.lang or self.company_id.partner_id.lang
        speaking = self.with_context(lang=lang)
        return {
            move: done or speaking._line_for_invoice(amounts)
            for move, amounts in claimed.items()
        }

    def _step_name(self):
        return self.treatment_id.name or self.template_id.name or self.subject or ""

    def _done_words(self, feedback):
        """Say that a task was done, by whom, and what came of it."""
        said = " ".join(html2plaintext(feedback or "").split())
        words = {"step": self._step_name(), "who": self.env.user.name}
        if said:
            return self.env._(
                "“%(step)s” done by %(who)s: %(said)s",
                said=textwrap.shorten(said, EXCERPT, placeholder=" …"),
                **words,
            )
        return self.env._("“%(step)s” done by %(who)s", **words)

    def _line_for_invoice(self, amounts):
        claimed = ", ".join(
            formatLang(self.env, amount, currency_obj=currency)
            for currency, amount in amounts.items()
        )
        words = {
            "step": self._step_name(),
            "address": self.address or "",
            "claimed": claimed,
        }
        own = amounts.get(self.currency_id, 0)
        if self.currency_id.compare_amounts(own, self.amount) < 0 < own:
            total = formatLang(self.env, self.amount, currency_obj=self.currency_id)
            return self.env._(
                "“%(step)s” sent to %(address)s: %(claimed)s of %(total)s",
                total=total,
                **words,
            )
        return self.env._("“%(step)s” sent to %(address)s: %(claimed)s", **words)


class MailActivity(models.Model):
    _inherit = "mail.activity"

    recovery_notice_id = fields.Many2one(
        "recovery.notice",
        "Task of a scenario",
        index="btree_not_null",
        ondelete="set null",
        groups="debt_recovery.group_auditor",
        copy=False,
    )

    def _action_done(self, feedback=False, attachment_ids=None):
        """A task of a scenario that is done is a contact: its invoices say so."""
        tasks = self.sudo().filtered("recovery_notice_id")
        notices = tasks.recovery_notice_id
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        for notice in notices:
            notice._tell_invoices(notice._done_words(feedback))
        return result
