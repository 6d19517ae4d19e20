import hashlib
from datetime import date

from odoo.tests import HttpCase, tagged

from .plan_case import PlanCase


@tagged("post_install", "-at_install")
class TestPlanAcceptance(PlanCase, HttpCase):
    """The customer reads the agreement and accepts it; what he read is proved."""

    def setUp(self):
        super().setUp()
        self.mme, self.lines = self.owing(self.mme_d, 1240)
        self.plan = self.make(self.mme, self.lines)
        self.plan._go("offered")

    def link(self, plan=None):
        url = self.root["recovery.link"]._issue(
            self.mme, "arrangement", arrangement_id=(plan or self.plan).id
        )
        return "/recovery" + url.split("/recovery", 1)[1]

    def accept(self, url, fingerprint=None, name="Anne D."):
        fingerprint = fingerprint or self.plan._to_accept().text_hash
        answers = {"fingerprint": fingerprint, "name": name, "agree": "1"}
        link = self.root["recovery.link"]._find(url.rpartition("/")[2])
        answers["csrf_token"] = link._form_key()
        return self.url_open(f"{url}/agreement", data=answers).text

    def test_accepted_it_runs_with_its_proof(self):
        url = self.link()
        page = self.url_open(url).text
        for words in (
            "acknowledges owing",
            "Point conseil budget",
            "mediation.example",
            "no fee and no interest",
            "310.00",
            "becomes due at once",
        ):
            self.assertIn(words, page)
        self.assertEqual(self.plan.state, "offered")  # a GET changes nothing
        page = self.accept(url)
        self.assertIn("is agreed", page)
        self.assertEqual(self.plan.state, "active")
        version = self.plan.version_id
        self.assertEqual(version.accepted_by, "Anne D.")
        self.assertEqual(version.accepted_source, "link")
        self.assertEqual(version.accepted_ip, "127.0.0.1")
        self.assertTrue(version.accepted_at)
        digest = hashlib.sha256(str(version.text).encode()).hexdigest()
        self.assertEqual(version.text_hash, digest)

    def test_it_acknowledges_the_debt(self):
        self.accept(self.link())
        (event,) = self.root["recovery.limitation.event"].search(
            [("partner_id", "=", self.mme_d.id)]
        )
        self.assertEqual(event.kind, "acknowledgement")
        self.assertEqual(event.line_ids, self.lines)

    def test_what_was_said_on_the_phone_acknowledges_nothing_until_it_is_written(self):
        self.plan.action_withdraw()
        plan = self.agree(self.mme, self.lines)
        events = self.root["recovery.limitation.event"]
        domain = [("partner_id", "=", self.mme_d.id)]
        self.assertFalse(events.search(domain))
        self.plan = plan
        self.assertIn("agreed on the phone", self.url_open(self.link(plan)).text)
        self.accept(self.link(plan))
        self.assertEqual(len(events.search(domain)), 1)
        self.assertEqual(plan.version_id.accepted_by, "Anne D.")

    def test_who_comes_second_reads_that_it_is_agreed(self):
        url = self.link()
        fingerprint = self.plan.proposed_id.text_hash
        self.accept(url, fingerprint)
        page = self.accept(url, fingerprint, "Somebody else")
        self.assertNotIn("I accept", page)
        self.assertIn("still to pay", page)
        self.assertEqual(self.plan.version_id.accepted_by, "Anne D.")

    def test_an_offer_that_is_over_cannot_be_accepted(self):
        url = self.link()
        fingerprint = self.plan.proposed_id.text_hash
        self.move_to(date(2026, 3, 12))
        page = self.accept(url, fingerprint)
        self.assertIn("cannot be accepted any more", page)
        self.assertEqual(self.plan.state, "offered")
        self.cycle(date(2026, 3, 12))
        self.assertEqual(self.plan.state, "expired")
        self.assertIn("cannot be accepted any more", self.url_open(url).text)

    def test_a_plan_that_changed_meanwhile_is_read_again(self):
        url = self.link()
        before = self.plan.proposed_id.text_hash
        first, *others = self.plan._plan_schedule()
        later = first._replace(due=date(2026, 3, 6))
        self.plan._propose((later, *others), "Typing error")
        page = self.accept(url, before)
        self.assertIn("changed since you opened", page)
        self.assertEqual(self.plan.state, "offered")

    def test_a_name_is_asked_for(self):
        page = self.accept(self.link(), name="   ")
        self.assertIn("Please type your name", page)
        self.assertEqual(self.plan.state, "offered")

    def test_a_link_that_ended_offers_a_new_one(self):
        url = self.link()
        self.mme.link_ids.action_revoke()
        self.assertIn("not valid any more", self.accept(url))
        self.assertEqual(self.plan.state, "offered")

    def test_the_new_link_opens_the_same_plan(self):
        links = self.root["recovery.link"]
        links._issue(self.mme, "arrangement", arrangement_id=self.plan.id)
        old = self.mme.link_ids.sorted("id")[-1]
        self.mme.link_ids.action_revoke()
        old.sudo()._renew()
        new = links.search([("case_id", "=", self.mme.id)]).sorted("id")[-1]
        self.assertNotEqual(new, old)
        self.assertEqual(new.arrangement_id, self.plan)

    def test_a_link_of_another_purpose_accepts_nothing(self):
        url = self.root["recovery.link"]._issue(self.mme, "documents")
        url = "/recovery" + url.split("/recovery", 1)[1]
        self.accept(url)
        self.assertEqual(self.plan.state, "offered")

    def test_nobody_is_chased_while_an_offer_waits(self):
        rows = self.exposure(self.mme_d, date(2026, 3, 4))
        self.assertEqual(rows[self.lines.id]["spared"], "manual")
        self.plan.action_withdraw()
        rows = self.exposure(self.mme_d, date(2026, 3, 4))
        self.assertFalse(rows[self.lines.id]["spared"])

    def test_the_offer_and_the_agreement_leave_by_e_mail(self):
        (offer,) = self.sent()
        self.assertIn("310.00", offer.text)
        self.assertIn("/recovery/l/", offer.html)
        self.accept(self.link())
        (made,) = self.sent()
        self.assertIn("is agreed", made.subject)
        (paper,) = made.mail.iter_attachments()
        self.assertIn(self.plan.reference, paper.get_filename())
        version = self.plan.version_id
        digest = hashlib.sha256(version.pdf_id.raw).hexdigest()
        self.assertEqual(version.pdf_hash, digest)

    def test_the_paper_is_in_the_customers_language(self):
        self.mme_d.lang = "fr_FR"
        self.plan.action_withdraw()
        plan = self.agree(self.mme, self.lines)
        version = plan.version_id.with_context(force_report_rendering=True)
        name, raw = version._paper_file()
        self.assertEqual(raw[:5], b"%PDF-")
        self.assertEqual(version.lang, "fr_FR")

    def sent(self):
        self.emails = []
        return self.send(date(2026, 3, 4))
