"""An independent reading of the ledger, and what the addon says compared with it.

Nothing here uses the addon's own SQL: open items by a plain SELECT, netted in Python.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

ITEMS = """
SELECT l.id, p.commercial_partner_id, l.currency_id,
       l.amount_residual_currency::text, l.amount_residual::text,
       COALESCE(l.date_maturity, l.date), l.no_followup, m.payment_state
  FROM account_move_line l
  JOIN account_account a ON a.id = l.account_id
  JOIN account_move m ON m.id = l.move_id
  JOIN res_partner p ON p.id = l.partner_id
 WHERE a.account_type = 'asset_receivable' AND m.state = 'posted'
   AND m.company_id = %s AND l.amount_residual_currency <> 0
"""
CASES = """
SELECT partner_id, state, net_overdue::text, net_upcoming::text, gross_overdue::text,
       credit_amount::text, spared_amount::text, oldest_due, stage_id
  FROM recovery_case WHERE company_id = %s
"""
CONTACTS = """
SELECT n.id, n.partner_id, n.channel, n.amount::text,
       t.trigger = 'due' AND t.days <= 0
  FROM recovery_notice n LEFT JOIN recovery_treatment t ON t.id = n.treatment_id
 WHERE n.company_id = %s AND n.left_on = %s AND n.purpose <> 'service'
   AND n.state IN ('sending', 'sent', 'delivered', 'bounced', 'uncertain')
