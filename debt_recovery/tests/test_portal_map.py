from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.debt_recovery.controllers.visits import Visits

from .crawl import ARGUMENT, TEXTS, Crawler

OURS = "odoo.addons.debt_recovery.controllers."
# Doors of ours that are no page of the customer's, by who passes. A new one is named
# here, or is a page that the crawler tries.
DOORS = {
    "everybody": {"/debt_recovery/brand/<string:color>.css"},
    "portal": {"/my/recovery", "/my/invoices/overdue"},
    "colleagues": {
        "/debt_recovery/dossier/<int:case_id>",
        "/debt_recovery/personal/<int:partner_id>",
        "/debt_recovery/sheet/<string:model>/<int:record_id>",
        "/recovery/statement/<int:wizard_id>",
    },
    # users of an agency, and nobody else: test_agency_portal
    "agencies": {
        "/my/agency",
        "/my/agency/page/<int:page>",
        "/my/agency/<int:placement_id>",
        "/my/agency/<int:placement_id>/document/<int:move_id>",
        "/my/agency/<int:placement_id>/status",
        "/my/agency/files",
        "/my/agency/file/<int:file_id>",
        "/my/agency/file/<int:file_id>/download",
        "/my/agency/file/<int:file_id>/received",
        "/my/agency/upload",
    },
    # what they send is signed: test_twilio_webhooks, test_voice, test_sms
    "providers": {
        "/recovery/twilio/status/<string:uuid>",
        "/recovery/twilio/call/<string:uuid>",
        "/recovery/twilio/inbound",
        "/recovery/voice/<string:uuid>",
        "/recovery/voice/<string:uuid>/key",
        "/recovery/voice/<string:uuid>/ring",
        "/recovery/voice/<string:uuid>/bridge",
        "/recovery/voice/<string:uuid>/bridged",
        "/sms/status",
        "/sms_twilio/status/<string:uuid>",
    },
}


@tagged("post_install", "-at_install")
class TestPortalMap(Crawler):
    """The crawler knows every door that there is, and has something to try at each."""

    def setUp(self):
        super().setUp()
        self.me, *self.strangers = self.debtors
        self.account_of_lecoq = self.me.case

    def login(self, name):
        self.env.flush_all()
        self.authenticate(name, name)

    def ours(self):
        """The addresses that our controllers answer, by whether they are pages."""
        pages = self.root["ir.http"]
        found = pages._generate_routing_rules(
            sorted(self.registry._init_modules), pages._get_converters()
        )
        ours = [one for one in found if one[1].func.__module__.startswith(OURS)]
        crawled = {url for url, end in ours if isinstance(end.func.__self__, Visits)}
        return crawled, {url for url, _end in ours} - crawled

    def test_every_door_of_ours_is_crawled_or_named(self):
        crawled, others = self.ours()
        self.assertEqual(crawled, {url for url, _end in self.doors})
        self.assertGreater(len(crawled), 100)
        self.assertEqual(others, set().union(*DOORS.values()))

    def test_the_crawler_has_something_to_try_at_every_door(self):
        """An id of each debtor for each argument, and a record of each kind that is
        named by its number: an empty list would try nothing, in silence."""
        for one in self.debtors:
            for model in TEXTS["reference"]:
                self.assertTrue(self.of(one, model), (one.number, model))
            for url in {*self.rules("GET"), *self.rules("POST")}:
                for name in {*ARGUMENT.findall(url)} - {"token", "case_id"}:
                    self.assertTrue(self.values(name, one), (one.number, url))
        for method in ("GET", "POST"):
            for url in self.rules(method):
                tried = self.paths(url, "t", self.me.case.id, [self.me])
                self.assertTrue(tried, url)
                self.assertFalse([path for path in tried if "<" in path], url)

    # --- doors that are no page of the customer's -----------------------------------

    def papers_of(self, one):
        """The addresses of colleagues' papers about a debtor."""
        wizard = self.root["recovery.statement.wizard"].create(
            {"case_ids": [(6, 0, one.case.ids)]}
        )
        yield f"/debt_recovery/dossier/{one.case.id}"
        yield f"/debt_recovery/personal/{one.partner.id}"
        yield f"/debt_recovery/personal/{one.contact.id}"
        yield f"/recovery/statement/{wizard.id}"
        for model in ("recovery.case", "res.partner", "recovery.late.table"):
            yield f"/debt_recovery/sheet/{model}/{one.case.id}"

    def try_papers(self, hidden):
        for one in self.debtors:
            for path in [*self.papers_of(one)]:
                self.env.flush_all()
                for method in ("GET", "POST"):
                    with mute_logger("odoo.http"):
                        answer = self.ask(path, method)
                    self.assert_silent(answer, hidden, f"{method} {path}")

    def test_papers_of_colleagues_are_for_no_customer_and_no_clerk(self):
        self.try_papers(self.debtors)  # nobody is logged in
        self.portal_user(self.me.contact, "me")
        self.portal_user(self.customer("Clerk"), "clerk", "base.group_user")
        for login in ("me", "clerk"):
            self.login(login)
            self.try_papers(self.debtors)

    def test_papers_of_another_company_are_for_nobody_of_this_one(self):
        self.portal_user(
            self.customer("Auditor"), "auditor", "debt_recovery.group_auditor"
        )
        self.login("auditor")
        self.try_papers(self.debtors[3:])
        answer = self.ask(f"/debt_recovery/dossier/{self.me.case.id}")
        self.assertIn(self.me.moves[2].name, answer.text)

    def test_lists_of_the_portal_show_no_stranger(self):
        self.portal_user(self.me.contact, "me")
        self.login("me")
        for path in ("/my", "/my/home", "/my/recovery", "/my/invoices"):
            self.assert_silent(self.ask(path), self.strangers, path)
        way = self.ask("/my/invoices/overdue")
        self.assert_silent(way, self.strangers, "overdue")
        self.assertIn(f"/my/recovery/{self.me.case.id}", way.headers["Location"])
