from odoo import api, models
from odoo.exceptions import AccessError

from ..tools import aged

# Shown under a title of their own: nobody is asked to pay them to us now.
APART = ("factored", "retained", "report")
KINDS = ("overdue", "upcoming", "credit", "in_flight", "apart")


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
        :return: ``company``, ``partner``, ``as_of``; ``items`` as in :meth:`_item` and
            :meth:`_named`; ``totals`` by currency as in :meth:`_total`; ``ageing`` by
            currency as in :meth:`_ageing`. Currencies are never added up.
        """
        content = self._sums(company, partner, as_of)
        content["items"] = self._named(content["items"])
        content["ageing"] = {
            currency: self._ageing(currency, content["items"], content["as_of"])
            for currency in content["totals"]
        }
        return content

    @api.model
    def _sums(self, company, partner, as_of=None):
        """Return what :meth:`_content` does, without ``ageing`` and the words of its
        items, and the ``rows`` of the exposure: thousands of items cost one query;
        :meth:`_named` words those that are shown."""
        debtor = partner.commercial_partner_id
        as_of = as_of or company._recovery_today()
        rows = self.env["recovery.exposure"]._rows(company, as_of, debtor.ids)
        ids = {
            row["currency_id"] for row in rows
        }  # records are slow, thousands of times
        currencies = {one: self.env["res.currency"].browse(one) for one in ids}
        items = [self._item(row, as_of, currencies[row["currency_id"]]) for row in rows]
        items += self._flights(rows)
        groups = {}
        for item in items:
            groups.setdefault(item["currency"].id, []).append(item)
        return {
            "company": company,
            "partner": debtor,
            "as_of": as_of,
            "rows": rows,
            "items": items,
            "totals": {
                some[0]["currency"]: self._total(some[0]["currency"], some)
                for some in groups.values()
            },
        }

    def _item(self, row, as_of, currency):
        """Return one open item in figures.

        :param currency: that of the row, as a record
        :return: ``kind`` (overdue, upcoming, credit, in_flight, apart), ``line_id``,
            ``due``, ``days`` late, ``currency``, ``open`` amount (credits and payments
            negative), ``to_pay`` of it, what is ``held`` of it, ``spared`` (why it is
            not asked for) until ``spared_until``, ``frozen_by`` (why a part is not),
            ``arrangement_id`` (in which a part is agreed)
        """
        kind = self._kind(row, as_of)
        return {
            "kind": kind,
            "line_id": row["line_id"],
            "due": row["due"],
            "days": max(0, (as_of - row["due"]).days) if kind != "credit" else 0,
            "currency": currency,
            "open": float(row["residual"]),
            "to_pay": float(row["chaseable"]) if row["due"] < as_of else 0.0,
            "held": self._held(row),
            "spared": row["spared"] or "",
            "spared_until": row["spared_until"],
            "frozen_by": row["frozen_by"] or "",
            "arrangement_id": row["arrangement_id"] or False,
        }

    def _named(self, items):
        """Return these items with ``name``, ``reference`` (the customer's own),
        ``document_date`` and ``original`` amount, read at once."""
        lines = self.env["account.move.line"].sudo()
        lines = lines.browse([item["line_id"] for item in items if item["line_id"]])
        lines.move_id.mapped("name")  # at once
        return [{**item, **self._words_of(item)} for item in items]

    def _words_of(self, item):
        if not item["line_id"]:  # a payment on its way has its words already
            return {}
        line = self.env["account.move.line"].sudo().browse(item["line_id"])
        move, row = line.move_id, {**item, "currency_id": item["currency"].id}
        row["residual"] = item["open"]
        named = self.env["recovery.notice"].sudo()._claim_line(row, item["kind"], 0)
        return {
            "name": self.env["recovery.notice"].sudo()._item_name(named),
            "reference": move.ref or "" if move.is_sale_document() else "",
            "document_date": named["document_date"],
            "original": line.amount_currency,
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
                "arrangement_id": False,
            }
            for line in self.env["recovery.notice"]._flight_lines(rows)
        ]

    def _total(self, currency, items):
        """Return the totals of one currency, whose items all are.

        ``balance`` = overdue + upcoming + credit + apart, as the ledger has it;
        ``to_pay`` = overdue − held + credit + in_flight, not below zero;
        ``surplus``: credits and payments left after all that is asked for today.
        """
        kinds = dict.fromkeys(KINDS, 0.0)
        held = to_pay = 0.0
        for item in items:
            kinds[item["kind"]] += item["open"]
            to_pay += item["to_pay"]
            if item["kind"] == "overdue":
                held += item["held"]
        sums = {kind: currency.round(amount) for kind, amount in kinds.items()}
        due = (
            sums["overdue"]
            - held
            + currency.round(kinds["credit"] + kinds["in_flight"])
        )
        return {
            **sums,
            "held": currency.round(held),
            "balance": currency.round(
                sum(amount for kind, amount in kinds.items() if kind != "in_flight")
            ),
            "to_pay": currency.round(to_pay),
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
