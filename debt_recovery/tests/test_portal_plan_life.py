from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .plan_case import WEDNESDAY
from .test_portal_plan import PortalPlanCase

MAY = date(2026, 5, 4)


class RunningPlanCase(PortalPlanCase):
    """Mme D. pays 1,240.00 in four times from 4 March; the first one is paid."""

    def setUp(self):
        super().setUp()
        self.running = self.agree(self.mme, self.lines)
        self.pay(self.mme_d, 310, WEDNESDAY, self.lines.sorted("amount_residual")[:1])
        self.settle(WEDNESDAY)
        self.path = f"/change/{self.running.reference}"

    def change(self, url=None, reason="", **query):
        page = self.page(self.path, url, **query)
        fields = self.sent_form(page, self.path) | {"reason": reason}
        answer = self.post(self.path, fields, url)
        self.env.invalidate_all()
        return answer

    def amounts(self):
        return [row[1] for row in self.rows(self.running)]


@tagged("post_install", "-at_install")
class TestPortalPlanLife(RunningPlanCase):
    """A customer lives with his plan: sees it, changes it, makes good what is late."""

    def test_the_page_says_what_is_paid_and_what_comes(self):
        page = self.page(f"/arrangement/{self.running.reference}")
        self.assertIn("930.00", page)
        self.assertIn("Paid", page)
        self.assertIn("7 April 2026", page)
        self.assertIn("Change a date", page)

    def test_one_payment_later(self):
        answer = self.change(kind="postpone", part=0, first="2026-04-20", reason="Pay")
        self.assertIn(f"/arrangement/{self.running.reference}", answer.url)
        self.assertEqual(
            self.rows(self.running),
            [("04/03", 310), ("20/04", 310), ("04/05", 310), ("04/06", 310)],
        )
        version = self.running.version_id
        self.assertTrue(version.by_customer)
        self.assertEqual((version.number, version.why), (2, "Pay"))
        self.assertIn("7 April 2026", version.before)

    def test_sent_twice_it_changes_once(self):
        page = self.page(self.path, kind="postpone", part=0, first="2026-04-20")
        fields = self.sent_form(page, self.path)
        self.post(self.path, fields)
        self.post(self.path, fields)
        self.env.invalidate_all()
        self.assertEqual(len(self.running.version_ids), 2)

    def test_looking_changes_nothing(self):
        before = self.contents("recovery_link", "recovery_event", "recovery_mark")
        self.page(self.path, kind="respread", count=5, first="2026-04-07")
        self.page(f"{self.path}/result", kind="postpone", part=0, first="2026-04-20")
        self.page(f"/autopay/{self.running.reference}")
        after = self.contents("recovery_link", "recovery_event", "recovery_mark")
        self.assertEqual(before, after)

    def test_less_each_time_holds_at_once(self):
        self.change(kind="respread", count=6, first="2026-04-07")
        self.assertEqual(self.amounts(), [310] + [155] * 6)

    def test_more_at_once_is_accepted_first(self):
        answer = self.change(kind="respread", count=2, first="2026-04-07")
        self.assertEqual(self.amounts(), [310] * 4)
        self.assertEqual(self.running.proposed_id.number, 2)
        page = self.plain(answer)
        self.assertIn("changed: the new ones hold once you accept", page)
        self.accept(page, self.running.reference)
        self.env.invalidate_all()
        self.assertEqual(self.amounts(), [310, 465, 465])

    def test_too_late_is_asked_for_and_granted(self):
        manager = self.env.user
        self.company.recovery_manager_id = manager
        page = self.page(self.path, kind="postpone", part=0, first="2026-05-20")
        self.assertIn("31 days later at most", page)
        answer = self.change(
            kind="postpone", part=0, first="2026-05-20", reason="Hospital"
        )
        self.assertIn("you hear from us", self.plain(answer))
        self.assertEqual(self.amounts(), [310] * 4)
        request = self.running.request_ids
        self.assertEqual((request.state, request.why), ("asked", "Hospital"))
        (task,) = self.running.activity_ids
        self.assertEqual(task.user_id, manager)
        self.assertIn("Hospital", task.note)
        page = self.page(f"/follow/{request.reference}")
        self.assertIn("Being looked at", page)
        self.assertTrue(self.running.with_user(manager).can_approve)
        self.running.with_user(manager)._approve_plan("Get well")
        self.assertEqual(request.state, "granted")
        self.assertFalse(self.running.activity_ids)
        self.assertIn(("20/05", 310), self.rows(self.running))
        self.assertIn("Get well", self.page(f"/follow/{request.reference}"))

    def test_spreading_anew_is_no_way_to_wait_longer(self):
        page = self.page(self.path, kind="respread", count=3, first="2026-05-20")
        self.assertIn("31 days later at most", page)
        page = self.page(self.path, kind="respread", count=3, first="9999-12-31")
        self.assertIn("today or a later day", page)

    def test_refused_it_goes_on_and_says_why(self):
        self.change(kind="respread", count=20, first="2026-04-07")
        request = self.running.request_ids
        self.running.with_user(self.env.user)._refuse_plan("Too long")
        self.assertEqual((request.state, self.running.state), ("refused", "active"))
        page = self.page(f"/follow/{request.reference}")
        self.assertIn("Not granted", page)
        self.assertIn("Too long", page)

    def test_who_may_not_exceed_decides_nothing(self):
        agent = new_test_user(
            self.env,
            "plan-request",
            "debt_recovery.group_agent",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.change(kind="respread", count=20, first="2026-04-07")
        with self.assertRaisesRegex(AccessError, "manager decides"):
            self.running.with_user(agent)._approve_plan("Why not")
        self.assertEqual(self.running.request_ids.state, "asked")

    def test_one_request_waits_at_a_time(self):
        page = self.page(self.path, kind="respread", count=20, first="2026-04-07")
        fields = self.sent_form(page, self.path)
        self.change(kind="respread", count=20, first="2026-04-07")
        answer = self.post(self.path, fields)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("you hear from us soon", answer.text)
        self.assertEqual(len(self.running.request_ids), 1)

    def test_so_many_changes_alone_and_then_a_person_looks(self):
        for day in ("2026-04-10", "2026-04-15"):
            self.change(kind="postpone", part=0, first=day)
        self.assertIn(("15/04", 310), self.rows(self.running))
        page = self.page(self.path, kind="postpone", part=0, first="2026-04-17")
        self.assertIn("you made alone: 2", page)
        self.assertIn("Ask for this change", page)

    def test_terms_that_changed_meanwhile_are_said(self):
        page = self.page(self.path, kind="postpone", part=0, first="2026-04-20")
        fields = self.sent_form(page, self.path)
        self.root.ref("debt_recovery.plan_policy_consumer").own_postpone_days = 5
        answer = self.post(self.path, fields)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("Something changed", answer.text)
        self.assertEqual(len(self.running.version_ids), 1)

    def test_a_foreign_plan_is_neither_seen_nor_changed(self):
        other, lines = self.owing(self.lecoq, 555)
        foreign = self.agree(other, lines, 3)
        before = self.rows(foreign)
        for path in ("change", "autopay", "arrangement"):
            page = self.page(f"/{path}/{foreign.reference}", status=404)
            self.assertNotIn("555", page)
        self.path = f"/change/{foreign.reference}"
        fields = {"csrf_token": self.key(), "once": "x", "kind": "postpone"}
        for path in (self.path, f"/autopay/{foreign.reference}"):
            self.assertEqual(self.post(path, fields).status_code, 404)
        self.assertEqual(self.rows(foreign), before)

    def test_the_link_of_a_plan_changes_that_plan_alone(self):
        url = self.link(purpose="arrangement", arrangement_id=self.running.id)
        self.change(url, kind="postpone", part=0, first="2026-04-20")
        self.assertIn(("20/04", 310), self.rows(self.running))
        self.page("/plan", url, status=404)

    def test_a_late_payment_is_named_with_how_to_make_good(self):
        self.cycle(date(2026, 4, 9))
        page = self.page(f"/arrangement/{self.running.reference}")
        self.assertIn("To pay now", page)  # money takes some days
        self.cycle(date(2026, 4, 20))
        page = self.page(f"/arrangement/{self.running.reference}")
        self.assertIn("has not reached us yet", page)
        self.assertIn("Point conseil budget", page)

    def test_a_broken_plan_says_what_takes_it_up_again(self):
        for day in range(date(2026, 4, 8).toordinal(), date(2026, 5, 15).toordinal()):
            self.day(date.fromordinal(day))
            if self.running.state == "broken":
                break
        self.assertEqual(self.running.state, "broken")
        today = self.company._recovery_today()
        amount, until = self.running._cure(today)
        page = self.page(f"/arrangement/{self.running.reference}")
        self.assertIn("has ended", page)
        self.assertIn(f"{amount:,.2f}", page)
        self.assertGreaterEqual(until, today)
        self.pay(self.mme_d, amount, today, self.lines)
        self.settle(today)
        self.assertEqual(self.running.state, "active")

    def test_my_plan_is_among_what_i_follow(self):
        page = self.page("/follow")
        self.assertIn(self.running.reference, page)
        page = self.page(f"/follow/{self.running.reference}")
        self.assertIn("310.00", page)
        self.assertIn("Running", page)


@tagged("post_install", "-at_install")
class TestPortalAutopay(RunningPlanCase):
    """The customer has his plan charged, and ends that."""

    def setUp(self):
        super().setUp()
        demo = self.root.ref("payment.payment_provider_demo")
        journal = self.bank.id
        self.provider = demo.copy(
            {"company_id": self.company.id, "state": "test", "journal_id": journal}
        )
        self.method = self.root.ref("payment_demo.payment_method_demo")
        self.path = f"/autopay/{self.running.reference}"
        self.mme_d.zip = "75002"

    def proved(self, answer="75002"):
        """She answers who she is; the cookie stays in this browser."""
        form = {"csrf_token": self.key(), "answer": answer, "then": self.path}
        return self.post("/identity", form)

    def card(self, partner=None):
        card = (
            self.root["payment.token"]
            .sudo()
            .create(
                {
                    "provider_id": self.provider.id,
                    "payment_method_id": self.method.id,
                    "partner_id": (partner or self.mme_d).id,
                    "payment_details": "4242",
                    "provider_ref": "tok_test",
                    "demo_simulated_state": "done",
                }
            )
        )
        self.env.flush_all()
        return card

    def test_a_saved_card_is_neither_shown_nor_used_before_proof(self):
        self.card()
        page = self.page(self.path)
        self.assertIn("Before we go on", page)
        self.assertNotIn("4242", page)
        form = {"csrf_token": self.key(), "name": "X", "agree": "1", "means": "1"}
        for path in (self.path, f"{self.path}/stop"):
            self.assertEqual(self.post(path, form).status_code, 403)
        self.assertEqual(self.proved("69001").status_code, 422)
        self.assertIn("Before we go on", self.page(self.path))
        self.assertIn("4242", self.proved().text)

    def agreed(self, **values):
        fields = self.sent_form(self.page(self.path), self.path)
        return self.post(
            self.path, {**fields, "name": "Anne D.", "agree": "1", **values}
        )

    def test_agreed_to_with_its_words_and_ended_at_once(self):
        card = self.card()
        self.proved()
        page = self.plain(self.agreed())
        self.env.invalidate_all()
        mandate = self.running.mandate_id
        self.assertEqual((mandate.token_id, mandate.source), (card, "link"))
        self.assertIn("Anne D.", mandate.proof)
        self.assertIn("127.0.0.1", mandate.proof)
        self.assertIn(mandate.text, page)
        fields = self.sent_form(page, f"{self.path}/stop")
        page = self.plain(self.post(f"{self.path}/stop", fields))
        self.assertEqual((mandate.state, mandate.revoked_why), ("revoked", "customer"))
        self.assertIn("Switch on", page)

    def test_the_tick_and_the_name_are_asked_for(self):
        self.card()
        self.proved()
        for values in ({"agree": ""}, {"name": " "}):
            answer = self.agreed(**values)
            self.assertEqual(answer.status_code, 422)
        self.assertFalse(self.running.mandate_ids)

    def test_other_words_than_those_read_are_not_agreed_to(self):
        self.card()
        self.proved()
        fields = self.sent_form(self.page(self.path), self.path)
        self.company.recovery_notice_days += 1
        fields |= {"name": "Anne D.", "agree": "1"}
        answer = self.post(self.path, fields)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("changed meanwhile", answer.text)
        self.assertFalse(self.running.mandate_ids)

    def test_the_card_of_somebody_else_is_neither_shown_nor_used(self):
        mine, foreign = self.card(), self.card(self.lecoq)
        self.proved()
        self.assertEqual(self.page(self.path).count("Switch on"), 1)
        self.assertEqual(self.agreed(means=str(foreign.id)).status_code, 422)
        self.assertFalse(self.running.mandate_ids)
        self.assertTrue(mine)

    def test_without_a_card_it_says_how_to_save_one(self):
        self.assertIn("No means of payment is saved yet", self.page(self.path))

    def test_agreed_twice_it_is_one(self):
        self.card()
        self.proved()
        fields = self.sent_form(self.page(self.path), self.path)
        fields |= {"name": "Anne D.", "agree": "1"}
        self.post(self.path, fields)
        self.post(self.path, fields)
        self.env.invalidate_all()
        self.assertEqual(len(self.running.mandate_ids), 1)
