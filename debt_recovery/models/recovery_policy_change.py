from dataclasses import dataclass, field

from markupsafe import Markup

from odoo import api, models

from .recovery_notice import PENDING
from .recovery_treatment_text import TEXTS

WHEN = ("trigger", "days", "working_days", "stage_id", "event")
LIMITS = ("grace_days", "min_amount", "currency_id")
# what decides who gets something, when and by which channel
PLANNED = (
    *WHEN,
    *("min_net", "or_late_count", "max_net", "min_late_count"),
    *("stage_ids", "segment_ids", "channel", "fallback_ids"),
    *("is_entry", "is_required", "gap_days", "repeat_every", "repeat_max"),
)
# what a waiting reminder has taken from its step
TAKEN = ("template_id", "purpose", "tone_by_history", "letter_mode")
TOLD = (
    *PLANNED,
    *TAKEN,
    *("name", "mode", "tone", "four_eyes", "assign_to", "copy_to"),
    *("copy_channel", "copy_template_id"),
    *("fallback_after_days", "attach_statement", *TEXTS),
)


@dataclass
class Change:
    """What differs between two states of a scenario.

    ``lines``: sentences for people; ``plans``: whether who gets what changes;
    ``steps``: ids of the steps whose waiting reminders are decided again; ``again``:
    of those that need a second approval now.
    """

    lines: list = field(default_factory=list)
    plans: bool = False
    steps: set = field(default_factory=set)
    again: set = field(default_factory=set)


