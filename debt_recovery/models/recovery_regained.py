from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command


class RecoveryRegained(models.Model):
    """Money that came in on a debt already written off: income, with its VAT again.

    VAT that was recovered, or that was only due on payment, is due now.
    """

    _name = "recovery.regained"
    _inherit = ["recovery.workflow.mixin"]
    _description = "Receipt on a lost debt"
    _order = "day desc, id desc"
    _rec_name = "item_id"

    _transitions = {"booked": ("reversed",)}

    state = fields.Selection(
        [("booked", "Booked"), ("reversed", "Reversed")],
        required=True,
        readonly=True,
        default="booked",
    )
    item_id = fields.Many2one(
        "recovery.write.off.item",
        "Lost debt",
        required=True,
        index=True,
        ondelete="cascade",
    )
    write_off_id = fields.Many2one(related="item_id.write_off_id", store=True)
    company_id = fields.Many2one(related="item_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="item_id.partner_id", store=True)
    currency_id = fields.Many2one(related="item_id.currency_id")
    credit_line_id = fields.Many2one(
        "account.move.line", "Payment", index=True, ondelete="set null"
    )
    amount = fields.Monetary("Received", readonly=True)
    vat = fields.Monetary("VAT due on it", readonly=True)
    day = fields.Date("Received on", readonly=True)
    move_id = fields.Many2one(
        "account.move", "Entry", readonly=True, index=True, ondelete="set null"
    )

    @api.model
    def _recoverable(self, company, partners):
        """Return the lost debts that money may still come in for, oldest first.

        :param partners: commercial partners
        :return: ``recovery.write.off.item`` records; what is left of one is
            ``amount - regained``, in its currency
        """
        items = (
            self.env["recovery.write.off.item"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("partner_id", "in", partners.ids),
                    ("write_off_id.state", "=", "booked"),
                ],
                order="due, id",
            )
        )
        return items.filtered(
            lambda one: one.currency_id.compare_amounts(one.amount, one.regained) > 0
        )

    @api.model
    def _regain(self, credit_line, amounts, day=None):
        """Book money received on lost debts as income, and match it.

        :param credit_line: the open receivable item of the payment
        :param amounts: ``{recovery.write.off.item: amount}`` in the debt's currency,
            which is that of the payment
        :param day: accounting date; None: that of the payment, as VAT on receipts is
            due then, or today where that day is closed
        :return: the ``recovery.regained``
        :raises UserError: when more comes than was lost, or than was paid
        """
        if not self.env.company._recovery_may("agent"):
            raise AccessError(self.env._("Later receipts are booked by an agent."))
        company = credit_line.company_id
        self._check_money(credit_line, amounts)
        day = day or self._open_day(credit_line, company)
        made, lines, debits = [], [], []
        for item, amount in amounts.items():
            parts = self.env["recovery.regained.tax"]._split(item.sudo(), amount)
            debits.append(len(lines))
            own = self._entry_lines(credit_line, item.sudo(), amount, parts)
            lines += own
            made.append(
                {
                    "item_id": item.id,
                    "credit_line_id": credit_line.id,
                    "amount": amount,
                    "vat": sum(part["amount"] for part in parts),
                    "day": credit_line.date,
                }
            )
        books = self.env["recovery.loss.books"]
        entry = books._post(company, day, credit_line.move_id.name, lines)
        new = entry.line_ids.sorted("sequence")
        books._reconcile(
            [credit_line | new.browse(new[number].id for number in debits)]
        )
        records = self.sudo().create([{**one, "move_id": entry.id} for one in made])
        records._count(1)
        return records.sudo(self.env.su)

    @api.model
    def _check_money(self, credit_line, amounts):
        currency = credit_line.currency_id
        paid = -credit_line.amount_residual_currency
        if currency.compare_amounts(sum(amounts.values()), paid) > 0:
            raise UserError(
                self.env._(
                    "%(entry)s has %(rest)s left to match.",
                    entry=credit_line.move_id.name,
                    rest=currency.format(max(paid, 0)),
                )
            )
        for item, amount in amounts.items():
            rest = item.amount - item.regained
            is_ours = (
                item.currency_id == currency
                and item.company_id == credit_line.company_id
                and item.write_off_id.state == "booked"
            )
            if not is_ours or amount <= 0 or currency.compare_amounts(amount, rest) > 0:
                raise UserError(
                    self.env._(
                        "%(document)s: %(rest)s of it was lost and not received since.",
                        document=item.name,
                        rest=item.currency_id.format(rest),
                    )
                )

    @api.model
    def _open_day(self, credit_line, company):
        journal = company._recovery_losses_journal()
        if company.sudo()._get_violated_lock_dates(credit_line.date, True, journal):
            return company._recovery_today()
        return credit_line.date

    def _entry_lines(self, credit_line, item, amount, parts):
        """Return the values of the items, the one that takes the money first."""
        company = credit_line.company_id
        rate = credit_line.balance / credit_line.amount_currency
        account = company._recovery_account_for("recovery_regained_account_id")
        label = self._label(item)

        def line(account, value, tags=()):
            return {
                "name": label,
                "partner_id": credit_line.partner_id.id,
                "account_id": account.id,
                "currency_id": item.currency_id.id,
                "amount_currency": item.currency_id.round(value),
                "balance": company.currency_id.round(value * rate),
                "tax_tag_ids": [Command.set(tags.ids)] if tags else [],
            }

        lines, net = [line(credit_line.account_id, amount)], amount
        for part in parts:
            lines.append(line(part["account"], -part["amount"], part["tags"]))
            base = min(part["base"], net)
            net -= part["amount"]
            if item.currency_id.compare_amounts(base, net) <= 0 and base > 0:
                lines.append(line(account, -base, part["base_tags"]))
                net -= base
        if not item.currency_id.is_zero(net):
            lines.append(line(account, -net))
        short = sum(one["balance"] for one in lines)
        lines[-1]["balance"] = company.currency_id.round(lines[-1]["balance"] - short)
        return lines

    def _label(self, item):
        env = self.env["recovery.loss.books"]._writer(item.company_id)
        return env._(
            "Received on a lost debt – %(customer)s – %(document)s",
            customer=item.partner_id.name,
            document=item.name,
        )

    def _count(self, sign):
        """Add what was received to the lost debts, or take it off."""
        for one in self.sudo():
            one.item_id.regained += sign * one.amount
            case = one.write_off_id.case_id
            if case and sign > 0:
                said = f"{one.item_id.name}: {one.currency_id.format(one.amount)}"
                self.env["recovery.event"]._log("regained", case, text=said)

    def _reverse(self, day=None):
        """Take receipts back (the payment was returned): the whole entry at once."""
        books = self.env["recovery.loss.books"]
        for entry in self.sudo().move_id:
            ours = self.sudo().search(
                [("move_id", "=", entry.id), ("state", "=", "booked")]
            )
            ours._count(-1)  # first: opening the money asks for it again
            ours.with_env(self.env)._move_to("reversed")
            old = entry.line_ids.sorted("id")
            old.filtered("matched_credit_ids").remove_move_reconcile()
            back = books._post(
                entry.company_id,
                day or entry.company_id._recovery_today(),
                entry.name,
                [line._recovery_mirrored() for line in old],
            )
            new = back.line_ids.sorted("sequence")
            books._reconcile(
                [
                    left | right
                    for left, right in zip(old, new, strict=True)
                    if left.account_id.reconcile
                ]
            )
