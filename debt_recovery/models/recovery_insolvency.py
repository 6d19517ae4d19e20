from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..tools import holds, insolvency

KINDS = [
    ("safeguard", "Safeguard"),
    ("receivership", "Receivership"),
    ("liquidation", "Liquidation"),
    ("over_indebtedness", "Over-indebtedness"),
    ("moratorium", "Moratorium"),
]
_HOLDS = {"over_indebtedness": "moratorium", "moratorium": "moratorium"}


class RecoveryInsolvency(models.Model):
    """Proceedings that cut the debts of a customer at a date, for every company.

    What was born on or before the judgment is frozen by one hold, and claimed by each
    company that it is owed to. What is born after stays payable and is chased. Where
    announcements are read by a machine one day, it fills ``publication_date``.
    """

    _name = "recovery.insolvency"
    _inherit = ["recovery.workflow.mixin", "mail.thread"]
    _description = "Insolvency proceedings"
    _order = "judgment_date desc, id desc"
    _rec_names_search = ["partner_id", "reference"]

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("parent_id", "=", False)],
    )
    kind = fields.Selection(KINDS, required=True, tracking=True)
    country_id = fields.Many2one(
        "res.country",
        "Country of the court",
        compute="_compute_country_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Its law fixes the deadlines.",
    )
    judgment_date = fields.Date(
        "Judgment or decision of",
        required=True,
        tracking=True,
        help="Debts born until this day, included, are frozen and claimed; later ones "
        "stay payable.",
    )
    publication_date = fields.Date(
        "Published on", tracking=True, help="The deadlines of the claim run from it."
    )
    end_date = fields.Date(
        "Ends on",
        compute="_compute_end_date",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Last day, where it is known; empty: until it is ended here.",
    )
    reference = fields.Char(help="Number of the court or of the commission.")
    officer_id = fields.Many2one(
        "res.partner",
        ondelete="restrict",
        help="Who the claim is sent to: representative of the creditors, liquidator, "
        "commission, adviser.",
    )
    write_to_officer = fields.Boolean(
        "Later debts are asked from the officer",
        help="Reminders and letters about debts born after the judgment go to the "
        "officer instead of the customer.",
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("ended", "Over: earlier debts payable again"),
            ("closed", "Closed: earlier debts stay frozen"),
        ],
        required=True,
        readonly=True,
        default="open",
        tracking=True,
    )
    hold_id = fields.Many2one("recovery.hold", readonly=True, copy=False)
    claim_ids = fields.One2many(
        "recovery.insolvency.claim", "insolvency_id", "Claims", readonly=True
    )
    is_sensitive = fields.Boolean(
        compute="_compute_is_sensitive", store=True, export_string_translation=False
    )

    _debtor_idx = models.Index("(partner_id) WHERE state = 'open'")
    _transitions = {"open": ("ended", "closed"), "closed": ("ended",)}
    _free_fields = (
        *("partner_id", "kind", "country_id", "judgment_date", "publication_date"),
        *("end_date", "reference", "officer_id", "write_to_officer"),
    )

    @api.depends("partner_id")
    def _compute_country_id(self):
        for one in self:
            usual = self.env.company.country_id
            one.country_id = one.partner_id.country_id or usual

    @api.depends("kind", "country_id", "judgment_date")
    def _compute_end_date(self):
        for one in self:
            known = insolvency.last_day(
                one.kind, one.country_id.code, one.judgment_date
            )
            one.end_date = known or one.end_date

    @api.depends("kind", "partner_id.recovery_debtor_type", "partner_id.is_company")
    def _compute_is_sensitive(self):
        for one in self:
            debtor = one.partner_id.sudo()._recovery_kind()
            one.is_sensitive = holds.is_sensitive(one._hold_kind(), debtor)

    @api.depends("partner_id", "kind")
    def _compute_display_name(self):
        for one in self:
            one.display_name = " – ".join(
                filter(None, (one.partner_id.display_name, one._kind_words()))
            )

    @api.constrains("partner_id", "judgment_date", "publication_date", "end_date")
    def _check_dates(self):
        for one in self:
            debtor = one.partner_id.commercial_partner_id
            published, ends = one.publication_date, one.end_date
            problem = ""
            if one.partner_id != debtor:
                problem = self.env._(
                    "Proceedings are opened against “%(name)s”, not one of its "
                    "contacts.",
                    name=debtor.display_name,
                )
            elif published and published < one.judgment_date:
                problem = self.env._("A judgment is published after it is given.")
            elif ends and ends < one.judgment_date:
                problem = self.env._("These proceedings end before they start.")
            if problem:
                raise ValidationError(problem)

    @api.model_create_multi
    def create(self, vals_list):
        free = set(self._free_fields)
        proceedings = super().create(
            [{name: one[name] for name in one.keys() & free} for one in vals_list]
        )
        proceedings._cut()
        return proceedings

    def write(self, vals):
        result = super().write(vals)
        if {"judgment_date", "end_date", "kind", "reference"} & vals.keys():
            self._cut(anew=True)
        if {"publication_date", "officer_id", "country_id", "kind"} & vals.keys():
            self._every_claim()._plan_deadlines()
        return result

    def _every_claim(self):
        """Return the claims of all companies, whoever asks and where he works."""
        claims = self.env["recovery.insolvency.claim"].sudo()
        return claims.search([("insolvency_id", "in", self.ids)])

    # --- the cut -------------------------------------------------------------------

    def _cut(self, anew=False):
        """Freeze what was born before, and open the claims; later debts go on.

        :param anew: the date moved: what it catches is read again from nothing
        """
        for one in self.filtered(lambda one: one.state == "open"):
            if anew and one.hold_id:
                one.hold_id.sudo().write(one._hold_values())
            caught = one._caught()
            if anew and one.hold_id:
                filed = one._every_claim().filtered(lambda c: c.state != "to_file")
                caught |= filed.line_ids
            if caught:
                one._freeze(caught, replace=anew)
            elif one.hold_id:
                one._let_go()

    def _let_go(self):
        """Nothing was born before: no debt is frozen, and nothing is claimed."""
        hold = self.hold_id.sudo()
        self._every_claim().unlink()
        self.sudo().hold_id = False
        hold._never_held()

    def _freeze(self, lines, replace=False):
        """Add ``lines`` to the hold of these proceedings, made when it lacks."""
        self.ensure_one()
        if not self.hold_id:
            values = {**self._hold_values(), "line_ids": [(6, 0, lines.ids)]}
            hold = self.env["recovery.hold"].sudo().create(values)
            self.sudo().hold_id = hold
        else:
            command = [(6, 0, lines.ids)] if replace else [(4, i) for i in lines.ids]
            self.hold_id.sudo().line_ids = command
        self._open_claims()

    def _hold_kind(self):
        return _HOLDS.get(self.kind, "insolvency")

    def _hold_values(self):
        reason = self.env._(
            "%(kind)s, judgment of %(date)s",
            kind=self._kind_words(),
            date=format_date(self.env, self.judgment_date),
        )
        return {
            "partner_id": self.partner_id.id,
            "company_id": False,
            "kind": self._hold_kind(),
            "from_date": self.judgment_date,
            "until_date": self.end_date,
            "reason": " – ".join(filter(None, (reason, self.reference))),
        }

    def _kind_words(self):
        return dict(self._fields["kind"]._description_selection(self.env)).get(
            self.kind, ""
        )

    def _open_claims(self):
        """One claim a company that is owed something; none in a moratorium."""
        if self.kind == "moratorium":
            return
        claims = self.env["recovery.insolvency.claim"].sudo()
        lines = self.hold_id.sudo().line_ids
        known = self.sudo().claim_ids.company_id
        for company in lines.company_id - known:
            claims.create({"insolvency_id": self.id, "company_id": company.id})

    # --- its end -------------------------------------------------------------------

    def action_end(self):
        """Earlier debts are payable again: they are chased at their normal step."""
        self._move_to("ended").hold_id.sudo().action_lift()

    def action_close(self):
        """Closed without means, or by a plan: earlier debts stay frozen."""
        self._move_to("closed")

    def action_open_hold(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": "recovery.hold",
            "res_id": self.hold_id.id,
            "view_mode": "form",
        }
