from odoo import api, fields, models
from odoo.tools import format_datetime

from ..tools.decision_seen import read_seen
from ..tools.rules.model import WAIT, Decision, Rule, Verdict
from ..tools.rules.reasons import REASONS
from .recovery_timeline_desk import Moment

SHOWN = 80  # of the latest, in an account's history
# What stops without a rule of its own: the company's hours and delays.
OWN = ("window", "holiday", "gap")
HOUSE = Rule("house", "house_gap", strength="house")
TONES = {"allow": "secondary", "wait": "warning", "refuse": "danger"}


class RecoveryDecision(models.Model):
    """The log of decisions as it is read: one sentence a row."""

    _inherit = "recovery.decision"

    sentence = fields.Char("In words", compute="_compute_sentence")
    warning_text = fields.Text("Cautions", compute="_compute_sentence")
    rule_summary = fields.Text(related="rule_id.summary", string="What it says")
    channel_label = fields.Char("By", compute="_compute_channel_label")

    @api.depends("verdict", "reason", "channel", "rule_id", "until", "facts")
    @api.depends_context("lang", "tz")
    def _compute_sentence(self):
        for decision in self:
            decision.sentence = decision._sentence()
            decision.warning_text = decision._warning_text()

    @api.depends("channel")
    @api.depends_context("lang")
    def _compute_channel_label(self):
        names = self.env["recovery.rule.words"]._channel_names()
        for decision in self:
            decision.channel_label = names.get(decision.channel, "")

    def _sentence(self):
        """Say what was decided, why and by what rule; and why a person did it all the
        same."""
        if self._is_by_rules():
            words, decision = self.env["recovery.rule.words"], self._as_decision()
            said = words._past_sentence(self.channel, decision, self.decided_at)
        else:
            said = self._older_sentence()
        if not self.note:
            return said
        return self.env._("%(said)s “%(note)s”", said=said, note=self.note)

    def _warning_text(self):
        """Say, one a line, what would have stopped it if it bound."""
        words, rules = self.env["recovery.rule.words"], self.env["recovery.rule"]
        told = []
        for one in (self.warnings or "").split():
            reason, _colon, code = one.partition(":")
            if reason not in REASONS:
                continue
            rule = rules.search([("code", "=", code)], order="version desc", limit=1)
            verdict = Verdict(WAIT, rule and rule._as_rule() or None, reason)
            told.append(words._caution(verdict))
        return "\n".join(told)

    def _is_by_rules(self):
        return bool(self.request_hash and self.reason in REASONS)

    def _older_sentence(self):
        """Say what was decided where no rule was asked."""
        labels = dict(self._fields["verdict"]._description_selection(self.env))
        return self.env._(
            "%(verdict)s: %(why)s.",
            verdict=labels[self.verdict],
            why=self.reason_label,
        )

    def _as_decision(self):
        """Return the ``Decision`` that this row keeps, the governing verdict alone."""
        rule = HOUSE if self.reason in OWN else None
        if self.rule_id.id:
            rule = self.rule_id._as_rule()
        verdict = Verdict(
            self.verdict,
            rule,
            self.reason,
            self.until or None,
            read_seen(self.facts or ""),
        )
        return Decision(self.verdict, self.until or None, verdict)

    # --- the account's history -----------------------------------------------------

    def _moment(self):
        """Return these, which say the same one after the other, as one moment."""
        latest = self[:1]
        times = len(self)
        title = latest.sentence
        if times > 1:
            title = self.env._("%(said)s (%(times)s times)", said=title, times=times)
        return Moment(
            at=latest.decided_at,
            day=format_datetime(self.env, latest.decided_at, dt_format="short"),
            kind="decision",
            icon="fa-balance-scale",
            tone=TONES[latest.verdict],
            title=title,
            detail=latest.notice_id._step_name() if latest.notice_id else "",
            record=(self._name, latest.id),
        )

    def _runs(self):
        """Return these in runs that say the same of the same reminder."""
        runs, before = [], None
        for one in self:
            key = (one.notice_id, one.verdict, one.reason, one.rule_id, one.channel)
            if key == before:
                runs[-1] += one
            else:
                runs.append(one)
            before = key
        return runs


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _timeline_kinds(self):
        return {**super()._timeline_kinds(), "decision": self.env._("Decisions")}

    def _moments(self):
        """Add the latest decisions; screens show them when asked, or when they stop
        something."""
        decisions = self.env["recovery.decision"].search(
            [("case_id", "=", self.id)], limit=SHOWN
        )
        moments = super()._moments() + [run._moment() for run in decisions._runs()]
        return sorted(moments, key=lambda moment: moment.at, reverse=True)


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _waiting_words(self):
        """Say by what rule a reminder waits, where a rule makes it wait."""
        if self.state == "queued" and self.reason:
            last = self._last_decision()
            if last.verdict == WAIT and last._is_by_rules():
                said = self.env["recovery.rule.words"]._waiting_sentence(
                    last._as_decision(), fields.Datetime.now()
                )
                return (said[:1].lower() + said[1:]).rstrip(".")
        return super()._waiting_words()

    def _last_decision(self):
        return self.env["recovery.decision"].search(
            [("notice_id", "=", self.id)], limit=1
        )
