from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..tools.wording import WordingError
from .recovery_policy_change import WHEN
from .recovery_template import HTML_PLACEHOLDERS, PLACEHOLDERS

SHOWN = 500


class RecoveryPolicy(models.Model):
    """What the scenario's page asks the server while it is edited; nothing is saved."""

    _inherit = "recovery.policy"

    kept_count = fields.Integer(
        "Accounts in an earlier version", compute="_compute_kept_count"
    )

    def _compute_kept_count(self):
        found = dict(
            self.env["recovery.case"]._read_group(
                [("policy_id.current_id", "in", self.ids), ("state", "=", "open")],
                ["kept_policy_id"],
                ["__count"],
            )
        )
        for policy in self:
            versions = policy._origin.version_ids
            policy.kept_count = sum(found.get(one, 0) for one in versions)

    def action_view_kept(self):
        """Open the accounts that go on with an earlier version."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Accounts in an earlier version"),
            "res_model": "recovery.case",
            "view_mode": "list,kanban,form",
            "domain": [
                ("policy_id", "in", self.version_ids.ids),
                ("state", "=", "open"),
            ],
        }

    @api.readonly
    def change_effect(self, changes):
        """Return what saving ``changes`` would do to those inside, to ask about it.

        :return: ``{"asks": bool, "inside": sentence, "waiting": sentence or 0,
            "lines": [sentence]}``
        """
        self.ensure_one()
        self.check_access("write")
        change = self._change(self._picture(), self._draft(changes)._picture())
        inside = len(self._inside())
        waiting = len(self._waiting(change.steps))
        return {
            "asks": bool(change.plans and inside),
            "inside": self.env._(
                "%(count)s customer accounts follow this scenario now.", count=inside
            ),
            "waiting": waiting
            and self.env._(
                "Waiting reminders of the changed steps, taken back and decided again "
                "at once: %(count)s. Those approved already need a new approval.",
                count=waiting,
            ),
            "lines": change.lines,
        }

    def simulate_change(self, changes, afresh=False):
        """Return who would get something else today, with ``changes`` instead of what
        is saved: figures for all, and the rows of at most ``SHOWN`` customers."""
        self.ensure_one()
        self.check_access("write")
        company = self.env.company
        trusted = self.sudo().with_company(company)
        draft = trusted._draft(changes)
        today = company._recovery_today()
        compared = trusted._compare(draft, company, today, afresh)
        labels = self._kind_labels()
        found = sorted(
            compared["found"],
            key=lambda one: -float(one[1]["net"] or one[1]["upcoming"] or 0),
        )
        return {
            **self._said_of(compared, today),
            "changed": len(found),
            "figures": [
                {
                    "kind": kind,
                    "label": labels[kind],
                    "count": count,
                    "amount": self._shown_money(amount),
                }
                for kind, count, amount in self._in_figures(compared)
            ],
            "rows": self._shown_rows(found[:SHOWN], compared["planners"], labels),
        }

    def _said_of(self, compared, today):
        """Return the sentences around the figures."""
        changed, inside = len(compared["found"]), compared["inside"]
        held, hidden = inside - compared["released"], max(0, changed - SHOWN)
        title = self.env._("Nobody inside would get something else")
        if changed:
            title = self.env._(
                "%(changed)s of %(inside)s customers inside would get something else",
                changed=changed,
                inside=inside,
            )
        note = self.env._(
            "This page against what is saved, on %(day)s. Nothing is saved.",
            day=format_date(self.env, today),
        )
        if held:
            note += " " + self.env._(
                "Not released, nothing leaves for them: %(count)s.", count=held
            )
        more = hidden and self.env._(
            "%(count)s more customers are not shown.", count=hidden
        )
        return {"title": title, "note": note, "more": more}

    def _kind_labels(self):
        return {
            "more": self.env._("Something more"),
            "less": self.env._("Nothing any more"),
            "else": self.env._("Something else"),
            "earlier": self.env._("Earlier"),
            "later": self.env._("Later"),
        }

    def _shown_money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.env.company.currency_id)

    def _shown_rows(self, found, planners, labels):
        partners = self.env["res.partner"].browse(
            [row["debtor_id"] for _k, row, *_ in found]
        )
        names = {partner.id: partner.display_name for partner in partners}
        saved, edited = planners
        return [
            {
                "id": row["debtor_id"],
                "name": names[row["debtor_id"]],
                "amount": self._shown_money(float(row["net"] or row["upcoming"] or 0)),
                "kind": kind,
                "label": labels[kind],
                "before": self._shown_outlook(was, saved),
                "after": self._shown_outlook(now, edited),
            }
            for kind, row, was, now in found
        ]

    def _shown_outlook(self, outlook, planner):
        """Say a step and its day: “Reminder 2, today”."""
        if outlook.day is None:
            return self.env._("Nothing")
        names = " + ".join(planner.records[key].name or "" for key in outlook.steps)
        if outlook.now:
            return self.env._("%(step)s, today", step=names)
        day = format_date(self.env, outlook.day)
        return self.env._("%(step)s, %(date)s", step=names, date=day)

    # --- the message of a step ------------------------------------------------------

    @api.readonly
    def page_words(self):
        """Return the placeholders of a text, and a customer inside to try it on."""
        self.check_access("read")
        hints = self.env["recovery.template"]._placeholder_help()
        case = self.env["recovery.case"].search(
            [("policy_id", "in", self.ids), ("state", "=", "open")],
            order="net_overdue desc, id",
            limit=1,
        )
        return {
            "words": [
                {"name": name, "hint": hints[name], "wide": name in HTML_PLACEHOLDERS}
                for name in PLACEHOLDERS
            ],
            "case_id": case.id,
        }

    @api.readonly
    def preview_step(self, values, case_id=False):
        """Return the message of a step as it is being written, on a real customer.

        :param values: of the step: channel, purpose, template_id, text_subject,
            text_body, text_plain and its days; none of it is saved
        :return: ``{"subject", "body", "to", "note"}``, of a plain channel ``parts``
            instead of a body
        """
        self.check_access("read")
        template = self.env["recovery.template"].browse(values["template_id"])
        template = self.env["recovery.template"].new(
            {
                "subject": values.get("text_subject") or "",
                "body": values.get("text_body") or "",
                "text": values.get("text_plain") or "",
            },
            origin=template,
        )
        case = self.env["recovery.case"].browse(case_id or []).exists()
        if not case:
            note = self.env._("With invented figures.")
            return {**template._shown_with_samples(), "to": "", "note": note}
        case.check_access("read")
        return self._trial(case, template, values)._trial_message()

    def _trial(self, case, template, values):
        """Return a reminder in memory that says ``template`` to ``case`` now."""
        when = {name: values[name] for name in WHEN if name in values}
        step = self.env["recovery.treatment"].new(when)
        return self.env["recovery.notice"].new(
            {
                "case_id": case.id,
                "company_id": case.company_id.id,
                "partner_id": case.partner_id.id,
                "treatment_id": step,
                "template_id": template,
                "channel": values["channel"],
                "purpose": values.get("purpose") or "collection",
                "anchor": "trial",
            }
        )


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _trial_message(self):
        """Return the message in the language in which it is being written."""
        today = self.company_id._recovery_today()
        socket = self.env["recovery.channel"]._for(self.channel)
        recipients = socket._address(self) or [(self.partner_id, "")]
        to = ", ".join(address for _contact, address in recipients if address)
        to = to and self.env._("To: %(addresses)s", addresses=to)
        speaking = self.with_context(lang=self.env.lang)
        claim = speaking._claim(today)
        if claim.reason:
            note = self.env._("With invented figures: nothing to claim here today.")
            return {**self.template_id._shown_with_samples(), "to": to, "note": note}
        try:
            shown = speaking._trial_content(socket, claim, recipients, today)
        except WordingError as error:
            problem = self.template_id._explain(error, self.env.lang)
            return {"subject": "", "body": "", "to": to, "note": problem, "bad": True}
        note, lang = "", self._language(recipients)
        if lang != self.env.lang:
            language = self.env["res.lang"]._get_data(code=lang).name
            note = self.env._(
                "This customer reads it in %(language)s.", language=language
            )
        return {**shown, "to": to, "note": note}

    def _trial_content(self, socket, claim, recipients, today):
        if self.template_id._is_plain():
            words = self._words(claim, recipients[0][0], today)
            return self.template_id._shown_parts(words, self)
        content = socket._compose(self, claim, recipients, today)
        return {"subject": content["subject"], "body": content["body"]}
