from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class RecoveryLossBooks(models.AbstractModel):
    """How entries about losses are posted: own journal, readable alone, open period."""

    _name = "recovery.loss.books"
    _description = "Entries about losses"

    @api.model
    def _post(self, company, day, ref, lines):
        """Post one balanced entry in the journal of losses.

        :param lines: values of journal items, in order
        :return: the posted ``account.move``; its lines are in the order given
        :raises UserError: when the day is closed; nothing is left half done
        """
        journal = company._recovery_losses_journal()
        taxed = any(line.get("tax_tag_ids") for line in lines)
        self._check_open(company, day, taxed, journal)
        move = (
            self.env["account.move"]
            .sudo()
            .with_company(company)
            .create(
                {
                    "move_type": "entry",
                    "journal_id": journal.id,
                    "date": day,
                    "ref": ref,
                    "line_ids": [
                        fields.Command.create({"sequence": number, **line})
                        for number, line in enumerate(lines)
                    ],
                }
            )
        )
        move._post(soft=False)
        return move

    @api.model
    def _check_open(self, company, day, taxed, journal):
        locks = company.sudo()._get_violated_lock_dates(day, taxed, journal)
        if locks:
            until, name = locks[-1]
            raise UserError(
                self.env._(
                    "%(company)s is closed until %(until)s (%(lock)s): nothing can be "
                    "booked on %(day)s. Choose a later day.",
                    company=company.name,
                    until=format_date(self.env, until),
                    lock=self._lock_label(name),
                    day=format_date(self.env, day),
                )
            )

    @api.model
    def _lock_label(self, name):
        return self.env["res.company"]._fields[name]._description_string(self.env)

    @api.model
    def _reconcile(self, plan):
        """Match pairs of journal items; no tax becomes due by it."""
        lines = self.env["account.move.line"].sudo().with_context(no_cash_basis=True)
        lines._reconcile_plan([pair for pair in plan if len(pair) > 1])

    @api.model
    def _writer(self, company):
        """Return an environment that writes in the company's language."""
        return self.with_context(lang=company.partner_id.lang or self.env.lang).env
