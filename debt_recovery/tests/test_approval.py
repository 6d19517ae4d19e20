from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import MONDAY, RecoveryCase

AGENT = "base.group_user,debt_recovery.group_agent"
MANAGER = "base.group_user,debt_recovery.group_manager"


@tagged("post_install", "-at_install")
class TestApproval(RecoveryCase):
    """Who lets a reminder leave: one person, two, or one who writes why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        scenario = cls.policy({"days": 4, "is_entry": True, "mode": "approve"})
        cls.step = scenario.treatment_ids
        cls.lecoq.with_company(cls.company).recovery_policy_id = scenario
        cls.invoice(cls.lecoq, 1000, date(2026, 2, 20))

    def setUp(self):
        super().setUp()
        self.everybody().write({"active": False})
        self.cycle(MONDAY)
        self.notice = self.notices(self.lecoq)

    def everybody(self):
        group = self.root.ref("debt_recovery.group_agent")
        system = self.root.ref("base.user_root") | self.root.ref("base.user_admin")
        people = group.all_user_ids - system
        outside = self.root.ref("base.user_admin")
        outside.write({"company_ids": [(3, self.company.id)]})
        return people

    def person(self, login, groups):
        return new_test_user(
            self.root,
            login,
            groups=groups,
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def approve(self, user, **values):
        return self.notice.with_user(user)._approve(**values)

    def test_nothing_leaves_before_somebody_approves(self):
        self.assertEqual(self.notice.state, "draft")
        self.assertEqual(self.send(), [])
        agent = self.person("agent", AGENT)
        self.assertIs(self.notice.with_user(agent).action_approve(), True)
        self.assertRecordValues(
            self.notice, [{"state": "queued", "approved_by_id": agent.id}]
        )
        self.assertEqual(len(self.send()), 1)
        event = self.case(self.lecoq).event_ids.filtered(
            lambda found: found.kind == "approved"
        )
        self.assertEqual(event.user_id, agent)

    def test_two_persons_a_manager_among_them(self):
        self.step.four_eyes = True
        agent, other = self.person("agent", AGENT), self.person("other", AGENT)
        manager = self.person("manager", MANAGER)
        self.approve(agent)
        self.assertEqual(self.notice.state, "draft")
        with self.assertRaisesRegex(UserError, "somebody else approves it too"):
            self.approve(agent)
        with self.assertRaisesRegex(AccessError, "approved by a manager"):
            self.approve(other)
        self.assertEqual(self.send(), [])
        self.approve(manager)
        self.assertRecordValues(
            self.notice,
            [
                {
                    "state": "queued",
                    "approved_by_id": agent.id,
                    "second_approver_id": manager.id,
                    "approved_alone": False,
                }
            ],
        )

    def test_a_manager_first_then_an_agent(self):
        self.step.four_eyes = True
        manager, agent = self.person("manager", MANAGER), self.person("agent", AGENT)
        self.approve(manager)
        self.approve(agent)
        self.assertEqual(self.notice.state, "queued")
        self.assertEqual(self.notice.second_approver_id, agent)

    def test_alone_one_writes_the_reason(self):
        self.step.four_eyes = True
        manager = self.person("manager", MANAGER)
        action = self.notice.with_user(manager).action_approve()
        self.assertEqual(action["res_model"], "recovery.approve.wizard")
        for nothing in ("", "   "):
            with self.assertRaisesRegex(UserError, "You are alone: write why"):
                self.approve(manager, reason=nothing)
        wizard = (
            self.env["recovery.approve.wizard"]
            .with_user(manager)
            .create(
                {"notice_ids": [(6, 0, self.notice.ids)], "reason": "Told by phone"}
            )
        )
        wizard.action_confirm()
        self.assertRecordValues(
            self.notice,
            [
                {
                    "state": "queued",
                    "approved_alone": True,
                    "approval_reason": "Told by phone",
                    "approved_by_id": manager.id,
                }
            ],
        )

    def test_an_agent_alone_does_not_replace_a_manager(self):
        self.step.four_eyes = True
        agent = self.person("agent", AGENT)
        with self.assertRaises(AccessError):
            self.approve(agent, reason="I want to")

    def test_an_auditor_reads_and_approves_nothing(self):
        auditor = self.person("auditor", "base.group_user,debt_recovery.group_auditor")
        mine = self.notice.with_user(auditor)
        self.assertEqual(mine.amount, 1000)
        with self.assertRaises(AccessError):
            mine.action_approve()
        with self.assertRaises(AccessError):
            mine._skip("I may not")

    def test_skipped_this_time_it_does_not_come_back_tomorrow(self):
        self.notice._skip("A payment is announced")
        self.assertEqual((self.notice.state, self.notice.reason), ("cancelled", "user"))
        self.cycle(date(2026, 3, 3))
        self.assertEqual(self.notice.state, "cancelled")

    def test_a_move_that_is_not_in_the_table_is_refused(self):
        self.notice._skip("A payment is announced")
        with self.assertRaisesRegex(UserError, "cannot go from “Cancelled” to “Sent”"):
            self.notice._move_to("sent")
        self.assertFalse(self.notice._move_to("cancelled"))
