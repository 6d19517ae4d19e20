from odoo import api, fields, models

ASKED = ("purpose", "is_machine", "is_answer", "is_threat", "notice", "message")


class RecoveryNotice(models.Model):
    """What the rules say of a reminder that waits, before it is to leave."""

    _inherit = "recovery.notice"

    rules_text = fields.Char("By the rules", compute="_compute_rules_text")

    @api.depends("state", "channel", "case_id")
    @api.depends_context("lang", "tz")
    def _compute_rules_text(self):
        at = fields.Datetime.now()
        for notice in self:
            notice.rules_text = notice._origin._rules_words(at) if notice.id else False

    def _rules_words(self, at):
        """Say until when the rules would keep it, "" where they let it leave now."""
        if self.channel == "task" or self.state not in ("draft", "queued"):
            return ""
        decision = self._decision_now(at)
        said = self.env["recovery.rule.words"]._waiting_sentence(decision, at)
        if not said or self.state == "queued":
            return said
        said = said[:1].lower() + said[1:]
        return self.env._("If approved now: %(said)s", said=said)

    def _decision_now(self, at):
        """Return the ``Decision`` on this reminder if it were to leave at ``at``."""
        socket = self.env["recovery.channel"]._for(self.channel)
        request = self._request()
        channel = self._rule_channel()
        judged = self.case_id._ask_gate(
            {channel: socket._addresses(self)[self.id]},
            at,
            **{name: getattr(request, name) for name in ASKED},
        )
        return judged[channel].decision
