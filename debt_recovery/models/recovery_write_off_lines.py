from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class RecoveryWriteOffItem(models.Model):
    """The journal items of one debt that is given up."""

    _inherit = "recovery.write.off.item"

    def _in_company(self):
        """Return the amount in the company's currency, at the rate of its entry."""
        line = self.line_id
        if not line.amount_residual_currency:
            return 0.0
        if not self.currency_id.compare_amounts(
            self.amount, line.amount_residual_currency
        ):
            return line.amount_residual
        rate = line.amount_residual / line.amount_residual_currency
        return self.company_id.currency_id.round(self.amount * rate)

    def _check_still_owed(self):
        """Check that each debt still owes what all of these give up of it."""
        for line, items in self.grouped("line_id").items():
            currency, amount = items.currency_id[:1], sum(items.mapped("amount"))
            owed = line.amount_residual_currency if line.parent_state == "posted" else 0
            if currency.compare_amounts(amount, owed) > 0:
                raise UserError(
                    self.env._(
                        "%(document)s owes %(owed)s by now, less than the %(amount)s "
                        "to write off.",
                        document=items[:1].name,
                        owed=currency.format(max(owed, 0)),
                        amount=currency.format(amount),
                    )
                )

    def _entry_lines(self, parts, account):
        """Return ``(values of a journal item, the item it closes or nothing)`` of the
        entry, the one that closes the debt first."""
        debt, company = self.line_id, self.company_id
        none = debt.browse()
        ours = self._in_company()
        rows = [
            (
                {
                    **self._line(debt.account_id, -self.amount, -ours),
                    "date_maturity": debt.date_maturity,
                },
                debt,
            )
        ]
        lost, lost_ours = self.amount, ours
        for part in parts:
            tax_line = part["tax_line"]
            tags, base_tags = self.env["recovery.loss.tax"]._tags(part, company)
            lost -= part["amount"]
            lost_ours -= part["balance"]
            values = self._line(
                tax_line.account_id, part["amount"], part["balance"], tags
            )
            waits = part["kind"] == "cleared" and tax_line.account_id.reconcile
            rows.append((values, tax_line if waits else none))
            if base_tags and lost_ours > part["base"]:
                base = self._base_line(part, account, base_tags)
                lost -= base["amount_currency"]
                lost_ours -= base["balance"]
                rows.append((base, none))
        rows.append((self._line(account, lost, lost_ours), none))
        return rows

    def _line(self, account, amount, balance, tags=()):
        return {
            "name": self._label(),
            "partner_id": self.line_id.partner_id.id,
            "currency_id": self.currency_id.id,
            "account_id": account.id,
            "amount_currency": self.currency_id.round(amount),
            "balance": self.company_id.currency_id.round(balance),
            "tax_tag_ids": [Command.set(tags.ids)] if tags else [],
        }

    def _base_line(self, part, account, tags):
        """Return the share of the loss that the return shows as base of a tax."""
        line = part["tax_line"]
        rate = line.amount_currency / line.balance
        return self._line(account, part["base"] * rate, part["base"], tags)

    def _loss_account(self, day, known):
        """Return the account of the loss: this year's invoices or earlier ones.

        :param known: ``{name of the use: account}`` of the entry, filled in place
        """
        company = self.company_id
        year = company.compute_fiscalyear_dates(day)
        dated = self.document_date or self.line_id.date
        name = "recovery_loss_account_id"
        if dated < year["date_from"]:
            name = "recovery_loss_earlier_account_id"
        if name not in known:
            known[name] = company._recovery_account_for(name)
        return known[name]

    def _label(self):
        """Return the words of the entry: customer, document, reason."""
        env = self.env["recovery.loss.books"]._writer(self.company_id)
        return env._(
            "Loss – %(customer)s – %(document)s – %(reason)s",
            customer=self.partner_id.name,
            document=self.name,
            reason=self.with_env(env).write_off_id.reason_id.name,
        )

    def _keep_split(self, parts):
        """Keep how the amount was split, for lists and the paper of the VAT."""
        kinds = {"cleared": 0.0, "relieved": 0.0}
        for part in parts:
            kinds[part["kind"]] += part["amount"]
        kinds = {kind: self.currency_id.round(sum_) for kind, sum_ in kinds.items()}
        lost = self.amount - kinds["cleared"] - kinds["relieved"]
        self.write({**kinds, "loss": self.currency_id.round(lost)})
