"""The doors to a statement: from a customer account, a customer, a reminder."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    statement_to = fields.Char(
        compute="_compute_statement_to",
        export_string_translation=False,
        help="Numbers of the contacts who get the statement, for its message.",
    )
    statement_lang = fields.Char(
        compute="_compute_statement_to", export_string_translation=False
    )

    @api.depends("partner_id")
    def _compute_statement_to(self):
        statement = self.env["recovery.statement"]
        for case in self:
            contacts = case.partner_id._recovery_recipients() or case.partner_id
            case.statement_to = ",".join(map(str, contacts.ids))
            case.statement_lang = statement._language(case.company_id, case.partner_id)

    def action_statement(self):
        return _open_wizard(self, {"default_case_ids": self.ids})

    def action_balance_confirmation(self):
        """Letters for these customers; one company at a time."""
        if len(self.company_id) > 1:
            raise UserError(
                self.env._(
                    "Choose accounts of one company: each writes its own letter."
                )
            )
        company = self.company_id or self.env.company
        return _open_confirmation(self.partner_id, company)

    def _recovery_statement_pairs(self):
        """Return ``[(record, company, customer)]`` after checking who asks."""
        self.check_access("read")
        return [(case, case.company_id, case.partner_id) for case in self]

    def _recovery_statement_name(self):
        return _file_name(self)


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def action_statement(self):
        return self.case_id.action_statement()


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_recovery_statement(self):
        debtors = self.commercial_partner_id
        return _open_wizard(self, {"default_partner_ids": debtors.ids})

    def action_recovery_balance_confirmation(self):
        return _open_confirmation(self.commercial_partner_id, self.env.company)

    def _recovery_statement_pairs(self):
        """Statements of contacts are those of the company one works in."""
        self.check_access("read")
        company = self.env.company
        self.env["recovery.statement"]._check_reader(company)
        return [(partner, company, partner) for partner in self]

    def _recovery_statement_name(self):
        return _file_name(self)


def _open_wizard(records, context):
    return {
        "type": "ir.actions.act_window",
        "name": records.env._("Statement of account"),
        "res_model": "recovery.statement.wizard",
        "view_mode": "form",
        "target": "new",
        "context": context,
    }


def _open_confirmation(partners, company):
    return {
        "type": "ir.actions.act_window",
        "name": partners.env._("Balance confirmation"),
        "res_model": "recovery.balance.confirmation",
        "view_mode": "form",
        "target": "new",
        "context": {
            "default_partner_ids": partners.ids,
            "default_company_id": company.id,
        },
    }


def _file_name(record):
    """Return the name of one statement's file, in the customer's language."""
    ((_record, company, partner),) = record._recovery_statement_pairs()
    statement = record.env["recovery.statement"]
    speaking = statement._speaking(company, partner)
    debtor = partner.commercial_partner_id
    return speaking._file_name(company, debtor, company._recovery_today())
