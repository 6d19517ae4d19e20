from dataclasses import asdict
from datetime import timedelta

from odoo import api, fields, models

from ..tools.tone import History, advise

TROUBLE = ("hardship", "vulnerable", "moratorium")  # holds that tell of a difficulty


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _tone_advice(self, today=None):
        """Return ``{account id: (advice, history)}``: the tone that suits how each
        customer paid in the last 12 months, with what it rests on."""
        found = {}
        for company, cases in self.grouped("company_id").items():
            day = today or company._recovery_today()
            partners = cases.partner_id
            paid = self.env["recovery.facts"]._habits(company, day, partners.ids)
            since = day - timedelta(days=365)
            returned = self._tone_returned(company, partners, since)
            troubled = self._tone_troubled(company, partners, since)
            for case in cases:
                partner = case.partner_id
                number, late, days = paid.get(partner.id, (0, 0, 0))
                history = History(
                    number,
                    late,
                    float(days or 0),
                    returned.get(partner, 0),
                    partner in troubled,
                )
                found[case.id] = (advise(history), history)
        return found

    def _tone_returned(self, company, partners, since):
        rows = (
            self.env["recovery.event"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "=", company.id),
                    ("partner_id", "in", partners.ids),
                    ("kind", "=", "payment_returned"),
                    ("happened_at", ">=", since),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        return dict(rows)

    def _tone_troubled(self, company, partners, since):
        """Return the customers with a hold that tells of a difficulty, now or then."""
        holds = (
            self.env["recovery.hold"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", partners.ids),
                    ("company_id", "in", [company.id, False]),
                    "|",
                    ("kind", "in", TROUBLE),
                    ("sensitive_kind", "in", TROUBLE),
                    "|",
                    ("until_date", "=", False),
                    ("until_date", ">=", since),
                ]
            )
        )
        return holds.partner_id


class RecoveryTreatment(models.Model):
    _inherit = "recovery.treatment"

    tone_by_history = fields.Boolean(
        "Tone by history",
        help="Takes the text of the library whose tone suits how the customer paid: "
        "courteous the first time, firm with who is often late. Without such a text, "
        "the step's own.",
    )


class RecoveryNotice(models.Model):
    """The tone of a reminder, where its step leaves it to the customer's history."""

    _inherit = "recovery.notice"

    tone_facts = fields.Json(
        readonly=True, copy=False, help="What the tone was chosen by, with its code."
    )
    tone_why = fields.Char("Why this tone", compute="_compute_tone_why")

    @api.depends("tone_facts")
    @api.depends_context("lang")
    def _compute_tone_why(self):
        for notice in self:
            facts = notice.tone_facts
            notice.tone_why = facts and self._tone_words()[facts["code"]] % facts

    @api.depends("tone_facts", "tone")
    def _compute_why_text(self):
        result = super()._compute_why_text()
        tones = dict(self._fields["tone"]._description_selection(self.env))
        for notice in self.filtered("tone_facts"):
            notice.why_text = self.env._(
                "%(why)s. Tone “%(tone)s”: %(reason)s",
                why=notice.why_text,
                tone=tones.get(notice.tone, ""),
                reason=notice.tone_why,
            )
        return result

    def _tone_words(self):
        """Return why a tone is advised, by code; figures stay to be filled in."""
        return {
            "trouble": self.env._("said to be in difficulty"),
            "returned": self.env._("%(returned)s payments returned in 12 months"),
            "often": self.env._("%(late)s of %(paid)s invoices paid late in 12 months"),
            "first": self.env._(
                "late for the first time in 12 months (%(paid)s paid on time)"
            ),
            "new": self.env._("nothing paid in the last 12 months to judge by"),
            "usual": self.env._("%(late)s of %(paid)s invoices paid late in 12 months"),
        }

    @api.model
    def _by_history(self, company):
        """Return the steps of ``company`` that leave the tone to history."""
        return self.env["recovery.treatment"].search(
            [
                ("tone_by_history", "=", True),
                ("purpose", "=", "collection"),
                ("company_id", "in", [company.id, False]),
            ]
        )

    def _set_tones(self, company, today):
        """Give each of these new reminders the text whose tone suits the customer."""
        steps = self._by_history(company)
        if not steps or not self:
            return
        mine = self.filtered(lambda notice: notice.treatment_id in steps)
        advised = mine.case_id._tone_advice(today)
        for own, notices in mine.grouped("template_id").items():
            texts = own.with_company(company)._variants()
            for notice in notices:
                notice._set_tone(texts, *advised[notice.case_id.id])

    def _set_tone(self, texts, advice, history):
        own = self.template_id
        if self.treatment_id.is_entry:
            # nothing that quotes earlier messages is a first contact
            texts = texts.filtered(lambda text: not text.is_follow_up)
        audience = own._audience_of(self.partner_id)
        days = max(1, self.case_id.days_past_due)
        text = own._variant(advice.tone, audience, days, texts)
        facts = {"code": advice.code, **asdict(history)}
        self.write(
            {
                "template_id": text.id,
                "template_version": text.version,
                "tone": text.tone,
                "tone_facts": facts,
            }
        )
