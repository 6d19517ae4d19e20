from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("agency", "Collection agency"),
    ("bailiff", "Bailiff"),
    ("lawyer", "Lawyer"),
    ("insurer", "Credit insurer"),
    ("factor", "Factor"),
]


class RecoveryAgency(models.Model):
    """Who collects for us: an agency, a bailiff, a lawyer, an insurer or a factor."""

    _name = "recovery.agency"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Agency"
    _order = "sequence, name, id"

    name = fields.Char(required=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(KINDS, required=True, default="agency", tracking=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Contact",
        required=True,
        index=True,
        ondelete="restrict",
        help="Its address, its bank account, and the supplier of its bills.",
    )
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: for every company.",
    )
    lang = fields.Selection(related="partner_id.lang", readonly=False)
    contract_ids = fields.One2many("recovery.agency.contract", "agency_id", "Contracts")
    placement_ids = fields.One2many("recovery.placement", "agency_id", "Placed files")
    file_ids = fields.One2many("recovery.agency.file", "agency_id", "Exchanged files")
    user_ids = fields.Many2many(
        "res.users",
        "recovery_agency_user_rel",
        "agency_id",
        "user_id",
        "Portal users",
        domain="[('share', '=', True)]",
        help="They see the files placed with this agency in the portal, and no others.",
    )


class RecoveryAgencyContract(models.Model):
    """The terms on which one company places debts with one agency."""

    _name = "recovery.agency.contract"
    _inherit = ["mail.thread"]
    _description = "Contract with an agency"
    _check_company_auto = True
    _order = "agency_id, sequence, date_from desc, id"

    name = fields.Char("Contract number", required=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    agency_id = fields.Many2one(
        "recovery.agency",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    kind = fields.Selection(related="agency_id.kind")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date("In force from", tracking=True)
    date_to = fields.Date("Until", tracking=True, help="Last day; empty: open end.")

    # --- which debts (empty or zero: no limit)
    country_ids = fields.Many2many(
        "res.country",
        "recovery_contract_country_rel",
        "contract_id",
        "country_id",
        "Customers' countries",
    )
    category_ids = fields.Many2many(
        "product.category",
        "recovery_contract_category_rel",
        "contract_id",
        "category_id",
        "Products",
    )
    takes_consumers = fields.Boolean(default=True)
    takes_companies = fields.Boolean(default=True)
    age_from = fields.Integer("Days late from")
    age_to = fields.Integer("Days late to", help="Included; zero: no limit.")
    amount_from = fields.Monetary("Amount from")
    amount_to = fields.Monetary("Amount to", help="Included; zero: no limit.")
    share = fields.Float(
        "Share (%)",
        default=100.0,
        help="Part of the files of one band that goes to this contract, drawn by lot "
        "among the contracts that take them, so that agencies can be compared.",
    )
    max_amount = fields.Monetary(
        "Most at one time", tracking=True, help="Sum placed at once; zero: no limit."
    )
    max_count = fields.Integer("Most files at one time")

    # --- what the agency may do
    scope = fields.Selection(
        [("amicable", "Amicable"), ("court", "Amicable and court")],
        required=True,
        default="amicable",
        tracking=True,
    )
    grant_months = fields.Integer(
        "Term granted (months)", help="What it may grant without asking us."
    )
    grant_waiver = fields.Float("Waiver granted (%)")
    instructions = fields.Text("Instructions and no-goes")
    exclusive_days = fields.Integer(
        "Exclusive for (days)", help="We do not give the file elsewhere before."
    )
    recall_days = fields.Integer(
        "Returned after (days)",
        default=180,
        help="Days without payment after which the file is recalled; zero: never.",
    )

    # --- what it costs, and how the money returns
    commission_ids = fields.One2many("recovery.agency.commission", "contract_id")
    file_fee = fields.Monetary("Fee per file")
    direct_commission = fields.Boolean(
        "Commission on direct payments",
        default=True,
        help="Also on what the customer pays to us while the file is placed.",
    )
    tax_id = fields.Many2one(
        "account.tax",
        "VAT on commission",
        domain="[('type_tax_use', '=', 'purchase')]",
        check_company=True,
    )
    remittance_mode = fields.Selection(
        [
            ("net", "Net: commission deducted"),
            ("gross", "Gross: commission billed apart"),
        ],
        required=True,
        default="net",
        tracking=True,
    )
    paid_to = fields.Selection(
        [("agency", "The agency"), ("creditor", "Us")],
        "Customers pay",
        required=True,
        default="agency",
    )
    remit_days = fields.Integer(
        "Remitted within (days)",
        default=30,
        help="After the customer paid; later, somebody is told.",
    )

    @api.constrains("date_from", "date_to", "age_from", "age_to", "amount_to", "share")
    def _check_bands(self):
        for one in self:
            if one.date_from and one.date_to and one.date_to < one.date_from:
                raise ValidationError(
                    self.env._("%(name)s ends before it begins.", name=one.name)
                )
            if one.age_to and one.age_to < one.age_from:
                raise ValidationError(
                    self.env._("%(name)s: the ages are turned round.", name=one.name)
                )
            if one.amount_to and one.amount_to < one.amount_from:
                raise ValidationError(
                    self.env._("%(name)s: the amounts are turned round.", name=one.name)
                )
            if not 0 <= one.share <= 100:
                raise ValidationError(
                    self.env._("%(name)s: a share is 0 to 100 %%.", name=one.name)
                )


class RecoveryAgencyCommission(models.Model):
    """One line of a commission scale; the first that fits in its order governs."""

    _name = "recovery.agency.commission"
    _description = "Commission of an agency"
    _order = "contract_id, sequence, id"

    contract_id = fields.Many2one(
        "recovery.agency.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    sequence = fields.Integer(default=10)
    stage = fields.Selection(
        [("amicable", "Amicable"), ("court", "Court")],
        "Phase",
        help="Empty: at both.",
    )
    age_from = fields.Integer(
        "Days late from", help="Of the debt on the day it was placed."
    )
    age_to = fields.Integer("Days late to", help="Included; zero: no limit.")
    amount_from = fields.Monetary("Placed amount from")
    amount_to = fields.Monetary("Placed amount to", help="Included; zero: no limit.")
    percent = fields.Float("Commission (%)", digits=(5, 2))
    flat = fields.Monetary("Flat amount", help="Per receipt, on top of the share.")
