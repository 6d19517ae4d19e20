import base64
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MONDAY, RecoveryCase

TUESDAY = date(2026, 3, 3)


@tagged("post_install", "-at_install")
class TestRelease(RecoveryCase):
    """Old debts are staged and wait; they are released by lot, at a first step."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.recovery_cutoff_date = MONDAY
        cls.estran = cls.customer("Restaurant L'Estran", "estran@x.example", ref="C42")
        cls.brehat = cls.customer("Constructions Bréhat", "brehat@x.example")
        cls.invoice(cls.estran, 6000, date(2026, 1, 10))
        cls.invoice(cls.brehat, 900, date(2026, 2, 20))
        cls.steps_ = cls.root.ref("debt_recovery.policy_business").treatment_ids

    def setUp(self):
        super().setUp()
        self.cycle(MONDAY)

    def step(self, name):
        return self.steps_.filtered(lambda step: step.name == name)

    def lot(self, **values):
        return (
            self.env["recovery.release.wizard"]
            .with_company(self.company)
            .create({"company_id": self.company.id, **values})
        )

    def test_old_debts_are_staged_and_nothing_leaves(self):
        for partner, start in ((self.estran, 31), (self.brehat, 1)):
            case = self.case(partner)
            self.assertRecordValues(
                case, [{"why": "not_released", "released_on": False}]
            )
            self.assertEqual(case.stage_id.from_dpd, start)
            self.assertFalse(case.notice_ids)
            self.assertEqual(case.next_action, "release")
        for day in range(3, 20):
            self.assertEqual(self.day(date(2026, 3, day)), [])

    def test_a_debt_that_falls_due_later_does_not_wait(self):
        self.invoice(self.lecoq, 400, date(2026, 3, 4))
        self.assertEqual(len(self.day(date(2026, 3, 9))), 1)
        self.assertEqual(self.case(self.lecoq).released_on, date(2026, 3, 9))

    def test_a_lot_is_chosen_by_stage_and_amount_and_enters_at_its_step(self):
        stage = self.case(self.estran).stage_id
        lot = self.lot(stage_ids=[(6, 0, stage.ids)], min_net=1000)
        self.assertEqual((lot.lot_count, lot.lot_amount), (1, 6000))
        lot.treatment_id = self.step("Reminder 1")
        lot.action_release()
        messages = self.day(TUESDAY)
        self.assertEqual([m.recipients for m in messages], [["estran@x.example"]])
        self.assertEqual(self.steps(self.estran), ["Reminder 1"])
        self.assertFalse(self.notices(self.brehat))
        self.assertRecordValues(
            self.case(self.estran).event_ids.filtered(lambda e: e.kind == "released"),
            [{"text": "Reminder 1"}],
        )
        with self.assertRaisesRegex(UserError, "No customer waits"):
            self.lot(min_net=5000).action_release()

    def test_without_a_step_each_enters_at_the_first_one_of_its_age(self):
        self.lot().action_release()
        self.day(TUESDAY)
        self.assertEqual(self.steps(self.estran), ["Statement of account"])
        self.assertEqual(self.steps(self.brehat), ["Reminder 1"])

    def test_a_formal_notice_is_never_a_first_contact(self):
        for name in ("Formal notice", "Reminder 3"):
            with (
                self.subTest(name),
                self.assertRaisesRegex(
                    UserError, f"“{name}” cannot be a first contact.*L'Estran"
                ),
            ):
                self.case(self.estran)._release(self.step(name))
        self.assertFalse(self.case(self.estran).released_on)

    def test_a_first_step_that_becomes_a_formal_notice_is_no_first_contact(self):
        first = self.step("Reminder 1")
        self.case(self.estran)._release(first)
        first.write({"is_entry": False, "purpose": "statutory", "mode": "approve"})
        self.day(TUESDAY)
        self.assertNotIn("Reminder 1", self.steps(self.estran))
        notice = self.notices(self.estran)[:1]
        self.assertTrue(notice)

    def test_a_formal_notice_does_not_leave_before_any_reminder_did(self):
        self.case(self.estran)._release(self.step("Reminder 1"))
        self.cycle(TUESDAY)
        notice = self.notices(self.estran)[:1]
        notice.write({"purpose": "statutory", "state": "queued"})
        self.assertEqual(self.send(TUESDAY), [])
        self.assertEqual((notice.state, notice.reason), ("withheld", "first_contact"))

    def test_earlier_reminders_on_record_allow_a_later_step(self):
        self.import_csv("customer;step;date\nC42;1;2026-01-20\nC42;2;2026-02-05\n")
        case = self.case(self.estran)
        case._release(self.step("Reminder 3"))
        with self.assertRaisesRegex(UserError, "cannot be a first contact"):
            case._release(self.step("Formal notice"))
        (message,) = self.day(TUESDAY)
        self.assertIn("Total 6,000.00 €", message.text)
        self.assertEqual(
            self.steps(self.estran), ["Reminder 1", "Reminder 2", "Reminder 3"]
        )

    def test_a_daily_cap_spreads_a_lot_over_days(self):
        for number in range(4):
            partner = self.customer(f"Client {number}", f"c{number}@x.example")
            self.invoice(partner, 100, date(2026, 2, 10))
        self.cycle(MONDAY)
        self.company.recovery_daily_cap = 4
        self.lot().action_release()
        self.assertEqual(len(self.day(TUESDAY)), 4)
        waiting = self.root["recovery.notice"].search(
            [("company_id", "=", self.company.id), ("state", "=", "queued")]
        )
        self.assertEqual(waiting.mapped("reason"), ["cap", "cap"])
        self.assertEqual(self.send(TUESDAY, hour=15), [])
        self.assertEqual(len(self.send(date(2026, 3, 4))), 2)

    def test_taken_back_before_sending_it_does_not_leave(self):
        self.lot().action_release()
        self.cycle(TUESDAY)
        self.case(self.estran).released_on = False
        messages = self.send(TUESDAY)
        self.assertEqual([m.recipients for m in messages], [["brehat@x.example"]])
        notice = self.notices(self.estran)
        self.assertEqual((notice.state, notice.reason), ("withheld", "not_released"))

    # --- reminders sent before -------------------------------------------------------

    def import_csv(self, text, encoding="utf-8"):
        wizard = (
            self.env["recovery.history.wizard"]
            .with_company(self.company)
            .create(
                {
                    "company_id": self.company.id,
                    "file": base64.b64encode(text.encode(encoding)),
                }
            )
        )
        return wizard.action_import()

    def test_reminders_typed_in_bulk(self):
        cases = self.case(self.estran) | self.case(self.brehat)
        wizard = self.env["recovery.history.wizard"].create(
            {
                "company_id": self.company.id,
                "case_ids": [(6, 0, cases.ids)],
                "treatment_id": self.step("Reminder 1").id,
                "date": date(2026, 2, 27),
            }
        )
        wizard.action_import()
        for case in cases:
            self.assertRecordValues(
                case.notice_ids,
                [{"state": "sent", "left_on": date(2026, 2, 27), "anchor": "import"}],
            )
        self.settle(MONDAY)
        self.lot().action_release()
        # four days after the last contact, whoever sent it
        self.assertEqual(self.day(MONDAY), [])
        self.assertEqual(self.case(self.estran).why, "cooling")

    def test_a_csv_in_windows_text_with_commas(self):
        self.import_csv(
            "customer,step,date,channel\nConstructions Bréhat,1,2026-02-26,email\n",
            "cp1252",
        )
        self.assertEqual(self.steps(self.brehat), ["Reminder 1"])

    def test_bad_rows_are_named_and_nothing_is_imported(self):
        before = self.contents()
        with self.assertRaises(UserError) as caught:
            self.import_csv(
                "customer;step;date;channel\n"
                "C42;1;2026-01-20;email\n"
                "Nobody;1;2026-01-20;email\n"
                "C42;99;2026-01-20;email\n"
                "C42;1;20/01/2026;email\n"
                "C42;1;2026-01-20;pigeon\n"
                ";1;2026-01-20;email\n"
            )
        text = str(caught.exception)
        for line in (
            "Nothing was imported",
            "Line 3: column “customer”: 0 accounts are called “Nobody”",
            "Line 4: column “step”: “99” is no step of “Businesses – standard”",
            "Line 5: column “date”: “20/01/2026” is not a date",
            "Line 6: column “channel”: “pigeon” is unknown",
            "Line 7: column “customer”",
        ):
            self.assertIn(line, text)
        self.assertNotIn("Line 2", text)
        self.assertEqual(self.contents(), before)

    def test_a_file_that_cannot_be_read(self):
        for text, message in (
            ("name;date\nx;y\n", "Line 1: missing column customer, step"),
            ("", "missing column|no earlier reminder|Choose"),
            ("customer;step;date\n", "no earlier reminder"),
            ("customer;step;date\nC42\n", "Line 2: "),
        ):
            with self.subTest(text), self.assertRaisesRegex(UserError, message):
                self.import_csv(text)
