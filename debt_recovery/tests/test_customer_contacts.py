from datetime import timedelta
from urllib.parse import urlsplit

from odoo import Command, http
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import MONDAY
from .test_links import LinkCase


@tagged("post_install", "-at_install")
class TestCustomerContacts(LinkCase):
    """Who deals with our invoices, as the customer says: nothing changes silently."""

    def named(self, path, **form):
        return self.posted(f"{path}/contacts", **form)

    def corrected(self, path, **form):
        return self.posted(f"{path}/contacts/own", **form)

    def proposals(self):
        proposals = self.root["recovery.contact.proposal"]
        proposals.invalidate_model()
        return proposals.search([])

    def asked(self):
        """The message to the old address, and the path of its link."""
        self.env.invalidate_all()
        mail = self.root["mail.mail"].search([], order="id desc", limit=1)
        url = str(mail.body_html).partition('href="')[2].partition('"')[0]
        return mail, urlsplit(url).path

    def test_a_colleague_named_by_link_waits_for_us(self):
        path = self.path()
        self.assertEqual(self.opened(f"{path}/contacts").status_code, 200)
        form = {"name": "Anne", "email": "Anne@Lecoq.example", "once": "a"}
        self.named(path, **form)
        self.named(path, **form)  # a double click
        proposal = self.proposals()
        self.assertEqual((len(proposal), proposal.state), (1, "proposed"))
        self.assertEqual(proposal.activity_ids.summary[:8], "Proposed")
        self.assertFalse(self.lecoq.child_ids)
        proposal.action_accept()
        contact = self.lecoq.child_ids
        self.assertEqual(contact.email, "anne@lecoq.example")
        self.assertEqual(self.lecoq._recovery_recipients(), contact)
        self.assertFalse(proposal.activity_ids)

    def test_what_a_card_holds_is_not_written_over(self):
        clerk = self.root["res.partner"].create(
            {
                "name": "A. Lecoq",
                "parent_id": self.lecoq.id,
                "email": "anne@lecoq.example",
            }
        )
        path = self.path()
        phone = "06 12 34 56 78"
        self.named(path, name="Anne", email="anne@lecoq.example", phone=phone)
        self.proposals().action_accept()
        self.assertEqual((clerk.name, clerk.phone), ("A. Lecoq", "+33612345678"))
        self.assertEqual(self.lecoq.child_ids, clerk)

    def test_a_refused_colleague_is_not_written(self):
        self.named(self.path(), name="Anne", email="anne@lecoq.example")
        self.proposals().action_refuse()
        self.assertFalse(self.lecoq.child_ids)
        with self.assertRaises(UserError):
            self.proposals().action_accept()

    def test_what_cannot_be_read_is_said_and_kept_in_the_form(self):
        path = self.path()
        for form in (
            {"name": "Anne"},
            {"name": "", "email": "anne@lecoq.example"},
            {"name": "Anne", "email": "anne@"},
            {"name": "Anne", "phone": "12"},
        ):
            answer = self.named(path, **form)
            self.assertEqual(answer.status_code, 422, form)
            self.assertIn('role="alert"', answer.text)
            self.assertIn(form["name"], answer.text)
        self.assertFalse(self.proposals())

    def test_new_details_count_once_the_old_address_confirms(self):
        path = self.path()
        self.corrected(path, email="new@lecoq.example", phone="0612345678")
        self.assertEqual(self.lecoq.email, "compta@lecoq.example")
        mail, confirm = self.asked()
        self.assertEqual(mail.email_to, "compta@lecoq.example")
        page = self.opened(confirm)
        self.assertIn("new@lecoq.example", page.text)
        self.assertEqual(self.lecoq.email, "compta@lecoq.example")
        answer = self.posted(f"{confirm}/address")
        self.assertIn("are changed", answer.text)
        self.lecoq.invalidate_recordset()
        self.assertEqual(self.lecoq.email, "new@lecoq.example")
        self.assertEqual(self.lecoq.phone, "+33612345678")
        self.posted(f"{confirm}/address")  # again is nothing
        self.assertEqual(self.proposals().state, "accepted")

    def test_a_card_that_changed_meanwhile_is_left_to_us(self):
        self.corrected(self.path(), email="new@lecoq.example")
        self.lecoq.email = "corrected@lecoq.example"
        _mail, confirm = self.asked()
        self.assertIn("we look at it", self.posted(f"{confirm}/address").text)
        self.assertEqual(self.lecoq.email, "corrected@lecoq.example")
        self.assertEqual(self.proposals().state, "proposed")

    def test_the_last_correction_replaces_the_one_before(self):
        path = self.path()
        self.corrected(path, email="one@lecoq.example", once="1")
        _mail, first = self.asked()
        self.corrected(path, email="two@lecoq.example", once="2")
        self.assertIn("replaced", self.posted(f"{first}/address").text)
        self.assertEqual(self.lecoq.email, "compta@lecoq.example")

    def test_without_an_old_address_we_check_it(self):
        path = self.path()
        self.lecoq.email = False
        self.corrected(path, email="new@lecoq.example")
        self.assertEqual(self.proposals().state, "proposed")

    def test_an_objection_follows_to_the_new_address(self):
        path = self.path()
        self.posted(f"{path}/preferences", stop="email")
        self.corrected(path, email="new@lecoq.example")
        self.posted(f"{self.asked()[1]}/address")
        self.assertFalse(self.send())

    def test_a_portal_user_with_the_right_writes_it(self):
        users = new_test_user(
            self.root, "lecoq_writes", groups="base.group_portal", lang="en_US"
        )
        users.partner_id.parent_id = self.lecoq
        path = f"/my/recovery/{self.account_of_lecoq.id}/contacts"
        for role, kept in (("settles", "accepted"), ("sees", "proposed")):
            users.partner_id.recovery_portal_role = role
            self.env.flush_all()
            self.authenticate("lecoq_writes", "lecoq_writes")
            form = {"name": role, "email": f"{role}@lecoq.example", "once": role}
            key = http.Request.csrf_token(self)
            self.url_open(path, data={**form, "csrf_token": key})
            self.assertEqual(self.proposals()[0].state, kept)

    def test_a_day_takes_a_few_only(self):
        path = self.path()
        for number in range(6):
            form = {"name": f"Anne {number}", "email": f"a{number}@lecoq.example"}
            answer = self.named(path, **form, once=str(number))
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(len(self.proposals()), 5)

    def test_agents_check_and_auditors_read(self):
        self.named(self.path(), name="Anne", email="anne@lecoq.example")
        for group in ("group_auditor", "group_agent"):
            user = self.root["res.users"].create(
                {
                    "name": group,
                    "login": group,
                    "company_id": self.company.id,
                    "company_ids": [Command.set(self.company.ids)],
                    "group_ids": [
                        Command.link(self.env.ref(f"debt_recovery.{group}").id)
                    ],
                }
            )
            mine = self.proposals().with_user(user)
            self.assertEqual(mine.name, "Anne")
            if group == "group_agent":
                mine.action_accept()
                continue
            with self.assertRaises(AccessError):
                mine.action_accept()
        self.assertEqual(self.lecoq.child_ids.name, "Anne")

    def test_what_one_company_is_told_leaves_another_s_alone(self):
        self.corrected(self.path(), email="one@lecoq.example")
        data = self.setup_other_company()
        company = data["company"].with_env(self.root)
        other = self._open_company(company, "Belleroche Sud", "sud.example")
        day = MONDAY - timedelta(days=9)
        self.invoice(self.lecoq, 250.0, day, company=other)
        self.cycle(MONDAY, company=other)
        self.account_of_lecoq = self.case(self.lecoq, other)
        self.corrected(self.path(), email="two@lecoq.example")
        states = self.proposals().grouped("company_id")
        self.assertEqual(states[self.company].state, "to_prove")
        self.assertIn(other, states)
