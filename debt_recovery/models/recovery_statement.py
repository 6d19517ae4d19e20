from odoo import api, models
from odoo.exceptions import AccessError

from ..tools import aged

# Shown under a title of their own: nobody is asked to pay them to us now.
APART = ("factored", "retained", "report")


class RecoveryStatement(models.AbstractModel):
    """Statement of account: all open items of a customer in a company, as figures.

    Amounts come from ``recovery.exposure``: the balance is the sum of what its rows
    leave open, what is to pay is what the reminders ask for. Nothing is stored.
    """

    _name = "recovery.statement"
    _description = "Statement of account"

    @api.model
    def _check_reader(self, companies):
        """Statements are for those who see customer accounts, in their companies.

        :raises AccessError: for anybody else
        """
        if self.env.su:
            return
        if not self.env.user.has_group("debt_recovery.group_auditor"):
            raise AccessError(
                self.env._("Statements are for those who see customer accounts.")
            )
        if companies - self.env.user.company_ids:
            raise AccessError(
                self.env._("This statement belongs to a company that is not yours.")
            )

    @api.model
    def _content(self, company, partner, as_of=None):
        """Return the statement of ``partner`` (its commercial entity).

        :param as_of: what is overdue on that day; the ledger is today's
        :return: ``company``, ``partner``, ``as_of``; ``items`` as in :meth:`_item`;
            ``totals`` by currency as in :meth:`_total`; ``ageing`` by currency as in
            :meth:`_ageing`. Currencies are never added up.
        """
        debtor = partner.commercial_partner_id
        as_of = as_of or company._recovery_today()
        rows = self.env["recovery.exposure"]._rows(company, as_of, debtor.ids)
        lines = self.env["account.move.line"].sudo()
        lines.browse([row["line_id"] for row in rows]).move_id.mapped("name")  # at once
        items = [self._item(row, as_of) for row in rows]
        items += self._flights(rows)
        currencies = self.env["res.currency"].browse(
            dict.fromkeys(row["currency_id"] for row in rows)
        )
        return {
            "company": company,
            "partner": debtor,
            "as_of": as_of,
            "items": items,
            "totals": {
                currency: self._total(currency, items) for currency in currencies
            },
            "ageing": {
                currency: self._ageing(currency, items, as_of)
                for currency in currencies
            },
        }

    def _item(self, row, as_of):
        """Return one open item.

        :return: ``kind`` (overdue, upcoming, credit, in_flight, apart), ``name``,
            ``reference`` (the customer's own), ``document_date``, ``due``, ``days``
            late, ``currency``, ``original`` and ``open`` amounts (credits and payments
            negative), ``to_pay`` of it, what is ``held`` of it, ``spared`` (why it is
            not asked for) until ``spared_until``, ``frozen_by`` (why a part is not)
        """
        line = self.env["account.move.line"].sudo().browse(row["line_id"])
        move = line.move_id
        kind = self._kind(row, as_of)
        named = self.env["recovery.notice"].sudo()._claim_line(row, kind, 0)
        return {
            "kind": kind,
            "line_id": line.id,
            "name": self.env["recovery.notice"].sudo()._item_name(named),
            "reference": move.ref or "" if move.is_sale_document() else "",
            "document_date": named["document_date"],
            "due": row["due"],
            "days": max(0, (as_of - row["due"]).days) if kind != "credit" else 0,
            "currency": line.currency_id,
            "original": line.amount_currency,
            "open": float(row["residual"]),
            "to_pay": float(row["chaseable"]) if row["due"] < as_of else 0.0,
            "held": self._held(row),
            "spared": row["spared"] or "",
            "spared_until": row["spared_until"],
            "frozen_by": row["frozen_by"] or "",
        }

    def _held(self, row):
        """Return what of a debt is not asked for."""
        if row["residual"] < 0:
            return 0.0
        if row["spared"]:
            return row["residual"]
        return row["disputed"] + row["arranged"]

    def _kind(self, row, as_of):
        if row["residual"] < 0:
            return "credit"
        if row["spared"] in APART:
            return "apart"
        return "overdue" if row["due"] < as_of else "upcoming"

    def _flights(self, rows):
        """Return the payments being processed, one negative item a currency."""
        return [
            {
                "kind": "in_flight",
                "line_id": False,
                "name": line["name"],
                "reference": "",
                "document_date": False,
                "due": False,
                "days": 0,
                "currency": self.env["res.currency"].browse(line["currency_id"]),
                "original": 0.0,
                "open": line["amount"],
                "to_pay": 0.0,
                "held": 0.0,
                "spared": "",
                "spared_until": False,
                "frozen_by": "",
            }
            for line in self.env["recovery.notice"]._flight_lines(rows)
        ]

    def _total(self, currency, items):
        """Return the totals of one currency.

        ``balance`` = overdue + upcoming + credit + apart, as the ledger has it;
        ``to_pay`` = overdue − held + credit + in_flight, not below zero;
        ``surplus``: credits and payments left after all that is asked for today.
        """
        mine = [item for item in items if item["currency"] == currency]

        def total(*kinds):
            return currency.round(sum(i["open"] for i in mine if i["kind"] in kinds))

        held = sum(i["held"] for i in mine if i["kind"] == "overdue")
        due = total("overdue") - held + total("credit", "in_flight")
        return {
            "overdue": total("overdue"),
            "held": currency.round(held),
            "upcoming": total("upcoming"),
            "credit": total("credit"),
            "in_flight": total("in_flight"),
            "apart": total("apart"),
            "balance": total("overdue", "upcoming", "credit", "apart"),
            "to_pay": currency.round(sum(item["to_pay"] for item in mine)),
            "surplus": currency.round(max(0.0, -due)),
        }

    def _ageing(self, currency, items, as_of):
        """Return what is open by days late, by column of ``tools.aged``.

        Credits and what is shown apart are left out.
        """
        owed = [
            (item["due"], item["open"])
            for item in items
            if item["currency"] == currency and item["kind"] in ("overdue", "upcoming")
        ]
        columns = aged.age(owed, as_of)
        return {name: currency.round(amount) for name, amount in columns.items()}