class RecoveryPolicy(models.Model):
    """What changes in a scenario is told, and what waits is decided again."""

    _inherit = "recovery.policy"

    def write(self, vals):
        if self._is_silent():
            return super().write(vals)
        before = self._pictures()
        quiet = self.with_context(recovery_changing=True)
        result = super(RecoveryPolicy, quiet).write(vals)
        self._after_change(before)
        return result

    @api.model_create_multi
    def create(self, vals_list):
        quiet = self.with_context(recovery_changing=True)
        policies = super(RecoveryPolicy, quiet).create(vals_list)
        return policies.with_env(self.env)

    def _is_silent(self):
        """Tell whether somebody above tells the change, or nobody wants to know."""
        context = self.env.context
        return context.get("recovery_changing") or context.get("install_mode")

    # --- two states of a scenario -------------------------------------------------

    def _pictures(self):
        return {policy: policy._picture() for policy in self}

    def _picture(self, names=None):
        """Return what can be told of this scenario, to compare with another state.

        :param names: ``{step id: id under which it is compared}``
        :return: ``{"limits": …, "order": [step id], "steps": {step id: …}}``, values
            as ``{field: (raw, in words)}``
        """
        steps = {}
        for number, step in enumerate(self.step_ids):
            key = (names or {}).get(step.id, step._origin.id or f"new{number}")
            steps[key] = step
        used = [key for key, step in steps.items() if step.active]
        return {
            "limits": {name: self._told(name) for name in LIMITS},
            "order": sorted(used, key=lambda key: steps[key].sequence),
            "steps": {
                key: {
                    "when": (None, step._when()),
                    **{name: step._told(name) for name in TOLD},
                }
                for key, step in steps.items()
            },
        }

    def _change(self, before, after):
        """Return the :class:`Change` between two pictures of this scenario."""
        change = Change()
        for name in LIMITS:
            if before["limits"][name][0] != after["limits"][name][0]:
                self._tell_field(change, "", self, name, before["limits"], after)
                change.plans = True
                change.steps.update(before["steps"])
        self._tell_order(change, before, after)
        for key in after["order"]:
            if key in before["order"]:
                self._tell_step(change, key, before["steps"][key], after["steps"][key])
        return change

    def _tell_order(self, change, before, after):
        """Tell the steps that came, went, or stand elsewhere."""
        was, now = before["order"], after["order"]
        for key in now:
            if key not in was:
                name, when = (after["steps"][key][one][1] for one in ("name", "when"))
                change.lines.append(
                    self.env._("Step “%(step)s” added (%(when)s)", step=name, when=when)
                )
                change.plans = True
        for key in was:
            if key not in now:
                name = before["steps"][key]["name"][1]
                change.lines.append(self.env._("Step “%(step)s” archived", step=name))
                change.plans = True
                change.steps.add(key)
        kept = [key for key in now if key in was]
        if kept != [key for key in was if key in now]:
            names = [after["steps"][key]["name"][1] for key in now]
            change.lines.append(
                self.env._("New order: %(steps)s", steps=" – ".join(names))
            )
            change.plans = True
            change.steps.update(kept)

    def _tell_step(self, change, key, was, now):
        differs = {name for name in TOLD if was[name][0] != now[name][0]}
        title, model = now["name"][1], self.env["recovery.treatment"]
        if differs & set(WHEN):
            change.lines.append(
                self.env._(
                    "%(step)s: %(before)s → %(after)s",
                    step=title,
                    before=was["when"][1],
                    after=now["when"][1],
                )
            )
        if differs & set(TEXTS):
            change.lines.append(self.env._("%(step)s: other words", step=title))
        for name in (n for n in TOLD if n in differs and n not in (*WHEN, *TEXTS)):
            self._tell_field(change, title, model, name, was, now)
        softer = "mode" in differs and was["mode"][0] == "automatic"
        if differs & set(PLANNED):
            change.plans = True
        if differs & {*PLANNED, *TAKEN} or softer:
            change.steps.add(key)
        if "four_eyes" in differs and now["four_eyes"][0]:
            change.again.add(key)

    def _tell_field(self, change, title, model, name, was, now):
        label = model._fields[name]._description_string(self.env)
        now = now.get("limits", now)
        change.lines.append(
            self.env._(
                "%(what)s: %(before)s → %(after)s",
                what=f"{title}, {label}" if title else label,
                before=was[name][1] or "–",
                after=now[name][1] or "–",
            )
        )

    # --- after it -----------------------------------------------------------------

    def _after_change(self, before):
        """Tell what changed since the pictures ``before``; decide again what waits."""
        for policy in self.exists():
            change = policy._change(before[policy], policy._picture())
            if change.lines:
                policy._tell(change.lines)
                policy._replan(change.steps)
                policy._approve_again(change.again)

    def _tell(self, lines, ending=""):
        """Note who changed what, and when, in the scenario's history."""
        rows = Markup("").join(Markup("<li>%s</li>") % line for line in lines)
        body = Markup("<ul>%s</ul>") % rows
        if ending:
            body += Markup("<p>%s</p>") % ending
        self._message_log(body=body)

    def _waiting(self, steps, states=PENDING):
        """Return the reminders of ``steps`` that have not left."""
        return (
            self.env["recovery.notice"]
            .sudo()
            .search(
                [
                    (
                        "treatment_id",
                        "in",
                        [key for key in steps if isinstance(key, int)],
                    ),
                    ("state", "in", states),
                ]
            )
        )

    def _approve_again(self, steps):
        """What one person let leave waits for two."""
        self._waiting(steps, ("queued",)).action_take_back()

    def _replan(self, steps, failed=False):
        """Take back what waits by the former version; the settling job decides again
        within seconds, and it is approved again.

        :param failed: what failed too; nobody queues it again beside the new step
        """
        states = (*PENDING, "failed") if failed else PENDING
        waiting = self._waiting(steps, states)
        waiting._move_to("cancelled", reason="scenario")
        for company, group in waiting.grouped("company_id").items():
            self.env["recovery.mark"]._add(company, group.partner_id, "scenario")


class RecoveryTreatment(models.Model):
    _inherit = "recovery.treatment"

    @api.model_create_multi
    def create(self, vals_list):
        keys = {vals.get("policy_id") for vals in vals_list} - {None, False}
        policies = self.env["recovery.policy"].browse(keys)
        if policies._is_silent():
            return super().create(vals_list)
        before = policies._pictures()
        steps = super().create(vals_list)
        policies._after_change(before)
        return steps

    def write(self, vals):
        policies = self.policy_id
        if policies._is_silent():
            return super().write(vals)
        before = policies._pictures()
        result = super().write(vals)
        policies._after_change(before)
        return result

    def unlink(self):
        policies = self.policy_id
        if policies._is_silent():
            return super().unlink()
        before = policies._pictures()
        result = super().unlink()
        policies._after_change(before)
        return result
