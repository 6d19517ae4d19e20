"""Thirty days of the ledger of volume, all by itself: reminders leave unseen."""

from collections import Counter
from datetime import timedelta

from . import aged_check
from .demo_desk import check_mails
from .demo_report import DemoError, expect, french, money
from .demo_volume_cash import enter, match

DAYS = 30
WRITE_OFF_DAY = 14

_CASH = """
SELECT CASE WHEN journal.type IN ('bank', 'cash', 'credit')
            THEN 'cash' ELSE 'other' END,
       count(DISTINCT paid.move_id), sum(part.amount)
  FROM account_partial_reconcile part
  JOIN account_move_line paid ON paid.id = part.credit_move_id
  JOIN account_move_line debt ON debt.id = part.debit_move_id
  JOIN account_account account ON account.id = debt.account_id
  JOIN account_journal journal ON journal.id = paid.journal_id
 WHERE part.company_id = %s AND account.account_type = 'asset_receivable'
   AND paid.date >= %s AND journal.id <> %s  -- but exchange differences
 GROUP BY 1
"""


class VolumeWalk:
    """Lives through some days: payments come, the jobs run, messages leave.

    :param volume: the loaded :class:`dev.demo_volume.Volume`
    :param desk: the :class:`dev.demo_desk.Desk` of its company
    """

    def __init__(self, volume, desk, house, report):
        self.volume, self.desk, self.house = volume, desk, house
        self.env, self.report = desk.env, report
        self.sent = 0
        self.written_off = 0.0

    def play(self, days=DAYS):
        """Walk the days; every one is checked."""
        automatic = self._automatic()
        for number in range(days):
            self._day(self.volume.start + timedelta(days=number), number)
        automatic.write({"mode": "approve"})
        self._print(days)

    def _automatic(self):
        """Let steps leave by themselves, but those that a person must decide."""
        steps = self.env["recovery.treatment"].search(
            [
                ("mode", "=", "approve"),
                ("four_eyes", "=", False),
                ("purpose", "=", "collection"),
            ]
        )
        steps.write({"mode": "automatic"})
        self.desk.company.recovery_daily_cap = 0
        return steps

    def _day(self, day, number):
        self.desk.night(day)
        if not number:
            self._release(day)
        self.desk.clock.set(day, 8, 30)
        receipts = self.volume.coming.get(day, [])
        match(self.volume, enter(self.volume, self._still_due(receipts)))
        if number == WRITE_OFF_DAY:
            self._write_off(day)
        self.desk.settle()
        if day.weekday() < 5:
            left = self.desk.send(day)
            self.sent += len(left)
        check_mails(self.env, self.desk.mails)
        if number % 10 == 9:
            self.report.say(f"{number + 1} jours, {self.sent} envois")

    @staticmethod
    def _still_due(receipts):
        return [
            one
            for one in receipts
            if not one.line or one.line.amount_residual_currency >= one.amount - 0.005
        ]

    def _release(self, day):
        before = self.desk.waiting("draft", "queued").filtered(
            lambda n: not n.case_id.released_on
        )
        expect("reminders of accounts not released", len(before), 0)
        wizard = (
            self.env["recovery.release.wizard"]
            .with_user(self.house.accountant)
            .with_context(allowed_company_ids=self.desk.company.ids)
            .create({"company_id": self.desk.company.id})
        )
        count, amount = wizard.lot_count, wizard.lot_amount
        wizard.action_release()
        self.report.say(f"Lot libéré : {count} clients, {money(amount)}")

    def _write_off(self, day):
        """Three old debts become losses: settled, and no cash."""
        old = self.volume.books.open_debts().filtered(
            lambda line: line.currency_id == self.desk.company.currency_id
        )[:3]
        for debt in old:
            amount = debt.amount_residual
            loss = self.volume.books.entry(
                day,
                f"Créance irrécouvrable {debt.move_id.name}",
                [
                    ("411100", debt.partner_id, -amount, day),
                    ("654100", None, amount, None),
                ],
            )
            (debt + loss.line_ids.filtered("partner_id")).reconcile()
            self.written_off += amount

    # --- what came of it ---------------------------------------------------------

    def _print(self, days):
        report, company = self.report, self.desk.company
        report.head(f"{company.name} : {days} jours, {self._count()}")
        self._stages()
        self._notices()
        self._cash()
        self._past()

    def _count(self):
        volume = self.volume
        return f"{volume.invoices} factures, {volume.lines} échéances"

    def _stages(self):
        """Debtors and net amount per bracket, as the accounts say."""
        cases = self.env["recovery.case"].search(
            [("company_id", "=", self.desk.company.id), ("state", "=", "open")]
        )
        rows, total = [], 0.0
        for stage, group in sorted(
            cases.with_context(lang="fr_FR").grouped("stage_id").items(),
            key=lambda item: item[0].from_dpd if item[0] else -999,
        ):
            net = sum(group.mapped("net_overdue")) + sum(group.mapped("net_upcoming"))
            rows.append((stage.name or "pas encore", len(group), money(net)))
            total += net
        rows.append(("Ensemble", len(cases), money(total)))
        self.report.table(("Tranche de retard", "clients", "net"), rows)
        self.report.key("volume", f"{len(cases)} comptes, {money(total)}")

    def _notices(self):
        notices = self.env["recovery.notice"].search(
            [("company_id", "=", self.desk.company.id)]
        )
        reasons, failures, states = (
            french(notices, name) for name in ("reason", "failure_type", "state")
        )
        sent = notices.filtered("sent_at")
        expect("reminders sent", len(sent), self.sent)
        channels = Counter(sent.mapped("channel"))
        self.report.say("")
        self.report.say(
            f"Relances préparées {len(notices)} ; envoyées {len(sent)} "
            f"({channels['email']} messages, {channels['task']} tâches)"
        )
        kept = Counter(
            reasons.get(n.reason) or failures.get(n.failure_type) or states[n.state]
            for n in notices - sent
        )
        for reason, count in sorted(kept.items(), key=lambda item: (-item[1], item[0])):
            self.report.say(f"  non envoyées, {reason} : {count}")
        if sum(kept.values()) + len(sent) != len(notices):
            raise DemoError("reminders are missing from the table")
        self.report.key("envoyées", len(sent))

    def _past(self):
        """The aged balance of past dates, against one worked out item by item."""
        dates, rows = aged_check.check(self.env, self.desk.company)
        self.report.say(
            f"Balance âgée à {dates} dates passées, tirées au sort : {rows} lignes, "
            "aucun écart avec un recalcul indépendant"
        )

    def _cash(self):
        self.env.flush_all()
        company = self.desk.company
        exchange = company.currency_exchange_journal_id
        self.env.cr.execute(_CASH, (company.id, self.volume.start, exchange.id))
        found = {
            kind: (count, amount) for kind, count, amount in self.env.cr.fetchall()
        }
        count, cash = found.get("cash", (0, 0))
        _count, other = found.get("other", (0, 0))
        expect("written off", float(other), self.written_off)
        self.report.say(
            f"Encaissements lettrés {money(cash)} ({count} règlements) ; pertes "
            f"{money(other)}, hors encaissements"
        )
        self.report.key("encaissé", money(cash))
