from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.decision_seen import write_seen
from ..tools.decision_trace import digest, figures
from ..tools.rules.model import REFUSE, WAIT

CONTACT = "contact"
BY_PERSON = {"voice": "call"}
BY_HAND = "hand"  # anchor of a contact that a person made
# Two decisions that agree on these say the same: a queue only looked again.
SAME = ("verdict", "reason", "until", "rule_id")
# What a reminder says of itself for what the rules answered.
SAID = {
    **dict.fromkeys(("window", "holiday", "strict_default"), "hours"),
    **dict.fromkeys(("gap", "cooling", "cap"), "cooling"),
    "hold": "spared",
    "opted_out": "opted_out",
    "no_consent": "no_consent",
    **dict.fromkeys(("notice_missing", "notice_running"), "notice"),
}
PUT_OFF = (*dict.fromkeys(SAID.values()), "rule")
# What stands against every channel: another one would be refused as well.
EVERY_CHANNEL = ("hold", "notice_missing", "notice_running", "time_barred")


class RecoveryNotice(models.Model):
    """What the rules answered about a reminder, obeyed and written down."""

    _inherit = "recovery.notice"

    came_to = fields.Selection(
        [
            ("attempt", "Nobody reached"),
            ("contact", "Somebody reached"),
            ("conversation", "Conversation"),
        ],
        "Came to",
        readonly=True,
        copy=False,
        help="What rules count it as. Empty: as its channel and state say.",
    )
    is_answer = fields.Boolean(
        "Answers the customer",
        readonly=True,
        copy=False,
        help="It was asked for: no rule counts it or stops it.",
    )

    def _obey_refusals(self, judged):
        """Withhold what the rules refuse; return the others.

        :param judged: ``{reminder: Judged}``; what is not in it may leave
        """
        refused = self._with_outcome(judged, REFUSE)
        for notice in refused:
            notice._withhold_by_rules(judged[notice])
        refused._log_changed(judged)
        return self - refused

    def _obey_waits(self, judged):
        """Put off what the rules let wait; return the others."""
        waiting = self._with_outcome(judged, WAIT)
        for notice in waiting:
            decision = judged[notice].decision
            said = SAID.get(decision.governing.reason, "rule")
            notice.write({"send_after": decision.until, "reason": said})
        waiting._log_changed(judged)
        return self - waiting

    def _with_outcome(self, judged, outcome):
        return self.filtered(
            lambda one: one in judged and judged[one].decision.outcome == outcome
        )

    def _withhold_by_rules(self, judged):
        """What a hold on contacts stops is planned again after it; what bears on one
        channel goes on by the next one; the rest waits for somebody."""
        governing = judged.decision.governing
        said = {
            "reason": SAID.get(governing.reason, "rule"),
            "reason_text": governing.rule.code if governing.rule else "",
        }
        if governing.reason == "hold" and _stops_contact(governing, judged.facts):
            self._move_to("cancelled", **said)
            self.env["recovery.mark"]._add(
                self.company_id, self.partner_id, "cancelled"
            )
            return
        self._move_to("withheld", **said)
        if _is_of_channel(governing):
            self._fall_back()

    @api.model
    def _wake_put_off(self, partners=None):
        """Have what the rules put off judged anew: what they go by has changed.

        :param partners: commercial partners; everybody's when None
        """
        domain = Domain("state", "=", "queued") & Domain("send_after", "!=", False)
        domain &= Domain("reason", "in", PUT_OFF)
        if partners is not None:
            domain &= Domain("partner_id", "in", partners.ids)
        waiting = self.sudo().search(domain)
        if waiting:
            waiting.write({"send_after": False})
            waiting._wake()

    def _rule_channel(self):
        """Return the channel as rules know it: a person's voice is a call."""
        if not self._is_by_hand():
            return self.channel
        return BY_PERSON.get(self.channel, self.channel)

    def _is_by_hand(self):
        """Tell whether a person made this contact; the rest is sent by the outbox, even
        where a person starts or approves it."""
        return self.anchor == BY_HAND

    # --- the log -------------------------------------------------------------------

    def _log_allowed(self, judged, facts):
        """Write why these may leave; ``facts``: ``{reminder: what it claims}``."""
        self._write_decisions(
            {
                notice: {
                    **_values(judged.get(notice)),
                    "verdict": "allow",
                    "facts": "; ".join(
                        filter(None, (facts[notice], _known(judged.get(notice))))
                    ),
                }
                for notice in self
            }
        )

    def _log_changed(self, judged):
        """Write what is decided of these, unless their last decision says the same:
        the queue only looked again."""
        if not self:
            return
        decisions = self.env["recovery.decision"].sudo()
        decisions.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ON (notice_id) notice_id, verdict, reason, until, "
                "rule_id FROM recovery_decision WHERE notice_id = ANY(%s) "
                "ORDER BY notice_id, id DESC",
                self.ids,
            )
        )
        last = {row[0]: row[1:] for row in rows}
        values = {
            notice: {**_values(judged[notice]), "facts": _known(judged[notice])}
            for notice in self
        }
        self._write_decisions(
            {
                notice: some
                for notice, some in values.items()
                if last.get(notice.id) != tuple(some[name] or None for name in SAME)
            }
        )

    def _log_by_hand(self, judged, reason):
        """Write why a person may make this contact, with the reason that he typed."""
        said = {**_values(judged), "facts": _known(judged), "note": reason or False}
        self._write_decisions({self: said})

    def _decide(self, verdict, reason, facts=""):
        """Write why these may leave or not, where no rule was asked."""
        said = {"verdict": verdict, "reason": reason, "facts": facts}
        self._write_decisions(dict.fromkeys(self, said))

    def _write_decisions(self, values):
        """Write what was decided; ``{reminder: values}``."""
        self.env["recovery.decision"].sudo().create(
            [
                {
                    "company_id": notice.company_id.id,
                    "notice_id": notice.id,
                    "case_id": notice.case_id.id,
                    "subject_token": f"P{notice.partner_id.id}",
                    "channel": notice._rule_channel(),
                    "purpose": notice.purpose,
                    "is_machine": not notice._is_by_hand(),
                    **some,
                }
                for notice, some in values.items()
            ]
        )


def _stops_contact(verdict, facts):
    """Tell whether the hold that a verdict names freezes contacts by itself: what it
    spares is measured as spared, and planned again once it ends."""
    _kind, _until, key = verdict.seen
    return any(hold.key == key and CONTACT in hold.freezes for hold in facts.holds)


def _is_of_channel(verdict):
    """Tell whether another channel may get through where this verdict stands."""
    if verdict.reason == "hold":
        return bool(verdict.rule.channels)
    return verdict.reason not in EVERY_CHANNEL


def _known(judged):
    """Return what the log keeps of the facts, first what the governing verdict saw."""
    if not judged:
        return ""
    seen = write_seen(judged.decision.governing.seen)
    return "; ".join(filter(None, (seen, figures(judged.facts))))


def _values(judged):
    """Return what the log keeps of a judgement, but the facts."""
    if not judged:  # a task inside the house
        return {"reason": "none"}
    decision = judged.decision
    governing = decision.governing
    return {
        "verdict": decision.outcome,
        "reason": governing.reason,
        "until": decision.until or False,
        "rule_id": governing.rule.key if governing.rule else False,
        "rules": ", ".join(decision.rules),
        "warnings": ", ".join(
            f"{one.reason}:{one.rule.code if one.rule else ''}"
            for one in decision.warnings
        ),
        "request_hash": digest(judged.request, judged.facts, judged.at, decision.rules),
    }
