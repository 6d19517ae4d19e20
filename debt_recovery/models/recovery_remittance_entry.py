"""One entry under way in the journal of agencies."""

from decimal import Decimal

from ..tools import remittance as money


class Desk:
    """One entry under way: its items, whose they are, and what they are matched with.

    ``plan``: ``[(number of the item, debt)]``; ``lost``: receipts of which a part is
    for debts written off, with the number of the item that has the money.
    """

    def __init__(self, remittance, day):
        self.remittance, self.day = remittance, day
        self.company, self.currency = remittance.company_id, remittance.currency_id
        self.rate = self.currency._get_conversion_rate(
            self.currency, self.company.currency_id, self.company, day
        )
        self.terms = remittance.contract_id._terms(self.currency)
        self.values, self.plan = [], []
        self.owned, self.lost, self.over, self.left = {}, {}, {}, {}
        self.writer = remittance.env["recovery.loss.books"]._writer(self.company)

    def _add(self, receipt, values):
        self.values.append(values)
        self.owned.setdefault(receipt, []).append(len(self.values) - 1)
        return len(self.values) - 1

    def _item(self, receipt, account, amount):
        return self._add(
            receipt,
            {
                "name": self._label(receipt),
                "account_id": account.id,
                "partner_id": receipt.placement_id.partner_id.id,
                "currency_id": self.currency.id,
                "amount_currency": -amount,
                "balance": self.company.currency_id.round(-amount * self.rate),
            },
        )

    def _label(self, receipt):
        return self.writer._(
            "%(customer)s paid %(agency)s – %(file)s – %(receipt)s",
            customer=receipt.placement_id.partner_id.name,
            agency=receipt.agency_id.name,
            file=receipt.placement_id.reference,
            receipt=receipt.display_name,
        )

    def receive(self, receipt):
        """Add what a customer paid: its debts, then its lost debts, then a credit."""
        parts, rest = self._shared(receipt)
        numbers = {}
        for account, some in parts.items():
            amount = sum(part for _item, part in some)
            numbers[account] = (amount, some)
        lost = rest and receipt._lost_parts(rest)
        if rest > sum(part for _item, part in lost or ()):
            self.over[receipt] = rest - sum(part for _item, part in lost or ())
        if rest:
            account = next(iter(numbers), None) or self._usual_account(receipt)
            amount, some = numbers.get(account, (Decimal(0), []))
            numbers = {
                account: (amount + rest, some),
                **{one: two for one, two in numbers.items() if one != account},
            }
        for account, (amount, some) in numbers.items():
            number = self._item(receipt, account, float(amount))
            self.plan += [(number, item) for item, _part in some]
            if lost:
                self.lost[receipt] = number
                lost = None
        self._add_charges(receipt)

    def _add_charges(self, receipt):
        """Add what the agency collected for us on top of the debts: income."""
        parts = {name: Decimal(str(receipt[name])) for name in money.PARTS}
        ours = money.ours_of(parts, self.terms)
        ours.pop("principal", None)
        amount = sum(ours.values(), Decimal(0))
        if amount:
            income = self.company._recovery_account_for("recovery_agency_income_id")
            self._item(receipt, income, float(amount))

    def _usual_account(self, receipt):
        items = receipt.placement_id.line_ids.line_id.sudo()
        partner = receipt.placement_id.partner_id.with_company(self.company)
        return items[:1].account_id or partner.property_account_receivable_id

    def _shared(self, receipt):
        """Return ``({account: [(debt, amount)]}, rest)`` of the principal, oldest first
        after the debt that is named."""
        items = receipt.line_id | receipt.placement_id._recovery_remitted_items()
        for item in items:
            if item.id not in self.left:
                left = max(item.amount_residual_currency, 0.0)
                self.left[item.id] = Decimal(str(self.currency.round(left)))
        parts, rest = money.allocate(
            Decimal(str(receipt.principal)), [(one, self.left[one.id]) for one in items]
        )
        by_account = {}
        for item, amount in parts:
            self.left[item.id] -= amount
            by_account.setdefault(item.account_id, []).append((item, amount))
        return by_account, rest

    def send_back(self, receipt):
        """Add the mirror of the items of a receipt that was sent back."""
        for item in receipt.undoes_id.entry_line_ids.sorted("id"):
            values = item._recovery_mirrored()
            values["name"] = self._label(receipt)
            number = self._add(receipt, values)
            if item.account_id.reconcile:
                self.plan.append((number, item))

    def clearing(self):
        """Return the values of the item of what the agency holds for us."""
        sums = {
            name: sum(one[name] for one in self.values)
            for name in ("amount_currency", "balance")
        }
        return {
            "name": self.writer._(
                "Held by %(agency)s – %(remittance)s",
                agency=self.remittance.agency_id.name,
                remittance=self.remittance.reference,
            ),
            "account_id": self.remittance.clearing_account_id.id,
            "partner_id": self.remittance.agency_id.partner_id.id,
            "currency_id": self.currency.id,
            "amount_currency": -self.currency.round(sums["amount_currency"]),
            "balance": -self.company.currency_id.round(sums["balance"]),
        }
