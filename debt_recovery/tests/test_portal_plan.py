import re
from datetime import date

from odoo import Command, http
from odoo.tests import HttpCase, tagged

from odoo.addons.debt_recovery.controllers import visits

from .plan_case import WEDNESDAY, PlanCase


class PortalPlanCase(PlanCase, HttpCase):
    """Mme D. owes 840.00 and 400.00; she has a link to her account."""

    def setUp(self):
        super().setUp()
        visits.MADE.clear()
        visits.MADE_THERE.clear()
        self.mme, self.lines = self.owing(self.mme_d, 840, 400)
        self.url = self.link()

    def link(self, case=None, purpose="pay", **values):
        url = self.root["recovery.link"]._issue(case or self.mme, purpose, **values)
        self.env.flush_all()
        return "/recovery" + url.split("/recovery", 1)[1]

    def page(self, path="", url=None, status=200, **query):
        answer = self.url_open((url or self.url) + path, params=query)
        self.assertEqual(answer.status_code, status, answer.text[:2000])
        return self.plain(answer)

    def plain(self, answer):
        return answer.text.replace("\xa0", " ").replace("\u202f", " ")

    def key(self, url=None):
        link = self.root["recovery.link"]._find((url or self.url).split("/")[3])
        return link._form_key() if link else "x"

    def sent_form(self, page, action):
        """The fields of the form of a page that goes to ``action``."""
        form = next(
            one
            for one in re.findall(r"<form[^>]*method=\"post\".*?</form>", page, re.S)
            if re.search(rf'action="[^"]*{action}"', one)
        )
        fields = {}
        for tag in re.findall(r"<input[^>]*>", form):
            name = re.search(r'name="([^"]*)"', tag)
            value = re.search(r'value="([^"]*)"', tag)
            if name and 'type="hidden"' in tag:
                fields.setdefault(name[1], []).append(value[1] if value else "")
        return fields

    def post(self, path, fields, url=None, redirects=True):
        return self.url_open(
            (url or self.url) + path, data=fields, allow_redirects=redirects
        )

    def build(self, url=None, **query):
        """Send the form of the builder as it is shown for ``query``."""
        page = self.page("/plan", url, **query)
        return self.post("/plan", self.sent_form(page, "/plan"), url)

    def plan(self, case=None):
        self.env.invalidate_all()
        return self.root["recovery.arrangement"].search(
            [("case_id", "=", (case or self.mme).id), ("kind", "=", "plan")], limit=1
        )

    def accept(self, page, reference, url=None):
        fields = self.sent_form(page, "/agreement")
        fields |= {"name": ["Anne D."], "agree": ["1"]}
        return self.post("/agreement", fields, url)

    def portal_user(self, partner, login):
        users = self.root["res.users"].with_context(no_reset_password=True)
        users.create(
            {
                "name": login,
                "login": login,
                "password": login,
                "partner_id": partner.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        self.env.flush_all()
        self.authenticate(login, login)


@tagged("post_install", "-at_install")
class TestPortalPlan(PortalPlanCase):
    """A customer makes his payment plan alone, from the page to the ledger."""

    def test_the_page_proposes_what_is_due_within_the_policy(self):
        before = self.contents("recovery_link", "recovery_event", "recovery_mark")
        page = self.page("/plan")
        self.assertIn("1,240.00", page)
        self.assertIn("413.33", page)
        self.assertIn("Up to 12.", page)
        self.assertIn("20.00 € or more", page)
        self.assertIn("Point conseil budget", page)
        self.assertIn("mediation.example", page)
        self.assertIn("no fee and no interest", page)
        after = self.contents("recovery_link", "recovery_event", "recovery_mark")
        self.assertEqual(before, after)  # a GET changes nothing

    def test_what_is_chosen_is_shown_with_its_total(self):
        line = self.lines.filtered(lambda one: one.amount_residual == 840)
        page = self.page("/plan", filled=1, line=line.id, by="count", count=4)
        self.assertEqual(page.count("210.00"), 4)
        self.assertIn("840.00", page)
        page = self.page("/plan", filled=1, line=line.id, by="each", each="300,00")
        self.assertEqual(page.count("300.00 €"), 2)
        self.assertIn("240.00", page)

    def test_the_piece_for_scripts_is_the_one_of_the_page(self):
        query = {"filled": 1, "line": self.lines.ids, "count": 5, "first": "2026-03-20"}
        page = self.page("/plan", **query)
        piece = self.page("/plan/schedule", **query)
        self.assertNotIn("<html", piece)
        self.assertEqual(page.count("248.00"), 5)
        self.assertEqual(piece.count("248.00"), 5)
        once = re.compile(r'name="once" value="[^"]*"')
        self.assertIn(
            " ".join(once.sub("", piece).split()),
            " ".join(once.sub("", page).split()),
        )

    def test_made_accepted_and_running_at_once(self):
        (queued,) = self.notices(self.mme_d).filtered(lambda n: n.state == "queued")
        answer = self.build(count=4, first="2026-03-04")
        plan = self.plan()
        self.assertTrue(answer.url.endswith(f"/arrangement/{plan.reference}"))
        self.assertEqual((plan.state, plan.source), ("offered", "portal"))
        self.assertEqual([row[1] for row in self.rows(plan)], [310] * 4)
        page = self.plain(answer)
        self.assertIn("acknowledges owing", page)
        page = self.plain(self.accept(page, plan.reference))
        self.env.invalidate_all()
        self.assertEqual(plan.state, "active")
        version = plan.version_id
        self.assertEqual(version.accepted_by, "Anne D.")
        self.assertEqual(version.accepted_source, "link")
        self.assertEqual(version.accepted_ip, "127.0.0.1")
        self.assertIn("is agreed", page)
        # its first payment is a tap away
        fields = self.sent_form(page, "/choose")
        self.assertEqual(fields["instalment"], [str(plan._plan_parts()[0].id)])
        answer = self.post("/choose", fields, redirects=False)
        self.assertIn("/checkout/", answer.headers["Location"])
        self.env.invalidate_all()
        checkout = self.root["recovery.checkout"].search([], limit=1)
        self.assertEqual((checkout.amount, checkout.case_id), (310, self.mme))
        # the ladder stops: what was queued is dropped, and would not leave anyhow
        self.settle(WEDNESDAY)
        self.assertIn(queued.state, ("cancelled", "withheld"))
        rows = self.exposure(self.mme_d, WEDNESDAY)
        self.assertEqual({row["chaseable"] for row in rows.values()}, {0})
        sent = self.send(WEDNESDAY)
        self.assertEqual(
            [one.subject for one in sent if "is agreed" in one.subject],
            [one.subject for one in sent],
        )
        # paid: the ledger says so
        self.pay(self.mme_d, 310, WEDNESDAY, self.lines.sorted("amount_residual")[:1])
        self.settle(WEDNESDAY)
        self.assertEqual(plan.received, 310)
        self.assertEqual(plan._plan_parts()[0].state, "received")

    def test_sent_twice_it_makes_one_plan(self):
        page = self.page("/plan", count=4)
        fields = self.sent_form(page, "/plan")
        first = self.post("/plan", fields)
        second = self.post("/plan", fields)
        self.assertEqual(first.url, second.url)
        self.assertEqual(len(self.mme.arrangement_ids), 1)

    def test_another_choice_replaces_the_one_not_accepted(self):
        self.build(count=4)
        old = self.plan()
        self.build(count=6)
        plan = self.plan()
        self.assertEqual((old.state, old.ended_why), ("cancelled", "replaced"))
        self.assertEqual((plan.state, len(plan._plan_parts())), ("offered", 6))

    def test_beyond_the_policy_it_is_asked_for_and_decided(self):
        manager = self.env.user
        self.company.recovery_manager_id = manager
        page = self.page("/plan", count=20)
        self.assertIn("goes beyond", page)
        fields = self.sent_form(page, "/plan") | {"reason": "Lost a job"}
        page = self.plain(self.post("/plan", fields))
        plan = self.plan()
        self.assertEqual(plan.state, "to_approve")
        self.assertIn("being prepared", page)
        (task,) = plan.activity_ids
        self.assertEqual(task.user_id, manager)
        self.assertIn("Lost a job", task.note)
        plan.with_user(manager)._approve_plan("Long a customer")
        self.assertEqual(plan.state, "offered")
        page = self.page(f"/arrangement/{plan.reference}")
        self.accept(page, plan.reference)
        self.env.invalidate_all()
        self.assertEqual(plan.state, "active")

    def test_a_flood_accepts_nothing_and_says_so(self):
        page = self.plain(self.build(count=4, first="2026-03-04"))
        self.addCleanup(visits.MADE_THERE.clear)
        plan, now = self.plan(), visits.time.monotonic()
        for _time in range(visits.MADE_THERE.limit):
            visits.MADE_THERE.note("127.0.0.1", now)
        answer = self.accept(page, plan.reference)
        self.assertEqual(answer.status_code, 429)
        self.assertIn("Too many forms", answer.text)
        self.env.invalidate_all()
        self.assertEqual(plan.state, "offered")

    def test_where_nobody_may_exceed_it_nothing_can_be_asked(self):
        page = self.page("/plan", count=20)
        fields = self.sent_form(page, "/plan")
        self.root.ref("debt_recovery.plan_policy_consumer").exceed_by = "nobody"
        page = self.page("/plan", count=20)
        self.assertIn("goes beyond what we can agree to", page)
        self.assertNotIn("Ask for this plan", page)
        self.assertEqual(self.post("/plan", fields).status_code, 422)
        self.assertFalse(self.plan())

    def test_a_policy_that_changed_meanwhile_is_said(self):
        fields = self.sent_form(self.page("/plan", count=6), "/plan")
        self.root.ref("debt_recovery.plan_policy_consumer").min_instalment = 300
        answer = self.post("/plan", fields)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("Something changed", answer.text)
        self.assertFalse(self.plan())

    def test_a_payment_that_came_in_meanwhile_is_said(self):
        fields = self.sent_form(self.page("/plan", count=4), "/plan")
        self.pay(self.mme_d, 40, WEDNESDAY, self.lines[:1])
        answer = self.post("/plan", fields)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("1,200.00", self.plain(answer))
        self.assertFalse(self.plan())

    def test_foreign_debts_are_not_seen(self):
        other, lines = self.owing(self.lecoq, 555)
        page = self.page("/plan", filled=1, line=lines.id)
        self.assertNotIn("555.00", page)
        self.assertIn("Choose at least one invoice", page)
        fields = self.sent_form(self.page("/plan", count=4), "/plan")
        fields["line"] = [str(lines.id)]
        self.assertEqual(self.post("/plan", fields).status_code, 422)
        self.assertFalse(self.plan() | self.plan(other))

    def test_a_foreign_plan_is_not_found(self):
        other, lines = self.owing(self.lecoq, 555)
        foreign = self.make(other, lines, 3)
        foreign._go("offered")
        self.assertEqual(foreign.state, "offered")
        path = f"/arrangement/{foreign.reference}"
        page = self.page(path, status=404)
        self.assertNotIn("555", page)
        answer = self.post(
            "/agreement",
            {
                "csrf_token": self.key(),
                "reference": foreign.reference,
                "fingerprint": foreign.proposed_id.text_hash,
                "name": "Anne D.",
                "agree": "1",
            },
        )
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(foreign.state, "offered")

    def test_what_is_typed_wrong_is_named_beside_its_field(self):
        page = self.page("/plan", count="many", first="soon")
        self.assertIn("Please look at the marked fields", page)
        self.assertEqual(page.count('aria-invalid="true"'), 2)
        for day in ("2026-03-01", "9999-12-31"):
            page = self.page("/plan", first=day)
            self.assertIn("today or soon", page)
        for query in ({"each": "0,01"}, {"each": "1e9"}, {"deposit": "99999999"}):
            self.page("/plan", by="each", **query)

    def test_of_many_debts_all_that_is_due_is_spread(self):
        moves = [self.invoice(self.mme_d, 10, WEDNESDAY) for _time in range(80)]
        page = self.page("/plan")
        self.assertIn("All invoices that are due: 2.", page)
        self.assertIn("413.33", page)
        answer = self.build(count=4)
        self.assertIn("/arrangement/", answer.url)
        self.assertFalse(self.plan().item_ids.line_id & self.debt(moves[0]))

    def test_so_many_plans_in_a_year_and_no_more(self):
        policy = self.root.ref("debt_recovery.plan_policy_consumer")
        policy.max_per_year = 1
        first, rest = self.lines[:1], self.lines[1:]
        self.agree(self.mme, first)
        page = self.page("/plan")
        self.assertIn("in the last twelve months: 1", page)
        self.assertNotIn('id="schedule"', page)
        self.assertTrue(rest)

    def test_preparing_again_and_again_without_accepting_ends(self):
        for day in (4, 12):
            self.move_to(date(2026, 3, day))
            self.build(count=4)
            self.assertEqual(self.plan().state, "offered")
        self.move_to(date(2026, 3, 20))
        page = self.page("/plan")
        self.assertIn("on 2 days of the last month, and none was agreed", page)
        self.move_to(date(2026, 4, 20))
        self.assertIn('id="schedule"', self.page("/plan"))

    def test_a_consumer_without_a_mediator_is_asked_to_call(self):
        self.company.recovery_mediator = False
        page = self.page("/plan")
        self.assertIn("cannot be agreed to online", page)
        self.assertNotIn('id="schedule"', page)

    def test_a_debt_in_proceedings_is_not_spread(self):
        self.root["recovery.hold"].create(
            {
                "partner_id": self.mme_d.id,
                "company_id": self.company.id,
                "kind": "moratorium",
                "reason": "Commission",
                "from_date": WEDNESDAY,
            }
        )
        self.assertIn("nothing to spread", self.page("/plan"))

    def test_a_portal_user_makes_his_plan(self):
        self.portal_user(self.mme_d, "mme_d_itself")
        url = f"/my/recovery/{self.mme.id}"
        page = self.page("/plan", url, count=4)
        fields = self.sent_form(page, "/plan")
        fields["csrf_token"] = http.Request.csrf_token(self)
        page = self.plain(self.post("/plan", fields, url))
        plan = self.plan()
        self.assertEqual(plan.state, "offered")
        fields = self.sent_form(page, "/agreement") | {"name": "Anne", "agree": "1"}
        fields["csrf_token"] = http.Request.csrf_token(self)
        self.post("/agreement", fields, url)
        self.env.invalidate_all()
        self.assertEqual(plan.state, "active")
        self.assertEqual(plan.version_id.accepted_source, "portal")

    def test_the_page_speaks_french(self):
        self.mme_d.lang = "fr_FR"
        page = self.page("/plan", self.link())
        self.assertIn('lang="fr-FR"', page)
        self.assertIn("413,33 €", page)

    def test_a_business_pays_a_first_share(self):
        case, lines = self.owing(self.lecoq, 9000)
        page = self.page("/plan", self.link(case))
        self.assertIn("1,800.00 € or more", page)
        self.assertNotIn("goes beyond", page)
        self.assertNotIn("Consumer mediator", page)
