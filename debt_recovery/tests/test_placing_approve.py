from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .placing import PlacingCase


@tagged("post_install", "-at_install")
class TestPlacingApprove(PlacingCase):
    """Two persons decide on a hand-over; one alone writes why."""

    def setUp(self):
        super().setUp()
        self.paul, self.zoe = self.person("paul"), self.person("zoe")
        self.line = self.owed(900)

    def asked(self, user=None):
        files = self.files.with_user(user or self.paul)
        return files._propose(self.line, self.contract)

    def test_who_asked_does_not_approve(self):
        file = self.asked()
        self.assertEqual(file.requested_by_id, self.paul)
        with self.assertRaisesRegex(UserError, "another person"):
            file.with_user(self.paul)._approve("I know better")
        self.assertEqual(file.state, "draft")

    def test_another_person_approves(self):
        file = self.asked()
        file.with_user(self.zoe)._approve()
        self.assertEqual(file.state, "approved")
        self.assertEqual(file.approved_by_id, self.zoe)
        self.assertTrue(file.approved_on)
        self.assertFalse(file.approved_alone)

    def test_alone_it_takes_a_written_reason(self):
        alone = patch.object(
            self.registry["res.company"], "_recovery_is_alone", lambda company: True
        )
        self.startPatcher(alone)
        file = self.asked().with_user(self.paul)
        self.assertTrue(file.needs_alone_reason)
        self.assertEqual(
            file.action_approve()["res_model"], "recovery.placement.answer"
        )
        with self.assertRaisesRegex(UserError, "write why"):
            file._approve("  ")
        answer = (
            self.env["recovery.placement.answer"]
            .with_user(self.paul)
            .create(
                {
                    "placement_ids": file.ids,
                    "what": "approve",
                    "reason": "Nobody answers since January.",
                }
            )
        )
        answer.action_apply()
        self.assertEqual(file.state, "approved")
        self.assertTrue(file.approved_alone)
        self.assertEqual(file.approval_reason, "Nobody answers since January.")

    def test_refused_with_a_reason_it_frees_the_debt(self):
        file = self.asked()
        with self.assertRaisesRegex(UserError, "Write why"):
            file.with_user(self.zoe)._refuse(" ")
        file.with_user(self.zoe)._refuse("The customer pays on Friday.")
        self.assertEqual(file.state, "refused")
        self.assertEqual(file.refusal, "The customer pays on Friday.")
        self.assertFalse(file.line_ids.is_active)
        self.assertTrue(self.asked())

    def test_an_approved_file_may_still_be_refused_and_not_approved_again(self):
        file = self.asked()
        file.with_user(self.zoe)._approve()
        with self.assertRaisesRegex(UserError, "does not wait"):
            file.with_user(self.zoe)._approve()
        file.with_user(self.zoe)._refuse("Paid meanwhile.")
        self.assertEqual(file.state, "refused")

    def test_an_auditor_decides_nothing(self):
        file = self.asked()
        auditor = self.person("auditor", "group_auditor")
        with self.assertRaises(AccessError):
            file.with_user(auditor)._approve("yes")
        with self.assertRaises(AccessError):
            file.with_user(auditor)._refuse("no")
        with self.assertRaises(AccessError):
            file.with_user(self.zoe).write({"state": "approved"})
