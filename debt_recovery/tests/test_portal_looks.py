import base64

from odoo.tests import tagged
from odoo.tools import file_open

from odoo.addons.debt_recovery.controllers import visits
from odoo.addons.debt_recovery.tools import contrast

from .test_portal_entry import PortalCase


@tagged("post_install", "-at_install")
class TestPortalLooks(PortalCase):
    """The company's own looks, what colleagues see, and what a flood gets."""

    # --- brand ----------------------------------------------------------------------

    def test_the_page_wears_the_company_s_logo_or_its_name(self):
        self.company.logo = False
        page = self.opened(self.path()).text
        self.assertIn("<strong>Ateliers Belleroche SAS</strong>", page)
        self.company.logo = base64.b64encode(self.a_picture())
        page = self.opened(self.path()).text
        address = f"/web/binary/company_logo?company={self.company.id}"
        self.assertIn(f'<img src="{address}" alt="Ateliers Belleroche SAS"', page)
        self.assertEqual(self.opened(address).headers["Content-Type"], "image/png")

    def a_picture(self):
        with file_open("web/static/img/nologo.png", "rb") as file:
            return file.read()

    def test_the_colour_of_the_company_can_always_be_read(self):
        self.company.primary_color = "#FFD400"
        page = self.opened(self.path()).text
        self.assertIn('href="/debt_recovery/brand/ffd400.css"', page)
        style = self.opened("/debt_recovery/brand/ffd400.css")
        self.assertIn("text/css", style.headers["Content-Type"])
        self.assertIn("max-age", style.headers["Cache-Control"])
        shade = style.text.partition("#")[2][:6]
        self.assertGreaterEqual(contrast.contrast(shade, "ffffff"), 4.5)
        self.assertNotIn("Set-Cookie", style.headers)

    def test_a_colour_s_address_holds_a_colour_only(self):
        for word in ("red", "12", "ffffff;}", "..%2f"):
            answer = self.opened(f"/debt_recovery/brand/{word}.css")
            self.assertEqual(answer.status_code, 404, word)
        self.company.primary_color = "unset"
        self.assertNotIn("/brand/", self.opened(self.path()).text)

    # --- preview --------------------------------------------------------------------

    def preview(self, login, group="debt_recovery.group_auditor", **values):
        partner = self.customer(login.capitalize(), lang="en_US")
        self.portal_user(partner, login, group, **values)
        self.env.flush_all()
        self.authenticate(login, login)
        return f"/debt_recovery/preview/{self.account_of_lecoq.id}"

    def test_colleagues_see_the_page_in_the_customer_s_language(self):
        self.lecoq.lang = "fr_FR"
        path = self.preview("auditor")
        action = self.account_of_lecoq.action_preview_page()
        self.assertEqual(action["url"], path)
        page = self.opened(path)
        self.assertIn("6\xa0120,00\xa0€", page.text)
        self.assertIn('lang="fr-FR"', page.text)
        self.assertIn("Preview: the page as the customer sees it", page.text)
        self.assertIn('<fieldset class="whole" disabled="disabled"', page.text)
        self.assertIn(f'href="{path}/preferences"', page.text)
        for part in ("/preferences", "/documents"):
            answer = self.opened(path + part)
            self.assertEqual(answer.status_code, 200)
            self.assertIn("Preview: the page", answer.text)

    def test_a_preview_sends_nothing_and_leaves_no_trace(self):
        path = self.preview("agent", "debt_recovery.group_agent")
        before = self.contents()
        self.opened(path)
        self.opened(f"{path}/documents")
        call = self.called(f"{path}/checkout/x/transaction")
        self.assertEqual(call.status_code, 403)
        for part in ("/write", "/preferences", "/agreement"):
            answer = self.sent(path + part, message="Paid", agree="1", name="x")
            self.assertEqual(answer.status_code, 403)
            self.assertIn("Nothing was sent", answer.text)
        self.assertEqual(self.contents(), before)

    def test_a_preview_is_for_those_who_may_read_the_account(self):
        path = self.preview("clerk", "base.group_user")
        self.assertEqual(self.opened(path).status_code, 404)
        self.authenticate("nadia", "nadia")
        self.assertEqual(self.opened(path).status_code, 404)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.opened(path).url)
        other = self.setup_other_company()["company"]
        values = {"company_id": other.id, "company_ids": [(6, 0, other.ids)]}
        self.preview("elsewhere", **values)
        self.assertEqual(self.opened(path).status_code, 404)

    # --- floods ---------------------------------------------------------------------

    def test_a_flood_of_one_link_is_told_to_come_later(self):
        path, other = self.path(), self.path()
        now = visits.time.monotonic()
        for _time in range(visits.BY_PAGE.limit):
            visits.BY_PAGE.note(f"{self.cr.dbname} link {self.link().id}", now)
        answer = self.opened(other)
        self.assertEqual(answer.status_code, 429)
        self.assertEqual(answer.headers["Retry-After"], "300")
        self.assertNotIn("Lecoq", answer.text)
        self.assertEqual(self.opened(path).status_code, 200)

    def test_a_flood_from_one_address_is_told_to_come_later(self):
        path, now = self.path(), visits.time.monotonic()
        for _time in range(visits.BY_PLACE.limit):
            visits.BY_PLACE.note("127.0.0.1", now)
        self.assertEqual(self.opened(path).status_code, 429)
        self.assertEqual(self.opened("/recovery/l/x").status_code, 404)
