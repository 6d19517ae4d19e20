from datetime import date

from odoo.tests import tagged

from .plans import DAYS, PlanCase

APRIL = DAYS[1]


@tagged("post_install", "-at_install")
class TestInstalmentMessages(PlanCase):
    """A plan has messages of its own, by the dates of its instalments."""

    def setUp(self):
        super().setUp()
        self.plan = self.agree()
        self.part = self.plan.instalment_ids

    def pay_first(self):
        self.pay(self.lecoq, 310, DAYS[0], self.debt(self.first))
        self.settle()

    def test_an_instalment_is_announced_and_asked_for_on_its_day(self):
        self.through(date(2026, 3, 3), DAYS[0])
        self.pay_first()
        self.through(date(2026, 3, 5), date(2026, 4, 8))
        self.assertEqual(
            self.messages_of(self.plan),
            [
                ("soon", date(2026, 3, 3)),
                ("due", date(2026, 3, 4)),
                ("soon", date(2026, 4, 3)),  # the 4th is a Saturday
                ("due", APRIL),
            ],
        )

    def test_the_message_speaks_of_the_instalment_and_not_of_the_invoices(self):
        (message,) = self.day(date(2026, 3, 3))
        self.assertEqual(message.subject, "Your instalment of March 4, 2026")
        self.assertIn("310.00", message.text)
        self.assertNotIn("840", message.text)
        self.assertIn(self.plan.reference, message.text)

    def test_what_is_said_once_is_not_said_again(self):
        self.cycle(date(2026, 3, 3))
        self.cycle(date(2026, 3, 3))
        self.assertEqual(len(self.messages_of(self.plan)), 1)

    def test_paid_meanwhile_the_message_does_not_leave(self):
        self.cycle(date(2026, 3, 3))
        self.pay_first()
        self.assertEqual(self.send(date(2026, 3, 3)), [])
        (notice,) = self.plan.instalment_ids.notice_ids
        self.assertEqual((notice.state, notice.reason), ("cancelled", "settled"))

    def test_a_missed_instalment_is_asked_for_twice_then_the_plan_breaks(self):
        self.through(date(2026, 3, 3), date(2026, 3, 31))
        self.assertEqual(
            self.messages_of(self.plan),
            [
                ("soon", date(2026, 3, 3)),
                ("due", date(2026, 3, 4)),
                ("late", date(2026, 3, 9)),
                ("last", date(2026, 3, 16)),
            ],
        )
        self.assertEqual(self.plan.state, "broken")
        self.assertEqual(self.plan.ended_on, date(2026, 3, 25))
        kinds = self.case(self.lecoq).event_ids.mapped("kind")
        self.assertIn("plan_broken", kinds)

    def test_the_last_warning_says_until_when_and_what_then_falls_due(self):
        left = self.through(date(2026, 3, 3), date(2026, 3, 16))
        _day, message = left[-1]
        self.assertIn("March 24, 2026", message.subject)
        self.assertIn("1,240.00", message.text)
        self.assertIn("310.00", message.text)

    def test_two_warnings_when_the_policy_says_so(self):
        self.terms.warnings = "two"
        self.through(date(2026, 3, 3), date(2026, 4, 3))
        self.assertEqual(
            [moment for moment, _day in self.messages_of(self.plan)],
            ["soon", "due", "late", "warning", "last"],
        )

    def test_without_acceleration_only_a_person_ends_the_plan(self):
        self.terms.acceleration = False
        self.through(date(2026, 3, 3), date(2026, 4, 3))
        self.assertEqual(self.plan.state, "active")
        self.assertNotIn("last", dict(self.messages_of(self.plan)))

    def test_nobody_breaks_a_plan_without_having_warned(self):
        self.cycle(date(2026, 4, 1))  # nothing ran for a month
        self.assertEqual(self.plan.state, "active")
        self.assertEqual(self.messages_of(self.plan), [("late", date(2026, 4, 1))])

    def test_a_warning_that_waits_for_an_approval_breaks_nothing(self):
        self.terms.message_mode = "approve"
        self.through(date(2026, 3, 3), date(2026, 4, 3))
        self.assertEqual(self.plan.state, "active")
        late = self.plan.instalment_ids.notice_ids.filtered(
            lambda one: one._plan_moment() == "late"
        )
        self.assertEqual(late.state, "draft")

    def test_paid_late_within_the_days_of_grace_nothing_is_said(self):
        self.through(date(2026, 3, 3), date(2026, 3, 6))
        self.pay_first()
        self.through(date(2026, 3, 9), date(2026, 3, 20))
        self.assertNotIn("late", dict(self.messages_of(self.plan)))

    def test_a_broken_plan_is_cured_by_what_was_missed(self):
        self.through(date(2026, 3, 3), date(2026, 3, 27))
        self.assertEqual(self.plan.state, "broken")
        self.clock.move_to("2026-03-30 08:00:00")
        self.pay(self.lecoq, 310, date(2026, 3, 30), self.debt(self.first))
        self.settle()
        self.assertEqual(self.plan.state, "active")
        self.through(date(2026, 3, 31), APRIL)
        self.assertIn(("due", APRIL), self.messages_of(self.plan, "sent"))

    def test_paid_too_late_it_stays_broken(self):
        self.through(date(2026, 3, 3), date(2026, 3, 27))
        self.clock.move_to("2026-04-20 08:00:00")
        self.pay(self.lecoq, 310, date(2026, 4, 20), self.debt(self.first))
        self.settle()
        self.assertEqual(self.plan.state, "broken")

    def test_a_few_cents_less_are_tolerated(self):
        self.terms.tolerance_amount = 1
        self.cycle(date(2026, 3, 4))
        self.pay(self.lecoq, 309.5, DAYS[0], self.debt(self.first))
        self.settle()
        self.assertEqual(self.part[0].state, "received")
        self.through(date(2026, 3, 5), date(2026, 3, 30))
        self.assertNotIn("late", dict(self.messages_of(self.plan)))

    def test_an_own_text_of_the_company_goes_first(self):
        shared = self.root.ref("debt_recovery.template_instalment_soon")
        own = shared.copy({"company_id": self.company.id, "subject": "Our own words"})
        (message,) = self.day(date(2026, 3, 3))
        self.assertEqual(message.subject, own.subject)

    def test_french_customers_read_french(self):
        self.lecoq.lang = "fr_FR"
        template = self.root.ref("debt_recovery.template_instalment_soon")
        template.with_context(lang="fr_FR").subject = "Versement du {instalment_date}"
        (message,) = self.day(date(2026, 3, 3))
        self.assertEqual(message.subject, "Versement du 4 mars 2026")

    def test_an_objection_to_mail_stops_late_messages_only(self):
        self.cycle(date(2026, 3, 3))
        self.send(date(2026, 3, 3))
        self.root["recovery.reach"]._note_general_objection(self.lecoq, "reply")
        self.through(date(2026, 3, 5), date(2026, 3, 12))
        late = self.plan.instalment_ids.notice_ids.filtered(
            lambda one: one._plan_moment() == "late"
        )
        self.assertNotEqual(late.state, "sent")


