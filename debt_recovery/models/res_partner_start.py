"""What the first hour asks of a customer: its type, and an address."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.debtor_type import Contact, propose
from .res_partner import DEBTOR_TYPES

AT_STAKE = "recovery_at_stake"


class ResPartner(models.Model):
    _inherit = "res.partner"

    recovery_proposed_type = fields.Selection(
        DEBTOR_TYPES,
        "Proposed type",
        compute="_compute_recovery_proposed_type",
        groups="debt_recovery.group_auditor",
    )
    recovery_type_evidence = fields.Char(
        "Because",
        compute="_compute_recovery_proposed_type",
        groups="debt_recovery.group_auditor",
    )
    recovery_at_stake = fields.Monetary(
        "At stake",
        compute="_compute_recovery_at_stake",
        currency_field="currency_id",
        help="What is to chase, now or soon, in the ledger of today.",
        groups="debt_recovery.group_auditor",
    )
    recovery_type_missing = fields.Boolean(
        "Type missing",
        compute="_compute_recovery_missing",
        search="_search_recovery_type_missing",
        groups="debt_recovery.group_auditor",
    )
    recovery_email_missing = fields.Boolean(
        "E-mail missing",
        compute="_compute_recovery_missing",
        search="_search_recovery_email_missing",
        groups="debt_recovery.group_auditor",
    )

    # --- who is who ------------------------------------------------------------------

    @api.depends("name", "is_company", "vat", "company_registry", "country_id", "email")
    @api.depends_context("lang")
    def _compute_recovery_proposed_type(self):
        for partner in self:
            proposal = partner._recovery_proposal()
            partner.recovery_proposed_type = proposal.kind
            partner.recovery_type_evidence = partner._recovery_evidence(proposal)

    def _recovery_proposal(self):
        """Return what the card speaks for; see ``tools/debtor_type``."""
        return propose(
            Contact(
                name=self.name or "",
                is_company=self.is_company,
                vat=self.vat or "",
                registry=self.company_registry or "",
                country=self.country_id.code or "",
                email=self.email_normalized or "",
            )
        )

    def _recovery_evidence(self, proposal):
        """Return in words what speaks for a proposal."""
        words = {
            "siren_public": self.env._("SIREN %(value)s: begins as a public body's"),
            "siren": self.env._("SIREN %(value)s"),
            "vat": self.env._("VAT number %(value)s"),
            "name": self.env._("name: “%(value)s”"),
            "form": self.env._("legal form in the name: “%(value)s”"),
            "title": self.env._("title in the name: “%(value)s”"),
            "mail": self.env._("address of its own: %(value)s"),
            "free_mail": self.env._("private mailbox: %(value)s"),
            "card": self.env._("the card is a company's"),
            "nothing": self.env._("a person's card, nothing else known"),
        }[proposal.evidence] % {"value": proposal.value}
        if proposal.confidence == "doubtful":
            return self.env._("%(evidence)s – to be checked", evidence=words)
        return words

    def action_recovery_accept_type(self):
        """Give these customers the type proposed for them; a typed one keeps its own.

        :raises AccessError: for who does not work on reminders
        """
        if not self.env.user.has_group("debt_recovery.group_agent"):
            raise AccessError(self.env._("Only agents say what a customer is."))
        self.check_access("read")
        for kind, partners in self.grouped("recovery_proposed_type").items():
            partners.sudo().filtered(
                lambda one: not one.recovery_debtor_type
            ).recovery_debtor_type = kind

    # --- money and gaps --------------------------------------------------------------

    @api.depends_context("company")
    def _compute_recovery_at_stake(self):
        company = self.env.company
        debtors = self.commercial_partner_id.ids
        amounts = dict.fromkeys(debtors, 0.0)
        exposure = self.env["recovery.exposure"].sudo()
        for row in exposure._rows(company, company._recovery_today(), debtors):
            amounts[row["debtor_id"]] += exposure._in_company(company, row)
        for partner in self:
            partner.recovery_at_stake = amounts.get(partner.commercial_partner_id.id, 0)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr != AT_STAKE or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[AT_STAKE], "read")
        company = self.env.company
        stake = query.make_alias(alias, "recovery_stake")
        query.add_join(
            "LEFT JOIN",
            stake,
            SQL(
                "(%s)",
                self.env["recovery.debtors"]
                .sudo()
                ._at_stake_sql(company, company._recovery_today()),
            ),
            SQL(
                "%s = %s",
                SQL.identifier(stake, "debtor_id"),
                SQL.identifier(alias, "commercial_partner_id"),
            ),
        )
        return SQL("COALESCE(%s, 0)", SQL.identifier(stake, "amount"))

    @api.depends_context("company")
    def _compute_recovery_missing(self):
        untyped, unreachable = (self._recovery_gap_ids(n) for n in ("type", "email"))
        for partner in self:
            partner.recovery_type_missing = partner.id in untyped
            partner.recovery_email_missing = partner.id in unreachable

    def _search_recovery_type_missing(self, operator, value):
        return self._search_recovery_gap("type", operator, value)

    def _search_recovery_email_missing(self, operator, value):
        return self._search_recovery_gap("email", operator, value)

    def _search_recovery_gap(self, gap, operator, value):
        if operator != "in":
            return NotImplemented
        found = Domain("id", "in", list(self._recovery_gap_ids(gap)))
        return found if True in value else ~found

    def _recovery_gap_ids(self, gap):
        """Return the ids of the customers whose type or e-mail is missing."""
        company = self.env.company
        debtors = self.env["recovery.debtors"].sudo()
        rows = debtors._rows(company, company._recovery_today())
        found = debtors._unknown(rows) if gap == "type" else debtors._unreachable(rows)
        return {row["debtor_id"] for row in found}