"""
ZERO = Decimal(0)
FIGURES = ("net", "upcoming", "gross", "credit", "spared", "oldest_due", "stage")


@dataclass
class Item:
    line_id: int
    residual: Decimal  # in the line's currency
    home: Decimal  # in the company's
    due: date
    is_chased: bool
    netted: Decimal = ZERO

    @property
    def chaseable(self):
        return self.residual - self.netted if self.is_chased else ZERO


@dataclass
class Debtor:
    """What one debtor owes on a day, in company currency."""

    items: list = field(default_factory=list)
    net: Decimal = ZERO
    upcoming: Decimal = ZERO
    gross: Decimal = ZERO
    credit: Decimal = ZERO
    spared: Decimal = ZERO
    oldest_due: date | None = None
    stage: int | None = None


def net_off(items):
    """Let the credits among items of one currency cover the debts, oldest first.

    >>> debts = [Item(n, Decimal(a), Decimal(a), date(2024, 1, n), a > 0)
    ...          for n, a in ((1, 50), (2, 30), (3, -60))]
    >>> net_off(debts); [str(item.chaseable) for item in debts]
    ['0', '20', '0']
    """
    credit = -sum((item.residual for item in items if item.residual < 0), ZERO)
    for item in sorted(items, key=lambda item: (item.due, item.line_id)):
        if item.is_chased:
            item.netted = min(item.residual, credit)
            credit -= item.netted


class Checker:
    """Compares day after day; ``mismatches`` are ready to print."""

    def __init__(self, env, company, names):
        self.env, self.company, self.names = env, company, names
        self.cent = Decimal(1).scaleb(-company.currency_id.decimal_places)
        self.horizon = env["recovery.stage"]._horizon(company)
        stages = env["recovery.stage"].search([("company_id", "=", company.id)])
        self.bands = [(s.id, s.from_dpd, s.to_dpd) for s in stages]
        self.gap = company.recovery_gap_days
        self.last_contact = {}
        self.checks = 0
        self.mismatches = []

    def select(self, query, *arguments):
        self.env.cr.execute(query, arguments)
        return self.env.cr.fetchall()

    def same(self, day, debtor, what, ledger, addon):
        """Count one comparison; keep what differs."""
        self.checks += 1
        if ledger != addon:
            name = self.names.get(debtor, debtor)
            text = f"{day} {name}: {what}: {ledger} by the ledger, {addon} by the addon"
            self.mismatches.append(text)

    # --- the independent side ----------------------------------------------------

    def read(self, day):
        """Return ``{debtor id: Debtor}`` worked out from the ledger's open items."""
        groups = defaultdict(list)
        rows = self.select(ITEMS, self.company.id)
        for line, debtor, currency, residual, home, due, ignored, state in rows:
            residual, home = Decimal(residual), Decimal(home)
            chased = residual > 0 and not ignored and state != "blocked"
            item = Item(line, residual, home, due, chased)
            groups[debtor, currency].append(item)
        debtors = defaultdict(Debtor)
        for (debtor, _currency), items in groups.items():
            net_off(items)
            self._add(debtors[debtor], items, day)
        for debtor in debtors.values():
            debtor.stage = self._stage(debtor, day)
        return debtors

    def _add(self, debtor, items, day):
        debtor.items += items
        for item in items:
            late, ahead = item.due < day, (item.due - day).days
            left = self._home(item)
            if item.residual < 0:
                debtor.credit -= item.home
            elif not item.is_chased:
                debtor.spared += item.home
            if late and item.residual > 0:
                debtor.gross += item.home
            if late and item.chaseable:
                debtor.net += left
                debtor.oldest_due = min(debtor.oldest_due or item.due, item.due)
            elif item.chaseable and ahead <= self.horizon:
                debtor.upcoming += left

    def _home(self, item):
        left = item.chaseable * item.home / item.residual
        return left.quantize(self.cent, ROUND_HALF_UP)

    def _stage(self, debtor, day):
        due = debtor.oldest_due or min(
            (i.due for i in debtor.items if i.chaseable and i.due >= day), default=None
        )
        if due is None or (due - day).days > self.horizon:
            return None
        late = (day - due).days
        return next(key for key, start, end in self.bands if start <= late <= end)

    # --- the comparisons ---------------------------------------------------------

    def day(self, day, everyone=False):
        """Compare all debtors on ``day``; the contacts that left, too."""
        debtors = self.read(day)
        self.exposure(day, debtors)
        self.snapshots(day, debtors)
        contacted = self.contacts(day, debtors)
        self.one_by_one(day, debtors, list(debtors) if everyone else contacted)
        return debtors

    def exposure(self, day, debtors):
        """The bulk shape, line by line."""
        bulk = self.env["recovery.exposure"]
        bulk._flush()
        rows = self.env.execute_query_dict(bulk._sql(self.company, day))
        self._compare_lines(day, debtors, rows, "bulk")

    def one_by_one(self, day, debtors, chosen):
        """The shape per debtor, for some."""
        some = {key: debtors[key] for key in chosen if key in debtors}
        rows = self.env["recovery.exposure"]._rows(self.company, day, list(some))
        self._compare_lines(day, some, rows, "per debtor")

    def _compare_lines(self, day, debtors, rows, shape):
        theirs = {}
        for row in rows:
            amounts = (exact(row[name]) for name in ("residual", "netted", "chaseable"))
            theirs[row["line_id"]] = (row["debtor_id"], (row["due"], *amounts))
        for debtor, owed in debtors.items():
            for item in owed.items:
                amounts = map(exact, (item.residual, item.netted, item.chaseable))
                found = theirs.pop(item.line_id, (None, (None,) * 4))
                what = f"line {item.line_id}, {shape} exposure"
                self.same(day, debtor, f"{what}, debtor", debtor, found[0])
                for name, mine, other in zip(
                    ("due", "residual", "netted", "to chase"),
                    (item.due, *amounts),
                    found[1],
                    strict=True,
                ):
                    self.same(day, debtor, f"{what}, {name}", mine, other)
        for line, (debtor, figures) in theirs.items():
            what = f"line {line}, {shape} exposure, residual"
            self.same(day, debtor, what, None, figures[1])

    def snapshots(self, day, debtors):
        """The accounts' snapshots; a settled or unknown customer owes nothing."""
        nothing = Debtor()
        rows = self.select(CASES, self.company.id)
        cases = {row[0]: row[1:] for row in rows}
        for debtor in debtors.keys() | cases.keys():
            owed = debtors.get(debtor, nothing)
            if not (owed.net or owed.upcoming or owed.spared):
                owed = nothing
            state, *figures = cases.get(debtor, ("closed", *"00000", None, None))
            figures = [*map(Decimal, figures[:5]), *figures[5:]]
            is_open = "closed" if owed is nothing else "open"
            self.same(day, debtor, "account", is_open, state)
            for name, found in zip(FIGURES, figures, strict=True):
                self.same(day, debtor, name, getattr(owed, name), found)

    def contacts(self, day, debtors):
        """Who was contacted owed the amount claimed, and had been left in peace."""
        contacted = []
        for _id, debtor, channel, amount, before in self.select(
            CONTACTS, self.company.id, day
        ):
            owed = debtors.get(debtor, Debtor())
            net = owed.upcoming if before else owed.net
            self.same(day, debtor, "contacted though nothing is due", True, net > 0)
            self.same(day, debtor, "amount claimed", net, Decimal(amount))
            contacted.append(debtor)
            if channel != "task":
                last = self.last_contact.get(debtor)
                rested = last is None or (day - last).days >= self.gap
                self.same(day, debtor, f"days of rest since {last}", True, rested)
                self.last_contact[debtor] = day
        return contacted


def exact(number):
    """Return a number that compares equal however many zeros it was written with."""
    return Decimal(str(number)).quantize(Decimal("0.000001"))
