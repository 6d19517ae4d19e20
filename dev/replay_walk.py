"""Walk a span of days over a history: pay as the file says, run the cycle, send."""

from collections import Counter, defaultdict
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from decimal import Decimal
from time import monotonic

from .replay_check import exact

SENDING_TIME = time(9)  # UTC
ANALYZE_EVERY = 14  # days
BOOK = """
SELECT l.partner_id, l.currency_id, sum(l.amount_residual_currency)::text
  FROM account_move_line l JOIN account_account a ON a.id = l.account_id
 WHERE a.account_type = 'asset_receivable' AND l.parent_state = 'posted'
   AND l.company_id = %s GROUP BY 1, 2
"""
TOTALS = """
SELECT COALESCE(sum(l.balance), 0)::text, COALESCE(sum(l.balance) FILTER (
           WHERE a.account_type = 'asset_receivable'), 0)::text
  FROM account_move_line l JOIN account_account a ON a.id = l.account_id
 WHERE l.parent_state = 'posted' AND l.company_id = %s
"""
NOTICES = """
SELECT state, channel, COALESCE(reason, failure_type, state), count(*)
  FROM recovery_notice WHERE company_id = %s GROUP BY 1, 2, 3
"""


class Diary:
    """What happens on which day: entries by date of the invoice, of its payment and of
    the match."""

    def __init__(self, entries, until):
        self.issued, self.paid, self.matched = (defaultdict(list) for _ in range(3))
        for entry in entries:
            row = entry.row
            self.issued[row.invoice_date].append(entry)
            if row.paid_date and row.paid_date <= until and not row.is_credit:
                self.paid[row.paid_date].append(entry)
            if row.matched_date and row.matched_date <= until:
                self.matched[row.matched_date].append(entry)

    def before(self, day):
        """Return what was issued, paid and matched before ``day``, oldest first."""
        return [
            [entry for date in sorted(table) if date < day for entry in table[date]]
            for table in (self.issued, self.paid, self.matched)
        ]


class Walk:
    """Days of one company.

    :param ledger: a ``replay_ledger.Ledger``
    :param checker: a ``replay_check.Checker``
    :param tell: called with each line of progress
    """

    def __init__(self, ledger, checker, diary, tell):
        self.ledger, self.checker, self.diary = ledger, checker, diary
        self.tell = tell
        self.env, self.company = ledger.env, ledger.company
        self.book = defaultdict(Decimal)  # (partner, currency): balance by the file
        self.clock = Counter()
        self.paid = 0

    @contextmanager
    def timed(self, what):
        begun = monotonic()
        yield
        self.clock[what] += monotonic() - begun

    # --- the ledger --------------------------------------------------------------

    def issue(self, entries):
        with self.timed("post invoices"):
            self.ledger.post(entries)
        for entry in entries:
            self.book[entry.partner_id, entry.currency_id] += entry.row.amount

    def receive(self, entries):
        with self.timed("post payments"):
            self.ledger.pay(entries)
        for entry in entries:
            amount = entry.row.paid_amount or entry.row.amount
            self.book[entry.partner_id, entry.currency_id] -= amount
        self.paid += len(entries)

    def match(self, entries):
        with self.timed("match"):
            self.ledger.match(entries)

    def load(self, start):
        """Bring in what happened before the first day."""
        issued, paid, matched = self.diary.before(start)
        self.issue(issued)
        self.receive(paid)
        self.match(matched)
        self.ledger.analyze()
        self.ledger.done()

    # --- days --------------------------------------------------------------------

    def span(self, start, until):
        """Walk from ``start`` to ``until``, both included; return how many days."""
        days = (until - start).days + 1
        for number in range(days):
            day = start + timedelta(days=number)
            self.day(day, last=day == until)
            if number % ANALYZE_EVERY == 0:
                self.ledger.analyze()
                self.ledger.done()
            if number % 30 == 29 or day == until:
                self.tell(self._progress(number + 1, days, day))
        return days

    def _progress(self, number, days, day):
        return (
            f"day {number} of {days} ({day}): {self.paid} paid, "
            f"{self.checker.checks} checks, {len(self.checker.mismatches)} mismatches"
        )

    def day(self, day, last=False):
        """On every second day, payments come between planning and sending."""
        self.issue(self.diary.issued.pop(day, []))
        is_late = day.toordinal() % 2
        if is_late:
            self.ledger.done()
            self._cycle(day)
            self._money(day)
        else:
            self._money(day)
            self._cycle(day)
        self._send(day)
        with self.timed("settle"):
            self.env["recovery.cycle"]._settle(self.company, day)
        with self.timed("check"):
            self._check(day, last)

    def _money(self, day):
        self.receive(self.diary.paid.pop(day, []))
        self.match(self.diary.matched.pop(day, []))
        with self.timed("commit"):
            self.ledger.done()

    def _cycle(self, day):
        with self.timed("cycle"):
            run = self.env["recovery.cycle"]._run(self.company, day)
        self.checker.same(day, None, "the cycle ran", day, run.as_of)

    def _send(self, day):
        at = datetime.combine(day, SENDING_TIME)
        with self.timed("send"):
            outbox = self.env["recovery.outbox"]
            while outbox._process(self.company, at=at).keys() - {"busy", "queued"}:
                self.env.invalidate_all()

    def _check(self, day, last):
        debtors = self.checker.day(day, everyone=last)
        rows = self.checker.select(BOOK, self.company.id)
        found = {(partner, currency): exact(sum_) for partner, currency, sum_ in rows}
        for key in self.book.keys() | found.keys():
            balance = exact(self.book.get(key, 0))
            found_ = found.get(key, exact(0))
            self.checker.same(day, key[0], "balance by the file", balance, found_)
        if last:
            self._totals(day, debtors)

    def _totals(self, day, debtors):
        """The whole ledger: balanced, and its receivables are what is exposed."""
        [(balance, receivable)] = self.checker.select(TOTALS, self.company.id)
        self.checker.same(day, None, "sum of the ledger", exact(0), exact(balance))
        bulk = self.env["recovery.exposure"]._sql(self.company, day)
        rows = self.env.execute_query_dict(bulk)
        exposed = sum(exact(row["residual_company"]) for row in rows)
        what = "receivables, exposed in total"
        self.checker.same(day, None, what, exact(receivable), exact(exposed))
        ours = sum((d.net for d in debtors.values()), Decimal(0))
        cases = self.env["recovery.case"].search([("company_id", "=", self.company.id)])
        theirs = exact(sum(cases.mapped("net_overdue")))
        self.checker.same(day, None, "net overdue in total", exact(ours), theirs)

    # --- at the end --------------------------------------------------------------

    def notices(self):
        """Return ``(sent, {reason: withheld})``; tasks are not counted as sent."""
        sent, withheld = 0, Counter()
        for state, channel, reason, number in self.checker.select(
            NOTICES, self.company.id
        ):
            if state in ("sent", "delivered", "bounced"):
                sent += number if channel != "task" else 0
            else:
                withheld[reason] += number
        return sent, dict(sorted(withheld.items()))
