"""A ledger that random events change, and what debtors owe worked out apart from it.

Nothing here calls the exposure, the receipts or the judgement of arrangements: the
figures come from journal items and matchings alone, in whole cents.
"""

from datetime import timedelta

from odoo.exceptions import UserError

from .common import MONDAY, RecoveryCase


def cents(amount):
    return round(float(amount) * 100)


class Nothing(Exception):
    """There is nothing to which an event could happen."""


class Settling(RecoveryCase):
    """One customer; euros and dollars; events that the ledger may or may not take."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dollar = cls.root.ref("base.USD")
        cls.dollar.active = True
        for day, rate in ((MONDAY - timedelta(days=90), 1.1), (MONDAY, 1.25)):
            cls.root["res.currency.rate"].create(
                {
                    "name": day,
                    "rate": rate,
                    "currency_id": cls.dollar.id,
                    "company_id": cls.company.id,
                }
            )
        cls.doubtful = cls.account("416")
        cls.doubtful.reconcile = True
        cls.losses = cls.account("654")
        cls.company.recovery_loss_agent_limit = 100000
        stages = cls.root["recovery.stage"]
        stages.search([("company_id", "=", cls.company.id)]).settlement_share = 0
        cls.events = {
            name.removeprefix("do_"): getattr(cls, name)
            for name in dir(cls)
            if name.startswith("do_")
        }

    def start(self):
        """An account with one late invoice, on Monday."""
        self.now, self.money, self.moved = MONDAY, [], {}
        self.do_invoice(0, 100000, 20)
        self.cycle(MONDAY)

    def apply(self, event):
        """Let one event happen; tell whether the house took it."""
        name, pick, amount, days = event
        known = len(self.money)
        try:
            with self.env.cr.savepoint():
                self.events[name](self, pick, amount, days)
                self.env.flush_all()
        except (UserError, Nothing):
            self.root.invalidate_all()
            del self.money[known:]
            return False
        return True

    # --- what there is ------------------------------------------------------------

    def lines(self, sign, is_open=True):
        """The customer's posted items with an amount of ``sign``, oldest first."""
        found = self.root["account.move.line"].search(
            [
                ("partner_id", "=", self.lecoq.id),
                ("account_id", "in", (self.receivable | self.doubtful).ids),
                ("parent_state", "=", "posted"),
                ("company_id", "=", self.company.id),
            ],
            order="id",
        )
        return found.filtered(
            lambda line: (
                line.amount_currency * sign > 0 and (not is_open or not line.reconciled)
            )
        )

    def pick(self, records, number):
        if not records:
            raise Nothing
        return records[number % len(records)]

    def part(self, line, amount):
        """``amount`` cents, but no more than is open of ``line``."""
        return min(amount, abs(cents(line.amount_residual_currency))) / 100

    # --- events of the ledger -----------------------------------------------------

    def do_invoice(self, pick, amount, days):
        currency = self.dollar if pick % 4 == 3 else self.company.currency_id
        due = self.now - timedelta(days=days)
        self.invoice(self.lecoq, amount / 100, due, currency_id=currency.id)

    def do_pay(self, pick, amount, days):
        """Money that nobody matches."""
        self.received(amount / 100, self.company.currency_id)

    def do_part_pay(self, pick, amount, days):
        line = self.pick(self.lines(1), pick)
        payment = self.received(
            self.part(line, amount), line.currency_id, line.account_id
        )
        (self.credit(payment.move_id) | line).reconcile()

    def do_overpay(self, pick, amount, days):
        line = self.pick(self.lines(1), pick)
        more = abs(line.amount_residual_currency) + amount / 100
        payment = self.received(more, line.currency_id, line.account_id)
        (self.credit(payment.move_id) | line).reconcile()

    def received(self, amount, currency, account=None):
        values = {"currency_id": currency.id}
        if account:
            values["destination_account_id"] = account.id
        payment = self.pay(self.lecoq, amount, self.now, **values)
        self.money.append(payment)
        return payment

    def credit(self, move):
        return move.line_ids.filtered(
            lambda line: line.account_id in self.receivable | self.doubtful
        )

    def do_credit(self, pick, amount, days):
        """A credit note, matched every other time."""
        line = self.pick(self.lines(1).filtered("move_id.invoice_date"), pick)
        note = self.refund(
            self.lecoq,
            self.part(line, amount),
            self.now,
            currency_id=line.currency_id.id,
        )
        self.money.append(note)
        if days % 2:
            (self.debt(note) | line).reconcile()

    def do_match(self, pick, amount, days):
        credit = self.pick(self.lines(-1), pick)
        debts = self.lines(1).filtered(
            lambda line: (
                line.account_id == credit.account_id
                and line.currency_id == credit.currency_id
            )
        )
        (credit | self.pick(debts, days)).reconcile()

    def do_unreconcile(self, pick, amount, days):
        matched = self.lines(1, is_open=False).filtered("matched_credit_ids")
        self.pick(matched, pick).remove_move_reconcile()

    def do_return(self, pick, amount, days):
        payments = [
            one
            for one in self.money
            if one._name == "account.payment" and one.state in ("in_process", "paid")
        ]
        self.pick(payments, pick).action_cancel()

    def do_write_off(self, pick, amount, days):
        line = self.pick(self.lines(1).filtered(self.in_euros), pick)
        loss = self.part(line, amount)
        entry = self.entry(
            self.lecoq, -loss, self.now, self.losses, account=line.account_id
        )
        self.money.append(entry)
        (self.credit(entry) | line).reconcile()

    def do_doubtful(self, pick, amount, days):
        lines = self.lines(1).filtered(self.in_euros)
        line = self.pick(lines.filtered(lambda x: x.account_id != self.doubtful), pick)
        entry = self.entry(
            self.lecoq,
            line.amount_residual,
            self.now,
            self.receivable,
            account=self.doubtful,
        )
        moved = entry.line_ids.filtered("credit")
        moved.partner_id = self.lecoq
        self.money.append(entry)
        (moved | line).reconcile()

    def in_euros(self, line):
        return line.currency_id == self.company.currency_id

    # --- events of the house ------------------------------------------------------

    def do_dispute(self, pick, amount, days):
        line = self.pick(self.lines(1).filtered("move_id.invoice_date"), pick)
        self.case(self.lecoq)._dispute(line, self.part(line, amount))

    def open_dispute(self, pick, amount):
        """One that waits for an answer; where none does, one is raised."""
        disputes = self.root["recovery.dispute"]
        if not disputes.search_count([("state", "=", "open")]):
            self.do_dispute(pick, amount, 0)
        return self.pick(disputes.search([("state", "=", "open")]), pick)

    def do_accept(self, pick, amount, days):
        """Give back what is disputed, or a part of it."""
        dispute = self.open_dispute(pick, amount)
        part = min(amount, cents(dispute.amount)) / 100
        self.money.append(dispute._accept(part))

    def do_withdraw(self, pick, amount, days):
        self.open_dispute(pick, amount)._withdraw()

    def do_refuse(self, pick, amount, days):
        dispute = self.open_dispute(pick, amount)
        dispute._close("rejected", frozen_until=dispute._fair_delay())

    def do_promise(self, pick, amount, days):
        line = self.pick(self.lines(1), pick)
        day = self.now + timedelta(days=days % 20)
        instalments = [(day, self.part(line, amount))]
        self.case(self.lecoq)._agree("promise", line, instalments)

    def do_plan(self, pick, amount, days):
        """The rest of one currency's debts in two or three parts, to the cent."""
        first = self.pick(self.lines(1), pick)
        lines = self.lines(1).filtered(lambda x: x.currency_id == first.currency_id)
        case = self.case(self.lecoq)
        lines -= case._standing(lines, ("plan", "settlement")).item_ids.line_id
        whole = cents(sum(case._owed(lines).amounts.values()))
        number = 2 + pick % 2
        parts = [whole // number] * (number - 1)
        parts.append(whole - sum(parts))
        instalments = [
            (self.now + timedelta(days=30 * place), part / 100)
            for place, part in enumerate(parts, start=1)
        ]
        plan = case._agree("plan", lines, instalments)
        plan._move_to("active")

    def do_offer(self, pick, amount, days):
        """Take a part of an invoice for the whole, if it comes by a day."""
        debts = self.lines(1).filtered("move_id.invoice_date").filtered(self.in_euros)
        line = self.pick(debts, pick)
        return self.case(self.lecoq)._offer_settlement(
            line,
            self.part(line, amount),
            self.now + timedelta(days=days % 30),
            how=("credit_note", "write_off")[pick % 2],
        )

    def do_take(self, pick, amount, days):
        """Pay what is offered, matched every other time; its rest is closed."""
        offers = self.running().filtered(lambda one: one.kind == "settlement")
        offer = offers or self.do_offer(pick, amount, days)
        line = offer.item_ids.line_id
        payment = self.received(offer.amount, line.currency_id, line.account_id)
        if days % 2:
            (self.credit(payment.move_id) | line).reconcile()
        self.cycle(self.now)

    def do_lose(self, pick, amount, days):
        """Give up a debt as the house does, with its reason and an approval."""
        line = self.pick(self.lines(1), pick)
        amounts = {line: self.part(line, amount)}
        lost = self.root["recovery.write.off"]._request(amounts, "cost_above_debt")
        lost._approve("There is nobody left to ask.")
        lost._book(self.now)

    def do_reverse(self, pick, amount, days):
        lost = self.root["recovery.write.off"].search([("state", "=", "booked")])
        self.pick(lost, pick)._reverse(self.now)

    def running(self):
        return self.root["recovery.arrangement"].search([("state", "=", "active")])

    def do_break(self, pick, amount, days):
        running = self.running().filtered(lambda one: one.kind != "settlement")
        self.pick(running, pick)._move_to("broken")

    def do_wait(self, pick, amount, days):
        self.now += timedelta(days=1 + days % 15)
        self.cycle(self.now)

    def do_close(self, pick, amount, days):
        """All that is open is paid by one transfer a currency."""
        debts = self.lines(1)
        self.pick(debts, 0)
        for (currency, account), lines in debts.grouped(
            lambda line: (line.currency_id, line.account_id)
        ).items():
            amount = sum(lines.mapped("amount_residual_currency"))
            payment = self.received(amount, currency, account)
            (self.credit(payment.move_id) | lines).reconcile()
