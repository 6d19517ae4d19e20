from datetime import date, timedelta

from psycopg2.errors import ForeignKeyViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import MONDAY, RecoveryCase

LATE, OLD = date(2026, 2, 20), date(2024, 3, 1)


@tagged("post_install", "-at_install")
class TestDoors(RecoveryCase):
    """What nobody gets around: approvals, readers, conditions, the first release."""

    def test_a_draft_is_not_queued_again_and_its_fields_are_not_written(self):
        self.invoice(self.lecoq, 1000, LATE)
        self.root.ref("debt_recovery.policy_business").treatment_ids.mode = "approve"
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        agent = new_test_user(self.env, "writer", "debt_recovery.group_agent")
        agent.sudo().write(
            {"company_ids": [(4, self.company.id)], "company_id": self.company.id}
        )
        mine = notice.with_user(agent)
        with self.assertRaisesRegex(UserError, "neither failed nor was withheld"):
            mine.action_queue_again()
        for vals in ({"purpose": "service"}, {"rank": 7}, {"reserved_by": "x"}):
            with self.assertRaises(AccessError):
                mine.write(vals)
        self.assertEqual(notice.state, "draft")
        notice._move_to("cancelled", reason="settled")
        with self.assertRaisesRegex(UserError, "does not wait for an approval"):
            mine._approve()

    def test_a_subsidiary_is_not_told_what_its_parent_owes(self):
        branch = self.root["res.partner"].create(
            {"name": "Branch", "is_company": True, "parent_id": self.lecoq.id}
        )
        self.root["res.partner"].create(
            {
                "name": "Its accountant",
                "parent_id": branch.id,
                "type": "collections",
                "email": "accounts@branch.example",
            }
        )
        self.invoice(self.lecoq, 1000, LATE)
        (message,) = self.day(MONDAY)
        self.assertEqual(message.recipients, ["compta@lecoq.example"])

    def test_an_entry_step_of_another_scenario_does_not_silence(self):
        self.company.recovery_cutoff_date = MONDAY
        self.invoice(self.lecoq, 1000, LATE)
        self.cycle(MONDAY)
        other = self.policy({"days": 4, "is_entry": True})
        self.case(self.lecoq)._release(other.treatment_ids, as_of=MONDAY)
        self.settle(MONDAY)
        (message,) = self.send(MONDAY)
        self.assertIn("1,000.00 €", message.text)

    def test_a_debt_on_hold_does_not_release_its_customer(self):
        self.company.recovery_cutoff_date = date(2026, 2, 1)
        old = self.invoice(self.lecoq, 1000, OLD)
        self.invoice(self.lecoq, 50, MONDAY + timedelta(days=3))
        hold = self.root["recovery.hold"].create(
            {
                "line_ids": [(6, 0, self.debt(old).ids)],
                "company_id": self.company.id,
                "from_date": date(2026, 1, 1),
                "reason": "lawyer",
            }
        )
        self.cycle(MONDAY)
        self.assertFalse(self.case(self.lecoq).released_on)
        hold.action_lift()
        self.settle(MONDAY)
        self.assertEqual(self.case(self.lecoq).why, "not_released")
        self.assertFalse(self.notices(self.lecoq))

    @mute_logger("odoo.sql_db")
    def test_what_a_condition_names_is_not_deleted(self):
        tag = self.root.ref("debt_recovery.partner_tag_key_account")
        with self.assertRaises(ForeignKeyViolation), self.cr.savepoint():
            tag.unlink()

    def test_a_setting_of_the_company_makes_everybody_looked_at(self):
        self.cycle(MONDAY)
        self.assertFalse(self.company.recovery_full_pass)
        self.company.recovery_gap_days = 6
        self.assertTrue(self.company.recovery_full_pass)

    def test_no_thanks_once_the_debt_is_back(self):
        policy = self.policy(
            {"days": 4, "is_entry": True},
            thank_you=True,
            thank_you_template_id=self.root.ref("debt_recovery.template_thanks").id,
        )
        self.lecoq.with_company(self.company).recovery_policy_id = policy
        invoice = self.invoice(self.lecoq, 1000, LATE)
        self.assertEqual(len(self.day(MONDAY)), 1)
        self.settle(MONDAY)
        payment = self.pay(self.lecoq, 1000, MONDAY, self.debt(invoice))
        self.settle(MONDAY)
        thanks = self.notices(self.lecoq).filtered(lambda n: n.purpose == "service")
        self.assertEqual(thanks.state, "queued")
        payment.action_cancel()
        self.settle(MONDAY)
        self.assertEqual(self.case(self.lecoq).state, "open")
        self.assertEqual(self.send(MONDAY), [])
        self.assertEqual((thanks.state, thanks.reason), ("cancelled", "outdated"))

    def test_a_step_that_follows_a_reminder_leaves_for_its_debt_only(self):
        policy = self.policy(
            {"days": 4, "is_entry": True},
            {"trigger": "previous", "days": 7, "name": "After"},
        )
        self.lecoq.with_company(self.company).recovery_policy_id = policy
        first = self.invoice(self.lecoq, 1000, LATE)
        self.assertEqual(len(self.day(MONDAY)), 1)
        later = MONDAY + timedelta(days=8)
        self.cycle(later)
        after = self.notices(self.lecoq)[-1]
        self.assertEqual((after.anchor, after.state), ("notice", "queued"))
        self.invoice(self.lecoq, 500, date(2026, 2, 25))
        self.pay(self.lecoq, 1000, later, self.debt(first))
        self.assertEqual(self.send(later), [])
        self.assertEqual((after.state, after.reason), ("cancelled", "outdated"))
