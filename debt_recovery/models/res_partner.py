from odoo import fields, models

from ..tools.segments import CONSUMER, debtor_kind

MARKING = {
    "parent_id",
    "is_company",
    "category_id",
    "country_id",
    "recovery_debtor_type",
    "recovery_policy_id",
}

DEBTOR_TYPES = [
    ("consumer", "Consumer"),
    ("sole", "Person in business"),
    ("company", "Company"),
    ("public", "Public body"),
]


class ResPartner(models.Model):
    _inherit = "res.partner"

    type = fields.Selection(
        selection_add=[("collections", "Reminders contact")],
        ondelete={"collections": "set default"},
    )
    recovery_debtor_type = fields.Selection(
        DEBTOR_TYPES,
        "Customer type",
        help="Unknown: a company card is handled as a company, another as a consumer; "
        "nothing is charged to either, nor said of charges, until a person says what "
        "it is.",
        groups="base.group_user",
    )
    recovery_policy_id = fields.Many2one(
        "recovery.policy",
        "Reminder scenario",
        company_dependent=True,
        groups="debt_recovery.group_auditor",
    )
    recovery_hold_ids = fields.One2many(
        "recovery.hold", "partner_id", "Holds", groups="debt_recovery.group_auditor"
    )
    recovery_notice_count = fields.Integer(
        compute="_compute_recovery_notice_count", groups="debt_recovery.group_auditor"
    )

    def _compute_recovery_notice_count(self):
        counts = dict(
            self.env["recovery.notice"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.recovery_notice_count = counts.get(partner, 0)

    def _recovery_kind(self):
        """Return the customer type by which a customer is handled: profile, scenario,
        texts. Somebody filled in a company's card: it counts as a company."""
        return debtor_kind(self.recovery_debtor_type or "", self.is_company)

    def _recovery_strict_kind(self):
        """Return the customer type for what may be charged or said of charges: what a
        person said, else consumer."""
        return self.recovery_debtor_type or CONSUMER

    def _recovery_recipients(self):
        """Return who is written to: the first one directly, the others in copy.

        Reminders contacts, else the invoice contact, else the customer itself.
        """
        debtor = self.commercial_partner_id
        return debtor._recovery_recipients_by()[debtor]

    def _recovery_recipients_by(self):
        """Return ``{customer: who is written to}`` of these, in one search."""
        family = self.search(
            [
                ("commercial_partner_id", "in", self.ids),
                ("id", "not in", self.ids),
                ("email_normalized", "!=", False),
                ("type", "in", ("collections", "invoice")),
            ],
            order="id",
        ).grouped("commercial_partner_id")
        chosen = {}
        for debtor in self:
            contacts = family.get(debtor, self.browse())
            first = contacts.filtered(lambda contact: contact.type == "collections")
            first = first or contacts[:1]
            chosen[debtor] = first or debtor.filtered("email_normalized")
        return chosen

    def write(self, vals):
        before = self.commercial_partner_id if MARKING & vals.keys() else self.browse()
        result = super().write(vals)
        if MARKING & vals.keys():
            self._recovery_mark(before | self.commercial_partner_id)
        return result

    def _recovery_mark(self, debtors):
        cases = (
            self.env["recovery.case"].sudo().search([("partner_id", "in", debtors.ids)])
        )
        for company in cases.company_id:
            self.env["recovery.mark"]._add(company, debtors, "contact")

    def action_open_recovery_case(self):
        return self.recovery_case_id._action_open()


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Accounts, reminders, holds and consents merge before the keys move: the
        native wizard would meet two accounts, or delete one."""
        self.env["recovery.case"]._merge_debtors(src_partners, dst_partner)
        self.env["recovery.snapshot"]._merge(src_partners, dst_partner)
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)
