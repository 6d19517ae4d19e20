from odoo import api, models
from odoo.tools import SQL


class RecoveryStatement(models.AbstractModel):
    """The balance of a customer at any date, for auditors: the aged balance's items."""

    _inherit = "recovery.statement"

    @api.model
    def _balance_rows(self, company, partners, as_of):
        """Read once what is open at ``as_of``: ``{customer: [row of the items]}``."""
        debtors = partners.commercial_partner_id
        aged = self.env["recovery.aged"]
        aged._flush()
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT * FROM (%s) AS item WHERE residual <> 0 ORDER BY due, line_id",
                aged._sql(company, as_of, debtors.ids),
            )
        )
        lines = self.env["account.move.line"].sudo()
        lines.browse([row["line_id"] for row in rows]).move_id.mapped("name")  # at once
        found = {debtor: [] for debtor in debtors}
        for row in rows:
            found[self.env["res.partner"].browse(row["debtor_id"])].append(row)
        return found

    @api.model
    def _balance(self, company, debtor, as_of, rows):
        """Return what the ledger holds open for ``debtor`` at ``as_of``.

        :param rows: those of :meth:`_balance_rows`
        :return: ``company``, ``partner``, ``as_of``, ``lines`` (``name``, ``date``,
            ``due``, ``currency``, ``open``; credits negative), ``totals`` by currency
        """
        items = [self._balance_line(row) for row in rows]
        totals = {}
        for item in items:
            currency = item["currency"]
            totals[currency] = totals.get(currency, 0) + item["open"]
        return {
            "company": company,
            "partner": debtor,
            "as_of": as_of,
            "lines": items,
            "totals": {c: c.round(amount) for c, amount in totals.items()},
        }

    def _balance_line(self, row):
        line = self.env["account.move.line"].sudo().browse(row["line_id"])
        kind = "credit" if row["residual"] < 0 else "overdue"
        named = self.env["recovery.notice"].sudo()._claim_line(row, kind, 0)
        return {
            "name": self.env["recovery.notice"].sudo()._item_name(named),
            "date": named["document_date"],
            "due": row["due"] if kind == "overdue" else False,
            "currency": line.currency_id,
            "open": float(row["residual"]),
        }

    @api.model
    def _with_balance(self, company, as_of):
        """Return the customers whose account is open at ``as_of``."""
        rows = self.env["recovery.aged"]._rows(company, as_of)
        ids = dict.fromkeys(
            row["debtor_id"]
            for row in rows
            if row["debtor_id"]
            and (row["items"] and (row["currency_total"] or row["total"]))
        )
        return self.env["res.partner"].browse(ids)

    @api.model
    def _balance_page(self, balance):
        """Return what the letter shows of a :meth:`_balance`, all of it text."""
        totals = {c: a for c, a in balance["totals"].items() if a}
        sentences = [self._balance_sentence(amount, c) for c, amount in totals.items()]
        as_of = self._day(balance["as_of"], long=True)
        return {
            "company": balance["company"],
            "partner": balance["partner"],
            "as_of": as_of,
            "subject": self.env._(
                "%(company)s / %(customer)s, balance on %(date)s: %(amount)s",
                company=balance["company"].name,
                customer=balance["partner"].sudo().name,
                date=as_of,
                amount=", ".join(sentences) or "0",
            ),
            "date": self._day(balance["company"]._recovery_today(), long=True),
            "rows": [
                {
                    **line,
                    "date": self._day(line["date"]),
                    "due": self._day(line["due"]),
                    "open": self._money(line["open"], line["currency"]),
                    "is_credit": line["open"] < 0,
                }
                for line in balance["lines"]
            ],
            "sentences": sentences,
            "totals": [self._money(amount, c) for c, amount in totals.items()],
            **self._contact(balance["company"], balance["partner"]),
        }

    def _balance_sentence(self, amount, currency):
        money = self._money(abs(amount), currency)
        if amount > 0:
            return self.env._("%(amount)s in our favour", amount=money)
        return self.env._("%(amount)s in your favour", amount=money)
