from collections import Counter, defaultdict
from dataclasses import dataclass

from odoo import models
from odoo.api import NewId

from .recovery_cycle import CHUNK
from .recovery_planner import Planner

KINDS = ("more", "less", "else", "earlier", "later")


@dataclass(frozen=True)
class Outlook:
    """What a customer would get next by one version of a scenario.

    ``day``: of the contact, or None; ``now``: it is today; ``steps``: the steps, as the
    planner numbers them; ``says``: what tells them apart from others.
    """

    day: object = None
    now: bool = False
    steps: tuple = ()
    says: tuple = ()


class RecoveryPolicy(models.Model):
    """Two versions of a scenario against the same ledger; writes nothing."""

    _inherit = "recovery.policy"

    def _draft(self, changes):
        """Return this scenario with ``changes`` in memory only.

        :param changes: what the page would save, steps as x2many commands
        :raises ValidationError: when it could not be saved
        """
        # two records in memory of one saved record share their values: forget a
        # former draft of this transaction
        known = self.step_ids.ids
        self.browse([NewId(self.id)]).invalidate_recordset(flush=False)
        self.step_ids.browse(map(NewId, known)).invalidate_recordset(flush=False)
        draft = self.new(changes, origin=self)
        draft._check_limits()
        draft.step_ids._check_trigger()
        draft.step_ids._check_counts()
        return draft

    def _compare(self, draft, company, as_of, afresh=False):
        """Return who would get something else by ``draft`` than by this scenario.

        Reminders that wait are decided again on both sides, as they are when the
        scenario changes.

        :param draft: of ``_draft``
        :param afresh: those inside start again at the first step
        :return: ``{"inside": number, "released": number, "found": [(kind, facts row,
            Outlook, Outlook)], "planners": (today's, the draft's)}``
        """
        facts = self.env["recovery.facts"]
        facts._build(company, as_of)
        saved = Planner(self.env, company, as_of)
        edited = Planner(self.env, company, as_of, {self.id: draft}, afresh)
        inside, released, found, after = 0, 0, [], 0
        while rows := facts._chunk(company, after, CHUNK):
            after = rows[-1]["debtor_id"]
            mine = self._outlooks(saved, rows)
            inside += len(mine)
            mine = [one for one in mine if one[1]["released_on"]]
            released += len(mine)
            theirs = self._outlooks(edited, [row for row, _v, _o in mine])
            for (row, _values, was), (_row, _v, now) in zip(mine, theirs, strict=True):
                kind = _kind(was, now)
                if kind:
                    found.append((kind, row, was, now))
        facts._drop()  # after an error, the rollback does it
        return {
            "inside": inside,
            "released": released,
            "found": found,
            "planners": (saved, edited),
        }

    def _outlooks(self, planner, rows):
        """Return ``[(row, values, Outlook)]`` of those of ``rows`` in this scenario."""
        planner.load_past(rows, anew=True)
        words, result = defaultdict(tuple), []
        for row in rows:
            values, choices = planner.decide(row)
            if values.get("policy_id") != self.id:
                continue
            steps = tuple(choice.step.id for choice in choices)
            day = planner.as_of if steps else values["next_contact_on"]
            if not steps and values["next_treatment_id"]:
                steps = (values["next_treatment_id"],)
            for key in steps:
                if key not in words:
                    words[key] = planner.records[key]._says()
            look = Outlook(
                day if steps else None,
                bool(choices),
                steps,
                tuple(words[key] for key in steps),
            )
            result.append((row, values, look))
        return result

    def _in_figures(self, compared):
        """Return ``[(kind, number of customers, amount)]``, those that occur."""
        numbers, amounts = Counter(), Counter()
        for kind, row, _was, _now in compared["found"]:
            numbers[kind] += 1
            amounts[kind] += float(row["net"] or row["upcoming"] or 0)
        return [(one, numbers[one], amounts[one]) for one in KINDS if numbers[one]]


class RecoveryTreatment(models.Model):
    _inherit = "recovery.treatment"

    def _says(self):
        """Return what makes this step differ for its reader: where, and which words."""
        return (
            self._origin.id or self.id,
            self.channel,
            self.name,
            self.text_subject,
            self.text_body,
        )


def _kind(was, now):
    """Return how ``now`` differs from ``was``, or an empty string."""
    if was.day is None or now.day is None:
        if was.day == now.day:
            return ""
        return "more" if was.day is None else "less"
    if was.says != now.says:
        return "else"
    if was.day == now.day and was.now == now.now:
        return ""
    return "earlier" if now.day < was.day else "later"
