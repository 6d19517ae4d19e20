from datetime import date

from odoo import Command
from odoo.tests import tagged

from .common import MONDAY, RecoveryCase

LATE = date(2026, 2, 20)


@tagged("post_install", "-at_install")
class TestRecipients(RecoveryCase):
    """Reminders contacts, else the invoice contact, else the customer itself."""

    def contact(self, kind, mail, **values):
        return self.root["res.partner"].create(
            {
                "name": f"{kind} of Lecoq",
                "parent_id": self.lecoq.id,
                "type": kind,
                "email": mail,
                **values,
            }
        )

    def test_a_debt_booked_on_a_contact_is_the_customers(self):
        shop = self.contact("other", "shop@lecoq.example")
        entry = self.entry(shop, 700, LATE, self.account("758"))
        self.debt(entry).no_followup = False
        self.invoice(self.lecoq, 300, LATE)
        self.refund(self.lecoq, 100, LATE)
        (message,) = self.day(MONDAY)
        self.assertFalse(
            self.root["recovery.case"].search([("partner_id", "=", shop.id)])
        )
        self.assertEqual(self.case(shop), self.case(self.lecoq))
        self.assertEqual(self.case(self.lecoq).net_overdue, 900)
        self.assertEqual(message.recipients, ["compta@lecoq.example"])
        self.assertIn("Total 900.00 €", message.text)
        self.assertIn(entry.name, message.text)

    def test_a_change_on_a_contacts_entry_marks_the_customer(self):
        shop = self.contact("other", "shop@lecoq.example")
        self.entry(shop, 700, LATE, self.account("758"), no_followup=False)
        self.cycle(MONDAY)
        self.entry(shop, -200, MONDAY, self.account("758"))
        self.assertEqual(self.settle(MONDAY), 1)
        self.assertEqual(self.case(self.lecoq).net_overdue, 500)

    def test_the_invoice_contact_comes_before_the_customer(self):
        self.contact("invoice", "factures@lecoq.example")
        self.invoice(self.lecoq, 1000, LATE)
        (message,) = self.day(MONDAY)
        self.assertEqual(message.recipients, ["factures@lecoq.example"])
        self.assertIn("Dear invoice of Lecoq", message.text)

    def test_reminders_contacts_come_first_and_the_others_are_in_copy(self):
        self.contact("invoice", "factures@lecoq.example")
        first = self.contact("collections", "daf@lecoq.example", lang="fr_FR")
        self.contact("collections", "dg@lecoq.example")
        self.contact("collections", "DAF@lecoq.example")
        self.invoice(self.lecoq, 1000, LATE)
        (message,) = self.day(MONDAY)
        self.assertEqual(message.to, "daf@lecoq.example")
        self.assertEqual(message.copies, "dg@lecoq.example")
        self.assertEqual(message.recipients, ["daf@lecoq.example", "dg@lecoq.example"])
        notice = self.notices(self.lecoq)
        self.assertEqual((notice.recipient_id, notice.lang), (first, "fr_FR"))
        self.assertIn("1 000,00 €", message.text.replace("\u202f", " "))
        self.assertIn("20 février 2026", message.text)
        self.assertNotIn("Dear", message.text)

    def test_nobody_to_write_to_fails_and_the_fallback_takes_over(self):
        self.lecoq.email = "not an address"
        task = self.root.ref("debt_recovery.template_task_unreachable")
        scenario = self.policy(
            {
                "days": 4,
                "is_entry": True,
                "fallback_ids": [
                    Command.create({"channel": "task", "template_id": task.id})
                ],
            }
        )
        self.company.recovery_user_id = self.env.user
        self.lecoq.with_company(self.company).recovery_policy_id = scenario
        self.invoice(self.lecoq, 1000, LATE)
        self.assertEqual(self.day(MONDAY), [])
        failed, fallback = self.notices(self.lecoq)
        self.assertEqual((failed.state, failed.failure_type), ("failed", "no_address"))
        self.assertEqual((fallback.channel, fallback.rank), ("task", 1))
        self.send()
        self.assertEqual(fallback.state, "sent")
        activity = self.case(self.lecoq).activity_ids
        self.assertEqual(activity.user_id, self.env.user)
        self.cycle(date(2026, 3, 3))
        self.assertEqual(len(self.notices(self.lecoq)), 2)

    def test_a_salesperson_gets_the_inside_copy(self):
        seller = self.env.user
        self.lecoq.user_id = seller
        scenario = self.policy({"days": 4, "is_entry": True, "copy_to": "salesperson"})
        self.lecoq.with_company(self.company).recovery_policy_id = scenario
        self.invoice(self.lecoq, 1000, LATE)
        (message,) = self.day(MONDAY)
        self.assertEqual(message.copies, seller.email)

    def test_an_address_that_objected_is_not_written_to(self):
        self.invoice(self.lecoq, 1000, LATE)
        self.cycle(MONDAY)
        self.root["recovery.reach"]._note_consent(
            "email", "compta@lecoq.example", "opt_out", "reply", "no more"
        )
        self.assertEqual(self.send(), [])
        notice = self.notices(self.lecoq)
        self.assertEqual((notice.state, notice.reason), ("withheld", "opted_out"))
