from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from ..tools import insolvency

AHEAD = 14  # days before a deadline that its task is due
SEARCH = 3  # days to find out what a deadline needs


class RecoveryInsolvencyClaim(models.Model):
    """What one company claims in insolvency proceedings, by when, with what answer.

    Until it is filed its amounts are read from the ledger; what was filed is written
    down with its document, and does not move any more.
    """

    _name = "recovery.insolvency.claim"
    _inherit = ["recovery.workflow.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Claim in insolvency"
    _order = "claim_until, id"
    _check_company_auto = True

    insolvency_id = fields.Many2one(
        "recovery.insolvency",
        "Proceedings",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(related="insolvency_id.partner_id", store=True)
    is_sensitive = fields.Boolean(
        related="insolvency_id.is_sensitive",
        store=True,
        export_string_translation=False,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [
            ("to_file", "To file"),
            ("filed", "Claim filed"),
            ("admitted", "Admitted"),
            ("rejected", "Rejected"),
        ],
        required=True,
        readonly=True,
        default="to_file",
        tracking=True,
    )
    claim_until = fields.Date(
        "To file by", compute="_compute_deadlines", store=True, tracking=True
    )
    retention_until = fields.Date(
        "Goods to claim back by", compute="_compute_deadlines", store=True
    )
    has_retention = fields.Boolean(
        "Retention of title", help="Goods delivered stay ours until they are paid."
    )
    retention_note = fields.Char(
        "Goods",
        help="Which goods, found where: they are claimed back by a request of "
        "their own.",
    )
    line_ids = fields.Many2many("account.move.line", compute="_compute_line_ids")
    amount_due = fields.Monetary("Due at the judgment", compute="_compute_amounts")
    amount_to_come = fields.Monetary("Not due yet", compute="_compute_amounts")
    amount_charges = fields.Monetary(
        "Charges to the judgment",
        compute="_compute_amounts",
        help="Late-payment interest up to the judgment, where the rules allow it; no "
        "fixed sum is claimed in proceedings.",
    )
    amount_total = fields.Monetary("Amount to claim", compute="_compute_amounts")
    filed_amount = fields.Monetary("Amount filed", readonly=True, tracking=True)
    filed_on = fields.Date("Claim filed on", tracking=True)
    admitted_amount = fields.Monetary("Amount admitted", tracking=True)
    document_id = fields.Many2one("ir.attachment", "Claim (PDF)", readonly=True)
    document_amount = fields.Monetary(readonly=True, export_string_translation=False)
    proof_ids = fields.Many2many(
        "ir.attachment",
        "recovery_insolvency_claim_proof_rel",
        "claim_id",
        "attachment_id",
        "Proof of filing",
    )

    _once_a_company = models.UniqueIndex("(insolvency_id, company_id)")
    _transitions = {
        "to_file": ("filed",),
        "filed": ("admitted", "rejected"),
        "rejected": ("admitted",),
    }
    _free_fields = (
        *("has_retention", "retention_note", "filed_on", "admitted_amount"),
        "proof_ids",
    )

    @api.depends("insolvency_id", "company_id")
    def _compute_display_name(self):
        for claim in self:
            claim.display_name = self.env._(
                "Claim against %(name)s", name=claim.partner_id.display_name
            )

    @api.depends(
        "insolvency_id.publication_date",
        "insolvency_id.country_id",
        "insolvency_id.kind",
        "company_id",
    )
    def _compute_deadlines(self):
        for claim in self:
            days = {one.code: claim._last_day(one) for one in claim._known()}
            claim.claim_until = days.get(insolvency.CLAIM)
            claim.retention_until = days.get(insolvency.RETENTION)

    def _known(self):
        proceedings = self.insolvency_id
        return insolvency.known(proceedings.country_id.code, proceedings.kind)

    def _last_day(self, deadline):
        proceedings = self.insolvency_id
        home = self.company_id.country_id or proceedings.country_id
        abroad = home != proceedings.country_id
        return insolvency.due(deadline, proceedings.publication_date, abroad)

    @api.depends("insolvency_id.hold_id.line_ids")
    def _compute_line_ids(self):
        for claim in self:
            lines = claim.insolvency_id.sudo().hold_id.line_ids
            claim.line_ids = lines.filtered(
                lambda line, claim=claim: line.company_id == claim.company_id
            )

    @api.depends(
        "insolvency_id.hold_id.line_ids.amount_residual",
        "insolvency_id.judgment_date",
    )
    def _compute_amounts(self):
        for claim in self:
            items = claim._items()
            due = sum(item["claimed"] for item in items if item["is_due"])
            to_come = sum(item["claimed"] for item in items if not item["is_due"])
            charges = sum(money for _due, money in claim._charges())
            claim.amount_due, claim.amount_to_come = due, to_come
            claim.amount_charges = charges
            claim.amount_total = due + to_come + charges

    def _items(self):
        """Return what is claimed, oldest first: rows of the exposure with ``claimed``
        in the company's currency at the rate of the judgment, and ``is_due``.

        Credits and payments of that time which nobody matched yet are deducted.
        """
        self.ensure_one()
        day = self.insolvency_id.judgment_date
        exposure = self.env["recovery.exposure"].sudo()
        rows = exposure._rows(self.company_id, day, self.partner_id.ids)
        lines = self.env["account.move.line"].sudo()
        mine, items = set(self.line_ids.ids), []
        for row in rows:
            line = lines.browse(row["line_id"])
            earlier = row["residual"] < 0 and line.date <= day
            if row["line_id"] in mine or earlier:
                money = line.currency_id._convert(
                    float(row["residual"]), self.currency_id, self.company_id, day
                )
                is_due = earlier or row["due"] <= day
                items.append({**row, "claimed": money, "is_due": is_due})
        return items

    # --- deadlines -------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        claims = super().create(vals_list)
        claims._plan_deadlines()
        return claims

    def write(self, vals):
        result = super().write(vals)
        if {"has_retention", "state"} & vals.keys():
            self._plan_deadlines()
        return result

    def _plan_deadlines(self):
        """Give the responsible what is to do by when, in place of what was said."""
        self.activity_unlink(["debt_recovery.activity_claim"])
        for claim in self.sudo():
            person = claim._person()
            for day, words in claim.with_context(lang=person.lang)._tasks():
                claim.activity_schedule(
                    "debt_recovery.activity_claim",
                    date_deadline=day,
                    summary=words,
                    user_id=person.id,
                )

    def _tasks(self):
        """Return [(day, what to do)]."""
        tasks, today = [], self.company_id._recovery_today()
        soon = today + timedelta(days=SEARCH)
        if self.state == "to_file":
            tasks.append(self._task_of_claim(today, soon))
        if self.has_retention and self.retention_until:
            words = self.env._(
                "Claim the goods back by %(date)s",
                date=format_date(self.env, self.retention_until),
            )
            tasks.append((max(today, self._ahead(self.retention_until)), words))
        return tasks

    def _task_of_claim(self, today, soon):
        if self.claim_until:
            words = self.env._(
                "File the claim by %(date)s: %(amount)s",
                date=format_date(self.env, self.claim_until),
                amount=formatLang(
                    self.env, self.amount_total, currency_obj=self.currency_id
                ),
            )
            return max(today, self._ahead(self.claim_until)), words
        if self._known():
            return soon, self.env._(
                "Find when the judgment was published: the deadline runs from it"
            )
        return soon, self.env._("Ask the officer by when the claim is to be filed")

    def _ahead(self, day):
        return day - timedelta(days=AHEAD)

    def _person(self):
        """Return who works on it: of a confidential one, somebody who may read it."""
        case = self.env["recovery.case"].search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            limit=1,
        )
        company = self.company_id
        usual = (
            case._acting()
            if case
            else company._recovery_acting(company.recovery_user_id)
        )
        group = self.env.ref("debt_recovery.group_sensitive")
        trusted = group.all_user_ids.filtered(
            lambda user: not user.share and company in user.company_ids
        )
        if self.is_sensitive and usual not in trusted:
            usual = trusted & self.env.user or trusted[:1]
        return usual or self.env.ref("base.user_root")

    # --- its life -------------------------------------------------------------------

    def action_file(self):
        """It was sent: what was claimed, when, and the proof are written down."""
        for claim in self:
            if not claim.proof_ids:
                raise UserError(
                    self.env._("Attach the proof of filing: receipt, slip, e-mail.")
                )
            if not (claim.document_id and claim.document_amount):
                claim._make_document()
            day = claim.filed_on or claim.company_id._recovery_today()
            claim._move_to("filed", filed_on=day, filed_amount=claim.document_amount)

    def action_admit(self):
        for claim in self:
            amount = claim.admitted_amount or claim.filed_amount
            claim._move_to("admitted", admitted_amount=amount)

    def action_reject(self):
        self._move_to("rejected", admitted_amount=0)
