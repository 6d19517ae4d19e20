from odoo import models


class RecoveryLink(models.Model):
    """One open item as the customer reads it: when, how old, what became of it, and
    what paying it now is worth. What it needs is read for all items at once."""

    _inherit = "recovery.link"

    def _known_of(self, content, shown):
        """Return what is known of the items shown: ``agreed`` {id: arrangement},
        ``disputes`` {line id: number}, ``avoided`` {line id: Avoided}, ``lines``."""
        ids = [item["line_id"] for item in shown if item["line_id"]]
        lines = self.env["account.move.line"].sudo().browse(ids)
        owed = [item["line_id"] for item in shown if item["area"] in ("due", "coming")]
        agreed = {item["arrangement_id"] for item in shown if item["arrangement_id"]}
        arrangements = self.env["recovery.arrangement"].browse(agreed)
        return {
            "as_of": content["as_of"],
            "lines": {line.id: line for line in lines},
            "agreed": {one.id: one for one in arrangements},
            "disputes": self._disputes_of(shown),
            "avoided": self._avoided_of(
                content, lines.filtered(lambda line: line.id in owed)
            ),
        }

    def _disputes_of(self, shown):
        """Return ``{line id: number of the dispute about it}``."""
        ids = [
            item["line_id"]
            for item in shown
            if item["line_id"] and "dispute" in (item["spared"], item["frozen_by"])
        ]
        if not ids:
            return {}
        found = self.env["recovery.dispute.item"].search(
            [
                ("line_id", "in", ids),
                ("dispute_id.company_id", "=", self.company_id.id),
                ("dispute_id.state", "in", ("open", "rejected")),
            ],
            order="id",
        )
        return {item.line_id.id: item.dispute_id.name for item in found}

    def _account_row(self, item, known):
        """Return the words of one item."""
        statement = self.env["recovery.statement"]
        line = known["lines"].get(item["line_id"])
        move = line.move_id if line else self.env["account.move"]
        is_dated = item["kind"] not in ("credit", "in_flight")
        avoided = known["avoided"].get(item["line_id"])
        return {
            "name": item["name"],
            "reference": item["reference"],
            "date": "" if is_dated else statement._day(item["document_date"]),
            "when": self._due_words(item, known["as_of"]) if is_dated else "",
            "open": statement._money(self._asked_part(item), item["currency"]),
            "partly": self._partly_words(item),
            "is_credit": item["open"] < 0,
            "mark": self._mark_words(item),
            "follow": self._followed_at(item, known),
            "avoid": self._avoided_together([avoided] if avoided else []),
            "discount": line and self._discount_words(item, line, known["as_of"]),
            "document": move.id if self._owns(move) else False,
        }

    def _mark_words(self, item):
        if item["area"] == "credit" and item["kind"] == "credit":
            return self.env._("Kept for your next invoices")
        return self.env["recovery.statement"]._mark(item)

    def _due_words(self, item, today):
        return self.env._(
            "due on %(day)s, %(age)s",
            day=self.env["recovery.statement"]._day(item["due"]),
            age=self._age_words(item, today),
        )

    def _age_words(self, item, today):
        """Say when an item is due as people say it."""
        days = (item["due"] - today).days
        if days == 0:
            return self.env._("today")
        if days == 1:
            return self.env._("tomorrow")
        if days == -1:
            return self.env._("yesterday")
        if days > 0:
            return self.env._("in %(number)s days", number=days)
        return self.env._("%(number)s days ago", number=-days)

    def _partly_words(self, item):
        """Say what an invoice was, where a part of it is left."""
        currency, whole = item["currency"], item.get("original") or 0
        if item["open"] < 0 or currency.compare_amounts(whole, item["open"]) <= 0:
            return ""
        statement = self.env["recovery.statement"]
        return self.env._(
            "left of %(amount)s", amount=statement._money(whole, currency)
        )

    def _followed_at(self, item, known):
        """Return the part of the page where the state of an item can be followed."""
        agreed = known["agreed"].get(item["arrangement_id"])
        if agreed:
            return self._agreed_at(agreed)
        dispute = known["disputes"].get(item["line_id"])
        return f"follow/{dispute}" if dispute and self._opens("follow") else ""

    def _discount_words(self, item, line, today):
        """Say which sum still settles an invoice early, and until when."""
        if not line.discount_date or line.discount_date < today or item["held"]:
            return ""
        currency = line.currency_id
        if not line.move_id._is_eligible_for_early_payment_discount(currency, today):
            return ""
        statement = self.env["recovery.statement"]
        return self.env._(
            "Early-payment discount: %(amount)s settles it until %(date)s.",
            amount=statement._money(line.discount_amount_currency, currency),
            date=statement._day(line.discount_date),
        )
