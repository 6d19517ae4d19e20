from odoo import models


class RecoveryLink(models.Model):
    """After a payment: what was paid, what is left; and the list of all payments."""

    _inherit = "recovery.link"

    def _contents(self, values):
        return {
            **super()._contents(values),
            "paid": lambda: self._paid_page(values["checkout"]),
        }

    def _paid_page(self, checkout):
        """Return how an online payment came out, what it paid, what is left to pay."""
        content = self.env["recovery.statement"]._content(
            self.company_id, self.partner_id
        )
        statement = self.env["recovery.statement"]
        returned = checkout._returned()[checkout]
        return {
            "outcome": checkout._outcome(returned),
            "sent_back": returned and checkout._money(returned),
            "amount": checkout._money(checkout.amount),
            "rows": self._checkout_rows(checkout),
            "left": [
                statement._money(total["to_pay"], currency)
                for currency, total in content["totals"].items()
                if total["to_pay"] and self._is_account()
            ],
            "is_account": self._is_account(),
            "receipt": self._receipt_path(checkout),
            "reference": checkout.reference,
        }

    def _receipt_path(self, checkout):
        """Return where the receipt can be had, below the page's address."""
        entry = checkout._transaction().payment_id.move_id
        lines = entry.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        return f"/receipt/{lines[0].id}" if lines and self._opens("documents") else ""

    def _follow_rows(self):
        """Every payment that was started has its line."""
        started = self.case_id.sudo().checkout_ids.filtered(
            lambda one: one._transaction()
        )
        returned = started._returned()
        rows = [self._paid_row(one, returned[one]) for one in started]
        return super()._follow_rows() + rows

    def _paid_row(self, checkout, returned):
        transaction, names = checkout._transaction(), checkout.line_ids.mapped("name")
        outcome = checkout._outcome(returned)
        states = {
            "done": self.env._("Received, thank you"),
            "pending": self.env._("Being processed"),
            "failed": self.env._("Not made"),
            "open": self.env._("Not finished"),
            "returned": self.env._("Sent back"),
        }
        return {
            "reference": checkout.reference,
            "label": self.env._("Online payment"),
            "state": states[outcome],
            "day": transaction.last_state_change.date(),
            "amount": checkout._money(checkout.amount),
            "is_open": outcome == "pending",
            "is_declined": outcome in ("failed", "open", "returned"),
            "facts": [
                (self.env._("What it pays"), ", ".join(names)),
                (self.env._("Sent back"), returned and checkout._money(returned)),
            ],
            "part": f"paid/{checkout.reference}",
            "part_label": self.env._("See the payment"),
        }


class RecoveryCheckout(models.Model):
    _inherit = "recovery.checkout"

    def _outcome(self, returned=0.0):
        """Return done, pending, failed, returned or open (nothing decided).

        :param returned: what of it came back, see :meth:`_returned`
        """
        state = self._transaction().state
        if returned and self.currency_id.compare_amounts(returned, self.amount) >= 0:
            return "returned"
        if state in ("pending", "authorized"):
            return "pending"
        return {"done": "done", "cancel": "failed", "error": "failed"}.get(
            state, "open"
        )

    def _is_decided(self):
        """Tell whether it was paid, whatever became of that, or is being paid."""
        return self._transaction().state in ("pending", "authorized", "done")
