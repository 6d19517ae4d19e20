from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.wording import WordingError, placeholders
from .recovery_past import SKIP_DAYS


class RecoveryNotice(models.Model):
    """What a person changes of one waiting reminder: its text, who gets it, whether it
    leaves this time, and for some minutes after the approval, all of it again."""

    _inherit = "recovery.notice"

    to_id = fields.Many2one(
        "res.partner",
        "Send to",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="Chosen by a person for this reminder only; empty: the usual contact.",
    )
    edited_subject = fields.Char(readonly=True, copy=False)
    edited_body = fields.Html(
        readonly=True, copy=False, sanitize=True, sanitize_style=True
    )
    edited_text = fields.Text(readonly=True, copy=False)

    def _chosen_contact(self):
        """Return the contact chosen for this reminder, while it is the customer's."""
        same = self.to_id.commercial_partner_id == self.partner_id
        return self.to_id if same else self.to_id.browse()

    # --- text and recipient --------------------------------------------------------

    def _fill(self, words):
        """Return ``(subject, body)`` of this reminder filled with ``words``: the text
        that a person wrote for it, else its template's.

        :raises WordingError: when a word has nothing to say
        """
        template = self.template_id.with_context(lang=self.env.context.get("lang"))
        edited = self._edited_words(template)
        if not edited:
            return template._fill(words)
        return template._fill(words, self.edited_subject, edited)

    def _edited_words(self, template):
        return self.edited_text if template._is_plain() else self.edited_body

    def _used_words(self):
        """Return the placeholders in what this reminder says; none while it is faulty:
        that is said where the text is filled."""
        template = self.template_id.with_context(lang=self.env.context.get("lang"))
        said = template._said()
        edited = self._edited_words(template)
        if edited:
            said[:2] = [self.edited_subject, edited]
        try:
            return set().union(*(placeholders(text or "") for text in said))
        except WordingError:
            return set()

    def action_edit(self):
        """Open the text of this reminder and its recipient, for this time only."""
        self.ensure_one()
        self._check_waits()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Edit this reminder"),
            "res_model": "recovery.edit.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_notice_id": self.id, "dialog_size": "large"},
        }

    def _check_waits(self):
        """Raise unless these reminders still wait for a person.

        :raises UserError: naming the first one that does not
        """
        self._check_not_sending()
        for notice in self:
            if notice.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(name)s” does not wait any more (%(state)s). Take it back "
                        "first, if it has not left.",
                        name=notice.display_name,
                        state=self._state_label(notice.state),
                    )
                )

    def _edit(self, subject, body, contact, template=None):
        """Keep the text (False: the template's) and the contact for this reminder.

        :param body: HTML, or plain text on a channel without any form
        :param template: another text of the library to take instead of the step's
        """
        self.ensure_one()
        self._check_waits()
        self.check_access("write")
        self.sudo().write(
            {
                **self._edited(subject, body, template or self.template_id),
                "to_id": contact.id,
                "approved_by_id": False,  # a first approval was for another text
                "approved_on": False,
            }
        )
        self.env["recovery.event"]._log(
            "edited", self.case_id, self.treatment_id.name or "", self
        )

    def _edited(self, subject, body, template):
        plain = template._is_plain()
        values = {
            "edited_subject": subject,
            "edited_body": False if plain else body,
            "edited_text": body if plain else False,
        }
        if template != self.template_id:
            values |= {
                "template_id": template.id,
                "template_version": template.version,
                "tone": template.tone,
            }
        return values

    # --- skip ----------------------------------------------------------------------

    def action_skip(self):
        """Ask why, then leave these reminders out this time."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Skip this time"),
            "res_model": "recovery.skip.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_notice_ids": self.ids},
        }

    def _skip(self, why):
        """Leave these reminders out; each comes back after some days, if still due.

        :param why: the sentence of the person who decided it
        """
        if not (why or "").strip():
            raise UserError(self.env._("Write why this reminder is skipped."))
        self._check_not_sending()
        for notice in self._move_to("cancelled", reason="user", reason_text=why):
            # the days until it comes back count from the decision
            notice.sudo().planned_on = notice.company_id._recovery_today()
            self.env["recovery.event"]._log("skipped", notice.case_id, why, notice)
            self.env["recovery.mark"]._add(
                notice.company_id, notice.partner_id, "skipped"
            )

    def _back_on(self):
        """Return the first day on which a skipped reminder may come back."""
        company = self.company_id[:1] or self.env.company
        return company._recovery_today() + timedelta(days=SKIP_DAYS)

    # --- take back -----------------------------------------------------------------

    def _leave_at(self, now):
        """Return when what is approved at ``now`` may leave, False: at once."""
        minutes = self.company_id.recovery_takeback_minutes
        return now + timedelta(minutes=minutes) if minutes else False

    def action_take_back(self):
        """Take back what was approved and has not left: it waits again.

        :raises UserError: when nothing of it can be taken back any more
        """
        waiting = self.filtered(lambda notice: notice.state == "queued")
        if not waiting:
            self._check_not_sending()
        back = (waiting or self)._move_to(
            "draft",
            approved_by_id=False,
            approved_on=False,
            second_approver_id=False,
            approval_reason=False,
            approved_alone=False,
            send_after=False,
            reason=False,
        )
        for notice in back:
            self.env["recovery.event"]._log(
                "taken_back", notice.case_id, notice.treatment_id.name or "", notice
            )
        return True

    def take_back(self):
        """Take back what can be; return how many waited still, and how many had left.

        :return: ``{"back", "gone"}``
        """
        waiting = self.filtered(lambda notice: notice.state == "queued")
        if waiting:
            waiting.action_take_back()
        return {"back": len(waiting), "gone": len(self - waiting)}

    # --- holds ---------------------------------------------------------------------

    def action_hold(self):
        """Open a hold on the whole customer, until a date."""
        return self.case_id.action_hold()

    def action_leave_out(self):
        """Open a hold on some invoices of this reminder; the others stay chased."""
        self.ensure_one()
        action = self.case_id.action_hold()
        action["name"] = self.env._("Leave out an invoice")
        action["context"] = {
            **action["context"],
            "default_scope": "lines",
        }
        return action
