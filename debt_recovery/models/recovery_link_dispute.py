from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import typed


class RecoveryLink(models.Model):
    """Reporting a problem (a consumer: a complaint) about an invoice, some of its lines
    or an amount of it."""

    _inherit = "recovery.link"

    def _parts(self):
        return super()._parts() | {"dispute", "dispute_one"}

    def _ways(self):
        hint = self.env._("Goods, price, quality… That part waits; the rest goes on.")
        way = {"part": "dispute", "label": self._dispute_title(), "hint": hint}
        return [*super()._ways(), {**way, "rank": 60}]

    def _dispute_title(self):
        if self._is_consumer():
            return self.env._("Make a complaint")
        return self.env._("Report a problem")

    def _contents(self, values):
        return {
            **super()._contents(values),
            "dispute": lambda: {
                "title": self._dispute_title(),
                "moves": self._disputable_rows(),
            },
            "dispute_one": lambda: self._dispute_page(values),
        }

    def _open_lines_of(self, move):
        """Return the debts of a move that are open."""
        return move.line_ids.filtered(
            lambda line: (
                line.account_type == "asset_receivable"
                and not line.reconciled
                and line.amount_residual_currency > 0
            )
        )

    def _disputable(self):
        """Return ``{move: amount}`` of what can be reported yet, oldest due first, in
        the currency of :meth:`_currency_of`."""
        lines = self.env["account.move.line"].sudo()
        lines = lines.browse([row["id"] for row in self._item_rows()])
        room, found = self.env["recovery.dispute"]._room(lines), {}
        for line in lines:
            found[line.move_id] = found.get(line.move_id, 0) + room[line]
        return {
            move: self._currency_of(move).round(amount)
            for move, amount in found.items()
            if not self._currency_of(move).is_zero(amount)
        }

    def _currency_of(self, move):
        """Return the currency of a move's debts; an entry may owe in a foreign one."""
        return self._open_lines_of(move).currency_id[:1] or move.currency_id

    def _disputable_rows(self):
        statement = self.env["recovery.statement"]
        return [
            {
                "id": move.id,
                "name": move.name,
                "date": statement._day(move.invoice_date or move.date),
                "amount": statement._money(amount, self._currency_of(move)),
            }
            for move, amount in self._disputable().items()
        ]

    def _disputed_move(self, move_id):
        """Return a document of this customer with open debts, or an empty one."""
        moves = (move for move in self._disputable() if move.id == move_id)
        return next(moves, self.env["account.move"])

    def _owned_move(self, move_id):
        """Return a document of this customer with debts, open or not, or an empty one:
        a form that is sent again finds what it made."""
        moves = self.env["account.move"].sudo()
        debts = self._item_domain() & Domain("move_id", "=", move_id)
        return self.env["account.move.line"].sudo().search(debts).move_id or moves

    def _dispute_page(self, values):
        form = values.get("form") or {}
        move = values.get("move") or form["move"]
        statement, ticked = self.env["recovery.statement"], form.get("lines", ())
        most = self._disputable().get(move, 0)
        return {
            "title": self._dispute_title(),
            "move": move,
            "most": statement._money(most, self._currency_of(move)),
            "lines": [
                {
                    "id": line.id,
                    "name": (line.name or "").partition("\n")[0],
                    "amount": statement._money(line.price_total, move.currency_id),
                    "is_ticked": str(line.id) in ticked,
                }
                for line in self._product_lines(move)
            ],
            "reasons": self._offered_reasons(),
        }

    def _product_lines(self, move):
        return move.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and line.price_total
        )

    def _offered_reasons(self):
        reasons = self.env["recovery.dispute.reason"].sudo()
        return reasons.search([("is_offered", "=", True)])

    def _report(self, move, form, files):
        """Open the dispute that a form describes.

        :param form: ``about`` (whole, lines, amount), ``lines``, ``amount``,
            ``reason`` (a code) and ``text``
        """
        self._check_flood()
        reasons = self._offered_reasons()
        reason = reasons.filtered(lambda one: one.code == form.get("reason"))
        if not reason:
            raise UserError(self.env._("Please choose what is wrong."))
        if not form["text"]:
            raise UserError(self.env._("Please say in a few words what is wrong."))
        if not self._disputable().get(move):
            raise UserError(
                self.env._(
                    "You have told us of this invoice already: see “My requests”."
                )
            )
        lines, amount = self._contested_part(move, form)
        dispute = self._house_case()._dispute(
            *(self._open_lines_of(move), amount, reason),
            invoice_lines=lines,
            note=form["text"],
            source="link",
        )[:1]
        self._take_files(dispute, files)
        return dispute

    def _contested_part(self, move, form):
        """Return ``(invoice lines or None, amount or None)``."""
        about = form.get("about")
        if about == "lines":
            lines = self._product_lines(move)
            chosen = lines.filtered(lambda line: str(line.id) in form["lines"])
            if not chosen or len(chosen) != len(set(form["lines"])):
                raise UserError(self.env._("Please tick lines of this invoice."))
            return chosen, None
        if about != "amount":
            return None, None
        amount, most = typed.money(form.get("amount")), self._disputable().get(move, 0)
        currency = self._currency_of(move)
        if not amount or currency.compare_amounts(float(amount), most) > 0:
            money = self.env["recovery.statement"]._money(most, currency)
            raise UserError(
                self.env._(
                    "The amount has to be more than zero, and %(most)s at most.",
                    most=money,
                )
            )
        return None, float(amount)
