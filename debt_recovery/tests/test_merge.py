from datetime import date

from odoo import Command
from odoo.tests import tagged

from .common import MONDAY, RecoveryCase

LATE = date(2026, 2, 20)


@tagged("post_install", "-at_install")
class TestMerge(RecoveryCase):
    """Two cards of one customer become one, in two companies; nothing is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls.setup_other_company(name="Other")
        cls.other = cls.root["res.company"].browse(other["company"].id)
        cls._open_company(cls.other, "Belleroche Nord SAS", "nord.example")
        cls.double = cls.customer("Boulangerie Lecoq SARL", "double@lecoq.example")
        policy = cls.root.ref("debt_recovery.policy_business")
        for partner in (cls.lecoq, cls.double):
            partner.with_company(cls.other).recovery_policy_id = policy
            cls.invoice(partner, 1000, LATE)
            cls.invoice(partner, 500, LATE, company=cls.other)
        cls.older = cls.invoice(cls.double, 70, date(2026, 1, 10))

    def setUp(self):
        super().setUp()
        for company in (self.company, self.other):
            self.day(MONDAY, company)
        self.hold = self.root["recovery.hold"].create(
            {
                "partner_id": self.double.id,
                "company_id": self.other.id,
                "from_date": MONDAY,
                "reason": "told so",
                "kind": "dispute",
            }
        )
        reach = self.root["recovery.reach"]
        self.consents = {
            partner: reach._ensure(partner, []) for partner in (self.lecoq, self.double)
        }
        said = {self.double: "opt_out", self.lecoq: "opt_in"}
        for partner, state in said.items():
            self.consents[partner].consent_ids = [
                Command.create(
                    {"channel": "email", "state": state, "proof": f"letter: {state}"}
                )
            ]

    def merge(self, sources, target):
        wizard = self.root["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((sources | target).ids, target)
        self.env.flush_all()
        self.env.invalidate_all()

    def test_what_was_noted_of_either_customer_stays(self):
        kept, dropped = self.case(self.lecoq), self.case(self.double)
        kept.collection_note = "Call on Tuesdays"
        dropped.write({"collection_note": "Order number", "payment_run_text": "10"})
        self.merge(self.double, self.lecoq)
        self.assertEqual(kept.collection_note, "Call on Tuesdays\nOrder number")
        self.assertEqual(kept.payment_run_text, "10")

    def counts(self):
        found = {}
        for name in ("notice", "notice.line", "event", "decision", "hold"):
            found[name] = self.root[f"recovery.{name}"].search_count([])
        return found

    def test_accounts_reminders_holds_and_consents_become_one(self):
        before = self.counts()
        kept = self.case(self.lecoq)
        dropped = self.case(self.double)
        sequence = sum(reach.seq for reach in self.consents.values())
        self.merge(self.double, self.lecoq)
        self.assertFalse(self.double.exists())
        self.assertFalse(dropped.exists())
        for company in (self.company, self.other):
            case = self.case(self.lecoq, company)
            self.assertEqual(len(case), 1)
            self.assertEqual(case.state, "open")
            self.assertEqual(len(case.notice_ids), 2)
            self.assertEqual(case.notice_ids.partner_id, self.lecoq)
            self.assertIn("merged", case.event_ids.mapped("kind"))
        self.assertEqual(self.case(self.lecoq), kept)
        after = self.counts()
        self.assertEqual(after.pop("event"), before.pop("event") + 2)
        self.assertEqual(after, before)
        self.assertEqual(self.hold.partner_id, self.lecoq)

        reach = self.root["recovery.reach"].search(
            [("medium", "=", "debtor"), ("debtor_id", "=", self.lecoq.id)]
        )
        self.assertRecordValues(
            reach,
            [
                {
                    "address": str(self.lecoq.id),
                    "seq": sequence,
                }
            ],
        )
        self.assertEqual(reach._consent("email"), "opt_out")
        self.assertEqual(reach.consent_ids.proof, "letter: opt_out")
        mails = self.root["mail.message"].search(
            [("model", "=", "recovery.case"), ("res_id", "=", kept.id)]
        )
        self.assertLessEqual(kept.notice_ids.message_id, mails)

    def test_automatic_payments_stay_with_the_account(self):
        dropped = self.case(self.double)
        debit = self.root["recovery.debit"].create(
            {
                "company_id": self.company.id,
                "partner_id": self.double.id,
                "case_id": dropped.id,
                "move_id": self.older.id,
                "day": MONDAY,
                "currency_id": self.company.currency_id.id,
                "amount": 70,
            }
        )
        self.merge(self.double, self.lecoq)
        self.assertEqual(debit.case_id, self.case(self.lecoq))
        self.assertEqual(debit.partner_id, self.lecoq)

    def test_the_next_look_sees_all_the_debts_together(self):
        self.merge(self.double, self.lecoq)
        self.assertEqual(self.settle(MONDAY), 1)
        self.settle(MONDAY, self.other)
        case = self.case(self.lecoq)
        self.assertEqual((case.net_overdue, case.oldest_due), (2070, date(2026, 1, 10)))
        self.assertEqual(case.stage_id.from_dpd, 31)
        # the dispute of one is a dispute of the other company's whole account
        self.assertEqual(self.case(self.lecoq, self.other).net_overdue, 0)
        self.assertEqual(self.day(date(2026, 3, 3)), [])

    def test_the_index_survives_and_refuses_a_second_account(self):
        self.merge(self.double, self.lecoq)
        self.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = 'recovery_case' "
            "AND indexdef LIKE '%UNIQUE%(company_id, partner_id)%'"
        )
        self.assertTrue(self.cr.fetchone())

    def test_merging_into_a_card_without_account(self):
        fresh = self.customer("Lecoq Groupe", "groupe@lecoq.example")
        self.merge(self.double | self.lecoq, fresh)
        self.assertEqual(len(self.case(fresh)), 1)
        self.assertEqual(len(self.case(fresh).notice_ids), 2)
        self.settle(MONDAY)
        self.assertEqual(self.case(fresh).net_overdue, 2070)

    def test_earlier_reminders_imported_for_both_stay_apart(self):
        step = self.root.ref("debt_recovery.step_business_reminder_1")
        third = self.customer("Lecoq & Cie", "cie@lecoq.example")
        self.invoice(third, 10, LATE)
        self.cycle(MONDAY)
        for partner in (self.lecoq, self.double, third):
            self.case(partner)._record_earlier(step, date(2026, 2, 27))
        self.merge(self.double | third, self.lecoq)
        imported = self.notices(self.lecoq).filtered(lambda n: n.anchor == "import")
        self.assertEqual(len(imported), 3)

    def test_a_released_and_a_waiting_account_wait_together(self):
        self.case(self.double).released_on = False
        self.merge(self.double, self.lecoq)
        self.assertFalse(self.case(self.lecoq).released_on)

    def test_waiting_reminders_do_not_collide(self):
        for partner in (self.lecoq, self.double):
            self.invoice(partner, 10, date(2026, 2, 25))
        self.root["recovery.treatment"].search([]).mode = "approve"
        self.cycle(date(2026, 3, 18))
        drafts = self.root["recovery.notice"].search([("state", "=", "draft")])
        self.assertEqual(drafts.partner_id, self.lecoq | self.double)
        self.merge(self.double, self.lecoq)
        left = drafts.filtered(lambda n: n.state == "draft")
        self.assertEqual(left, drafts.filtered(lambda n: n.partner_id and n in left))
        gone = drafts - left
        self.assertEqual(set(gone.mapped("reason")), {"merged"})
        self.cycle(date(2026, 3, 18))
        mails = drafts.filtered(lambda n: n.state == "draft" and n.channel == "email")
        self.assertLessEqual(len(mails), 1)
