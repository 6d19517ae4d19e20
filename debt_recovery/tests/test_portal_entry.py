from datetime import timedelta

from odoo import Command, http
from odoo.tests import JsonRpcException, tagged

from .common import MONDAY
from .test_links import LinkCase


class PortalCase(LinkCase):
    """Accounts payable of Lecoq has an access to the portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = cls.root["res.partner"].create(
            {
                "name": "Nadia Lecoq",
                "parent_id": cls.lecoq.id,
                "lang": "en_US",
                "email": "nadia@lecoq.example",
            }
        )
        cls.user = cls.portal_user(cls.reader, "nadia")

    @classmethod
    def portal_user(cls, partner, login, group="base.group_portal", **values):
        users = cls.root["res.users"].with_context(no_reset_password=True)
        return users.create(
            {
                "name": partner.name,
                "login": login,
                "password": login,
                "partner_id": partner.id,
                "group_ids": [Command.set(cls.root.ref(group).ids)],
                "company_id": cls.company.id,
                "company_ids": [Command.set(cls.company.ids)],
                **values,
            }
        )

    def come_in(self, login="nadia"):
        self.env.flush_all()
        self.authenticate(login, login)
        return f"/my/recovery/{self.account_of_lecoq.id}"

    def called(self, path):
        """The answer to a call, as scripts of a page make them."""
        call = {"jsonrpc": "2.0", "method": "call", "params": {}}
        return self.opener.post(self.base_url() + path, json=call)

    def sent(self, path, **form):
        form["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(path, data=form)


@tagged("post_install", "-at_install")
class TestPortalEntry(PortalCase):
    def count(self):
        found = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["recovery_count"]}
        )
        return found["recovery_count"]

    def test_the_portal_leads_to_the_account(self):
        path = self.come_in()
        self.assertIn('href="/my/recovery"', self.opened("/my").text)
        self.assertEqual(self.count(), 1)
        listed = self.opened("/my/recovery")
        self.assertIn("6,120.00", self.text(listed))
        self.assertIn(f'href="{path}"', listed.text)
        page = self.opened(path)
        self.assertIn("6,120.00", self.text(page))
        self.assertIn('href="/my/recovery"', page.text)  # and back

    def test_native_invoices_lead_to_the_account(self):
        self.come_in()
        for path in ("/my/invoices", f"/my/invoices/{self.first.id}"):
            answer = self.opened(path)
            self.assertEqual(answer.status_code, 200)
            self.assertIn('href="/my/recovery"', answer.text, path)

    def test_paying_what_is_late_leads_to_the_account(self):
        self.come_in()
        answer = self.opened("/my/invoices/overdue", allow_redirects=False)
        own = f"/my/recovery/{self.account_of_lecoq.id}/choose"
        self.assertTrue(answer.headers["Location"].endswith(own))
        self.assertIn("6,120.00", self.text(self.opened(own)))

    def test_who_may_only_look_or_has_two_accounts_is_led_to_the_list(self):
        self.come_in()
        self.reader.recovery_portal_role = "sees"
        self.env.flush_all()
        answer = self.opened("/my/invoices/overdue", allow_redirects=False)
        self.assertTrue(answer.headers["Location"].endswith("/my/recovery"))
        self.reader.recovery_portal_role = "settles"
        other = self.setup_other_company()["company"]
        self._open_company(other, "Belleroche Suisse", "suisse.example")
        self.invoice(self.lecoq, 77.0, MONDAY - timedelta(days=9), company=other)
        self.cycle(MONDAY, other)
        self.env.flush_all()
        answer = self.opened("/my/invoices/overdue", allow_redirects=False)
        self.assertTrue(answer.headers["Location"].endswith("/my/recovery"))

    def undated(self, partner, amount, day):
        """An entry whose debt has no due date, as other programs post them."""
        bank = self.account("5121")
        line = self.debt(self.entry(partner, amount, day, bank, journal=self.bank))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET date_maturity = NULL WHERE id = %s",
            [line.id],
        )
        line.invalidate_recordset()
        return line

    def test_a_debt_without_a_due_date_is_due_on_its_day_and_payable(self):
        line = self.undated(self.lecoq, 64.0, MONDAY - timedelta(days=4))
        path = self.come_in()
        page = self.text(self.opened(path))
        for words in ("6,184.00", "64.00", "due on 02/26/2026, 4 days ago"):
            self.assertIn(words, page)
        page = self.opened(f"{path}/choose").text
        self.assertRegex(page, rf'id="line_{line.id}"[^>]*checked')

    def test_without_an_account_yet_the_native_pages_stay(self):
        port = self.customer("Hôtel du Port", "compta@port.example")
        self.undated(port, 64.0, MONDAY + timedelta(days=90))
        self.portal_user(port, "port")
        self.cycle(MONDAY)
        self.assertFalse(self.case(port))
        self.come_in("port")
        page = self.opened("/my/recovery")
        self.assertIn("there is no account to show", page.text)
        self.assertNotIn("Lecoq", page.text)
        way = self.opened("/my/invoices/overdue", allow_redirects=False)
        self.assertNotIn("/my/recovery", way.headers.get("Location", ""))
        self.assertLess(way.status_code, 500)

    def test_an_invoice_shared_by_its_own_link_does_not_lead_there(self):
        self.env.flush_all()
        answer = self.opened(self.first.get_portal_url())
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn('href="/my/recovery"', answer.text)

    def test_two_companies_and_two_currencies_are_no_error(self):
        other = self.setup_other_company()["company"]
        self._open_company(other, "Belleroche Suisse", "suisse.example")
        chf = self.root.ref("base.CHF")
        chf.active = True
        day = MONDAY - timedelta(days=9)
        self.invoice(self.lecoq, 3000.0, day, currency_id=chf.id)
        self.invoice(self.lecoq, 77.0, day, company=other)
        self.cycle(MONDAY)
        self.cycle(MONDAY, other)
        self.come_in()
        page = self.text(self.opened("/my/recovery"))
        for piece in ("6,120.00", "3,000.00", "77.00", "Belleroche Suisse"):
            self.assertIn(piece, page)
        self.assertEqual(self.count(), 2)
        path = f"/my/recovery/{self.case(self.lecoq, other).id}"
        self.assertIn("77.00", self.text(self.opened(path)))

    def test_nothing_open_is_no_card_and_no_error(self):
        stranger = self.customer("Hôtel du Port", "compta@port.example")
        self.portal_user(stranger, "port")
        self.come_in("port")
        self.assertEqual(self.count(), 0)
        self.assertIn("Nothing is open", self.opened("/my/recovery").text)
        self.assertNotIn("to settle it", self.opened("/my/invoices").text)

    def test_who_is_not_logged_in_logs_in_and_comes_back(self):
        path = f"/my/recovery/{self.account_of_lecoq.id}"
        for asked in ("/my/recovery", path, f"{path}/documents"):
            answer = self.opened(asked)
            self.assertIn("/web/login", answer.url)
            self.assertIn(f"redirect={asked.replace('/', '%2F')}", answer.url)
        with self.assertRaises(JsonRpcException):
            self.count()

    # --- roles of contacts ----------------------------------------------------------

    def test_a_delivery_address_sees_nothing_unless_it_is_said(self):
        self.reader.type = "delivery"
        path = self.come_in()
        self.assertEqual(self.opened(path).status_code, 404)
        self.assertEqual(self.count(), 0)
        self.assertNotIn("6,120", self.text(self.opened("/my/recovery")))
        self.reader.recovery_portal_role = "settles"
        self.env.flush_all()
        self.assertEqual(self.opened(path).status_code, 200)

    def test_a_contact_of_no_access_sees_nothing(self):
        self.reader.recovery_portal_role = "none"
        path = self.come_in()
        for part in ("", "/documents", f"/document/{self.first.id}"):
            answer = self.opened(path + part)
            self.assertEqual(answer.status_code, 404)

    def test_who_only_sees_settles_nothing_but_may_write(self):
        self.reader.recovery_portal_role = "sees"
        path = self.come_in()
        page = self.text(self.opened(path))
        self.assertIn("6,120.00", page)
        self.assertIn("you do not settle it", page)
        for part in ("choose", "promise", "plan"):
            self.assertNotIn(f"{path}/{part}", page)
        before = self.contents()
        call = self.called(f"{path}/checkout/x/transaction")
        self.assertEqual(call.status_code, 403)
        for part in ("/promise", "/offer", "/agreement"):
            answer = self.sent(path + part, agree="1", name="Nadia")
            self.assertEqual(answer.status_code, 403, part)
            self.assertIn("not settle it", answer.text)
        self.assertEqual(self.contents(), before)
        answer = self.sent(
            f"{path}/write", text="We wait for the order number", once="w"
        )
        self.assertIn("/follow/", answer.url)

    # --- the account's history ------------------------------------------------------

    def test_opening_is_one_event_a_day_with_who_it_was(self):
        path = self.come_in()
        for part in ("/documents", "", ""):
            self.assertEqual(self.opened(path + part).status_code, 200)
        event = self.events("link_opened")
        self.assertEqual(len(event), 1)
        self.assertIn("Nadia Lecoq", event.text)
        self.assertEqual(event.user_id, self.user)

    def test_what_is_done_is_told_with_who_did_it(self):
        link = self.root["recovery.link"].with_user(self.user)
        link = link._of_user(self.account_of_lecoq.id)
        dispute = self.account_of_lecoq._dispute(self.debt(self.first), 100.0)
        link._note_made(dispute)
        told = self.events("page_made").text
        self.assertTrue(told.endswith(f"{link._reference_of(dispute)} – Nadia Lecoq"))
        self.account_of_lecoq.invalidate_recordset()
        moments = self.account_of_lecoq.timeline["moments"]
        self.assertIn(told, [one["detail"] for one in moments])
