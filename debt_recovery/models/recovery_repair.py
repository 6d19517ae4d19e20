import logging

from markupsafe import Markup

from odoo import fields, models

from .recovery_notice import PENDING

_logger = logging.getLogger(__name__)

MEND = "debt_recovery.activity_mend"
# What a person mends in the contact data, whatever the channel.
TO_MEND = (
    *("no_address", "bad_address", "mailbox_full", "landline", "unreachable"),
    "returned",
)
# What people change on a contact, and the kind of address that it mends.
CHANGED = {
    "email": {"email", "type", "parent_id", "active"},
    "phone": {"phone", "type", "parent_id", "active"},
    "post": {"street", "street2", "zip", "city", "country_id", "type", "parent_id"},
}


class RecoveryNotice(models.Model):
    """A contact that failed for want of a good address asks somebody to mend it."""

    _inherit = "recovery.notice"

    def _fail(self, failure):
        result = super()._fail(failure)
        self.env.cr.flush()  # what fails of the result itself is not ours to hide
        try:
            with self.env.cr.savepoint():
                self._repair(fields.Datetime.now())
        except Exception:  # a task is never worth the result
            _logger.exception("Reminder %s: no task to mend its contact", self.id)
        return result

    def _repair(self, at):
        """Have somebody mend the contact data that this one showed to be wrong."""
        result = super()._repair(at)
        if self.failure_type in TO_MEND and self.channel != "task":
            medium = self.env["recovery.channel"]._for(self.channel)._medium
            self._repair_address(
                medium, self.address, self.failure_type, self.failure_text or ""
            )
        return result

    def _repair_address(self, medium, address, problem, text):
        """Open one task a contact point and account; mark the contact point."""
        self = self.sudo()
        if self.is_test and problem != "no_address":
            return
        reach, contact = self.env["recovery.reach"], self.recipient_id
        if problem != "no_address" and address:
            # a letter shows its address otherwise than contact points are compared
            used = self.reach_ids.filtered(lambda one: one.medium == "post")[:1]
            reach = (medium == "post" and used) or reach._ensure_points(
                [(medium, address, contact)]
            )
            if problem != "landline":  # it rings, though it takes no text
                reach._note_problem(problem, text)
        known = self.case_id.activity_ids.filtered(
            lambda one: (
                one.recovery_medium == medium
                and (one.recovery_reach_id == reach or problem == "no_address")
            )
        )
        if known:
            return
        self.case_id._give_task(
            self._mend_title(medium, address, problem),
            self._mend_note(contact or self.partner_id, text),
            MEND,
            recovery_reach_id=reach.id,
            recovery_medium=medium,
        )

    def _mend_title(self, medium, address, problem):
        labels = dict(self._fields["failure_type"]._description_selection(self.env))
        media = {
            "email": self.env._("No e-mail address"),
            "phone": self.env._("No phone number"),
            "post": self.env._("No postal address"),
        }
        if problem == "no_address":
            return media.get(medium, labels[problem])
        return self.env._(
            "%(problem)s: %(address)s", problem=labels[problem], address=address or ""
        )

    def _mend_note(self, contact, text):
        link = Markup('<a href="/odoo/res.partner/%s">%s</a>') % (
            contact.id,
            self.env._("Open %(name)s", name=contact.display_name),
        )
        return Markup("<p>%s</p><p>%s</p>") % (text, link) if text else link

    # --- it works again --------------------------------------------------------------

    def _not_returned(self):
        """What was typed as come back had not: these left, their address is good, and
        what would have gone another way instead is given up."""
        for notice in self.filtered(lambda one: one.state == "bounced"):
            instead = notice._same_step().filtered(
                lambda one, rank=notice.rank: one.rank > rank and one.state in PENDING
            )
            instead._move_to("cancelled", reason="outdated")
            notice._move_to(
                "sent", failure_type=False, failure_text=False, is_dealt=False
            )
            notice.reach_ids.filtered(lambda one: one.medium == "post")._works()

    def _receive(self, status, at=None, text="", failure_type="", **told):
        news = super()._receive(status, at, text, failure_type, **told)
        if news and status in ("delivered", "read", "clicked", "answered"):
            self.sudo()._reach_written()._works()
        return news


class RecoveryReach(models.Model):
    _inherit = "recovery.reach"

    def _is_on_a_card(self):
        """Tell whether a contact still has this e-mail address or number."""
        known = {"email": "email_normalized", "phone": "phone_sanitized"}
        name = known.get(self.medium)
        return bool(name) and self.address in self.partner_ids.mapped(name)

    def _works(self):
        """Something arrived there: what stood against it is over."""
        self._note_valid()
        tasks = self.env["mail.activity"].search(
            [("recovery_reach_id", "in", self.ids)]
        )
        if tasks:
            tasks.action_feedback(self.env._("A message arrived there since."))


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """New contact data end the tasks that asked for them."""
        media = [kind for kind, names in CHANGED.items() if names & vals.keys()]
        result = super().write(vals)
        if media:
            self._recovery_mended(media)
        return result

    def _recovery_mended(self, media):
        cases = (
            self.env["recovery.case"]
            .sudo()
            .search([("partner_id", "in", self.commercial_partner_id.ids)])
        )
        tasks = cases.activity_ids.filtered(lambda one: one.recovery_medium in media)
        mended = tasks.filtered(lambda one: not one.recovery_reach_id._is_on_a_card())
        if mended:  # what stood against the old address still stands
            mended.with_context(recovery_keep_problem=True).action_feedback(
                self.env._("The contact was changed.")
            )


class MailActivity(models.Model):
    _inherit = "mail.activity"

    recovery_reach_id = fields.Many2one(
        "recovery.reach",
        "Contact point to mend",
        index="btree_not_null",
        ondelete="set null",
        groups="debt_recovery.group_auditor",
        copy=False,
    )
    recovery_medium = fields.Char(groups="debt_recovery.group_auditor", copy=False)

    def _action_done(self, feedback=False, attachment_ids=None):
        """Who says that it is mended is believed: the address is used again."""
        reach = self.sudo().recovery_reach_id
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if not self.env.context.get("recovery_keep_problem"):
            reach._note_valid()
        return result
