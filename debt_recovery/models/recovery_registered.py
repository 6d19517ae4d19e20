from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

OUTCOMES = [
    ("delivered", "Delivered"),
    ("unclaimed", "Not claimed"),
    ("refused", "Refused"),
    ("unknown", "Unknown at the address"),
]
DATES = ("deposited_on", "presented_on", "outcome_on")


class RecoveryRegistered(models.Model):
    """The life of one registered letter, as the post office tells it, with its proofs.

    What follows a formal notice counts from the first presentation, whether the letter
    was then delivered, not claimed or refused. Unknown at the address starts no clock.
    """

    _name = "recovery.registered"
    _description = "Registered letter"
    _order = "id desc"
    _rec_name = "number"

    notice_id = fields.Many2one(
        "recovery.notice", "Letter", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="notice_id.company_id", store=True)
    batch_id = fields.Many2one(related="notice_id.print_batch_id", store=True)
    case_id = fields.Many2one(related="notice_id.case_id", store=True, index=True)
    partner_id = fields.Many2one(related="notice_id.partner_id", store=True)
    reference = fields.Char("Our reference", compute="_compute_reference")
    address = fields.Char(related="notice_id.address")
    number = fields.Char(
        "Registered number", index="trigram", help="As it stands on the post slip."
    )
    deposited_on = fields.Date("Deposited")
    deposit_proof = fields.Binary("Proof of deposit", attachment=True)
    deposit_proof_name = fields.Char(export_string_translation=False)
    presented_on = fields.Date(
        "First presented on",
        help="The deadline and the next step count from this day.",
    )
    presentation_proof = fields.Binary("Proof of presentation", attachment=True)
    presentation_proof_name = fields.Char(export_string_translation=False)
    outcome = fields.Selection(OUTCOMES)
    outcome_on = fields.Date("Outcome on")
    outcome_proof = fields.Binary(
        "Acknowledgement or returned envelope", attachment=True
    )
    outcome_proof_name = fields.Char(export_string_translation=False)
    status = fields.Selection(
        [
            ("written", "Written"),
            ("deposited", "Deposited"),
            ("presented", "Presented"),
            *OUTCOMES,
        ],
        compute="_compute_status",
        store=True,
    )
    asked_on = fields.Date("Asked for on", readonly=True)

    _one_per_letter = models.UniqueIndex(
        "(notice_id)", "This letter is registered already."
    )
    _number_once = models.UniqueIndex(
        "(company_id, number) WHERE number IS NOT NULL",
        "Another letter has this registered number.",
    )

    @api.depends("notice_id")
    def _compute_reference(self):
        for letter in self:
            letter.reference = letter.notice_id._letter_reference()

    @api.depends("deposited_on", "presented_on", "outcome")
    def _compute_status(self):
        for letter in self:
            letter.status = letter.outcome or (
                (letter.presented_on and "presented")
                or (letter.deposited_on and "deposited")
                or "written"
            )

    @api.constrains(*DATES, "outcome")
    def _check_life(self):
        for letter in self:
            problem = letter._problem()
            if problem:
                raise ValidationError(
                    self.env._(
                        "Registered letter %(number)s to %(customer)s: %(problem)s",
                        number=letter.number or letter.reference,
                        customer=letter.partner_id.name,
                        problem=problem,
                    )
                )

    def _problem(self):
        """Return what cannot be in these dates, as a sentence, or nothing."""
        today = self.company_id._recovery_today()
        known = [self[name] for name in DATES if self[name]]
        if any(day > today for day in known):
            return self.env._("a date is in the future.")
        if known != sorted(known):
            return self.env._(
                "deposit, first presentation and outcome must follow each other."
            )
        if self.outcome and not self.outcome_on:
            return self.env._("give the day of the outcome.")
        if self.outcome == "unclaimed" and not self.presented_on:
            return self.env._("give the day of the first presentation.")
        if self.outcome == "unknown" and self.presented_on:
            return self.env._("what was presented was not unknown at the address.")
        if (self.presented_on or self.outcome) and not self.deposited_on:
            return self.env._("it was not posted.")
        return ""

    @api.model_create_multi
    def create(self, vals_list):
        letters = super().create(vals_list)
        letters.filtered("presented_on")._tell()
        return letters

    def write(self, vals):
        before = {one: (one.presented_on, one.outcome) for one in self}
        if vals.get("number"):
            vals = {**vals, "number": number_of(vals["number"])}
        result = super().write(vals)
        if {"presented_on", "outcome", "outcome_on"} & vals.keys():
            for one in self._shown_unsaid():
                super(RecoveryRegistered, one).write({"presented_on": one.outcome_on})
            changed = self.filtered(
                lambda one: before[one] != (one.presented_on, one.outcome)
            )
            changed.filtered(
                lambda one: before[one][1] == "unknown" != one.outcome
            ).sudo().notice_id._not_returned()
            changed._tell()
        return result

    def _shown_unsaid(self):
        """Return those handed over or refused: presented that day at the latest."""
        return self.filtered(
            lambda one: one.outcome in ("delivered", "refused") and not one.presented_on
        )

    def _tell(self):
        """Have the account look again, and the notice know what became of it."""
        states = dict(self._fields["status"]._description_selection(self.env))
        for letter in self:
            notice = letter.sudo().notice_id
            day = letter.outcome_on or letter.presented_on
            self.env["recovery.event"]._log(
                "registered",
                notice.case_id,
                f"{letter.number or letter.reference}: {states[letter.status]}",
                notice,
            )
            if letter.outcome in ("delivered", "unknown") and day:
                letter._receive(notice)
            self.env["recovery.mark"]._add(
                notice.company_id, notice.partner_id, "registered"
            )

    def _receive(self, notice):
        """Pass on what closes the letter's way."""
        at = notice.company_id._recovery_midnight(self.outcome_on)
        if self.outcome == "delivered":
            notice._receive("delivered", at=at)
        else:
            notice._receive(
                "bounced",
                at=at,
                text=self.env._("Registered letter: unknown at the address"),
                failure_type="returned",
                hard=True,
            )

    def action_open(self):
        """Open one letter, where its proofs are attached."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    @api.model
    def _prepare(self, notice):
        """Give a registered letter its record; a number is typed from the slip."""
        known = self.search([("notice_id", "=", notice.id)])
        return known or self.create({"notice_id": notice.id})

    # --- asking --------------------------------------------------------------------

    @api.model
    def _cron_ask(self):
        """Ask once for the first presentation of letters posted some days ago."""
        for company in self.env["res.company"].search([("recovery_active", "=", True)]):
            self._ask(company, company._recovery_today())

    def _ask(self, company, today):
        since = today - timedelta(days=company.recovery_presentation_days)
        waiting = self.search(
            [
                ("company_id", "=", company.id),
                ("deposited_on", "<=", since),
                ("presented_on", "=", False),
                ("outcome", "=", False),
                ("asked_on", "=", False),
            ]
        )
        for letter in waiting:
            case = letter.case_id
            user = company._recovery_acting(case.user_id or company.recovery_user_id)
            case.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=today,
                summary=self.env._(
                    "Registered letter %(number)s: when was it first presented?",
                    number=letter.number or letter.reference,
                ),
                user_id=(user or self.env.user).id,
            )
        waiting.asked_on = today
        return waiting


def number_of(text):
    """Return a registered number without blanks, in capitals.

    >>> number_of("1a 123 456 7890 1")
    '1A12345678901'
    """
    return "".join(text.split()).upper()
