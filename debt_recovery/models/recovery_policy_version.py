from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from .recovery_treatment_text import TEXTS

STEPS = ("step_ids", "treatment_ids")


class RecoveryPolicy(models.Model):
    """What becomes of the accounts inside a scenario that changes.

    They go on at the step that they reached; or the steps done before are put aside
    in an earlier version, so that everybody starts again; or those inside stay in that
    earlier version until they are settled.
    """

    _inherit = "recovery.policy"

    version_ids = fields.One2many(
        "recovery.policy",
        "current_id",
        "Earlier versions",
        context={"active_test": False},
    )
    running_change = fields.Selection(
        [
            ("continue", "They go on at the step that they reached"),
            ("restart", "They start again at the first step"),
            ("keep", "They keep the present version until they are settled"),
        ],
        "Accounts inside when this is saved",
        store=False,
        help="Given with a change of the steps; without it, accounts go on.",
    )

    def write(self, vals):
        choice = vals.get("running_change")
        vals = {name: vals[name] for name in vals if name != "running_change"}
        if choice in ("restart", "keep"):
            return self._write_anew(vals, choice == "keep")
        return super().write(vals)

    def _inside(self):
        """Return the open accounts that follow this scenario, in every company."""
        return (
            self.env["recovery.case"]
            .sudo()
            .search([("policy_id", "in", self.ids), ("state", "=", "open")])
        )

    def _write_anew(self, vals, keep):
        """Change the scenario on copies of its steps; the steps known so far, and what
        was sent for them, stay together in an earlier version.

        :param keep: those inside go on with the earlier version
        """
        self.ensure_one()
        self.check_access("write")
        before, inside = self._picture(), self._inside()
        self._check_reach(inside)
        quiet = self.with_context(recovery_changing=True, active_test=False)
        version, copies = quiet._put_aside(vals)
        if keep:
            quiet._keep_words(version, vals)
            self._stay(inside, version)
        else:
            self._start_again(inside, copies)
        names = {step.id: copy.id for step, copy in copies.items()}
        lines = {
            line.id: twin.id
            for step, copy in copies.items()
            for line, twin in zip(step.fallback_ids, copy.fallback_ids, strict=True)
        }
        vals = {
            name: _renamed(value, names, lines) if name in STEPS else value
            for name, value in vals.items()
        }
        result = quiet.write(vals)
        known = {copy.id: step.id for step, copy in copies.items()}
        change = self._change(before, self._picture(known))
        self._tell(change.lines, self._fate(len(inside), keep))
        return result

    def _check_reach(self, inside):
        """Nobody restarts accounts of companies that he does not work for.

        :raises UserError: naming the companies
        """
        foreign = inside.company_id - self.env.user.sudo().company_ids
        if foreign:
            raise UserError(
                self.env._(
                    "Accounts of %(companies)s follow this scenario too. Let the "
                    "accounts go on, or ask somebody who works there.",
                    companies=", ".join(foreign.mapped("name")),
                )
            )

    def _put_aside(self, vals):
        """Move the steps to an earlier version, leave copies in their place.

        :return: the version, and ``{step: its copy}``
        """
        touched = {
            command[1]
            for name in STEPS
            for command in vals.get(name) or ()
            if command[0] == Command.UPDATE
        }
        steps = self.step_ids
        going_on = steps.filtered(lambda one: one.active or one.id in touched)
        copies = {step: step.copy({"policy_id": self.id}) for step in going_on}
        version = self.copy({"active": False, "current_id": self.id})
        for lang, _name in self.env["res.lang"].get_installed():
            until = self.with_context(lang=lang)
            day = format_date(until.env, fields.Date.context_today(self))
            version.with_context(lang=lang).name = until.env._(
                "%(scenario)s (until %(date)s)", scenario=until.name, date=day
            )
        steps.write({"policy_id": version.id})
        self.invalidate_recordset(STEPS)
        return version, copies

    def _keep_words(self, version, vals):
        """Keep, for those who stay, the words that ``vals`` changes for the others."""
        changed = {
            command[1]
            for name in STEPS
            for command in vals.get(name) or ()
            if command[0] == Command.UPDATE
            and not command[2].keys().isdisjoint(TEXTS)
            and not command[2].get("text_own")
        }
        steps = version.step_ids
        texts = steps.filtered(lambda one: one.id in changed).template_id
        kept = {text: text.copy({"active": False}) for text in texts}
        for step in steps:  # several steps may share a text
            if step.template_id in kept:
                step.template_id = kept[step.template_id]
                self._waiting(step.ids).write({"template_id": step.template_id.id})
            for line in step.fallback_ids:
                if line.template_id in kept:
                    line.template_id = kept[line.template_id]

    def _stay(self, inside, version):
        """Have ``inside`` and what waits for them go on with ``version``."""
        waiting = self._waiting(version.step_ids.ids)
        waiting.filtered(lambda notice: notice.case_id in inside).write(
            {"policy_id": version.id}
        )
        inside.write({"kept_policy_id": version.id, "policy_id": version.id})

    def _start_again(self, inside, copies):
        """Take back what waits; a first step chosen at release is its copy now.

        A later step chosen there needed its history, which is put aside: none then.
        """
        for step, group in inside.grouped("entry_treatment_id").items():
            group.entry_treatment_id = step.is_entry and copies.get(step)
        self._replan([step.id for step in copies], failed=True)

    def _fate(self, number, keep):
        if keep:
            return self.env._(
                "The accounts inside (%(count)s) keep the earlier version until they "
                "are settled.",
                count=number,
            )
        return self.env._(
            "The accounts inside (%(count)s) start again at the first step.",
            count=number,
        )


def _renamed(commands, names, lines=None):
    """Return x2many ``commands`` with the ids of ``names`` replaced, those of ``lines``
    in the next channels of each step."""
    renamed = []
    for command in commands or ():
        if command[0] == Command.SET:
            renamed.append(
                [Command.SET, 0, [names.get(one, one) for one in command[2]]]
            )
            continue
        values = command[2] if len(command) > 2 else None
        if values and values.get("fallback_ids"):
            inner = _renamed(values["fallback_ids"], lines or {})
            values = {**values, "fallback_ids": inner}
        rest = [values] if len(command) > 2 else []
        renamed.append([command[0], names.get(command[1], command[1]), *rest])
    return renamed
