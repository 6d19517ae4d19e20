"""A French company and its customers; a day of work in verbs: cycle, settle, send.

The clock is frozen and passed on; nothing commits. Messages are really built and
handed to a mocked SMTP session, and read back as a mail program would.
"""

from contextlib import contextmanager
from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo import SUPERUSER_ID, Command
from odoo.tools import SQL

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.base.tests.common import MockSmtplibCase

from .message import Message

MONDAY = date(2026, 3, 2)


class RecoveryCase(AccountTestInvoicingCommon, MockSmtplibCase):
    """Ateliers Belleroche on Monday 2 March 2026; every shipped step is automatic."""

    chart_template = "fr"
    country_code = "FR"

    @classmethod
    def setUpClass(cls):
        cls.clock = cls.start_clock()
        super().setUpClass()
        cls.root = cls.env(user=SUPERUSER_ID)
        cls.company = cls.root["res.company"].browse(cls.company_data["company"].id)
        cls._open_company(cls.company, "Ateliers Belleroche SAS", "belleroche.example")
        # as if every formal notice were approved at once
        cls.root.flush_all()
        cls.cr.execute("UPDATE recovery_treatment SET mode = 'automatic'")
        cls.root.invalidate_all()
        cls.bank = cls.company_data["default_journal_bank"]
        cls.receivable = cls.company_data["default_account_receivable"]
        cls.misc = cls.company_data["default_journal_misc"]
        cls.lecoq = cls.customer("Boulangeries Lecoq", "compta@lecoq.example")

    @classmethod
    def start_clock(cls):
        """Stop the clock on Monday morning; return what moves it."""
        freezer = freeze_time(datetime(2026, 3, 2, 8, 0))
        cls.addClassCleanup(freezer.stop)
        return freezer.start()

    @classmethod
    def _open_company(cls, company, name, domain):
        """Give a company its name, its address and followed accounts; no cut-off."""
        company.write(
            {
                "name": name,
                "email": f"compta@{domain}",
                "recovery_cutoff_date": False,
                "recovery_daily_cap": 0,
                "recovery_takeback_minutes": 0,
                # any hour of any day, but where the hours are the story
                "recovery_hours_from": 0,
                "recovery_hours_to": 24,
                "recovery_hours_days": "0123456",
                "recovery_hours_holidays": True,
                # links open at once, but where the question who opens is the story
                "recovery_asks_consumers": False,
                # nothing waits for a formal notice, but where that is the story
                "recovery_placing_needs_notice": False,
            }
        )
        company.partner_id.tz = "Europe/Paris"
        cls.root["recovery.account"]._sync(company)
        return company

    @classmethod
    def _create_company(cls, **values):
        """Take a company that the suite prepared with its chart (seconds each time),
        where there is one that no test of this transaction uses; else load one."""
        companies = cls.env["res.company"].sudo()
        found = cls.env["ir.model.data"].sudo().search([("module", "=", "__suite__")])
        free = companies.browse(found.mapped("res_id")).filtered(
            lambda one: not one.recovery_active
        )[:1]
        if not free or cls.chart_template != "fr":
            return super()._create_company(**values)
        free.write({"recovery_active": True, **values})
        free.recovery_cutoff_date = free._recovery_today()
        cls.env.user.company_ids += free
        return free.with_env(cls.env)

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.quick_ref(
            "debt_recovery.group_manager"
        )

    # --- people --------------------------------------------------------------------

    @classmethod
    def customer(cls, name, mail=False, **values):
        """A business whose relation is neither new nor old enough to be spared."""
        return (
            cls.root["res.partner"]
            .with_company(cls.company)
            .create(
                {
                    "name": name,
                    "email": mail,
                    "is_company": True,
                    "lang": "en_US",
                    "recovery_policy_id": cls.root.ref(
                        "debt_recovery.policy_business"
                    ).id,
                    **values,
                }
            )
        )

    @classmethod
    def policy(cls, *steps, **values):
        """A scenario of automatic e-mail steps, each a dictionary over defaults."""
        text = cls.root.ref("debt_recovery.template_business_reminder_1")
        lines = [
            Command.create(
                {
                    "name": f"Step {number}",
                    "sequence": number * 10,
                    "template_id": text.id,
                    "mode": "automatic",
                    **step,
                }
            )
            for number, step in enumerate(steps, start=1)
        ]
        return cls.root["recovery.policy"].create(
            {
                "name": "Test",
                "grace_days": 0,
                "currency_id": cls.company.currency_id.id,
                "treatment_ids": lines,
                **values,
            }
        )

    # --- ledger --------------------------------------------------------------------

    @classmethod
    def invoice(cls, partner, amount, due, **values):
        """Post a customer invoice of ``amount`` without tax, due on ``due``."""
        company = values.pop("company", cls.company)
        issued = values.pop("issued", None) or due - timedelta(days=30)
        move = (
            cls.root["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "company_id": company.id,
                    "partner_id": partner.id,
                    "invoice_date": issued,
                    "date": issued,
                    "invoice_payment_term_id": False,
                    "invoice_date_due": due,
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "Goods", "price_unit": amount, "tax_ids": False}
                        )
                    ],
                    **values,
                }
            )
        )
        move.action_post()
        return move

    @classmethod
    def refund(cls, partner, amount, day, **values):
        """Post a credit note that is not matched with anything."""
        return cls.invoice(
            partner, amount, day, issued=day, move_type="out_refund", **values
        )

    @classmethod
    def payment_term(cls, *parts):
        """A payment term of ``(percent, days)``, one due date each."""
        return cls.root["account.payment.term"].create(
            {
                "name": "In parts",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": share, "nb_days": days}
                    )
                    for share, days in parts
                ],
            }
        )

    @classmethod
    def debt(cls, move):
        """The receivable lines of a move, earliest first."""
        lines = move.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        return lines.sorted(lambda line: (line.date_maturity or line.date, line.id))

    @classmethod
    def pay(cls, partner, amount, day, lines=None, **values):
        """Receive ``amount`` at the bank; match it with ``lines``, or with nothing."""
        company = values.pop("company", cls.company)
        bank = values.pop("bank", cls.bank)
        payment = (
            cls.root["account.payment"]
            .with_company(company)
            .create(
                {
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": partner.commercial_partner_id.id,
                    "amount": amount,
                    "date": day,
                    "journal_id": bank.id,
                    **values,
                }
            )
        )
        payment.action_post()
        if lines:
            (cls.debt(payment.move_id) | lines).reconcile()
        return payment

    @classmethod
    def entry(cls, partner, amount, due, counterpart, account=None, **values):
        """Post a journal entry: ``amount`` owed by ``partner`` since ``due``."""
        journal = values.pop("journal", cls.misc)
        account = account or cls.receivable
        move = cls.root["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "date": values.pop("date", due),
                "line_ids": [
                    Command.create(
                        {
                            "name": "Entry",
                            "account_id": account.id,
                            "partner_id": partner.id,
                            "date_maturity": due,
                            "debit": max(amount, 0),
                            "credit": max(-amount, 0),
                            **values,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": counterpart.id,
                            "debit": max(-amount, 0),
                            "credit": max(amount, 0),
                        }
                    ),
                ],
            }
        )
        move.action_post()
        return move

    @classmethod
    def account(cls, code):
        return (
            cls.root["account.account"]
            .with_company(cls.company)
            .search(
                [("code", "=like", f"{code}%"), ("company_ids", "in", cls.company.ids)],
                limit=1,
            )
        )

    # --- a day's work ----------------------------------------------------------------

    def cycle(self, day, company=None, full=None):
        """Run the cycle of ``day`` and return its run."""
        company = company or self.company
        self.clock.move_to(datetime(day.year, day.month, day.day, 8, 0))
        self.env.cr.flush()
        jobs = self.root["recovery.cycle"].with_company(company)
        run = jobs._run(company, day, full=full, commit=False)
        self.env.cr.flush()
        return run

    def settle(self, day=None, company=None):
        """Let the settling job consume the marks."""
        company = company or self.company
        self.env.cr.flush()
        jobs = self.root["recovery.cycle"].with_company(company)
        number = jobs._settle(company, day or company._recovery_today(), commit=False)
        self.env.cr.flush()
        return number

    def send(self, day=None, company=None, hour=9):
        """Send what is queued, as the outbox does; return the messages that left."""
        company = company or self.company
        today = day or company._recovery_today()
        at = datetime(today.year, today.month, today.day, hour, 0)
        self.clock.move_to(at)
        self.env.cr.flush()
        outbox = self.root["recovery.outbox"].with_company(company)
        sessions = {}
        with self.smtp():
            for notice_id in outbox._due(company, at):
                notice = self.root["recovery.notice"].browse(notice_id)
                reserved = notice.with_company(company)._reserve(at)
                self.env.flush_all()  # where the job commits
                left = notice.with_company(company)
                if reserved and outbox._deliver(left, at, sessions):
                    left._after_sent()
        self.env.cr.flush()
        return self.messages()

    @contextmanager
    def smtp(self):
        """The mocked SMTP session, with the call that asks whether it is alive."""
        with self.mock_smtplib_connection():
            self.testing_smtp_session.noop = lambda: (250, b"OK")
            yield

    def messages(self):
        """The reminders that the last ``send`` handed over, read as mail."""
        ours = set(self.root["recovery.notice"].search([]).mapped("provider_ref"))
        found = [Message(one) for one in self.emails]
        return [message for message in found if message.id in ours]

    def day(self, day, company=None):
        """Cycle, then send: one working day; return the messages."""
        self.cycle(day, company)
        return self.send(day, company)

    # --- looking ---------------------------------------------------------------------

    def case(self, partner, company=None):
        company = company or self.company
        return self.root["recovery.case"].search(
            [
                ("partner_id", "=", partner.commercial_partner_id.id),
                ("company_id", "=", company.id),
            ]
        )

    def notices(self, partner, company=None):
        """The reminders of a customer, oldest first."""
        return self.case(partner, company).notice_ids.sorted("id")

    def exposure(self, partner, day, company=None):
        """``{journal item id: row}`` of a customer."""
        rows = self.root["recovery.exposure"]._rows(
            company or self.company, day, partner.commercial_partner_id.ids
        )
        return {row["line_id"]: row for row in rows}

    def steps(self, partner, state=None, channel="email"):
        """The names of the steps that have a reminder, oldest first."""
        found = self.notices(partner).filtered(lambda n: n.channel == channel)
        if state:
            found = found.filtered(lambda notice: notice.state == state)
        return found.mapped("treatment_id.name")

    def table(self, name):
        """All rows of a table, as text, in order."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL("SELECT t::text FROM %s t ORDER BY 1", SQL.identifier(name))
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def contents(self, *but):
        """``{table: rows}`` of every table of the addon."""
        self.env.cr.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
            r"AND tablename LIKE 'recovery\_%'"
        )
        names = [row[0] for row in self.env.cr.fetchall()]
        return {name: self.table(name) for name in names if name not in but}
