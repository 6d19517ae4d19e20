"""A French company that loses goods (VAT on invoices) and services (on receipts)."""

from odoo import Command

from .common import RecoveryCase

WAITING, DUE_TO_STATE = "445740", "445710"


class LossCase(RecoveryCase):
    """Invoices with VAT, and what the accounts say of VAT and of losses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.recovery_loss_agent_limit = 100000
        cls.goods = cls.tax("tva_normale")
        cls.services = cls.tax("tva_normale_encaissement")
        cls.proof = cls.root["ir.attachment"].create(
            {"name": "certificat.pdf", "raw": b"proof"}
        )

    @classmethod
    def tax(cls, name):
        return cls.root.ref(f"account.{cls.company.id}_{name}")

    @classmethod
    def sale(cls, partner, net, tax, due, **values):
        """Post an invoice of ``net`` plus its tax, due on ``due``."""
        line = {"name": "Sale", "price_unit": net, "tax_ids": [Command.set(tax.ids)]}
        return cls.invoice(
            partner, net, due, invoice_line_ids=[Command.create(line)], **values
        )

    def lose(self, move, amount, reason="certificate", day=None, **values):
        """Ask for, approve and book the loss of ``amount`` of an invoice."""
        if reason == "certificate":
            values.setdefault("evidence_ids", [Command.set(self.proof.ids)])
        losses = self.root["recovery.write.off"]
        lost = losses._request({self.debt(move): amount}, reason, **values)
        lost._approve("There is nobody left to ask.")
        lost._book(day)
        return lost

    def balance(self, code):
        """The balance of an account, debits positive."""
        [(total,)] = self.root["account.move.line"]._read_group(
            [
                ("account_id", "=", self.account(code).id),
                ("parent_state", "=", "posted"),
                ("company_id", "=", self.company.id),
            ],
            aggregates=["balance:sum"],
        )
        return round(total, 2) + 0.0

    def vat(self):
        """``(waiting, due to the State)``: what is owed is positive."""
        return -self.balance(WAITING) + 0.0, -self.balance(DUE_TO_STATE) + 0.0

    def box(self, code):
        """What the tax return says in a box, debits positive."""
        tags = self.root["account.account.tag"]._get_tax_tags(
            code, self.company.account_fiscal_country_id.id
        )
        lines = self.root["account.move.line"].search(
            [
                ("tax_tag_ids", "in", tags.ids),
                ("parent_state", "=", "posted"),
                ("company_id", "=", self.company.id),
            ]
        )
        return round(sum(lines.mapped("balance")), 2) + 0.0
