from datetime import date, timedelta

from odoo.tests import tagged

from .plan_case import WEDNESDAY
from .test_portal_plan import PortalPlanCase
from .test_portal_plan_life import RunningPlanCase


def about(messages, words):
    return [one for one in messages if words in one.subject]


@tagged("post_install", "-at_install")
class TestPortalPlanTold(PortalPlanCase):
    """What is written to who asked for a plan on his page."""

    def asked(self):
        self.company.recovery_manager_id = self.env.user
        page = self.page("/plan", count=20)
        fields = self.sent_form(page, "/plan") | {"reason": "Lost a job"}
        self.post("/plan", fields)
        return self.plan()

    def test_who_leaves_without_accepting_reads_his_own_plan_an_hour_later(self):
        self.build(count=4, first="2026-03-06")
        plan = self.plan()
        self.assertFalse(about(self.send(WEDNESDAY, hour=8), plan.reference))
        (message,) = about(self.send(WEDNESDAY, hour=10), plan.reference)
        self.assertIn("waits for your agreement", message.subject)
        self.assertIn("that you asked for on our page", message.text)
        self.assertNotIn("As we discussed", message.text)

    def test_a_plan_of_ours_is_said_as_discussed(self):
        plan = self.make(self.mme, self.lines)
        plan._go("offered")
        (message,) = about(self.send(WEDNESDAY), plan.reference)
        self.assertIn("As we discussed", message.text)

    def test_a_refused_plan_is_answered_once(self):
        plan = self.asked()
        self.assertTrue(plan.is_asked)
        plan.with_user(self.env.user)._refuse_plan("Six payments at most")
        (message,) = about(self.send(WEDNESDAY), plan.reference)
        self.assertIn("Our answer", message.subject)
        self.assertIn("Six payments at most", message.text)
        self.assertNotIn("/arrangement", message.html)
        self.assertFalse(about(self.send(WEDNESDAY), plan.reference))
        page = self.page(f"/arrangement/{plan.reference}")
        self.assertIn("could not agree to your payment plan", page)
        self.assertIn("Six payments at most", page)
        self.assertIn("Choose another plan", page)
        page = self.page(f"/follow/{plan.reference}")
        self.assertIn("Not granted", page)
        self.assertIn("Six payments at most", page)

    def test_a_refused_plan_that_we_prepared_is_not_answered(self):
        self.company.recovery_manager_id = self.env.user
        plan = self.make(self.mme, self.lines, 20)
        plan._go("offered")
        self.assertEqual(plan.state, "to_approve")
        plan.with_user(self.env.user)._refuse_plan("Too long")
        self.assertFalse(plan.is_asked)
        self.assertFalse(about(self.send(WEDNESDAY), plan.reference))


@tagged("post_install", "-at_install")
class TestRunningPlanTold(RunningPlanCase):
    """What is written about a running plan, and how a broken one is made good."""

    def test_a_refused_change_is_answered_once(self):
        self.change(kind="respread", count=20, first="2026-04-07")
        self.running.with_user(self.env.user)._refuse_plan("Too long for us")
        sent = self.send(WEDNESDAY)
        self.assertEqual(len(about(sent, "is agreed")), 1)  # it waited, and leaves
        (message,) = about(sent, "Our answer")
        self.assertIn(self.running.reference, message.subject)
        self.assertIn("Too long for us", message.text)
        self.assertIn("Your plan goes on as it is", message.text)
        self.assertFalse(about(self.send(WEDNESDAY), "Our answer"))

    def broken(self):
        """Let the second instalment go unpaid until the plan ends."""
        day = date(2026, 4, 8)
        while self.running.state == "active" and day < date(2026, 5, 15):
            self.day(day)
            day += timedelta(days=1)
        self.assertEqual(self.running.state, "broken")

    def test_a_broken_plan_is_made_good_from_its_own_link(self):
        self.broken()
        today = self.company._recovery_today()
        amount, _until = self.running._cure(today)
        url = self.link(purpose="arrangement", arrangement_id=self.running.id)
        fields = self.sent_form(self.page("/arrangement", url), "/choose")
        self.assertEqual(fields["cure"], [self.running.reference])
        answer = self.post("/choose", fields, url, redirects=False)
        self.assertIn("/checkout/", answer.headers["Location"])
        self.env.invalidate_all()
        checkout = self.root["recovery.checkout"].search([], limit=1)
        self.assertEqual((checkout.amount, checkout.is_short), (amount, False))
        self.assertLessEqual(checkout._lines(), self.running.item_ids.line_id)
        checkout._measure()  # it can be paid so
        self.assertIn("What is missing of your plan", self.page("/choose", url))
        self.pay(self.mme_d, amount, today, self.lines)
        self.settle(today)
        self.assertEqual(self.running.state, "active")
        fields["once"] = ["later"]
        answer = self.post("/choose", fields, url)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("not to be paid any more", answer.text)

    def test_the_broken_plan_of_somebody_else_is_not_paid(self):
        self.broken()
        other, lines = self.owing(self.lecoq, 555, day=self.company._recovery_today())
        foreign = self.agree(other, lines, 3)
        fields = {"csrf_token": self.key(), "once": "x", "cure": foreign.reference}
        self.assertEqual(self.post("/choose", fields).status_code, 422)
        self.assertFalse(self.root["recovery.checkout"].search([]))
