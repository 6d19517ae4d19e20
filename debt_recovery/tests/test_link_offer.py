import re
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo import Command, http
from odoo.tests import tagged

from odoo.addons.debt_recovery.controllers import visits

from ..tools import link_token
from .common import MONDAY
from .test_links import LinkCase

FRIDAY = date(2026, 3, 13)


@tagged("post_install", "-at_install")
class TestLinkOffer(LinkCase):
    """5,000 by Friday 13 March settle what Lecoq owes: accepted on its page."""

    def setUp(self):
        super().setUp()
        visits.MADE.clear()
        self.root["recovery.stage"].search([]).settlement_share = 50
        lines = self.debt(self.first) | self.debt(self.second)
        self.offer = self.account_of_lecoq._offer_settlement(lines, 5000.0, FRIDAY)
        self.env.flush_all()

    def print_of(self, page):
        return re.search(r'name="fingerprint" value="(\w+)"', page).group(1)

    def accept(self, path, page="", **form):
        page = page or self.opened(f"{path}/offer").text
        values = {"fingerprint": self.print_of(page), "agree": "1", "once": "p1"}
        values["reference"] = re.search(r'name="reference" value="(.+?)"', page)[1]
        return self.url_open(
            f"{path}/offer",
            data={**self.key(path), **values, "name": "Anne Lecoq", **form},
            allow_redirects=False,
        )

    def reread(self):
        self.offer.invalidate_recordset()
        return self.offer

    def test_the_page_says_what_is_given_up_and_by_when(self):
        path = self.path()
        account = self.text(self.opened(path))
        self.assertIn("Our proposal to settle your account", account)
        page = self.text(self.opened(f"{path}/offer"))
        for words in ("5,000.00", "6,120.00", "1,120.00", "March 13, 2026"):
            self.assertIn(words, page)
        self.assertFalse(self.reread().offer_accepted_at)

    def test_accepting_keeps_who_when_from_where_and_the_words(self):
        path = self.path()
        answer = self.accept(path)
        self.assertEqual(answer.status_code, 303, answer.text)
        self.assertIn(f"/offer/{self.offer.reference}", answer.headers["Location"])
        offer = self.reread()
        self.assertEqual(offer.state, "active")
        self.assertEqual(
            (offer.offer_accepted_by, offer.offer_accepted_source),
            ("Anne Lecoq", "link"),
        )
        self.assertTrue(offer.offer_accepted_ip)
        self.assertIn(offer.reference, offer.offer_text)
        self.assertEqual(offer._offer_words(), (offer.offer_text, offer.offer_hash))
        self.assertEqual(len(self.events("settlement_accepted")), 1)
        page = self.text(self.opened(f"{path}/offer"))
        self.assertIn("You accepted our proposal", page)
        self.assertIn("Accepted by Anne Lecoq", page)
        followed = self.text(self.opened(f"{path}/follow/{offer.reference}"))
        self.assertIn("Accepted: to be paid", followed)

    def test_accepted_twice_it_stays_as_it_was(self):
        path = self.path()
        page = self.opened(f"{path}/offer").text
        self.accept(path, page)
        first = self.reread().offer_accepted_at
        self.clock.tick(600)
        for once in ("p1", "p2"):
            answer = self.accept(path, page, once=once, name="Somebody else")
            self.assertEqual(answer.status_code, 303)
        self.assertEqual(self.reread().offer_accepted_at, first)
        self.assertEqual(self.offer.offer_accepted_by, "Anne Lecoq")
        self.assertEqual(len(self.events("settlement_accepted")), 1)

    def test_words_that_changed_are_read_again(self):
        path = self.path()
        page = self.opened(f"{path}/offer").text
        self.lecoq.name = "Boulangeries Lecoq et fils"
        self.env.flush_all()
        answer = self.accept(path, page)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("changed since you opened this page", self.text(answer))
        self.assertIn("Lecoq et fils", self.text(answer))
        self.assertFalse(self.reread().offer_accepted_at)

    def test_who_read_an_offer_never_accepts_the_next_one(self):
        path = self.path()
        page = self.opened(f"{path}/offer").text
        self.offer.action_withdraw()
        lines = self.debt(self.first) | self.debt(self.second)
        newer = self.account_of_lecoq._offer_settlement(lines, 5500.0, FRIDAY)
        self.env.flush_all()
        answer = self.accept(path, page)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("This proposal is over", self.text(answer))
        self.assertIn("5,500.00", self.text(self.opened(f"{path}/offer")))
        newer.invalidate_recordset()
        self.assertFalse(newer.offer_accepted_at)

    def test_an_offer_of_somebody_else_is_not_found(self):
        other = self.customer("Hôtel du Port", "compta@port.example")
        line = self.debt(self.invoice(other, 900.0, MONDAY - timedelta(days=40)))
        self.cycle(MONDAY)
        theirs = self.case(other)._offer_settlement(line, 700.0, FRIDAY)
        self.env.flush_all()
        path = self.path()
        answer = self.opened(f"{path}/offer/{theirs.reference}")
        self.assertEqual(answer.status_code, 404)
        refused = self.accept(path, reference=theirs.reference)
        self.assertEqual(refused.status_code, 422)
        self.assertNotIn("700.00", self.text(refused))
        theirs.invalidate_recordset()
        self.assertFalse(theirs.offer_accepted_at or self.reread().offer_accepted_at)

    def test_a_name_and_a_tick_are_needed(self):
        path = self.path()
        for form, words in (
            ({"name": "  "}, "type your name"),
            ({"agree": ""}, "tick that you accept"),
            ({"fingerprint": "x"}, "changed since"),
        ):
            answer = self.accept(path, **form)
            self.assertEqual(answer.status_code, 422, form)
            self.assertIn(words, self.text(answer))
        self.assertFalse(self.reread().offer_accepted_at)

    def test_one_that_is_over_or_withdrawn_says_so(self):
        path = self.path()
        page = self.opened(f"{path}/offer").text
        self.clock.move_to(datetime(2026, 3, 14, 8, 0))
        self.assertIn("day of our proposal is over", self.opened(f"{path}/offer").text)
        answer = self.accept(path, page)
        self.assertIn("nothing was accepted", self.text(answer))
        self.clock.move_to(datetime(2026, 3, 3, 8, 0))
        self.offer.action_withdraw()
        self.env.flush_all()
        self.assertIn("This proposal is over", self.opened(f"{path}/offer").text)
        self.assertEqual(self.accept(path, page).status_code, 422)
        self.assertNotIn("/offer", self.opened(path).text)

    def test_one_that_nobody_approved_is_not_shown(self):
        self.offer.action_withdraw()
        self.root["recovery.stage"].search([]).settlement_share = 100
        lines = self.debt(self.first) | self.debt(self.second)
        waits = self.account_of_lecoq._offer_settlement(lines, 3333.0, FRIDAY)
        self.assertEqual(waits.state, "to_approve")
        self.env.flush_all()
        path = self.path()
        self.assertNotIn("3,333", self.text(self.opened(f"{path}/offer")))
        self.assertNotIn("3,333", self.text(self.opened(path)))

    def test_a_portal_user_accepts_it_too(self):
        users = self.root["res.users"].with_context(no_reset_password=True)
        users.create(
            {
                "name": "acceptor",
                "login": "acceptor",
                "password": "acceptor",
                "partner_id": self.lecoq.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        self.env.flush_all()
        self.authenticate("acceptor", "acceptor")
        path = f"/my/recovery/{self.account_of_lecoq.id}"
        page = self.opened(f"{path}/offer").text
        data = {
            "fingerprint": self.print_of(page),
            "reference": self.offer.reference,
            "name": "Anne Lecoq",
            "agree": "1",
            "once": "x",
        }
        refused = self.url_open(f"{path}/offer", data=data)
        self.assertEqual(refused.status_code, 400)
        data["csrf_token"] = http.Request.csrf_token(self)
        answer = self.url_open(f"{path}/offer", data=data, allow_redirects=False)
        self.assertEqual(answer.status_code, 303, answer.text)
        self.assertEqual(self.reread().offer_accepted_source, "portal")

    def test_the_message_that_tells_it_leads_to_its_page(self):
        composer = self.root["mail.compose.message"]
        action = self.offer.action_tell()
        message = composer.with_context(**action["context"]).create({})
        self.assertIn(f"/recovery/l/{link_token.SAMPLE}/offer", message.body)
        before = self.root["recovery.link"].search([])
        _mails, told = message._action_send_mail()
        link = self.root["recovery.link"].search([]) - before
        self.assertEqual(
            (link.case_id, link.purpose, link.contact_id),
            (self.account_of_lecoq, "pay", self.account_of_lecoq._link_contact()),
        )
        sent = told.sudo().mail_ids.body_html or ""
        path = re.search(r"/recovery/l/\w+/offer", sent)[0]
        self.assertNotIn(link_token.SAMPLE, path)
        self.env.flush_all()
        self.assertIn("5,000.00", self.text(self.opened(path)))
        self.assertIn(f"/recovery/l/{link_token.SAMPLE}/offer", told.body)

    def test_in_test_mode_the_message_opens_nothing(self):
        self.company.write(
            {"recovery_test_mode": True, "recovery_test_email": "we@belleroche.example"}
        )
        composer = self.root["mail.compose.message"]
        action = self.offer.action_tell()
        message = composer.with_context(**action["context"]).create({})
        before = self.root["recovery.link"].search_count([])
        message._action_send_mail()
        self.assertEqual(self.root["recovery.link"].search_count([]), before)

    def test_the_proposal_is_a_paper_and_says_who_accepted_it(self):
        path = self.path()
        paper = f"{path}/proposal/{self.offer.id}"
        self.assertIn(paper, self.opened(f"{path}/documents").text)
        open_one = self.text(self.opened(paper))
        self.assertIn("5,000.00", open_one)
        self.assertNotIn("Accepted by", open_one)
        self.accept(path)
        accepted = self.text(self.opened(paper))
        self.assertIn("Accepted by Anne Lecoq", accepted)
        self.assertIn("nobody has to accept", accepted.lower())
        other = self.customer("Hôtel du Port", "compta@port.example")
        line = self.debt(self.invoice(other, 900.0, MONDAY - timedelta(days=40)))
        self.cycle(MONDAY)
        theirs = self.case(other)._offer_settlement(line, 700.0, FRIDAY)
        self.env.flush_all()
        self.assertEqual(self.opened(f"{path}/proposal/{theirs.id}").status_code, 404)

    def test_accepting_moves_no_limitation_and_the_desk_is_told(self):
        self.accept(self.path())
        self.assertFalse(self.root["recovery.limitation.event"].search([]))
        clocks = self.registry["recovery.limitation"]
        lines = self.debt(self.first)
        said = {lines.id: ("May be claimed in court until 01/05/2026.", "near", None)}
        with patch.object(clocks, "_said", lambda *_args: said):
            words = self.account_of_lecoq._settlement_warnings(lines)
        self.assertIn("An offer does not move that date", words[-1])
        self.assertNotIn(
            "does not move", str(self.account_of_lecoq._settlement_warnings(lines))
        )

    def test_it_speaks_its_readers_language(self):
        self.lecoq.lang = "fr_FR"
        path = self.path()
        page = self.opened(f"{path}/offer").text
        self.assertIn("5\xa0000,00\xa0€", page)
        self.assertEqual(self.accept(path, page).status_code, 303)
        self.assertIn("13 mars 2026", self.reread().offer_text)
