from odoo import models
from odoo.exceptions import UserError


class RecoveryCase(models.Model):
    """The letter that says that nothing is open: true by the ledger, or not written."""

    _inherit = "recovery.case"

    def _is_clear(self):
        """Tell whether this customer owes nothing today: no open item, due or not, no
        charge announced, no loss that he may still be asked for."""
        self.ensure_one()
        company, debtor = self.company_id, self.partner_id
        rows = self.env["recovery.exposure"]._rows(
            company, company._recovery_today(), debtor.ids
        )
        mine = [("company_id", "=", company.id), ("partner_id", "=", debtor.id)]
        charges = self.env["recovery.charge"].sudo()
        losses = self.env["recovery.write.off"].sudo()
        return not (
            any(row["residual"] > 0 for row in rows)
            or charges.search_count([*mine, ("state", "=", "announced")], limit=1)
            or losses.search_count([*mine, ("state", "=", "booked")], limit=1)
        )

    def _clearance(self):
        """Return what the letter says.

        :raises UserError: when something is open
        """
        if not self._is_clear():
            raise UserError(
                self.env._(
                    "%(name)s is not clear: something is open, announced or was given "
                    "up as lost. There is no clearance letter.",
                    name=self.partner_id.display_name,
                )
            )
        statement = self.env["recovery.statement"]._speaking(
            self.company_id, self.partner_id
        )
        content = statement._content(self.company_id, self.partner_id)
        credits = [
            statement._money(-total["credit"], currency)
            for currency, total in content["totals"].items()
            if total["credit"] < 0
        ]
        return {
            "record": self,
            "lang": statement.env.context["lang"],
            "company": self.company_id.sudo(),
            "partner": self.partner_id.sudo(),
            "date": statement._day(content["as_of"], long=True),
            "said": self._clearance_words(statement, content["as_of"], credits),
            **statement._contact(self.company_id, self.partner_id),
        }

    def _clearance_words(self, statement, day, credits):
        """Return the sentences, in the reader's language."""
        said = [
            statement.env._(
                "We confirm that on %(date)s nothing is open on the account of "
                "%(customer)s with %(company)s: every invoice and every other amount "
                "booked up to this day is settled.",
                date=statement._day(day, long=True),
                customer=self.partner_id.name,
                company=self.company_id.name,
            )
        ]
        if credits:
            said.append(
                statement.env._(
                    "The account holds %(amount)s in your favour.",
                    amount=" + ".join(credits),
                )
            )
        return said
