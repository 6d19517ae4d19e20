from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import MONDAY
from .placed_case import PlacingCase

FRIDAY = date(2026, 3, 6)


@tagged("post_install", "-at_install")
class TestAgencyRequests(PlacingCase):
    """Who asks whom, until when, and what comes of it."""

    def setUp(self):
        super().setUp()
        self.cycle(MONDAY)
        self.one = self.handed_over(self.bakery)

    def ask(self, kind="explanation", by="agency", **values):
        requests = self.root["recovery.agency.request"]
        return requests._ask(
            self.one, kind, "Who signed?", by=by, answer_by=FRIDAY, **values
        )

    def test_what_the_agency_asks_waits_for_us_with_a_task(self):
        request = self.ask(agency_reference="Q-9")
        self.assertRegex(request.reference, r"^QA/2026/\d{5}$")
        self.assertEqual(request.waits_for, "us")
        self.assertEqual(self.one.waits_for, "us")
        self.assertEqual(request.activity_ids.date_deadline, FRIDAY)
        self.assertFalse(self.told(self.one, "request"))

    def test_our_answer_leaves_as_a_file(self):
        request = self.ask()
        with self.assertRaisesRegex(UserError, "write the answer"):
            request.action_answer()
        request.answer = "The manager did."
        request.action_answer()
        self.assertEqual((request.state, request.answered_on), ("answered", MONDAY))
        self.assertEqual(request.file_ids, self.told(self.one, "answer"))
        self.assertEqual(len(request.file_ids), 1)
        self.assertFalse(request.waits_for)
        self.assertFalse(request.activity_ids)

    def test_what_we_ask_leaves_at_once_and_waits_for_the_agency(self):
        request = self.ask(by="us")
        self.assertEqual(request.waits_for, "agency")
        self.assertEqual(len(self.told(self.one, "request")), 1)
        request._answer("answered", "Signed by M. Lecoq.")
        self.assertEqual(request.answer, "Signed by M. Lecoq.")
        self.assertFalse(self.told(self.one, "answer"), "it was its answer")

    def test_both_sides_may_wait(self):
        self.ask()
        self.ask(by="us")
        self.assertEqual(self.one.waits_for, "both")

    def test_a_court_step_granted_moves_the_file_and_its_cost(self):
        request = self.ask("court", amount=51.6)
        request.action_grant()
        self.assertEqual((request.state, self.one.stage), ("granted", "court"))
        self.assertEqual(self.one.cost_ids.kind, "court")
        self.assertEqual(self.one.cost_total, 51.6)

    def test_a_court_step_refused_moves_nothing(self):
        request = self.ask("court", amount=51.6)
        request.answer = "Not for this amount."
        request.action_refuse()
        self.assertEqual(self.one.stage, "amicable")
        self.assertFalse(self.one.cost_ids)

    def test_an_answer_is_given_once(self):
        request = self.ask("discount", amount=100)
        request.action_grant()
        with self.assertRaisesRegex(UserError, "cannot go"):
            request._answer("refused", "no")

    def test_nobody_waits_for_a_file_that_came_back(self):
        request = self.ask()
        self.one._recall("asked")
        self.assertEqual(request.state, "dropped")
        self.assertFalse(request.activity_ids)
        with self.assertRaisesRegex(UserError, "not with the agency"):
            self.ask()

    def test_only_agents_answer(self):
        auditor = new_test_user(
            self.root,
            "request_auditor",
            groups="base.group_user,debt_recovery.group_auditor",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        request = self.ask()
        with self.assertRaises(AccessError):
            request.with_user(auditor)._answer("refused", "no")

    def test_the_wizard_asks(self):
        action = self.one.action_ask()
        wizard = (
            self.root["recovery.agency.ask"]
            .with_context(**action["context"])
            .create({"text": "Where does it stand?", "answer_by": FRIDAY})
        )
        opened = wizard.action_ask()
        request = self.root["recovery.agency.request"].browse(opened["res_id"])
        self.assertEqual((request.asked_by, request.answer_by), ("us", FRIDAY))
