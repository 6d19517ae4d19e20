"""Complaints: numbered, answered in time, and nothing asked of who complains."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import MONDAY, RecoveryCase

LATE = date(2026, 2, 20)
MEDIATOR = "CM2C, 14 rue Saint Jean, 75017 Paris, cm2c.example"


@tagged("post_install", "-at_install")
class TestComplaints(RecoveryCase):
    """A consumer and a business complain of the first reminder."""

    def setUp(self):
        super().setUp()
        self.anna = self.customer(
            "Anna Roy",
            "anna@roy.example",
            is_company=False,
            recovery_debtor_type="consumer",
        )
        self.invoice(self.anna, 500, LATE)
        self.cycle(MONDAY)
        self.agent = new_test_user(
            self.root,
            "complaints_agent",
            groups="base.group_user,debt_recovery.group_agent",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def complain(self, partner=None, **values):
        Complaint = self.env(user=self.agent)["recovery.complaint"]
        return Complaint.create(
            {
                "partner_id": (partner or self.anna).id,
                "company_id": self.company.id,
                "kind": "wording",
                "text": "Your message is rude.",
                **values,
            }
        )

    def answer(self, complaint, outcome, **values):
        wizard = self.env(user=self.agent)["recovery.complaint.answer"].create(
            {"complaint_id": complaint.id, "outcome": outcome, **values}
        )
        wizard.action_answer()
        return wizard

    def events(self, partner):
        return self.case(partner).event_ids.sorted("id").mapped("kind")

    def test_it_is_numbered_dated_and_given_to_somebody(self):
        complaint = self.complain()
        self.assertRegex(complaint.name, r"^C2026-\d{4}$")
        self.assertEqual(complaint.case_id, self.case(self.anna))
        self.assertEqual(complaint.acknowledge_by, date(2026, 3, 16))
        self.assertEqual(complaint.answer_by, date(2026, 5, 2))
        self.assertEqual(complaint.activity_ids.date_deadline, date(2026, 3, 16))
        self.assertTrue(complaint.user_id)
        self.assertIn("complained", self.events(self.anna))

    def test_reminders_wait_while_it_is_open_and_go_on_by_themselves(self):
        complaint = self.complain()
        self.assertEqual(self.day(date(2026, 3, 3)), [])
        self.assertEqual(self.case(self.anna).spared_why, "complaint")
        self.answer(complaint, "settled", way="noted", body="<p>Sorry.</p>")
        self.assertEqual(complaint.state, "closed")
        self.assertFalse(complaint.hold_ids.is_active)
        reminders = [
            one for one in self.day(date(2026, 3, 4)) if one.to == "anna@roy.example"
        ]
        self.assertEqual(len(reminders), 1)

    def test_one_not_settled_waits_some_days_and_closes_by_itself(self):
        self.company.recovery_mediator = MEDIATOR
        complaint = self.complain()
        self.answer(complaint, "not_settled", body="<p>We see it otherwise.</p>")
        self.send()
        self.cycle(date(2026, 3, 16))
        self.assertEqual((complaint.state, complaint.is_paused), ("answered", True))
        self.assertEqual(self.send(), [])
        self.cycle(date(2026, 3, 17))
        self.assertEqual((complaint.state, complaint.is_paused), ("closed", False))
        self.settle(date(2026, 3, 17))
        self.assertTrue(self.send())

    def test_a_hold_of_its_own_leaves_the_others(self):
        first, second = self.complain(), self.complain(kind="data")
        self.answer(first, "settled", way="noted", body="<p>Done.</p>")
        self.assertTrue(second.is_paused)
        self.assertEqual(self.day(date(2026, 3, 3)), [])

    def test_the_answer_leaves_in_spite_of_objection_hours_and_holds(self):
        self.company.write({"recovery_mediator": MEDIATOR, "recovery_hours_days": "5"})
        reach = self.root["recovery.reach"]
        reach._note_consent("email", "anna@roy.example", "opt_out", "person")
        complaint = self.complain()
        self.answer(complaint, "not_settled", body="<p>No {brace} is a word.</p>")
        (message,) = self.send()
        self.assertIn("Our answer to your complaint " + complaint.name, message.subject)
        self.assertIn("No {brace} is a word.", message.text)
        self.assertIn("cm2c.example", message.text)
        notice = complaint.answer_notice_ids
        self.assertEqual((notice.purpose, notice.state), ("service", "sent"))

    def test_a_consumer_not_satisfied_reads_the_mediator(self):
        complaint = self.complain()
        self.company.recovery_mediator = False
        with self.assertRaisesRegex(UserError, "mediator"):
            self.answer(complaint, "not_settled", body="<p>No.</p>")
        self.company.recovery_mediator = MEDIATOR
        self.answer(complaint, "not_settled", body="<p>No.</p>")
        self.assertIn("cm2c.example", complaint.answer)

    def test_a_business_and_a_settled_consumer_need_no_mediator(self):
        self.company.recovery_mediator = False
        self.invoice(self.lecoq, 500, LATE)
        self.cycle(MONDAY)
        for partner, outcome in ((self.lecoq, "not_settled"), (self.anna, "settled")):
            complaint = self.complain(partner)
            self.answer(complaint, outcome, body="<p>Here is why.</p>")
            self.assertEqual(complaint.outcome, outcome)

    def test_acknowledging_names_the_number_and_the_day(self):
        complaint = self.complain()
        complaint.action_acknowledge()
        (message,) = self.send()
        self.assertIn(complaint.name, message.subject)
        self.assertIn("May 2, 2026", message.text)
        self.assertEqual(complaint.activity_ids.date_deadline, date(2026, 5, 2))
        self.assertEqual(complaint.state, "acknowledged")

    def test_without_an_address_it_is_noted(self):
        quiet = self.customer("Sans adresse")
        self.invoice(quiet, 100, LATE)
        self.cycle(MONDAY)
        complaint = self.complain(quiet)
        with self.assertRaisesRegex(UserError, "no valid e-mail"):
            complaint.action_acknowledge()
        complaint.action_note_acknowledged()
        self.answer(complaint, "settled", way="noted", body="<p>By phone.</p>")
        self.assertEqual(complaint.state, "closed")
        self.assertFalse(complaint.answer_notice_ids)

    def test_an_empty_answer_is_none(self):
        with self.assertRaisesRegex(UserError, "Write the answer"):
            self.answer(self.complain(), "settled", body="<p><br></p>")

    def test_what_is_overdue_is_found(self):
        complaint, later = self.complain(), self.complain(self.lecoq)
        later.action_note_acknowledged()
        self.clock.move_to("2026-03-17 09:00:00")
        overdue = self.env["recovery.complaint"].search([("is_overdue", "=", True)])
        self.assertEqual(overdue, complaint.with_env(self.env))
        complaint.invalidate_recordset()
        self.assertTrue(complaint.is_overdue)
        self.assertEqual(complaint.activity_ids.state, "overdue")

    def test_the_customer_who_insists_is_left_alone_again(self):
        complaint = self.complain()
        self.answer(complaint, "settled", way="noted", body="<p>Sorry.</p>")
        complaint.action_reopen()
        self.assertEqual((complaint.state, complaint.outcome), ("acknowledged", False))
        self.assertEqual(self.day(date(2026, 3, 4)), [])

    def test_its_state_has_one_door_and_it_is_never_deleted(self):
        complaint = self.complain()
        with self.assertRaisesRegex(AccessError, "buttons only"):
            complaint.write({"state": "closed"})
        with self.assertRaises(AccessError):
            complaint.unlink()

    def test_the_reminder_complained_of_names_its_step_and_text(self):
        self.send()
        notice = self.notices(self.anna)
        complaint = self.complain(notice_id=notice.id)
        self.assertEqual(complaint.template_id, notice.template_id)
        self.assertEqual(complaint.treatment_id, notice.treatment_id)

    def test_a_reply_becomes_a_complaint_with_its_words(self):
        case = self.case(self.anna)
        case._replied("portal", "Stop shouting at me.", contact=self.anna)
        context = case.action_complaint()["context"]
        self.assertIn("Stop shouting at me.", context["default_text"])
        self.assertEqual(context["default_case_id"], case.id)

    def test_it_follows_a_merge_of_contacts(self):
        double = self.customer("Anna Roi", "anna2@roy.example", is_company=False)
        self.invoice(double, 50, LATE)
        self.cycle(MONDAY)
        complaint = self.complain(double)
        wizard = self.root["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((double | self.anna).ids, self.anna)
        complaint.invalidate_recordset()
        self.assertEqual(complaint.partner_id, self.anna)
        self.assertEqual(complaint.case_id, self.case(self.anna))

    def test_another_company_does_not_see_it(self):
        complaint = self.complain()
        other = self.setup_other_company(name="Other")["company"]
        stranger = new_test_user(
            self.root,
            "complaints_stranger",
            groups="base.group_user,debt_recovery.group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        Complaint = self.env(user=stranger)["recovery.complaint"]
        self.assertFalse(Complaint.search([("id", "=", complaint.id)]))
