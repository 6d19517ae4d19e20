from odoo import fields, models
from odoo.tools import html2plaintext, plaintext2html

from ..tools.calendar import add_working_days

REPLY_SHOWN = 500  # characters of an answer that lists show
EVENT_SHOWN = 160


class RecoveryCase(models.Model):
    """What customers answer, whatever the channel: filed, given to somebody to read,
    and nothing more asked of them until it is read, for some working days at most."""

    _inherit = "recovery.case"

    def _replied(
        self,
        channel,
        text,
        at=None,
        automatic=False,
        notice=None,
        contact=None,
        subject="",
        sender="",
        files=None,
    ):
        """File what a customer answered; ask nothing more of him before it is read.

        An automatic answer is filed only: nobody is disturbed, nothing waits. What
        came by e-mail stands in the thread already; the rest is put there.

        :param channel: where it came in: a code of ``CHANNELS``, or ``portal``
        :param text: what was said, plain text
        :param at: naive UTC instant; now when None
        :param notice: the reminder answered; the last one that left when None
        :param contact: the ``res.partner`` who answered, if known
        :param sender: where it came from, named when nobody knows it
        :param files: ``ir.attachment`` that came along, kept on a record of ours
        """
        self.ensure_one()
        case, at = self.sudo(), at or fields.Datetime.now()
        reader = case._reply_reader()
        case = case.with_context(lang=reader.lang or case.company_id.partner_id.lang)
        who = case._reply_sender(contact, sender)
        if channel != "email":
            case._file_reply(channel, text, at, automatic, contact, sender, files)
        answered = notice or case._last_left(at)
        said = subject or _short(text, EVENT_SHOWN)
        kind = "auto_replied" if automatic else "replied"
        case.env["recovery.event"]._log(kind, case, said, answered, at=at)
        if not automatic:
            case._count_answer(answered, at)
            title = case._reply_title(channel, subject)
            case._hand_over(reader, " – ".join(filter(None, (title, who))), text, at)

    def _count_answer(self, notice, at):
        """Stamp the reminder answered: it arrived, where it was sent to."""
        if notice:
            notice.sudo()._stamp("answered", at)
            notice.sudo()._reach_written()._works()

    def _hand_over(self, reader, summary, text, at):
        """Pause the reminders and give the answer to ``reader``."""
        self._pause_for_reply(at)
        self.activity_schedule(
            "debt_recovery.activity_reply",
            date_deadline=self.company_id._recovery_today(),
            summary=summary,
            note=plaintext2html((text or "").strip()[:REPLY_SHOWN]),
            user_id=reader.id,
        )

    def _reply_reader(self):
        """Return who reads the answer: who acts on the account, else the manager."""
        company = self.company_id
        return (
            self._acting()
            or company._recovery_acting(company.recovery_manager_id)
            or self.env.ref("base.user_root")
        )

    def _reply_sender(self, contact, sender):
        """Return the words that name a sender whom the customer's card does not."""
        if contact and contact.commercial_partner_id == self.partner_id:
            return ""
        name = sender or (contact.display_name if contact else "")
        return name and self.env._("from %(who)s, not on the card", who=name)

    def _reply_title(self, channel, subject):
        if subject:
            return subject
        if channel == "email":
            return self.env._("No subject")
        return self._channel_name(channel)

    def _channel_name(self, channel):
        if channel == "portal":
            return self.env._("Customer's page")
        known = self.env["recovery.notice"]._fields["channel"]
        return dict(known._description_selection(self.env)).get(channel, channel)

    def _file_reply(self, channel, text, at, automatic, contact, sender, files=None):
        """Put into the thread what did not come through the mail gateway."""
        said = {
            "body": plaintext2html(text or ""),
            "subject": self._channel_name(channel),
            "message_type": "auto_comment" if automatic else "comment",
            "subtype_xmlid": "mail.mt_note",
            "author_id": contact.id if contact else False,
            "date": at,
        }
        message = self.with_context(mail_post_autofollow_author_skip=True).message_post(
            email_from=contact.email_formatted if contact else sender or False, **said
        )
        if files:  # a visitor hands over no files that exist already
            message.sudo().attachment_ids = files

    def _last_left(self, at):
        """Return the last reminder that left before ``at``: the one answered."""
        left = self.notice_ids.filtered(
            lambda one: (
                one.state in ("sent", "delivered")
                and one.channel != "task"
                and one.sent_at
                and one.sent_at <= at
            )
        )
        return left.sorted("sent_at")[-1:]

    # --- the ladder waits ----------------------------------------------------------

    def _reply_holds(self):
        """Return the pauses of these accounts that wait for an answer to be read."""
        accounts = {(case.partner_id, case.company_id) for case in self}
        found = self.env["recovery.hold"].search(
            [
                ("kind", "=", "reply"),
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("freeze_contact", "=", True),
                ("is_active", "=", True),
            ]
        )
        return found.filtered(lambda one: (one.partner_id, one.company_id) in accounts)

    def _pause_for_reply(self, at):
        """Ask nothing of the customer until the answer is read, some days at most.

        A pause that runs already is not made longer: answers that nobody reads must
        not stop the reminders for good.
        """
        company = self.company_id
        days = company.recovery_reply_days
        if self.state == "closed" or days <= 0 or self._reply_holds():
            return
        today = company._recovery_today()
        closed = company._recovery_closed_days(today)
        day = fields.Date.to_string(company._recovery_today(at))
        self.env["recovery.hold"].create(
            {
                "kind": "reply",
                "partner_id": self.partner_id.id,
                "company_id": company.id,
                "from_date": today,
                "until_date": add_working_days(today, days, closed),
                "reason": self.env._("Answer of %(day)s, not read yet", day=day),
            }
        )

    def _replies_read(self):
        """Let the reminders of accounts without unread answers go on."""
        waiting = self.browse(self._unread().mapped("res_id"))
        (self - waiting).sudo()._reply_holds().action_lift()

    def _hand_over_unread(self, company, today):
        """Give the manager the answers that nobody read in time."""
        ended = self.env["recovery.hold"].search(
            [
                ("kind", "=", "reply"),
                ("company_id", "=", company.id),
                ("until_date", "<", today),
                ("freeze_contact", "=", True),
            ]
        )
        cases = self.search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", ended.partner_id.ids),
            ]
        )
        paused = cases._reply_holds().partner_id
        cases = cases.filtered(lambda case: case.partner_id not in paused)
        manager = company._recovery_acting(company.recovery_manager_id)
        late = cases._unread().filtered(lambda one: manager and one.user_id != manager)
        if late:
            late.sudo().user_id = manager
            self.env["recovery.event"]._log(
                "reply_late", self.browse(set(late.mapped("res_id")))
            )

    # --- answered by us ------------------------------------------------------------

    def _message_post_after_hook(self, message, msg_values):
        """Somebody of ours wrote to the customer in the thread: it is an answer when
        there was something to answer. Nothing holds it back, and it does not count as
        a contact that we began."""
        result = super()._message_post_after_hook(message, msg_values)
        if self._is_to_customer(message):
            self._answered()
        return result

    def _is_to_customer(self, message):
        told = self.env.context.get("recovery_no_answer") or message.subtype_id.internal
        if told or message.message_type != "comment":
            return False
        if not message.author_id.user_ids.filtered(lambda user: not user.share):
            return False
        readers = message.partner_ids | self.message_partner_ids
        return any(readers.mapped("partner_share")) or bool(message.outgoing_email_to)

    def _answered(self):
        """Note the answer; the customer's words were read."""
        for case in self.sudo():
            last = case.event_ids.search(
                [
                    ("case_id", "=", case.id),
                    ("kind", "in", ("replied", "written_back")),
                ],
                limit=1,
            )
            if last.kind == "replied":
                self.env["recovery.event"]._log("written_back", case)
            case._unread().action_done()

    # --- by e-mail -----------------------------------------------------------------

    def message_update(self, msg_dict, update_vals=None):
        """A reply by e-mail came in; the gateway puts it into the thread."""
        result = super().message_update(msg_dict, update_vals=update_vals)
        automatic = bool(msg_dict.pop("recovery_automatic", ""))
        if automatic:  # kept apart from what people wrote, and told to nobody
            msg_dict.update(
                message_type="auto_comment", parent_id=False, is_internal=True
            )
        for case in self:
            author = self.env["res.partner"].browse(msg_dict.get("author_id") or ())
            if self._is_ours(author, msg_dict.get("email_from")):
                continue
            case._replied(
                "email",
                html2plaintext(msg_dict.get("body") or "").strip(),
                automatic=automatic,
                contact=author,
                subject=msg_dict.get("subject") or "",
                sender=msg_dict.get("email_from") or "",
            )
        return result


class RecoveryCycle(models.AbstractModel):
    _inherit = "recovery.cycle"

    def _run_locked(self, company, as_of, full, commit):
        run = super()._run_locked(company, as_of, full, commit)
        self.env["recovery.case"]._hand_over_unread(company, as_of)
        return run


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _answered_accounts(self):
        """Return the accounts whose answers to read are among these activities."""
        kind = self.env.ref("debt_recovery.activity_reply", raise_if_not_found=False)
        mine = self.sudo().filtered(
            lambda one: (
                one.res_model == "recovery.case" and one.activity_type_id == kind
            )
        )
        return self.env["recovery.case"].sudo().browse(mine.mapped("res_id")).exists()

    def _action_done(self, feedback=False, attachment_ids=None):
        """An answer that was read holds nothing back any more."""
        cases = self._answered_accounts()
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        cases._replies_read()
        return result

    def unlink(self):
        cases = self._answered_accounts()
        result = super().unlink()
        cases.exists()._replies_read()
        return result


def _short(text, room):
    """Return the beginning of ``text`` on one line."""
    said = " ".join((text or "").split())
    return said if len(said) <= room else said[: room - 1] + "…"
