import re

from odoo import Command, http
from odoo.tests import tagged

from odoo.addons.debt_recovery.controllers import visits

from .common import MONDAY
from .test_links import LinkCase


@tagged("post_install", "-at_install")
class TestVisits(LinkCase):
    """Who sees the customer's pages: the holder of a link, and portal users."""

    def portal_user(self, partner, login):
        users = self.root["res.users"].with_context(no_reset_password=True)
        group = [Command.set(self.env.ref("base.group_portal").ids)]
        return users.create(
            {
                "name": login,
                "login": login,
                "password": login,
                "partner_id": partner.id,
                "group_ids": group,
            }
        )

    def test_a_form_that_does_not_come_from_the_page_does_nothing(self):
        path, other = self.path(), self.key(self.path("preferences"))["csrf_token"]
        for key in ("", "x", other):
            answer = self.posted(f"{path}/write", text="Paid", csrf_token=key)
            self.assertEqual(answer.status_code, 400, key)
        self.assertFalse(self.events("replied"))

    def test_a_portal_user_sees_his_own_account_and_no_other(self):
        stranger = self.customer("Hôtel du Port", "compta@port.example")
        self.invoice(stranger, 333.0, MONDAY)
        self.cycle(MONDAY)
        colleague = self.root["res.partner"].create(
            {"name": "Accounts payable", "parent_id": self.lecoq.id}
        )
        self.portal_user(colleague, "portal_of_lecoq")
        self.env.flush_all()
        path = f"/my/recovery/{self.account_of_lecoq.id}"
        self.assertIn("/web/login", self.opened(path).url)
        self.authenticate("portal_of_lecoq", "portal_of_lecoq")
        self.assertIn("6,120.00", self.text(self.opened(path)))
        foreign = f"/my/recovery/{self.case(stranger).id}"
        for part in ("", "/documents", "/preferences"):
            answer = self.opened(foreign + part)
            self.assertEqual(answer.status_code, 404)
            self.assertNotIn("Port", answer.text)

    def test_a_portal_user_writes_from_a_form_of_his_page(self):
        self.portal_user(self.lecoq, "lecoq_itself")
        self.env.flush_all()
        self.authenticate("lecoq_itself", "lecoq_itself")
        path = f"/my/recovery/{self.account_of_lecoq.id}/write"
        answer = self.url_open(path, data={"text": "Paid on Friday"})
        self.assertEqual(answer.status_code, 400)
        key = http.Request.csrf_token(self)
        answer = self.url_open(path, data={"text": "Paid", "csrf_token": key})
        self.assertIn("/follow/", answer.url)
        self.assertEqual(len(self.events("replied")), 1)

    def test_each_form_of_a_page_is_sent_once_for_itself(self):
        page = self.opened(f"{self.path()}/contacts").text
        pages = re.findall(r'name="once" value="([^"]+)"', page)
        self.assertGreater(len(pages), 1)
        self.assertEqual(len(set(pages)), len(pages))

    def fill(self, counted, key):
        self.addCleanup(counted.clear)
        now = visits.time.monotonic()
        for _time in range(counted.limit):
            counted.note(key, now)

    def test_one_reader_s_flood_keeps_nobody_else_from_writing(self):
        path, link = self.path(), self.link()
        other = self.path()
        self.fill(visits.MADE, f"{self.cr.dbname} link {link.id}")
        answer = self.posted(f"{path}/write", text="Paid", once="a")
        self.assertEqual(answer.status_code, 429)
        answer = self.posted(f"{other}/write", text="Paid", once="b")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(len(self.events("replied")), 1)

    def test_nothing_is_lost_in_silence(self):
        path = self.path()
        self.fill(visits.MADE_THERE, "127.0.0.1")
        for part, form in (
            ("write", {"text": "Paid"}),
            ("preferences", {"stop": "email"}),
        ):
            answer = self.posted(f"{path}/{part}", **form)
            self.assertEqual(answer.status_code, 429, part)
            self.assertIn("Too many forms", answer.text)
        self.assertFalse(self.events("replied") | self.events("preferences"))

    def test_a_flood_of_papers_is_held_back_before_anything_is_printed(self):
        path, link = self.path(), self.link()
        self.fill(visits.PAPERS, f"{self.cr.dbname} papers of link {link.id}")
        for paper in ("statement", f"document/{self.first.id}", "rib"):
            answer = self.opened(f"{path}/{paper}")
            self.assertEqual(answer.status_code, 429, paper)
        self.assertEqual(self.opened(path).status_code, 200)
        self.assertEqual(self.opened(f"{self.path()}/rib").status_code, 200)
