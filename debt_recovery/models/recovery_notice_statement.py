from odoo import fields, models

from ..exceptions import TemporaryFailure

CLAIMED = ("overdue", "credit", "in_flight")


class RecoveryTreatment(models.Model):
    _inherit = "recovery.treatment"

    attach_statement = fields.Boolean(
        "Attach the statement",
        help="The statement of account leaves with the message, as PDF.",
    )


class RecoveryNotice(models.Model):
    """The statement that leaves with a reminder: made once the contact is reserved and
    committed, so that no lock is held meanwhile, and before the network is used."""

    _inherit = "recovery.notice"

    attach_statement = fields.Boolean(related="treatment_id.attach_statement")
    statement_id = fields.Many2one(
        "ir.attachment",
        "Statement sent",
        readonly=True,
        copy=False,
        ondelete="set null",
    )

    def _statement_files(self):
        """Return ``[(name, bytes, mimetype)]``: the statement, if the step wants it.

        :raises TemporaryFailure: the ledger moved since the message was written
        :raises TemporaryFailure: it could not be made; nothing leaves without it, and
            after some tries a person mends it
        """
        if not self.treatment_id.attach_statement:
            return []
        self._check_same_figures()
        try:
            with self.env.cr.savepoint():
                made = self._make_statement()
        except Exception as error:  # wkhtmltopdf, a changed template, a full disk…
            raise TemporaryFailure("attachment", str(error)) from error
        return [(made.name, made.raw, made.mimetype)]

    def _check_same_figures(self):
        """Message and statement lie in one envelope: they ask for the same amounts."""
        claimed = {}
        for line in self.line_ids.filtered(lambda line: line.kind in CLAIMED):
            currency = line.currency_id
            claimed[currency] = claimed.get(currency, 0) + line.amount
        content = self.env["recovery.statement"]._content(
            self.company_id, self.partner_id, self.left_on
        )
        for currency, amount in claimed.items():
            due = content["totals"].get(currency, {}).get("to_pay", 0)
            if currency.compare_amounts(due, amount):
                raise TemporaryFailure(
                    "attachment", self.env._("The account changed: it is written anew.")
                )

    def _make_statement(self):
        """Print the statement and keep it with the account; return the attachment."""
        report = self.env.ref("debt_recovery.report_statement_action")
        raw, _kind = report._render_qweb_pdf(report.report_name, self.case_id.ids)
        self.statement_id.sudo().unlink()  # of a try that did not leave
        self.sudo().statement_id = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": f"{self.case_id._recovery_statement_name()}.pdf",
                    "raw": raw,
                    "mimetype": "application/pdf",
                    "res_model": self.case_id._name,
                    "res_id": self.case_id.id,
                }
            )
        )
        return self.statement_id
