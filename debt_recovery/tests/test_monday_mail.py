from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import html2plaintext

from .common import MONDAY, RecoveryCase

LATE = date(2026, 2, 10)
NEXT = MONDAY + timedelta(days=7)


@tagged("post_install", "-at_install")
class TestMondayMail(RecoveryCase):
    """Once a week, to the manager and to each salesperson, and nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["res.lang"]._activate_lang("fr_FR")
        cls.manager = cls.colleague("director", "debt_recovery.group_manager")
        cls.company.recovery_manager_id = cls.manager
        cls.company.recovery_monday_on = MONDAY - timedelta(days=7)
        cls.seller = cls.colleague("seller", lang="fr_FR")
        cls.other_seller = cls.colleague("other_seller")
        cls.lecoq.write({"user_id": cls.seller.id, "phone": "02 41 00 00 01"})
        cls.kermor = cls.customer("Transports Kermor", user_id=cls.other_seller.id)
        cls.talbot = cls.customer("Menuiserie Talbot")
        cls.monday = cls.root["recovery.monday"]

    @classmethod
    def colleague(cls, name, *groups, **values):
        return new_test_user(
            cls.root,
            f"monday_{name}",
            groups=",".join(("base.group_user", *groups)),
            **{
                "email": f"{name}@belleroche.example",
                "company_id": cls.company.id,
                "company_ids": [Command.set(cls.company.ids)],
                **values,
            },
        )

    def summary(self, day=MONDAY, hour=8):
        """Run the job at an hour of the company's day; return ``{reader: mail}``."""
        self.env.cr.flush()
        at = self.company._recovery_midnight(day) + timedelta(hours=hour)
        self.clock.move_to(at)
        mails = self.monday._process(self.company, at)
        self.env.cr.flush()
        readers = [mail.email_to.split("<")[-1].split("@")[0] for mail in mails]
        return dict(zip(readers, mails, strict=True))

    def text(self, mail):
        words = html2plaintext(mail.body_html).replace("\xa0", " ")
        return " ".join(words.replace("\u202f", " ").split())

    def late_customers(self):
        self.invoice(self.lecoq, 4800, LATE)
        self.refund(self.lecoq, 600, LATE)
        self.invoice(self.kermor, 1200, LATE)
        self.cycle(MONDAY)

    # --- who -------------------------------------------------------------------------

    def test_each_gets_his_own_and_the_manager_the_whole(self):
        self.late_customers()
        mails = self.summary()
        self.assertEqual(sorted(mails), ["director", "other_seller", "seller"])
        own = self.text(mails["other_seller"])
        self.assertIn("Transports Kermor", own)
        self.assertIn("1,200.00 €", own)
        self.assertNotIn("Lecoq", own)
        self.assertNotIn("five numbers", own)
        whole = self.text(mails["director"])
        self.assertIn("To chase *5,400.00 €*".replace("*", ""), whole.replace("*", ""))
        self.assertNotIn("Your late customers", whole)

    def test_amounts_are_net_and_of_the_account(self):
        self.late_customers()
        mail = self.summary()["seller"]
        case = self.case(self.lecoq)
        self.assertEqual(case.net_overdue, 4200)
        self.assertIn("4 200,00 €", self.text(mail))
        self.assertIn("4\xa0200,00\xa0€", mail.subject)

    def test_a_customer_without_salesperson_goes_to_who_invoiced(self):
        self.invoice(self.talbot, 300, LATE, invoice_user_id=self.seller.id)
        self.cycle(MONDAY)
        self.assertIn("Talbot", self.text(self.summary()["seller"]))

    def test_an_accountant_is_nobodys_salesperson_because_she_types_invoices(self):
        clerk = self.colleague("clerk", "debt_recovery.group_agent")
        self.invoice(self.talbot, 300, LATE, invoice_user_id=clerk.id)
        self.cycle(MONDAY)
        self.assertEqual(list(self.summary()), ["director"])

    def test_a_manager_who_sells_gets_one_message(self):
        self.kermor.user_id = self.manager
        self.late_customers()
        mails = self.summary()
        self.assertEqual(sorted(mails), ["director", "seller"])
        text = self.text(mails["director"])
        self.assertIn("five numbers", text)
        self.assertIn("Your late customers", text)

    def test_who_left_or_works_elsewhere_gets_nothing(self):
        other = self.setup_other_company(name="Other")["company"]
        self.seller.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.other_seller.active = False
        self.late_customers()
        self.assertEqual(list(self.summary()), ["director"])

    def test_links_lead_where_the_reader_may_go(self):
        self.late_customers()
        mails = self.summary()
        seller = mails["seller"].body_html
        self.assertIn(f"model=res.partner&amp;res_id={self.lecoq.id}", seller)
        self.assertNotIn("model=recovery.case", seller)
        case = self.case(self.lecoq)
        director = mails["director"].body_html
        self.assertIn(f"model=recovery.case&amp;res_id={case.id}", director)

    # --- what ------------------------------------------------------------------------

    def test_each_reads_his_own_language(self):
        self.late_customers()
        mails = self.summary()
        self.assertIn("2 mars 2026", self.text(mails["seller"]))
        self.assertIn("March 2, 2026", self.text(mails["other_seller"]))

    def test_the_five_numbers(self):
        old = self.invoice(self.talbot, 900, date(2025, 11, 1))
        self.invoice(self.lecoq, 4800, LATE)
        monday_before = MONDAY - timedelta(days=7)
        self.day(monday_before)
        self.pay(self.lecoq, 1000, date(2026, 2, 26), self.debt_of(self.lecoq))
        self.cycle(MONDAY)
        text = self.text(self.summary()["director"]).replace("*", "")
        self.assertIn("To chase 4,700.00 €", text)
        self.assertIn("Collected last week after a reminder 1,000.00 €", text)
        left = self.root["recovery.notice"].search_count([("state", "=", "sent")])
        self.assertGreater(left, 0)
        self.assertIn(f"Reminders sent last week {left}", text)
        self.assertIn("More than 90 days late Customers: 1 900.00 €", text)
        self.assertTrue(old)

    def debt_of(self, partner):
        return self.debt(
            self.root["account.move"].search(
                [("partner_id", "=", partner.id), ("move_type", "=", "out_invoice")]
            )
        )

    def test_a_credit_note_is_no_money_collected(self):
        move = self.invoice(self.lecoq, 4800, LATE)
        self.day(MONDAY - timedelta(days=7))
        credit = self.refund(self.lecoq, 800, date(2026, 2, 26))
        (self.debt(move) | self.debt(credit)).reconcile()
        figures = self.root["recovery.figures"]
        after = MONDAY - timedelta(days=8)
        self.assertEqual(figures._collected(self.company.ids, after, MONDAY), {})
        self.pay(self.lecoq, 100, date(2026, 2, 27), self.debt(move))
        self.assertEqual(
            figures._collected(self.company.ids, after, MONDAY),
            {self.company.id: 100},
        )

    def test_money_that_came_before_the_reminder_is_not_its_merit(self):
        move = self.invoice(self.lecoq, 4800, LATE)
        self.pay(self.lecoq, 500, date(2026, 2, 20), self.debt(move))
        self.day(MONDAY - timedelta(days=7))
        figures = self.root["recovery.figures"]
        found = figures._collected(self.company.ids, LATE, MONDAY)
        self.assertEqual(found, {})

    def test_three_names_to_call_with_their_phone(self):
        for number, amount in enumerate((100, 400, 300, 200)):
            name = f"Customer {number}"
            self.invoice(self.customer(name, phone=f"0{number}"), amount, LATE)
        self.cycle(MONDAY)
        text = self.text(self.summary()["director"])
        for name in ("Customer 1", "Customer 2", "Customer 3"):
            self.assertIn(name, text)
        self.assertNotIn("Customer 0", text)

    def test_last_week_is_compared_when_it_is_kept(self):
        self.invoice(self.lecoq, 4800, LATE)
        snapshot = self.root["recovery.snapshot"]
        snapshot._take(self.company, MONDAY - timedelta(days=8))
        self.invoice(self.lecoq, 200, LATE)
        snapshot._take(self.company, MONDAY - timedelta(days=1))
        self.cycle(MONDAY)
        text = self.text(self.summary()["director"])
        self.assertIn("5,000.00 €, a week before: 4,800.00 €", text)

    # --- when ------------------------------------------------------------------------

    def test_nothing_late_no_message(self):
        self.invoice(self.lecoq, 4800, MONDAY + timedelta(days=3))
        self.cycle(MONDAY)
        self.assertEqual(self.summary(), {})

    def test_once_a_week_however_often_the_job_runs(self):
        self.late_customers()
        self.assertEqual(self.summary(hour=6), {})
        self.assertEqual(len(self.summary(hour=7)), 3)
        for hour in (8, 12, 23):
            self.assertEqual(self.summary(hour=hour), {})
        self.assertEqual(self.summary(MONDAY + timedelta(days=1)), {})
        self.assertEqual(len(self.summary(NEXT)), 3)

    def test_a_missed_monday_is_made_up_for_on_the_next_working_day(self):
        self.late_customers()
        self.assertEqual(len(self.summary(MONDAY + timedelta(days=2))), 3)
        self.assertEqual(self.summary(MONDAY + timedelta(days=3)), {})
        self.assertEqual(len(self.summary(NEXT)), 3)

    def test_never_on_a_weekend_nor_on_a_holiday(self):
        self.late_customers()
        self.assertEqual(self.summary(MONDAY + timedelta(days=5)), {})
        easter = date(2026, 4, 6)
        self.assertEqual(self.summary(easter), {})
        self.assertEqual(len(self.summary(easter + timedelta(days=1))), 3)

    def test_installed_in_mid_week_it_starts_next_monday(self):
        self.late_customers()
        self.company.recovery_monday_on = False
        self.assertEqual(self.summary(MONDAY + timedelta(days=2)), {})
        self.assertEqual(len(self.summary(NEXT)), 3)

    def test_it_can_be_switched_off(self):
        self.late_customers()
        self.company.recovery_monday_mail = False
        self.assertEqual(self.summary(), {})

    def test_the_job_keeps_each_company_before_it_goes_on(self):
        """What failed for one company must not take back another's messages."""
        self.late_customers()
        kept = []
        self.clock.move_to(datetime(2026, 3, 2, 8, 0))
        with patch.object(
            type(self.env["ir.cron"]),
            "_commit_progress",
            lambda cron, *a, **k: kept.append(len(self.ours())),
        ):
            self.monday._cron_monday()
        active = self.root["res.company"].search([("recovery_active", "=", True)])
        self.assertEqual(len(kept), len(active))
        self.assertEqual(kept[-1], 3)

    def ours(self):
        return self.root["mail.mail"].search([("subject", "like", "Belleroche")])