@tagged("post_install", "-at_install")
class TestPlanOnTheLedger(PlanCase):
    """What comes in advances the plan, whatever it says."""

    def setUp(self):
        super().setUp()
        self.plan = self.agree()

    def received(self):
        return self.plan.instalment_ids.mapped("received")

    def test_one_bank_line_without_reference_advances_it(self):
        self.cycle(DAYS[0])
        line = self.root["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "date": DAYS[0],
                "amount": 310,
                "payment_ref": "VIR LECOQ",
                "partner_id": self.lecoq.id,
            }
        )
        debt = self.debt(self.first)
        suspense = line.move_id.line_ids.filtered(
            lambda one: one.account_id == line.journal_id.suspense_account_id
        )
        suspense.account_id = debt.account_id
        (suspense | debt).reconcile()
        self.settle()
        self.assertEqual(self.received(), [310, 0, 0, 0])
        self.assertEqual(self.plan.instalment_ids[0].state, "received")
        self.assertEqual(self.plan.open_amount, 930)

    def test_an_overpaid_first_instalment_is_taken_off_the_next(self):
        self.cycle(DAYS[0])
        self.pay(self.lecoq, 400, DAYS[0], self.debt(self.first))
        self.settle()
        self.assertEqual(self.received(), [310, 90, 0, 0])
        # Good Friday is a holiday somewhere in France: it leaves after Easter
        left = self.through(date(2026, 4, 3), date(2026, 4, 7))
        said = [one for _day, one in left if one.subject.startswith("Your instalment")]
        self.assertIn("220.00", said[0].text)

    def test_all_of_it_paid_at_once_ends_it(self):
        self.cycle(DAYS[0])
        debts = self.debt(self.first) | self.debt(self.second)
        self.pay(self.lecoq, 1240, DAYS[0], debts)
        self.settle()
        self.assertEqual(self.plan.state, "kept")
        self.assertEqual(self.through(date(2026, 3, 5), date(2026, 4, 8))[1:], [])
